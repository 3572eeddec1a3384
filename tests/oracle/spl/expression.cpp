// The expressions of eval and where: AND binds tighter than OR, OR tighter than XOR. A condition is no value: eval
// assigns none, AND and if() take nothing else.
#include <array>
#include <string_view>
#include <utility>

#include "check.h"

namespace spl {

namespace {

constexpr std::array<std::string_view, 7> kComparisons = {"==", "!=", "<=", ">=", "=", "<", ">"};

void wantTruth(const Token& token, Type type, const std::string& place) {
  if (type == Type::value) fail(token, place + " takes a condition");
}

void wantValue(const Token& token, Type type, const std::string& place) {
  if (type == Type::truth) fail(token, place + " takes a value, not a condition");
}

Type common(Type one, Type other) {
  if (one == Type::truth || other == Type::truth) return Type::truth;
  return one == Type::unknown ? other : one;
}

// What a name may hold without quotes around it.
bool isName(const std::string& text) { return text.find_first_of(";&?\\^~") == std::string::npos; }

}  // namespace

Type Checker::expression(std::string_view text, std::size_t begin, bool aggregates) {
  const bool before = std::exchange(inAggregates_, aggregates);
  Cursor in(tokensOf(text, begin, Manner::expression));
  if (in.done()) fail(in.peek(), "an expression is missing");
  const Type type = either(in);
  if (!in.onlyMacrosLeft()) fail(in.peek(), "`" + in.peek().text + "` does not belong here");
  inAggregates_ = before;
  return type;
}

void Checker::condition(std::string_view text, std::size_t begin) {
  const Type type = expression(text, begin);
  if (type == Type::value) throw Wrong(begin, "a condition has to be here, this is a value");
}

// field = expression, …
void Checker::assignments(std::string_view text, std::size_t begin) {
  Cursor in(tokensOf(text, begin, Manner::expression));
  if (in.done()) fail(in.peek(), "`eval` without an assignment");
  do {
    Token name = in.next();
    if (name.kind == Token::Kind::subsearch) {  // its result is text: assignments
      subsearch(name);
      continue;
    }
    const bool open = isTemplate(name) && name.text.find("<<") == std::string::npos;  // <<FIELD>> is but a name
    if (open && (in.done() || in.peek().is(","))) continue;
    if (!isField(name)) fail(name, "the name of a field is missing before `=`");
    // a.b, a-b and a{}.b are names here
    while (!in.done() && !in.peek().is("=") && in.peek().begin == name.end) name = in.next();
    in.expect("=", "`eval` needs `field = expression`");
    const Token from = in.peek();
    wantValue(from, either(in), "`eval`");
  } while (in.accept(","));
  if (!in.onlyMacrosLeft()) fail(in.peek(), "`" + in.peek().text + "` does not belong here");
}

Type Checker::either(Cursor& in) {
  const Token from = in.peek();
  Type type = both(in);
  while (in.isWord("or") || in.isWord("xor")) {
    const Token sign = in.next();
    wantTruth(from, type, "`" + sign.text + "`");
    wantTruth(sign, both(in), "`" + sign.text + "`");
    type = Type::truth;
  }
  return type;
}

Type Checker::both(Cursor& in) {
  const Token from = in.peek();
  Type type = negated(in);
  while (in.isWord("and")) {
    const Token sign = in.next();
    wantTruth(from, type, "`AND`");
    wantTruth(sign, negated(in), "`AND`");
    type = Type::truth;
  }
  return type;
}

Type Checker::negated(Cursor& in) {
  const Token sign = in.peek();
  if (!in.acceptWord("not") && !in.accept("!")) return compared(in);
  wantTruth(sign, negated(in), "`NOT`");
  return Type::truth;
}

Type Checker::compared(Cursor& in) {
  const Type left = sum(in);
  for (const std::string_view sign : kComparisons) {
    const Token at = in.peek();
    if (!in.accept(sign)) continue;
    const Type right = sum(in);
    if ((left == Type::truth && right == Type::value) || (left == Type::value && right == Type::truth))
      fail(at, "a condition compared with a value");
    for (const std::string_view other : kComparisons)
      if (in.peek().is(other)) fail(in.peek(), "two comparisons in a row");
    return Type::truth;
  }
  if (in.acceptWord("like")) {
    sum(in);
    return Type::truth;
  }
  if (in.isWord("not") && in.isWord("in", 1)) in.next();
  if (!in.acceptWord("in")) return left;
  in.expect("(", "`IN` without a list in parentheses");
  do {
    either(in);
  } while (in.accept(","));
  in.expect(")", "a list that does not close");
  return Type::truth;
}

Type Checker::sum(Cursor& in) {
  const Token from = in.peek();
  Type type = product(in);
  while (in.peek().is("+") || in.peek().is("-") || in.peek().is(".")) {
    const Token sign = in.next();
    wantValue(from, type, "`" + sign.text + "`");
    wantValue(sign, product(in), "`" + sign.text + "`");
    type = Type::value;
  }
  return type;
}

Type Checker::product(Cursor& in) {
  const Token from = in.peek();
  Type type = value(in);
  while (in.peek().is("*") || in.peek().is("/") || in.peek().is("%")) {
    const Token sign = in.next();
    wantValue(from, type, "`" + sign.text + "`");
    wantValue(sign, value(in), "`" + sign.text + "`");
    type = Type::value;
  }
  return type;
}

Type Checker::value(Cursor& in) {
  using Kind = Token::Kind;
  if (in.accept("-") || in.accept("+")) return value(in);
  if (in.accept("(")) {
    if (in.peek().is(")")) fail(in.peek(), "empty parentheses");
    const Type type = either(in);
    in.expect(")", "a parenthesis that does not close");
    return type;
  }
  const Token token = in.peek();
  const bool reserved = in.isAnyOf({"and", "or", "xor", "in", "like"});
  if (token.kind == Kind::end || token.kind == Kind::sign || (reserved && !in.peek(1).is("(")))
    fail(token,
         token.kind == Kind::end ? "an expression that breaks off" : "`" + token.text + "` where a value has to be");
  in.next();
  if (token.kind == Kind::subsearch) {
    subsearch(token);
    return Type::unknown;
  }
  if (token.kind == Kind::word && in.peek().is("(")) return call(in, token);
  if (token.kind == Kind::word && !isTemplate(token) && !isName(token.text))
    fail(token, "`" + token.text + "` is no name without quotes around it");
  const std::string word = lower(token.text);
  const bool literal = token.kind == Kind::word && (word == "true" || word == "false" || word == "null");
  return token.kind == Kind::macro || (token.kind == Kind::word && isTemplate(token)) || literal ? Type::unknown
                                                                                                 : Type::value;
}

Type Checker::call(Cursor& in, const Token& name) {
  const std::string function = lower(name.text);
  const bool aggregates = inAggregates_ && !catalogue_.eval.contains(function);
  const auto found = aggregates ? catalogue_.stats.find(function) : catalogue_.eval.find(function);
  const bool open = isTemplate(name) ||
                    (aggregates && (function == "eval" || function.find_first_of("0123456789") != std::string::npos));
  if (found == (aggregates ? catalogue_.stats.end() : catalogue_.eval.end()) && !open)
    fail(name, "there is no function `" + name.text + "`");
  static const Function kAnything{0, std::nullopt, -1, false, true, false, false};
  const Function takes = open || aggregates ? kAnything : found->second;
  in.expect("(", "a call without parentheses");
  std::size_t count = 0;
  Type type = isTemplate(name) ? Type::unknown : Type::value;
  if (!in.peek().is(")")) {
    do {
      const Token at = in.peek();
      const bool condition = takes.conditions ? count % 2 == 0 : takes.condition && count == 0;
      if ((function == "match" || function == "replace") && count == 1 && at.kind == Token::Kind::text &&
          !isTemplate(at))
        namedGroups(at);
      const Type argument = either(in);
      if (condition)
        wantTruth(at, argument, "`" + name.text + "`");
      else if (takes.condition || takes.conditions || function == "coalesce")
        type = common(type, argument);
      else if (!takes.takesTruth && !aggregates)
        wantValue(at, argument, "`" + name.text + "`");
      ++count;
    } while (in.accept(","));
  }
  in.expect(")", "a call that does not close");
  const bool fits = count >= takes.least && (!takes.most || count <= *takes.most) &&
                    (takes.parity < 0 || count % 2 == static_cast<std::size_t>(takes.parity));
  if (!fits) fail(name, "`" + name.text + "` does not take " + std::to_string(count) + " arguments");
  return takes.truth ? Type::truth : type;
}

}  // namespace spl
