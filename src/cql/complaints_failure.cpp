// Complaints about steps that fit nothing in the grammar: what was expected where the parser stopped.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "cql/complaints.h"
#include "quarry/base/codes/cql.h"
#include "quarry/base/codes/file.h"
#include "quarry/cql/catalogue.h"

namespace quarry::cql {

using base::Safety;

namespace {

// What the grammar waits for after a token, in words.
std::string_view expectedAfter(TokenKind kind) {
  switch (kind) {
    case TokenKind::kwAnd:
    case TokenKind::kwOr:
    case TokenKind::kwNot:
    case TokenKind::bang:
    case TokenKind::leftParen:
      return "a condition";
    case TokenKind::equal:
    case TokenKind::notEqual:
    case TokenKind::less:
    case TokenKind::lessEqual:
    case TokenKind::greater:
    case TokenKind::greaterEqual:
    case TokenKind::doubleEqual:
    case TokenKind::kwLike:
      return "a value";
    case TokenKind::assign:
    case TokenKind::plus:
    case TokenKind::minus:
    case TokenKind::star:
    case TokenKind::slash:
    case TokenKind::percent:
    case TokenKind::comma:
    case TokenKind::colon:
      return "an expression";
    case TokenKind::evalMatch:
      return "a function call";
    case TokenKind::link:
      return "a field";
    case TokenKind::kwCase:
    case TokenKind::kwMatch:
      return "`{`";
    default:
      return "";
  }
}

// `count() as n`, from SQL and SPL. True if that is what stands at `as`.
bool complainAboutAlias(const Query& query, std::span<const StepToken> step, std::size_t as) {
  if (as == 0 || as + 1 >= step.size() || !isWord(step[as], query, "as")) return false;
  const StepToken& alias = step[as + 1];
  if (alias.type != static_cast<int>(TokenKind::word) && alias.type != static_cast<int>(TokenKind::string))
    return false;
  auto& said = query.report.add(codes::cqlUnexpected, query.span(step[as].token), "`as` is an argument, not a keyword");
  const StepToken& before = step[as - 1];
  if (before.type != static_cast<int>(TokenKind::rightParen) || before.invented) return true;
  const bool empty = as >= 2 && step[as - 2].type == kCallParenType;
  const std::string argument = fmt::format("{}as={}", empty ? "" : ", ", query.tokenText(alias.token));
  said.fix("name the result inside the call",
           {{query.before(before.token), argument},
            {{query.file, query.token(before.token).end, query.token(alias.token).end}, ""}},
           Safety::review);
  return true;
}

// `f(a, else b)`. True if that is what stands at `name`.
bool complainAboutArgumentName(const Query& query, std::span<const StepToken> step, std::size_t name) {
  static constexpr std::string_view kNames[] = {"as",      "by",    "else",   "field", "fields", "format", "function",
                                                "include", "limit", "mode",   "order", "query",  "regex",  "span",
                                                "then",    "type",  "values", "where", "with"};
  if (name == 0 || name + 1 >= step.size()) return false;
  const int before = step[name - 1].type;
  if (before != kCallParenType && before != static_cast<int>(TokenKind::comma)) return false;
  if (std::none_of(std::begin(kNames), std::end(kNames),
                   [&](std::string_view known) { return isWord(step[name], query, known); }))
    return false;
  const std::uint32_t token = step[name].token;
  query.report
      .add(codes::cqlUnexpected, query.span(token), fmt::format("`=` is missing after `{}`", query.tokenText(token)))
      .fix("insert `=`", {{{query.file, query.token(token).end, query.token(token + 1).begin}, "="}}, Safety::review);
  return true;
}

bool isOperand(TokenKind kind) {
  return kind == TokenKind::word || kind == TokenKind::string || kind == TokenKind::regex ||
         kind == TokenKind::parameter || kind == TokenKind::backquoted || kind == TokenKind::savedQuery;
}

// Where what the token before belongs to may end.
bool isComplete(TokenKind kind) {
  return isOperand(kind) || kind == TokenKind::rightParen || kind == TokenKind::rightBracket ||
         kind == TokenKind::rightBrace || kind == TokenKind::leftBrace;  // a block is its opening brace
}

// In `f(a b)`, `f(a b=1)` and `f(a b())` the grammar takes `b` for the name of an attribute and stops behind it; `b` is
// what should not be there.
std::uint32_t culprit(const Query& query, std::span<const StepToken> step, std::uint32_t failed) {
  if (failed < 2) return failed;
  const auto kindAt = [&](std::size_t i) { return query.kind(step[i].token); };
  const bool stops = failed == step.size() || kindAt(failed) == TokenKind::comma ||
                     kindAt(failed) == TokenKind::rightParen || kindAt(failed) == TokenKind::rightBracket ||
                     kindAt(failed) == TokenKind::equal || step[failed].type == kCallParenType;
  const TokenKind name = kindAt(failed - 1);
  return isComplete(kindAt(failed - 2)) && stops && (name == TokenKind::word || name == TokenKind::string) ? failed - 1
                                                                                                           : failed;
}

// The bracket around a token of the step that is not closed before it; the size of the step if there is none.
std::size_t opener(std::span<const StepToken> step, std::size_t at) {
  int depth = 0;
  while (at-- > 0) {
    const int type = step[at].type;
    const bool opens = type == kCallParenType || type == static_cast<int>(TokenKind::leftParen) ||
                       type == static_cast<int>(TokenKind::leftBracket);
    const bool closes =
        type == static_cast<int>(TokenKind::rightParen) || type == static_cast<int>(TokenKind::rightBracket);
    if (closes) ++depth;
    if (opens && depth-- == 0) return at;
  }
  return step.size();
}

// Where a comma is missing, in the order of the step. Between arguments, and in a list, nothing else can stand between
// two values: `f(a limit=3)`, `[count() avg(b)]`. A lone word may as well be the rest of a text without quotes, as in
// `f(span=5 minutes ago)`, or miss an operator.
std::vector<std::size_t> missingCommas(const Query& query, std::span<const StepToken> step) {
  struct Level {
    bool list = false, call = false, test = false;
    bool named = false;  // the argument has had its `=`
  };
  std::vector<Level> levels;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const TokenKind kind = query.kind(step[i].token);
    const bool isCall = step[i].type == kCallParenType;
    const bool isBlock = step[i].type == kBlockType;
    const int next = i + 1 < step.size() ? step[i + 1].type : static_cast<int>(TokenKind::end);
    const bool begins = !step[i].invented && (isOperand(kind) || kind == TokenKind::leftBracket || isBlock);
    if (begins && i > 0 && !levels.empty() && isComplete(query.kind(step[i - 1].token)) && !step[i - 1].invented) {
      const Level& level = levels.back();
      const bool lone = isOperand(kind) && next != static_cast<int>(TokenKind::equal) && next != kCallParenType;
      if (level.list || (level.call && !(lone && (level.named || level.test)))) {
        places.push_back(i);
        levels.back().named = false;
      }
    }
    if (isBlock) continue;
    if (isCall)
      levels.push_back({false, true, i > 0 && isWord(step[i - 1], query, "test")});
    else if (kind == TokenKind::leftParen || kind == TokenKind::leftBracket)
      levels.push_back({kind == TokenKind::leftBracket});
    else if ((kind == TokenKind::rightParen || kind == TokenKind::rightBracket) && !levels.empty())
      levels.pop_back();
    else if (!levels.empty() && (kind == TokenKind::comma || kind == TokenKind::equal))
      levels.back().named = kind == TokenKind::equal;
  }
  return places;
}

// True if that is what is wrong at `at`. All commas that the step lacks are one fix.
bool complainAboutComma(const Query& query, std::span<const StepToken> step, std::size_t at) {
  std::vector<std::size_t> places = missingCommas(query, step);
  places.erase(places.begin(), std::lower_bound(places.begin(), places.end(), at));
  if (places.empty() || places.front() != at) return false;
  std::vector<base::Edit> edits;
  for (const std::size_t place : places) {
    const std::uint32_t token = step[place].token;
    const bool touches = query.token(token).begin == query.token(token - 1).end;
    edits.push_back({query.behindPrevious(token), touches ? ", " : ","});
  }
  const std::uint32_t token = step[at].token;
  const char* what = edits.size() == 1 ? "insert it" : "insert the commas";
  query.report
      .add(codes::cqlUnexpected, query.span(token),
           fmt::format("a comma is missing before `{}`", query.tokenText(token)))
      .fix(what, std::move(edits), Safety::review);
  return true;
}

// `groupBy(a)(count(), avg(b))`: the aggregates of another language. True if that is what stands at the comma.
bool complainAboutAggregates(const Query& query, std::span<const StepToken> step, std::size_t comma) {
  const std::size_t around = opener(step, comma);
  if (query.kind(step[comma].token) != TokenKind::comma || around == step.size() || around < 2 ||
      step[around].type != static_cast<int>(TokenKind::leftParen) ||
      step[around - 1].type != static_cast<int>(TokenKind::rightParen) || step[around - 1].invented)
    return false;
  const std::size_t call = opener(step, around - 1);
  if (call == step.size() || call == 0 || step[call].type != kCallParenType) return false;
  const std::uint32_t name = step[call - 1].token, last = query.skip(step[around].token) - 1;
  const Function* function = find(query.tokenText(name));
  if (function == nullptr || function->parameter("function") == nullptr) return false;
  const bool joined = call + 2 == around || step[around - 2].type == static_cast<int>(TokenKind::comma);
  query.report
      .add(codes::cqlUnexpected, query.span(step[around].token),
           fmt::format("the parentheses behind `{}` are no part of it", function->name))
      .note("aggregates are an argument: `function=count()`, or several of them in brackets")
      .fix("make them an argument",
           {{base::join(query.span(step[around - 1].token), query.span(step[around].token)),
             joined ? "function=[" : ", function=["},
            {query.span(last), "])"}},
           Safety::review);
  return true;
}

}  // namespace

