// Commands over names of fields, each with a grammar of its own.
#include <regex>

#include "check.h"

namespace spl {

using Kind = Token::Kind;

namespace {

std::string listOf(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

bool isCount(const Token& token) {
  return token.kind == Kind::word && !token.text.empty() &&
         token.text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

// a AS b, c* AS d*
void Checker::rename(const Command&, Cursor& in) {
  do {
    const Token from = in.name("the field to rename is missing");
    if (isTemplate(from) && (in.done() || in.peek().is(","))) continue;
    if (!in.acceptWord("as")) fail(in.peek(), "`rename` needs `field AS name`");
    if (in.isWord("as")) fail(in.peek(), "`AS` without a name");
    const Token to = in.field("`AS` without a name");
    const auto stars = [](const Token& name) { return std::count(name.text.begin(), name.text.end(), '*'); };
    if (stars(from) != stars(to) && !isTemplate(from) && !isTemplate(to))
      fail(from, "`" + from.text + "` and `" + to.text + "` differ in their wildcards");
    in.accept(",");
  } while (!in.done());
}

// [+|-]field or [+|-]function(field), with commas or not.
std::size_t Checker::sortKeys(Cursor& in) {
  std::size_t count = 0;
  while (!in.done()) {
    if (in.peek().is(",")) {
      if (count == 0) fail(in.peek(), "a field is missing");
      in.next();
      if (in.done() || in.peek().is(",")) fail(in.peek(), "a field is missing");
      continue;
    }
    if (in.isWord("-") || in.isWord("+")) {
      in.next();
      if (!in.atField()) fail(in.peek(), "a sign without its field");
    }
    const Token key = in.field("`" + in.peek().text + "` where a field has to be");
    if (in.peek().is("(")) {
      std::string name = lower(key.text);
      while (name.starts_with("-") || name.starts_with("+")) name.erase(0, 1);
      // sum(bytes) and size(MB) are names of columns; what is almost a function of sort is a mistake.
      const bool almost = std::any_of(catalogue_.sort.begin(), catalogue_.sort.end(), [&](const std::string& known) {
        return name.substr(0, 2) == known.substr(0, 2);
      });
      if (!catalogue_.sort.contains(name) && !catalogue_.stats.contains(name) && almost)
        fail(key, "`sort` knows " + listOf(catalogue_.sort) + ", not `" + name + "`");
      if (between(in.group()).empty()) fail(key, "a field is missing");
    }
    ++count;
  }
  return count;
}

void Checker::sort(const Command& command, Cursor& in) {
  options(command, in);
  if (isCount(in.peek())) in.next();
  options(command, in);
  if (sortKeys(in) == 0) fail(in.peek(), "`sort` without a field");
}

// [N] fields [options] [SORTBY keys]
void Checker::dedup(const Command& command, Cursor& in) {
  options(command, in);
  if (isCount(in.peek())) in.next();
  std::size_t count = 0;
  while (!in.done() && !in.isWord("sortby")) {
    if (in.isOption()) {
      options(command, in);
      continue;
    }
    if (in.peek().is(",") && count > 0) in.next();
    in.name("`" + in.peek().text + "` where a field has to be");
    ++count;
  }
  if (count == 0) fail(in.peek(), "`dedup` without a field");
  if (in.acceptWord("sortby") && sortKeys(in) == 0) fail(in.peek(), "`sortby` without a field");
}

// fields [+|-] names
void Checker::keep(const Command&, Cursor& in) {
  if (in.isWord("-") || in.isWord("+")) in.next();
  std::size_t count = 0;
  while (!in.done()) {
    if (in.peek().is(",") && count > 0) in.next();
    in.name("`fields` without a field");
    ++count;
  }
  if (count == 0) fail(in.peek(), "`fields` without a field");
}

// head [N | (condition)]
void Checker::head(const Command& command, Cursor& in) {
  options(command, in);
  if (in.peek().is("(")) {
    const auto range = in.group();
    expression(between(range), range.first);
  } else if (in.atField()) {
    const Token number = in.next();
    if (!isCount(number) && !isTemplate(number)) fail(number, "`head` takes a number");
  }
  options(command, in);
}

// (text WITH text)… [IN fields]
void Checker::replace(const Command& command, Cursor& in) {
  do {
    const Token from = in.field("the text to replace is missing");
    if (isTemplate(from) && in.done()) return;
    if (!in.acceptWord("with")) fail(in.peek(), "`replace` needs `text WITH text`");
    in.field("`WITH` without a text");
    in.accept(",");
  } while (!in.done() && !in.isWord("in"));
  if (in.acceptWord("in") && fields(command, in) == 0) fail(in.peek(), "`IN` without a field");
}

// function(field) [AS name] …
void Checker::convert(const Command& command, Cursor& in) {
  std::size_t count = 0;
  options(command, in);
  while (!in.done()) {
    if (count > 0) in.accept(",");
    const Token name = in.next();
    if (!catalogue_.convert.contains(lower(name.text)))
      fail(name, "`convert` knows " + listOf(catalogue_.convert) + ", not `" + name.text + "`");
    if (lower(name.text) != "auto" || in.peek().is("(")) {
      in.expect("(", "`convert` needs `function(field)`");
      if (!in.peek().is(")")) in.field("a field is missing");
      in.expect(")", "a parenthesis that does not close");
    }
    if (in.acceptWord("as")) in.field("`AS` without a name");
    options(command, in);
    ++count;
  }
  if (count == 0) fail(in.peek(), "`convert` without a function");
}

// sma5(field) [AS name] …
void Checker::trendline(const Command&, Cursor& in) {
  static const std::regex kTrend("(sma|ema|wma)[0-9]+", std::regex::icase);
  std::size_t count = 0;
  while (!in.done()) {
    if (count > 0) in.accept(",");
    const Token trend = in.next();
    if (!std::regex_match(trend.text, kTrend) && !isTemplate(trend))
      fail(trend, "`trendline` knows smaN, emaN and wmaN, not `" + trend.text + "`");
    in.expect("(", "`trendline` needs `trend(field)`");
    in.field("a field is missing");
    in.expect(")", "a parenthesis that does not close");
    if (in.acceptWord("as")) in.field("`AS` without a name");
    ++count;
  }
  if (count == 0) fail(in.peek(), "`trendline` without a trend");
}

void Checker::transaction(const Command& command, Cursor& in) {
  while (!in.done()) {
    if (in.isOption())
      options(command, in);
    else if (!in.accept(","))
      in.field("`" + in.peek().text + "` where a field has to be");
  }
}

// [N] ([alias=]field | $field)…
void Checker::returned(const Command&, Cursor& in) {
  if (isCount(in.peek())) in.next();
  std::size_t count = 0;
  while (!in.done()) {
    if (count > 0) in.accept(",");
    in.field("`" + in.peek().text + "` where a field has to be");
    if (in.accept("=")) in.field("an alias without its field");
    ++count;
  }
  if (count == 0) fail(in.peek(), "`return` without a field");
}

// Six texts, or none.
void Checker::format(const Command& command, Cursor& in) {
  std::size_t count = 0;
  options(command, in);
  while (in.atField()) {
    in.next();
    ++count;
    options(command, in);
  }
  if (count != 0 && count != 6) fail(in.peek(), "`format` takes six texts or none");
}

}  // namespace spl
