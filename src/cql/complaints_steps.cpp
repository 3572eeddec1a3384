// Complaints about what stands inside a step.
#include <fmt/format.h>

#include <string>

#include "cql/complaints.h"
#include "cql/reserved.h"
#include "quarry/base/codes/cql.h"
#include "quarry/base/text.h"
#include "quarry/cql/catalogue.h"
#include "quarry/cql/view.h"

namespace quarry::cql {
namespace {

using base::Safety;
using base::Span;

// One mistake and what its message needs.
struct Found {
  const Query& query;
  std::span<const StepToken> step;
  const Event& event;

  std::uint32_t at() const { return step[event.at].token; }
  std::uint32_t token(std::size_t offset) const { return step[event.first + offset].token; }
  Span span() const { return query.span(at()); }
  std::string_view text() const { return query.tokenText(at()); }
  // From the `from`-th token of the construct to its end.
  TokenRange rest(std::size_t from) const {
    const StepToken& last = step[event.end - 1];
    const bool whole = last.type == kBlockType;
    return {token(from), last.invented ? last.token : whole ? query.skip(last.token) : last.token + 1};
  }
  std::string_view textFrom(std::size_t from) const { return query.textOf(rest(from)); }
  base::Diagnostic& say(const base::DiagnosticDef& def, std::string message) const {
    return query.report.add(def, span(), std::move(message));
  }
  base::Diagnostic& replace(base::Diagnostic& d, std::string with, Safety safety) const {
    return d.fix(fmt::format("replace `{}` with `{}`", text(), with), {{span(), with}}, safety);
  }
};

void doubleEqual(const Found& f) {
  auto& said = f.say(codes::cqlDoubleEqual, "a filter compares with `=`");
  // A bare word on the right is text to a filter and a field to an expression: which was meant is not known.
  const std::uint32_t value = f.token(2);
  const bool bare = f.query.kind(value) == TokenKind::word && !isNumber(f.query.tokenText(value));
  f.replace(said, "=", bare ? Safety::review : Safety::safe);
  if (bare)
    said.fix("compare two fields", {{f.query.span(f.rest(0)), fmt::format("test({})", f.textFrom(0))}}, Safety::review);
}

void computedValue(const Found& f) {
  const std::uint32_t op = f.token(1);
  const Span whole = f.query.span(f.rest(0));
  const std::string field(f.query.tokenText(f.token(0)));
  const std::string value(f.textFrom(2));
  const bool list = f.query.kind(f.token(2)) == TokenKind::leftBracket;
  auto& said = f.query.report.add(codes::cqlComputedValue, f.query.span(f.rest(2)),
                                  list ? "a filter compares with one value, not with a list"
                                       : "the right side of a filter is a value, not a function call");
  const TokenKind kind = f.query.kind(op);
  if (list) {
    if (kind == TokenKind::equal || kind == TokenKind::notEqual)
      said.fix("use `in`",
               {{whole, fmt::format("{}in({}, values={})", kind == TokenKind::notEqual ? "!" : "", field, value)}},
               Safety::review);
    return;
  }
  const Function* function = find(f.query.tokenText(f.token(2)));
  if (function != nullptr && function->kind == FunctionKind::filter &&
      (kind == TokenKind::equal || kind == TokenKind::notEqual)) {
    const bool negated = kind == TokenKind::notEqual;
    const std::uint32_t end = negated ? f.query.token(f.token(2)).begin : f.query.token(op).end;
    said.fix("apply the function to the field",
             {{Span{f.query.file, f.query.token(op).begin, end}, negated ? "=~ !" : "=~"}}, Safety::review);
    return;
  }
  // `now() - 3600000`: behind the call a filter has words, and an expression calculates.
  const bool goesOn =
      f.event.end < f.step.size() &&
      std::string_view("+-*/%").find(f.query.tokenText(f.step[f.event.end].token).front()) != std::string_view::npos;
  if (goesOn) {
    said.note("what is calculated stands in a `test`: `test(field > now() - 3600000)`");
    return;
  }
  const std::string_view operatorText = kind == TokenKind::equal ? "==" : f.query.tokenText(op);
  said.fix("compare with `test`", {{whole, fmt::format("test({} {} {})", field, operatorText, value)}}, Safety::review);
  if (kind == TokenKind::equal)
    said.fix(fmt::format("assign to `{}`", field), {{f.query.span(op), ":="}}, Safety::review);
}

// `x in [1, 2]`, `x not in [1, 2]`
void list(const Found& f) {
  const std::size_t at = f.event.first;
  if (!isWord(f.step[at], f.query, "in")) {
    f.query.report.add(codes::cqlInList, f.query.span(f.rest(1)), "a list of values cannot stand in a filter")
        .note("`in(field, values=[…])` compares a field with a list");
    return;
  }
  const bool negated = at > 0 && f.step[at - 1].type == static_cast<int>(TokenKind::kwNot);
  auto& said = f.say(codes::cqlInList, "`in` is a function, not an operator");
  const std::size_t operands = negated ? 2 : 1;
  if (at < operands) return;
  const StepToken& field = f.step[at - operands];
  if (field.type != static_cast<int>(TokenKind::word) && field.type != static_cast<int>(TokenKind::string)) return;
  const std::string call =
      fmt::format("{}in({}, values={})", negated ? "!" : "", f.query.tokenText(field.token), f.textFrom(1));
  said.fix("call `in`", {{base::join(f.query.span(field.token), f.query.span(f.rest(0))), call}}, Safety::review);
}

void matchValue(const Found& f) {
  const bool regex = f.query.kind(f.token(2)) == TokenKind::regex;
  auto& said = f.say(codes::cqlMatchOperator, regex ? "`=~` takes a function; a regular expression is compared with `=`"
                                                    : "`=~` takes a function; a value is compared with `=`");
  f.replace(said, "=", regex ? Safety::safe : Safety::review);
}

// `test(a and b)` as a whole step is two steps.
bool isWholeTest(const Found& f) {
  if (f.step.size() < 4 || !isWord(f.step[0], f.query, "test") || f.step[1].type != kCallParenType) return false;
  int depth = 0;
  for (std::size_t i = 1; i < f.step.size(); ++i) {
    const int type = f.step[i].type;
    if (i == f.event.at && depth != 1) return false;
    if (type == kCallParenType || type == static_cast<int>(TokenKind::leftParen)) ++depth;
    if (type == static_cast<int>(TokenKind::rightParen) && --depth == 0) return i + 1 == f.step.size();
    if (depth == 1 && type == static_cast<int>(TokenKind::kwOr)) return false;
  }
  return false;
}

void booleanOperator(const Found& f) {
  auto& said =
      f.say(codes::cqlBooleanInExpression, fmt::format("an expression cannot be combined with `{}`", f.text()));
  if (f.query.kind(f.at()) == TokenKind::kwAnd) {
    said.note("let each condition be a step of its own: steps are combined with `|`");
    if (isWholeTest(f)) {
      said.fix("split the test in two steps", {{f.query.withBlanks(f.span()), ") | test("}}, Safety::review);
    }
  } else {
    said.note("use a filter (`a=1 or b=2`), or a `case` with one clause for each condition");
  }
}

// (a = b) as an expression
void singleEqual(const Found& f) {
  const std::size_t first = f.event.first, end = f.event.end;
  const auto type = [&](std::size_t i) {
    return i < f.step.size() ? f.step[i].type : static_cast<int>(TokenKind::end);
  };
  const bool argument =
      first > 0 && (type(first - 1) == kCallParenType || type(first - 1) == static_cast<int>(TokenKind::comma)) &&
      type(first) == static_cast<int>(TokenKind::leftParen) && type(first + 1) == static_cast<int>(TokenKind::word) &&
      first + 2 == f.event.at &&
      (type(end) == static_cast<int>(TokenKind::rightParen) || type(end) == static_cast<int>(TokenKind::comma));
  if (!argument || f.step[end - 1].invented) {
    f.replace(f.say(codes::cqlSingleEqual, "an expression compares with `==`"), "==", Safety::safe);
    return;
  }
  auto& said = f.say(codes::cqlSingleEqual, "a named argument cannot stand in parentheses");
  said.fix("leave the parentheses out",
           {{f.query.span(f.step[first].token), ""}, {f.query.span(f.step[end - 1].token), ""}}, Safety::review);
  said.fix("compare with `==`", {{f.span(), "=="}}, Safety::review);
}

// lower(a) = "b"
void leftSide(const Found& f) {
  auto& said = f.query.report.add(codes::cqlComputedValue, f.query.span({f.token(0), f.at()}),
                                  "the left side of a filter is a field, not a function call");
  const TokenKind op = f.query.kind(f.at());
  if (op == TokenKind::kwLike) return;
  const std::string left(f.query.textOf({f.token(0), f.at()}));
  const StepToken& last = f.step[f.event.end - 1];
  const std::string right(f.query.textOf({f.at() + 1, last.token + 1}));
  said.fix(
      "compare with `test`",
      {{f.query.span(f.rest(0)), fmt::format("test({} {} {})", left, op == TokenKind::equal ? "==" : f.text(), right)}},
      Safety::review);
}

void regexOperand(const Found& f) {
  const base::Span span = f.span();
  auto& said = f.query.report.add(codes::cqlRegexInExpression, span, "a regular expression can only stand in a filter");
  const bool named = f.event.at > 0 && f.step[f.event.at - 1].type == static_cast<int>(TokenKind::equal);
  const bool argument = f.event.at > 0 && (named || f.step[f.event.at - 1].type == kCallParenType);
  const RegexLiteral regex = regexLiteral(f.text());
  if (!argument) {
    said.note("to take a part of a field, write a step `field = /(?<name>…)/`");
    return;
  }
  said.note("functions take a regular expression as a string, and its flags as an argument of their own");
  if (!regex.flags.empty()) return;
  std::string pattern;
  for (std::size_t i = 0; i < regex.pattern.size(); ++i) {
    if (regex.pattern.substr(i, 2) == "\\/") ++i;
    pattern += regex.pattern[i];
  }
  said.fix("quote it", {{span, quoteString(pattern)}}, Safety::review);
}

}  // namespace

bool isWord(const StepToken& token, const Query& query, std::string_view word) {
  return token.type == static_cast<int>(TokenKind::word) &&
         base::equalsIgnoringCase(query.tokenText(token.token), word);
}

void complainAboutMistake(const Query& query, std::span<const StepToken> step, const Event& mistake) {
  const Found f{query, step, mistake};
  switch (mistake.mistake) {
    case Mistake::doubleEqual:
      return doubleEqual(f);
    case Mistake::arrowComparison:
      f.replace(f.say(codes::cqlReversedOperator, "greater or equal is `>=`"), ">=", Safety::review);
      return;
    case Mistake::computedValue:
      return computedValue(f);
    case Mistake::negatedValue: {
      const Span both = base::join(query.span(f.token(1)), f.span());
      query.report.add(codes::cqlNegatedValue, both, "not equal is `!=`").fix("use `!=`", {{both, "!="}}, Safety::safe);
      return;
    }
    case Mistake::list:
      return list(f);
    case Mistake::bareSavedQuery:
      f.say(codes::cqlSavedQueryCall, fmt::format("`{}` is not called", f.text()))
          .fix("add `()`", {{query.after(f.at()), "()"}}, Safety::safe);
      return;
    case Mistake::matchValue:
      return matchValue(f);
    case Mistake::guardComparison:
      f.say(codes::cqlMatchGuard,
            fmt::format("a guard of `match` is compared for equality: `{}` cannot stand here", f.text()))
          .note("`case` has clauses with any filter");
      return;
    case Mistake::singleEqual:
      return singleEqual(f);
    case Mistake::booleanOperator:
      return booleanOperator(f);
    case Mistake::negation:
      f.say(codes::cqlBooleanInExpression, "an expression is negated with `!`")
          .fix("replace it with `!`", {{Span{query.file, f.span().begin, query.token(f.token(1)).begin}, "!"}},
               Safety::review);
      return;
    case Mistake::regexOperand:
      return regexOperand(f);
    case Mistake::leftSide:
      return leftSide(f);
    case Mistake::element:
      f.say(codes::cqlSingleEqual, "an element of a list has no `=`")
          .note("a list holds values, fields or calls; a pair of names is given by two arguments");
      return;
    case Mistake::blockOperand:
      f.say(codes::cqlUnexpected, fmt::format("`{}` is a step and has no value", f.text()))
          .note("assign in each of its branches: `case { a=1 | x := \"A\"; * | x := \"B\" }`");
      return;
    case Mistake::matchWithoutField:
      f.say(codes::cqlUnexpected, "`match` compares a field, which must stand before it")
          .note("write `field match { value => …; * => … }`; for conditions of any kind use `case`");
      return;
  }
}

void complainAboutField(const Query& query, std::uint32_t field) {
  const std::string_view text = query.tokenText(field);
  const std::size_t at = text.find_first_of("-+*:~/");
  if (at == std::string_view::npos || knownTrouble(query, {field, field + 1})) return;
  query.report
      .add(codes::cqlFieldNeedsQuotes, query.span(field),
           fmt::format("a field name with `{}` must be quoted", text.substr(at, 1)))
      .fix("quote the name", {{query.span(field), quoteString(text)}}, Safety::safe);
}

void complainAboutOrder(const Query& query, std::uint32_t field, std::uint32_t op, std::uint32_t value) {
  const std::string_view text = query.tokenText(value);
  if (isNumber(text) || knownTrouble(query, {value, value + 1})) return;
  const base::Span whole = query.span({field, value + 1});
  auto& said =
      query.report.add(codes::cqlNumberExpected, query.span(value),
                       fmt::format("`{}` compares with a number, and `{}` is none", query.tokenText(op), text));
  said.note("the right side of a filter is never a field");
  if (isNumber(query.tokenText(field))) {
    std::string swapped(query.tokenText(op));
    swapped[0] = swapped[0] == '<' ? '>' : '<';
    said.fix("put the field first", {{whole, fmt::format("{} {} {}", text, swapped, query.tokenText(field))}},
             Safety::safe);
  } else {
    said.fix("compare two fields", {{whole, fmt::format("test({})", query.textOf({field, value + 1}))}},
             Safety::review);
  }
}

void complainAboutCondition(const Query& query, std::span<const StepToken> call) {
  const auto type = [&](std::size_t i) { return i < call.size() ? call[i].type : static_cast<int>(TokenKind::end); };
  if (type(1) != kCallParenType || type(3) != static_cast<int>(TokenKind::equal) ||
      (type(2) != static_cast<int>(TokenKind::word) && type(2) != static_cast<int>(TokenKind::string)))
    return;
  const bool test = isWord(call[0], query, "test");
  if (!test && !isWord(call[0], query, "if")) return;
  // A regex after `=` has been named by the grammar.
  if (type(4) == static_cast<int>(TokenKind::regex)) return;
  for (const std::string_view parameter : {"expression", "condition", "then", "else", "as"})
    if (isWord(call[2], query, parameter)) return;
  query.report.add(codes::cqlSingleEqual, query.span(call[3].token), "an expression compares with `==`")
      .fix("replace `=` with `==`", {{query.span(call[3].token), "=="}}, Safety::safe);
}

void complainAboutInOperator(const Query& query, std::span<const StepToken> step, std::size_t in) {
  const auto type = [&](std::size_t i) { return i < step.size() ? step[i].type : static_cast<int>(TokenKind::end); };
  const auto is = [&](std::size_t i, TokenKind kind) { return type(i) == static_cast<int>(kind); };
  if (in == 0 || type(in + 1) != kCallParenType || !isWord(step[in], query, "in")) return;
  const bool negated = is(in - 1, TokenKind::kwNot);
  if (negated && in == 1) return;
  const std::size_t field = negated ? in - 2 : in - 1;
  // `where x in (…)` is another language's step, and a lint's business.
  if (!is(field, TokenKind::word) || (field != 0 && !is(field - 1, TokenKind::leftParen) &&
                                      !is(field - 1, TokenKind::kwAnd) && !is(field - 1, TokenKind::kwOr)))
    return;
  std::size_t end = in + 2;
  for (int depth = 1; end < step.size(); ++end) {
    if (is(end, TokenKind::equal) && depth == 1) return;  // in(field, values=[…]) after a word to search for
    if (is(end, TokenKind::leftParen) || type(end) == kCallParenType) ++depth;
    if (is(end, TokenKind::rightParen) && --depth == 0) break;
  }
  if (end >= step.size() || end == in + 2 || step[end].invented) return;
  const std::string call = fmt::format("{}in({}, values=[{}])", negated ? "!" : "", query.tokenText(step[field].token),
                                       query.textOf({step[in + 2].token, step[end].token}));
  query.report.add(codes::cqlInList, query.span(step[in].token), "`in` is a function, not an operator")
      .fix("call `in`", {{query.span({step[field].token, step[end].token + 1}), call}}, Safety::review);
}

void complainAboutLink(const Query& query, std::uint32_t field, std::uint32_t link) {
  query.report
      .add(codes::cqlLinkOutside, query.span(link), "`<=>` links the queries of `correlate`, and this is none of them")
      .fix("compare two fields",
           {{query.span({field, link + 2}),
             fmt::format("test({} == {})", query.tokenText(field), query.tokenText(link + 1))}},
           Safety::review);
}

void complainAboutFreeText(const Query& query, std::uint32_t word) {
  const std::string_view text = query.tokenText(word);
  if (!isFunctionName(text)) return;
  query.report
      .add(codes::cqlReservedWord, query.span(word),
           fmt::format("`{}` is a function: it cannot be searched for unquoted", text))
      .note("call it with its arguments in parentheses, or quote it")
      .fix("quote it", {{query.span(word), quoteString(text)}}, Safety::review);
}

void complainAboutGuard(const Query& query, TokenRange guard) {
  if (guard.empty()) {
    query.report.add(codes::cqlMatchGuard, query.span(guard.begin), "nothing stands before this `=>`")
        .note("`*` matches everything");
    return;
  }
  query.report.add(codes::cqlMatchGuard, query.span(guard), "this cannot be the guard of a `match` arm")
      .note(
          "a guard is one value, a regular expression, a function such as `in(values=[…])`, or `*`; for anything else "
          "use `case`");
}

}  // namespace quarry::cql
