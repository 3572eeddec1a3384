// stats, chart, timechart, tstats and their kin: aggregates, their names, and what they are grouped by.
#include <set>

#include "check.h"

namespace spl {

using Kind = Token::Kind;

namespace {

bool isPercentile(const std::string& function) {
  static const std::set<std::string> kFamilies = {"p", "perc", "exactperc", "upperperc"};
  const std::size_t digits = function.find_first_of("0123456789");
  if (digits == std::string::npos || !kFamilies.contains(function.substr(0, digits))) return false;
  const std::string number = function.substr(digits);
  return isNumber(number) && std::stod(number) <= 100;
}

// Some count only where time is divided, some only over metrics.
bool mayStandIn(const std::string& function, const Command& command) {
  if (function.starts_with("per_")) return command.positional.grammar == "timechart" || command.name == "mstats";
  if (function.starts_with("rate_")) return command.name == "mstats";
  return true;
}

std::size_t stars(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '*'));
}

}  // namespace

// count AS n, dc(x): up to a word that begins a clause.
void Checker::aggregates(const Command& command, Cursor& in, std::initializer_list<std::string_view> until) {
  const bool charts = command.positional.grammar == "chart" || command.positional.grammar == "timechart";
  std::size_t count = 0;
  options(command, in);
  while (!in.done() && !in.isAnyOf(until)) {
    if (in.peek().is(",")) {
      if (count == 0) fail(in.peek(), "an aggregate is missing");
      in.next();
      if (in.done() || in.peek().is(",")) fail(in.peek(), "an aggregate is missing");
      continue;
    }
    if (in.isOption()) {
      options(command, in);
      continue;
    }
    Token over;
    if (charts && (in.peek().is("(") || (in.isWord("eval") && in.peek(1).is("(")))) {
      in.acceptWord("eval");
      const auto range = in.group();
      expression(between(range), range.first, true);
    } else {
      over = aggregate(command, in);
    }
    ++count;
    if (!in.acceptWord("as")) continue;
    if (in.isAnyOf(until)) fail(in.peek(), "`AS` without a name");
    const Token name = in.field("`AS` without a name");
    if (stars(name.text) != stars(over.text) && !isTemplate(name) && !isTemplate(over))
      fail(name, "`" + name.text + "` has not the wildcards of what it names");
  }
  if (count == 0) fail(in.peek(), "`" + command.name + "` without an aggregate");
}

// A function with its field, which is returned.
Token Checker::aggregate(const Command& command, Cursor& in) {
  const Token name = in.next();
  if (isTemplate(name)) {
    if (in.peek().is("(") && in.peek().begin == name.end) in.group();
    return name;
  }
  if (name.kind != Kind::word) fail(name, "an aggregate is missing");
  const std::string function = lower(name.text);
  if ((!catalogue_.stats.contains(function) && !isPercentile(function)) || !mayStandIn(function, command))
    fail(name, "there is no aggregate `" + name.text + "` in `" + command.name + "`");
  if (!in.peek().is("(")) {
    if (function != "count" && function != "c" && function != "sparkline")
      fail(name, "`" + name.text + "` needs a field in parentheses");
    return {};
  }
  if (function == "sparkline") {
    sparkline(in);
    return {};
  }
  return aggregated(name, in);
}

// (field), (eval(expression)), (PREFIX(term)) or (), which is every field.
Token Checker::aggregated(const Token& name, Cursor& in) {
  in.expect("(", "`" + name.text + "` needs a field in parentheses");
  Token field;
  if (in.isWord("eval") && in.peek(1).is("(")) {
    in.next();
    const auto range = in.group();
    expression(between(range), range.first);
  } else if (in.isWord("prefix") && in.peek(1).is("(")) {
    in.next();
    in.group();
  } else if (in.peek().is(")")) {
    field.text = lower(name.text) == "count" || lower(name.text) == "c" ? "" : "*";
  } else {
    field = in.field("`" + name.text + "` needs a field");
  }
  in.expect(")", "`" + name.text + "` takes one field");
  return field;
}

// sparkline(count, 1h), sparkline(avg(x), 1h)
void Checker::sparkline(Cursor& in) {
  static const std::set<std::string> kOver = {"c",   "count", "dc",  "mean", "avg",   "stdev", "stdevp",
                                              "var", "varp",  "sum", "min",  "sumsq", "max",   "range"};
  in.expect("(", "`sparkline` without parentheses");
  const Token function = in.next();
  if (!kOver.contains(lower(function.text)) && !isTemplate(function))
    fail(function, "`sparkline` does not go over `" + function.text + "`");
  if (in.peek().is("(")) aggregated(function, in);
  if (in.accept(",")) in.field("a span is missing");
  in.expect(")", "a parenthesis that does not close");
}

