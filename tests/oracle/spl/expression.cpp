// The expressions of eval and where: AND binds tighter than OR, OR tighter than XOR.
#include "check.h"

namespace spl {

void Checker::expression(std::string_view text, std::size_t begin) {
  Cursor in(tokensOf(text, begin, Manner::expression));
  if (in.done()) fail(in.peek(), "an expression is missing");
  either(in);
  if (!in.done()) fail(in.peek(), "`" + in.peek().text + "` does not belong here");
}

void Checker::either(Cursor& in) {
  both(in);
  while (in.acceptWord("or") || in.acceptWord("xor")) both(in);
}

void Checker::both(Cursor& in) {
  negated(in);
  while (in.acceptWord("and")) negated(in);
}

void Checker::negated(Cursor& in) {
  while (in.acceptWord("not")) {
  }
  compared(in);
}

void Checker::compared(Cursor& in) {
  sum(in);
  for (const char* sign : {"==", "!=", "<=", ">=", "=", "<", ">"})
    if (in.accept(sign)) {
      sum(in);
      for (const char* other : {"==", "!=", "<=", ">=", "=", "<", ">"})
        if (in.peek().is(other)) fail(in.peek(), "two comparisons in a row");
      return;
    }
  if (in.acceptWord("like")) return sum(in);
  const bool negates = in.isWord("not") && in.isWord("in", 1);
  if (negates) in.next();
  if (in.isWord("in")) {
    in.next();
    in.expect("(", "`IN` without a list in parentheses");
    do {
      either(in);
    } while (in.accept(","));
    in.expect(")", "a list that does not close");
  }
}

void Checker::sum(Cursor& in) {
  product(in);
  while (in.accept("+") || in.accept("-") || in.accept(".")) product(in);
}

void Checker::product(Cursor& in) {
  value(in);
  while (in.accept("*") || in.accept("/") || in.accept("%")) value(in);
}

void Checker::value(Cursor& in) {
  using Kind = Token::Kind;
  if (in.accept("-") || in.accept("+")) return value(in);
  if (in.accept("(")) {
    if (in.peek().is(")")) fail(in.peek(), "empty parentheses");
    either(in);
    return in.expect(")", "a parenthesis that does not close");
  }
  const Token token = in.peek();
  const std::string word = lower(token.text);
  const bool reserved =
      token.kind == Kind::word && (word == "and" || word == "or" || word == "xor" || word == "in" || word == "like");
  if (token.kind == Kind::end || token.kind == Kind::sign || (reserved && !in.peek(1).is("(")))
    fail(token,
         token.kind == Kind::end ? "an expression that breaks off" : "`" + token.text + "` where a value has to be");
  in.next();
  if (token.kind == Kind::subsearch) return subsearch(token);
  if (token.kind == Kind::word && in.peek().is("(")) call(in, token);
}

void Checker::call(Cursor& in, const Token& name) {
  const auto found = catalogue_.eval.find(lower(name.text));
  if (found == catalogue_.eval.end()) fail(name, "there is no function `" + name.text + "`");
  in.expect("(", "a call without parentheses");
  std::size_t count = 0;
  if (!in.peek().is(")")) {
    do {
      either(in);
      ++count;
    } while (in.accept(","));
  }
  in.expect(")", "a call that does not close");
  const Arity& arity = found->second;
  const bool fits = count >= arity.least && (!arity.most || count <= *arity.most) &&
                    (arity.parity < 0 || count % 2 == static_cast<std::size_t>(arity.parity));
  if (!fits) fail(name, "`" + name.text + "` does not take " + std::to_string(count) + " arguments");
}

}  // namespace spl
