// name=value, with the type that the list of commands says.
#include <set>

#include "check.h"

namespace spl {

using Kind = Token::Kind;

namespace {

bool isSpan(std::string text) {
  static const std::set<std::string> kUnits = {
      "",    "us",   "ms",      "cs",       "ds",      "s",     "sec", "secs",  "second", "seconds",
      "m",   "min",  "mins",    "minute",   "minutes", "h",     "hr",  "hrs",   "hour",   "hours",
      "d",   "day",  "days",    "w",        "week",    "weeks", "mon", "month", "months", "q",
      "qtr", "qtrs", "quarter", "quarters", "y",       "yr",    "yrs", "year",  "years"};
  text = lower(text);
  const std::size_t log = text.find("log");
  if (log != std::string::npos) {
    const std::string base = text.substr(log + 3), factor = text.substr(0, log);
    return (base.empty() || isNumber(base)) && (factor.empty() || isNumber(factor));
  }
  if (text == "auto") return true;
  const std::string length = text.substr(0, text.find('@'));
  const std::size_t unit = std::min(length.find_first_not_of("0123456789.-"), length.size());
  return (unit == 0 || isNumber(length.substr(0, unit))) && !length.empty() && kUnits.contains(length.substr(unit));
}

bool isLimit(const std::string& text) {
  for (const std::string& place : {std::string("top"), std::string("bottom"), std::string()}) {
    if (!text.starts_with(place)) continue;
    const std::string number = text.substr(place.size());
    return !number.empty() && number.find_first_not_of("0123456789 ") == std::string::npos;
  }
  return false;
}

}  // namespace

// name=value, as long as they come.
void Checker::options(const Command& command, Cursor& in) {
  while (in.isOption()) oneOption(command, in);
}

void Checker::oneOption(const Command& command, Cursor& in) {
  const std::string name = lower(in.peek().text);
  const auto type = command.typeOf(name);
  if (!type && !isTemplate(in.peek())) fail(in.peek(), "`" + command.name + "` has no option `" + name + "`");
  in.next();
  in.next();
  option(command, name, type.value_or("text"), in);
  in.accept(",");
}

void Checker::option(const Command& command, const std::string& name, const std::string& type, Cursor& in) {
  Token token = in.peek();
  if (type == "filter") return filter(token, in);
  if (token.kind == Kind::subsearch) return subsearch(in.next());  // span=[search … | return $x]
  if (!isField(token)) fail(token, "the option `" + name + "` has no value");
  // A value goes on as long as nothing separates it: start=10/1/07:00:00:00, search="a=b", low=0-10, agg=max(x).
  std::size_t end = in.next().end;
  while (!in.done() && in.peek().begin == end && !in.peek().is(")") && !in.peek().is(",") &&
         in.peek().kind != Kind::subsearch) {
    if (in.peek().is("(")) {
      end = in.group().second + 1;
      continue;
    }
    token.text += in.peek().text;
    end = in.next().end;
  }
  if (isTemplate(token)) return;
  const std::string value = lower(token.text);
  const auto want = [&](bool holds, const std::string& what) {
    if (!holds) fail(token, "`" + name + "` of `" + command.name + "` is " + what + ", not `" + token.text + "`");
  };
  static const std::set<std::string> kTruth = {"t", "f", "true", "false", "1", "0", "yes", "no", "y", "n"};
  if (type == "bool")
    want(kTruth.contains(value), "true or false");
  else if (type == "int")
    want(isNumber(value) && value.find('.') == std::string::npos, "a whole number");
  else if (type == "count")
    want(!value.empty() && value.find_first_not_of("0123456789") == std::string::npos, "a whole number from 0 on");
  else if (type == "num")
    want(isNumber(value), "a number");
  else if (type == "span")
    want(isSpan(value), "a span");
  else if (type == "limit")
    want(isLimit(value), "a number, topN or bottomN");
  else if (type.find('|') != std::string::npos || type == "sed" || type == "iqr" || type == "cocur")
    want(lower("|" + type + "|").find("|" + value + "|") != std::string::npos, "one of " + type);
}

// "a search", (a search) or eval(an expression).
void Checker::filter(const Token& token, Cursor& in) {
  if (in.isWord("eval") && in.peek(1).is("(")) {
    in.next();
    const auto range = in.group();
    return condition(between(range), range.first);
  }
  if (in.peek().is("(")) {
    const auto range = in.group();
    if (between(range).find_first_not_of(" \t\n") == std::string_view::npos) fail(token, "empty parentheses");
    return;
  }
  if (!isField(token)) fail(token, "an option without a value");
  std::size_t end = in.next().end;
  while (!in.done() && in.peek().begin == end) end = in.next().end;  // startswith=code=5
}

}  // namespace spl
