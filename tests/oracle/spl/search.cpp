// The conditions of `search`: a blank is AND, OR binds tighter.
#include <utility>

#include "check.h"

namespace spl {

namespace {

bool isBoolean(const Cursor& in) {
  return in.peek().kind == Token::Kind::word &&
         (in.peek().text == "AND" || in.peek().text == "OR" || in.peek().text == "NOT");
}

bool isComparison(const Token& token) {
  return token.kind == Token::Kind::sign && (token.text.find_first_of("=<>") != std::string::npos);
}

}  // namespace

void Checker::search(std::string_view text, std::size_t begin) {
  Cursor in(tokensOf(text, begin, Manner::search));
  const bool before = std::exchange(inClause_, false);
  if (!in.done()) searchOr(in);  // `search` alone keeps everything
  inClause_ = before;
  if (!in.done()) fail(in.peek(), "`" + in.peek().text + "` does not belong here");
}

// A search inside another command (tstats, inputlookup): up to a word that this command knows.
void Checker::searchUntil(Cursor& in) {
  if (in.done()) fail(in.peek(), "`where` without a condition");
  const bool before = std::exchange(inClause_, true);
  searchOr(in);
  inClause_ = before;
}

void Checker::searchOr(Cursor& in) {
  searchAnd(in);
  while (in.peek().kind == Token::Kind::word && in.peek().text == "OR") {
    in.next();
    searchAnd(in);
  }
}

void Checker::searchAnd(Cursor& in) {
  searchTerm(in);
  while (true) {
    if (in.peek().kind == Token::Kind::word && in.peek().text == "AND") {
      in.next();
    } else if (in.done() || in.peek().is(")") || (in.peek().kind == Token::Kind::word && in.peek().text == "OR") ||
               (inClause_ && (in.isWord("by") || in.isWord("groupby")))) {
      return;
    }
    searchTerm(in);
  }
}

void Checker::searchTerm(Cursor& in) {
  using Kind = Token::Kind;
  if (in.peek().kind == Kind::word && in.peek().text == "NOT") {
    in.next();
    if (in.peek().is("(") && in.peek(1).is(")")) {  // what `format` writes for no results
      in.next();
      in.next();
      return;
    }
    return searchTerm(in);
  }
  if (isBoolean(in)) fail(in.peek(), "`" + in.peek().text + "` without a condition before it");
  if (in.accept("(")) {
    if (in.peek().is(")")) fail(in.peek(), "empty parentheses");
    searchOr(in);
    in.expect(")", "a parenthesis that does not close");
    return;
  }
  const Token& token = in.peek();
  if (token.kind == Kind::macro) {
    in.next();
    // index=`x` and `x`=y are written too
    if (isComparison(in.peek())) comparison(in);
    return;
  }
  if (token.kind == Kind::subsearch) {
    subsearch(in.next());
    return;
  }
  if (token.kind == Kind::end) fail(token, "a condition is missing");
  if (token.kind == Kind::sign) fail(token, "`" + token.text + "` does not belong here");
  in.next();
  const std::string name = token.text;
  if (token.kind == Kind::word && (name == "TERM" || name == "CASE" || name == "PREFIX") && in.accept("(")) {
    if (in.peek().is(")")) fail(in.peek(), "`" + name + "` without a term");
    while (!in.done() && !in.peek().is(")")) in.next();
    in.expect(")", "a parenthesis that does not close");
    if (isComparison(in.peek())) comparison(in);
    return;
  }
  if (isComparison(in.peek())) return comparison(in);
  if (in.isWord("like") && in.peek(1).kind == Kind::text) {
    in.next();
    in.next();
    return;
  }
  if (in.peek().kind == Kind::word && in.peek().text == "NOT" && in.isWord("in", 1) && in.peek(2).is("(")) in.next();
  if (in.isWord("in") && in.peek(1).is("(")) return searchList(in);
  if (token.kind == Kind::word && name == "IN") fail(token, "`IN` without a list in parentheses");
}

// IN (a, "b c", d*)
void Checker::searchList(Cursor& in) {
  in.next();
  in.next();
  bool fresh = true;  // a value has to come
  while (!in.peek().is(")")) {
    if (in.done()) fail(in.peek(), "a list that does not close");
    if (in.peek().is(",")) {
      if (fresh) fail(in.peek(), "a value is missing in the list");
      fresh = true;
    } else {
      if (in.peek().is("(") || isComparison(in.peek())) fail(in.peek(), "`" + in.peek().text + "` in a list");
      if (in.peek().kind == Token::Kind::subsearch) subsearch(in.peek());
      fresh = false;
    }
    in.next();
  }
  if (fresh) fail(in.peek(), "a value is missing in the list");
  in.next();
}

void Checker::comparison(Cursor& in) {
  const Token sign = in.next();
  const Token& operand = in.peek();
  if (operand.is("(") && (in.peek(1).kind == Token::Kind::word || in.peek(1).kind == Token::Kind::text)) {
    // field=(a OR b)
    in.next();
    searchOr(in);
    in.expect(")", "a parenthesis that does not close");
    return;
  }
  if (operand.kind == Token::Kind::word && (operand.text == "TERM" || operand.text == "CASE") && in.peek(1).is("(")) {
    in.next();
    in.group();
    return;
  }
  if (operand.kind == Token::Kind::sign && isComparison(operand)) fail(operand, "two comparisons in a row");
  if (operand.kind == Token::Kind::end || operand.kind == Token::Kind::sign)
    fail(operand, "`" + sign.text + "` without a value");
  if (operand.kind == Token::Kind::word && (operand.text == "AND" || operand.text == "OR") && operand.begin > sign.end)
    fail(operand, "`" + sign.text + "` without a value");
  if (operand.kind == Token::Kind::subsearch) subsearch(operand);
  std::size_t end = in.next().end;
  // An unquoted value goes on as long as nothing separates it: a URL, a path, x=a*"b".
  while (!in.done() && in.peek().begin == end && !in.peek().is(")") && !in.peek().is("(")) {
    if (operand.kind == Token::Kind::text && isComparison(in.peek())) fail(in.peek(), "two comparisons in a row");
    end = in.next().end;
  }
  if (isComparison(in.peek())) fail(in.peek(), "two comparisons in a row");
}

}  // namespace spl