// Fields with options among them, up to the next clause. How many.
std::size_t Checker::fields(const Command& command, Cursor& in) {
  std::size_t count = 0;
  bool comma = false;
  while (!in.done() && !in.isWord("where") && !in.isWord("by") && !in.isWord("over")) {
    if (in.peek().is(",")) {
      if (count == 0 || comma) fail(in.peek(), "a field is missing");
      comma = true;
      in.next();
      continue;
    }
    if (in.isOption()) {
      options(command, in);
      continue;
    }
    if (in.isWord("prefix") && in.peek(1).is("(")) {
      in.next();
      in.group();
    } else {
      in.name("`" + in.peek().text + "` where a field has to be");
    }
    comma = false;
    ++count;
  }
  if (comma) fail(in.peek(), "a field is missing");
  return count;
}

void Checker::stats(const Command& command, Cursor& in) {
  aggregates(command, in, {"by"});
  if (in.acceptWord("by") && fields(command, in) == 0) fail(in.peek(), "`BY` without a field");
}

// OVER row BY column, or BY row column.
void Checker::chart(const Command& command, Cursor& in) {
  aggregates(command, in, {"by", "over"});
  std::size_t count = 0;
  while (in.isWord("by") || in.isWord("over")) {
    const Token clause = in.next();
    const bool open = isTemplate(in.peek());
    const std::size_t here = fields(command, in);
    if (here == 0) fail(in.peek(), "`" + clause.text + "` without a field");
    count += here;
    if (count > 2 && !open) fail(clause, "`" + command.name + "` splits by two fields at most");
  }
  seriesFilter(in);
  options(command, in);
}

void Checker::timechart(const Command& command, Cursor& in) {
  aggregates(command, in, {"by", "where"});
  if (const Token clause = in.peek(); in.acceptWord("by")) {
    const bool open = isTemplate(in.peek());
    const std::size_t count = fields(command, in);
    if (count == 0) fail(in.peek(), "`BY` without a field");
    if (count > 1 && !open) fail(clause, "`" + command.name + "` splits by one field");
  }
  seriesFilter(in);
  options(command, in);
}

// where max in top5, where avg > 100: which series a chart shows.
void Checker::seriesFilter(Cursor& in) {
  if (!in.acceptWord("where")) return;
  in.field("`where` without an aggregate");
  if (in.peek().is("(")) in.group();
  if (in.acceptWord("in") || in.acceptWord("notin")) {
    const Token place = in.field("`in` without topN or bottomN");
    const std::string text = lower(place.text);
    if (!text.starts_with("top") && !text.starts_with("bottom") && !isTemplate(place))
      fail(place, "`" + place.text + "` is neither topN nor bottomN");
    if ((text == "top" || text == "bottom") && in.atField()) in.next();
    return;
  }
  if (!in.accept("<") && !in.accept(">") && !in.accept("<=") && !in.accept(">=") && !in.accept("="))
    fail(in.peek(), "`where` takes `in topN` or a comparison here");
  const Token bound = in.field("a number is missing");
  if (!isNumber(bound.text) && !isTemplate(bound)) fail(bound, "`" + bound.text + "` is no number");
}

// Aggregates FROM a model WHERE a search BY fields.
void Checker::tstats(const Command& command, Cursor& in) {
  aggregates(command, in, {"from", "where", "by", "groupby"});
  if (in.acceptWord("from")) {
    std::size_t sources = 0;  // a namespace, datamodel= or sid=
    bool open = false;        // a macro, which may stand for one
    while (!in.done() && !in.isAnyOf({"where", "by", "groupby"})) {
      const Token& at = in.peek();
      if (isTemplate(at))
        open = true;
      else if (!in.isOption() || in.isAnyOf({"datamodel", "sid"}))
        ++sources;
      if (in.isWord("from") || sources > 1) fail(at, "`" + at.text + "` does not belong here");
      if (in.isOption())
        oneOption(command, in);
      else
        in.field("`from` without a model");
    }
    if (sources == 0 && !open) fail(in.peek(), "`from` without a model");
  }
  if (in.acceptWord("where")) searchUntil(in);
  if (in.acceptWord("by") || in.acceptWord("groupby")) {
    if (fields(command, in) == 0) fail(in.peek(), "`BY` without a field");
  }
  if (in.acceptWord("where")) searchUntil(in);
}

}  // namespace spl
