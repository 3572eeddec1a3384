// The arguments of each command.
#include <set>

#include "check.h"

namespace spl {

namespace {

using Kind = Token::Kind;

bool isNumber(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.-") == std::string::npos;
}

bool isField(const Token& token) {
  return token.kind == Kind::word || token.kind == Kind::text || token.kind == Kind::field || token.kind == Kind::macro;
}

// A word that ends a list of fields.
bool isClause(const Cursor& in) {
  static const std::set<std::string> kClauses = {"as",    "by",   "over",   "output", "outputnew",
                                                 "where", "from", "sortby", "groupby"};
  return in.peek().kind == Kind::word && kClauses.contains(lower(in.peek().text));
}

bool isOption(const Cursor& in) { return in.peek().kind == Kind::word && in.peek(1).is("="); }

std::string listOf(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

void Checker::command(const Command& command, std::string_view text, std::size_t begin) {
  const std::string& name = command.name;
  if (name == "search") return search(text, begin);
  if (name == "where") return expression(text, begin);
  if (name == "eval" || name == "fieldformat") return assignments(text, begin);
  Cursor in(tokensOf(text, begin, Manner::search));
  if (name == "tstats" || name == "mstats") return tstats(command, in);
  if (name == "head" && in.peek().is("(")) return expression(text, begin);
  arguments(command, in);
  if (!in.done()) fail(in.peek(), "`" + in.peek().text + "` does not belong here");
}

// name=value, as long as they come.
void Checker::options(const Command& command, Cursor& in) {
  while (isOption(in)) {
    const std::string name = lower(in.peek().text);
    const auto known = command.options.find(name);
    if (known == command.options.end() && !command.anyOption) {
      if (command.options.empty()) return;
      fail(in.peek(), "`" + command.name + "` has no option `" + name + "`");
    }
    in.next();
    in.next();
    option(command, name, known == command.options.end() ? "text" : known->second, in);
    in.accept(",");
  }
}

void Checker::option(const Command& command, const std::string& name, const std::string& type, Cursor& in) {
  if (in.accept("(")) {  // startswith=(…), reset_after=(…)
    int depth = 1;
    while (depth > 0) {
      if (in.done()) fail(in.peek(), "a parenthesis that does not close");
      const Token& token = in.next();
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    }
    return;
  }
  const Token token = in.peek();
  if (token.kind == Kind::end || token.kind == Kind::sign) fail(token, "the option `" + name + "` has no value");
  std::size_t end = in.next().end;
  if (in.peek().is("(") && in.peek().begin == end) return option(command, name, "text", in);  // startswith=eval(…)
  while (!in.done() && in.peek().begin == end) end = in.next().end;
  if (token.kind == Kind::macro || token.text.starts_with("$")) return;
  const std::string value = lower(token.text);
  const auto want = [&](bool holds, const std::string& what) {
    if (!holds) fail(token, "`" + name + "` of `" + command.name + "` is " + what + ", not `" + token.text + "`");
  };
  if (type == "bool")
    want(std::set<std::string>{"t", "f", "true", "false", "1", "0", "yes", "no"}.contains(value), "true or false");
  else if (type == "int" || type == "num")
    want(isNumber(value), "a number");
  else if (type.find('|') != std::string::npos)
    want(("|" + type + "|").find("|" + value + "|") != std::string::npos, "one of " + type);
}

void Checker::assignments(std::string_view text, std::size_t begin) {
  Cursor in(tokensOf(text, begin, Manner::expression));
  if (in.done()) fail(in.peek(), "`eval` without an assignment");
  do {
    Token name = in.next();
    if (name.kind == Kind::macro && (in.done() || in.peek().is(","))) continue;
    if (!isField(name)) fail(name, "the name of a field is missing before `=`");
    // a.b, a-b and a{}.b are names here
    while (!in.done() && !in.peek().is("=") && in.peek().begin == name.end) name = in.next();
    in.expect("=", "`eval` needs `field = expression`");
    either(in);
  } while (in.accept(","));
  if (!in.done()) fail(in.peek(), "`" + in.peek().text + "` does not belong here");
}

void Checker::fieldList(Cursor& in, const std::string& what, bool clauses) {
  std::size_t count = 0;
  bool comma = false;
  while (!in.done() && !(clauses && isClause(in)) && !isOption(in) && in.peek().kind != Kind::subsearch) {
    if (in.peek().is(",")) {
      if (count == 0 || comma) fail(in.peek(), "a field is missing");
      comma = true;
      in.next();
      continue;
    }
    if (!isField(in.peek())) return count == 0 ? fail(in.peek(), what) : void();
    in.next();
    comma = false;
    ++count;
  }
  if (count == 0 || comma) fail(in.peek(), what);
}

void Checker::aggregate(Cursor& in) {
  const Token name = in.next();
  if (name.kind == Kind::macro) return;
  if (name.kind != Kind::word) fail(name, "an aggregate is missing");
  const std::string function = lower(name.text);
  const std::size_t digits = function.find_first_of("0123456789");
  const std::string family = function.substr(0, digits);
  static const std::set<std::string> kPercentiles = {"p", "perc", "exactperc", "upperperc"};
  const bool percentile = digits != std::string::npos && kPercentiles.contains(family);
  const auto known = catalogue_.stats.find(function);
  if (known == catalogue_.stats.end() && !percentile) fail(name, "there is no aggregate `" + name.text + "`");
  if (!in.peek().is("(")) {
    if (function != "count" && function != "c" && function != "sparkline")
      fail(name, "`" + name.text + "` needs a field in parentheses");
    return;
  }
  in.next();
  if (in.isWord("eval") && in.peek(1).is("(")) {
    const std::size_t open = in.peek(1).begin;
    int depth = 0;
    std::size_t close = open;
    do {
      if (in.done()) fail(in.peek(), "a parenthesis that does not close");
      const Token& token = in.next();
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (token.is(")")) close = token.begin;
    } while (depth > 0 || close == open);
    expression(std::string_view(query_).substr(open + 1, close - open - 1), open + 1);
  } else {
    std::size_t count = 0;
    while (!in.done() && !in.peek().is(")")) {
      if (in.peek().is("(") || in.peek().is("=")) fail(in.peek(), "`" + in.peek().text + "` in an aggregate");
      const Token& token = in.next();
      if (token.is(",")) continue;
      ++count;
      if (function == "sparkline" && in.peek().is("(")) {
        while (!in.done() && !in.peek().is(")")) in.next();
        in.expect(")", "a parenthesis that does not close");
      }
    }
    const bool fits =
        percentile ? count == 1 : count >= known->second.least && count <= known->second.most.value_or(count);
    if (!fits) fail(name, "`" + name.text + "` does not take " + std::to_string(count) + " fields");
  }
  in.expect(")", "an aggregate that does not close");
}

// count AS n, dc(x) BY a, b: what stats, chart, timechart and their kin share.
void Checker::aggregates(const Command& command, Cursor& in) {
  std::size_t count = 0;
  options(command, in);
  while (!in.done() && !in.isWord("by") && !in.isWord("over") && !in.isWord("from") && !in.isWord("where") &&
         !in.isWord("groupby")) {
    if (in.peek().is(",")) {
      if (count == 0) fail(in.peek(), "an aggregate is missing");
      in.next();
    }
    if (isOption(in)) {
      options(command, in);
      continue;
    }
    if (in.accept("(")) {  // (eval expression) AS name, in timechart
      int depth = 1;
      while (depth > 0 && !in.done()) depth += in.peek().is("(") ? 1 : in.peek().is(")") ? -1 : 0, in.next();
      if (depth > 0) fail(in.peek(), "a parenthesis that does not close");
    } else {
      aggregate(in);
    }
    ++count;
    if (in.acceptWord("as")) {
      if (!isField(in.peek()) || in.isWord("by")) fail(in.peek(), "`AS` without a name");
      in.next();
    }
  }
  if (count == 0 && command.name != "tstats") fail(in.peek(), "`" + command.name + "` without an aggregate");
}

void Checker::tstats(const Command& command, Cursor& in) {
  aggregates(command, in);
  if (in.acceptWord("from")) {
    options(command, in);
    if (!in.done() && isField(in.peek()) && !isClause(in)) in.next();
    while (isOption(in) || (in.peek().kind == Kind::macro)) {
      if (isOption(in))
        options(command, in);
      else
        in.next();
    }
  }
  if (in.acceptWord("where")) searchUntil(in);
  if (in.isWord("by") || in.isWord("groupby")) {
    in.next();
    std::size_t count = 0;
    while (!in.done()) {
      if (isOption(in))
        options(command, in);
      else if (in.peek().is(","))
        in.next();
      else if (isField(in.peek()))
        ++count, in.next();
      else
        break;
    }
    if (count == 0) fail(in.peek(), "`BY` without a field");
  }
  if (in.acceptWord("where")) searchUntil(in);
  if (!in.done()) fail(in.peek(), "`" + in.peek().text + "` does not belong here");
}

void Checker::renames(Cursor& in) {
  if (in.done()) fail(in.peek(), "`rename` without a field");
  do {
    if (in.done()) break;
    if (!isField(in.peek())) fail(in.peek(), "the field to rename is missing");
    in.next();
    if (!in.acceptWord("as")) fail(in.peek(), "`rename` needs `field AS name`");
    if (!isField(in.peek()) || in.isWord("as")) fail(in.peek(), "`AS` without a name");
    in.next();
    in.accept(",");
  } while (!in.done());
}

void Checker::sortKeys(Cursor& in) {
  std::size_t count = 0;
  if (in.peek().kind == Kind::word && isNumber(in.peek().text) && in.peek().text.find('-') == std::string::npos)
    in.next();
  while (!in.done()) {
    if (in.peek().is(",")) {
      if (count == 0) fail(in.peek(), "a field is missing");
      in.next();
      continue;
    }
    if (!isField(in.peek())) fail(in.peek(), "`" + in.peek().text + "` where a field has to be");
    std::string name = lower(in.peek().text);
    while (name.starts_with("-") || name.starts_with("+")) name.erase(0, 1);
    if (in.peek(1).is("(")) {
      if (!catalogue_.sort.contains(name))
        fail(in.peek(), "`sort` knows " + listOf(catalogue_.sort) + ", not `" + name + "`");
      in.next();
      in.next();
      if (!isField(in.peek())) fail(in.peek(), "a field is missing");
      in.next();
      in.expect(")", "a parenthesis that does not close");
    } else {
      in.next();
    }
    ++count;
  }
  if (count == 0) fail(in.peek(), "`sort` without a field");
}

// rex and regex.
void Checker::extraction(const Command& command, Cursor& in) {
  const bool filter = command.name == "regex";
  if (!filter) options(command, in);
  if (filter && in.peek().kind != Kind::text) {
    in.next();
    if (!in.accept("=") && !in.accept("!=")) fail(in.peek(), "`regex` needs `field=\"…\"`");
  }
  if (in.peek().kind != Kind::text && in.peek().kind != Kind::word && in.peek().kind != Kind::macro)
    fail(in.peek(), "`" + command.name + "` without an expression");
  if (in.peek().kind == Kind::text && in.peek().text.empty())
    fail(in.peek(), "`" + command.name + "` with an empty expression");
  in.next();
  if (!filter) options(command, in);
}

void Checker::lookup(Cursor& in) {
  static const Command kOptions{"lookup",
                                "streaming",
                                false,
                                false,
                                false,
                                false,
                                {{"local", "bool"}, {"update", "bool"}, {"event_time_field", "text"}}};
  options(kOptions, in);
  if (!isField(in.peek())) fail(in.peek(), "`lookup` without a table");
  in.next();
  const auto pairs = [&] {
    std::size_t count = 0;
    while (!in.done() && !in.isWord("output") && !in.isWord("outputnew")) {
      if (in.accept(",")) continue;
      if (!isField(in.peek()) || in.isWord("as")) fail(in.peek(), "a field is missing");
      in.next();
      if (in.acceptWord("as")) {
        if (!isField(in.peek()) || in.isWord("output") || in.isWord("outputnew"))
          fail(in.peek(), "`AS` without a name");
        in.next();
      }
      ++count;
    }
    return count;
  };
  if (pairs() == 0) fail(in.peek(), "`lookup` without a field");
  if (in.acceptWord("output") || in.acceptWord("outputnew")) pairs();
}

void Checker::conversions(Cursor& in) {
  static const Command kOptions{"convert", "streaming", false, false, false, false, {{"timeformat", "text"}}};
  options(kOptions, in);
  std::size_t count = 0;
  while (!in.done()) {
    if (in.accept(",")) continue;
    const Token name = in.next();
    if (!catalogue_.convert.contains(lower(name.text)))
      fail(name, "`convert` knows " + listOf(catalogue_.convert) + ", not `" + name.text + "`");
    in.expect("(", "`convert` needs `function(field)`");
    if (!isField(in.peek())) fail(in.peek(), "a field is missing");
    in.next();
    in.expect(")", "a parenthesis that does not close");
    if (in.acceptWord("as") && !isField(in.next())) fail(in.peek(), "`AS` without a name");
    options(kOptions, in);
    ++count;
  }
  if (count == 0) fail(in.peek(), "`convert` without a function");
}

void Checker::arguments(const Command& command, Cursor& in) {
  const std::string& name = command.name;
  static const std::set<std::string> kAggregating = {"stats",   "eventstats", "streamstats", "chart",   "timechart",
                                                     "sistats", "sichart",    "sitimechart", "geostats"};
  if (kAggregating.contains(name)) {
    aggregates(command, in);
    while (in.isWord("by") || in.isWord("over")) {
      const std::string clause = in.next().text;
      options(command, in);
      fieldList(in, "`" + clause + "` without a field");
      while (!in.done() && (isOption(in) || isField(in.peek())) && !isClause(in)) {
        if (isOption(in))
          options(command, in);
        else
          in.next();
      }
    }
    if (in.acceptWord("where")) {
      while (!in.done()) in.next();
    }
    return;
  }
  if (name == "rename") return renames(in);
  if (name == "sort") {
    options(command, in);
    return sortKeys(in);
  }
  if (name == "rex" || name == "regex") return extraction(command, in);
  if (name == "lookup") return lookup(in);
  if (name == "convert") return conversions(in);
  rest(command, in);
}

void Checker::rest(const Command& command, Cursor& in) {
  const std::string& name = command.name;
  static const std::set<std::string> kNeedFields = {"table", "fields",   "dedup",     "mvexpand", "makemv",
                                                    "top",   "rare",     "mvcombine", "nomv",     "iplocation",
                                                    "bin",   "xyseries", "untable"};
  options(command, in);
  if (kNeedFields.contains(name)) {
    if (name == "fields" && in.peek().kind == Kind::word && (in.peek().text == "-" || in.peek().text == "+")) in.next();
    if ((name == "dedup" || name == "top" || name == "rare") && in.peek().kind == Kind::word &&
        isNumber(in.peek().text))
      in.next();
    options(command, in);
    // Only a few of them go on with a clause; elsewhere `where` may be a field.
    fieldList(in, "`" + name + "` without a field", name != "table" && name != "fields");
  } else if (name == "head" || name == "tail") {
    if (in.peek().kind == Kind::word) {
      if (!isNumber(in.peek().text)) fail(in.peek(), "`" + name + "` takes a number");
      in.next();
    }
    options(command, in);
    return;
  }
  bool subsearches = false;
  static const std::set<std::string> kContinues = {"appendpipe", "foreach"};
  while (!in.done()) {
    if (isOption(in)) {
      const std::size_t before = in.peek().begin;
      options(command, in);
      if (!in.done() && in.peek().begin == before) {
        in.next();
        in.next();
        if (in.done()) fail(in.peek(), "an option without a value");
      }
      continue;
    }
    if (in.peek().kind == Kind::subsearch) {
      subsearch(in.next(), kContinues.contains(name));
      subsearches = true;
      continue;
    }
    if ((in.isWord("by") || in.isWord("as") || in.isWord("over")) && !isField(in.peek(1)))
      fail(in.peek(1), "`" + in.peek().text + "` without a name");
    if (in.isWord("where") && name.starts_with("input")) {
      in.next();
      searchUntil(in);
      continue;
    }
    if (in.peek().is(")")) fail(in.peek(), "a closing parenthesis without its opening one");
    if (in.accept("(")) {
      int depth = 1;
      while (depth > 0) {
        if (in.done()) fail(in.peek(), "a parenthesis that does not close");
        const Token& token = in.next();
        depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      }
      continue;
    }
    in.next();
  }
  if (command.takesSubsearch && !subsearches && name != "map" && name != "union" && name != "foreach")
    fail(in.peek(), "`" + name + "` without a subsearch in brackets");
}

}  // namespace spl