void complainAboutStep(const Query& query, std::span<const StepToken> step, const Parsed& parsed) {
  if (parsed.tooDeep) {
    query.report.add(codes::queryTooLarge, query.span(step.front().token), "this step nests too deep")
        .note("a chain of operators counts as nesting");
    return;
  }
  const std::uint32_t failed = culprit(query, step, parsed.failedAt);
  const TokenKind previous = failed == 0 ? TokenKind::end : query.kind(step[failed - 1].token);
  const bool inCall = failed > 0 && step[failed - 1].type == kCallParenType;
  const std::string_view expected = inCall ? "an argument" : expectedAfter(previous);
  const bool ends = failed == step.size();
  if (!expected.empty()) {
    const std::uint32_t before = step[failed - 1].token;
    auto& said = query.report.add(codes::cqlUnexpected, query.span(before),
                                  fmt::format("{} is missing after `{}`", expected, query.tokenText(before)));
    if (!ends) said.label(query.span(step[failed].token), "this is none");
    return;
  }
  if (ends) {
    query.report.add(codes::cqlUnexpected, query.span(step.back().token), "this step is not complete");
    return;
  }
  // The parser stops at the word, at the name after it, or behind that.
  for (std::size_t back = 0; back < 3 && back <= failed; ++back)
    if (complainAboutAlias(query, step, failed - back) || complainAboutArgumentName(query, step, failed - back)) return;
  const std::uint32_t token = step[failed].token;
  const TokenKind kind = query.kind(token);
  const bool glued = kind == TokenKind::string && previous == TokenKind::string &&
                     query.token(token).begin == query.token(token - 1).end;
  if (complainAboutAggregates(query, step, failed) || (!glued && complainAboutComma(query, step, failed))) return;
  auto& said = query.report.add(codes::cqlUnexpected, query.span(token),
                                fmt::format("`{}` cannot stand here", query.tokenText(token)));
  if (kind == TokenKind::comma)
    said.note("conditions are combined with `and` or `or`; a value with a comma must be quoted");
  else if (kind == TokenKind::assign)
    said.note("`:=` assigns to one field; a name with blanks must be quoted");
  else if (glued)
    said.note("a string has one quote at each end; inside it a quote is written `\\\"`");
  else if (isOperand(kind) && isOperand(previous))
    said.note("an operator, a comma or a pipe may be missing before it");
}

}  // namespace quarry::cql
