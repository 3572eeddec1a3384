#include "quarry/ir/implies.h"

#include <algorithm>

#include "quarry/base/limits.h"
#include "quarry/base/text.h"

namespace quarry::ir {

namespace {

bool equalText(std::string_view a, std::string_view b, Fold fold) {
  return fold == Fold::exact ? a == b : base::equalsIgnoringCase(a, b);
}

// Whether text that matches `narrow` surely matches `wide`, by the shapes that have one literal.
bool covers(const Glob& wide, const Glob& narrow, Fold fold) {
  if (wide == narrow) return true;
  const GlobShape w = shape(wide), n = shape(narrow);
  if (w == GlobShape::anything) return true;
  if (w == GlobShape::general || n == GlobShape::general || n == GlobShape::anything) return false;
  std::string big(literal(narrow)), small(literal(wide));
  if (fold != Fold::exact) {
    big = base::asciiLower(big);
    small = base::asciiLower(small);
  }
  const bool keepsStart = n == GlobShape::exact || n == GlobShape::prefix;
  const bool keepsEnd = n == GlobShape::exact || n == GlobShape::suffix;
  switch (w) {
    case GlobShape::contains:
      return big.find(small) != std::string::npos;
    case GlobShape::prefix:
      return keepsStart && big.starts_with(small);
    case GlobShape::suffix:
      return keepsEnd && big.ends_with(small);
    default:
      return n == GlobShape::exact && equalText(big, small, fold);
  }
}

bool operandCovered(const Operand& operand, const Test& by) {
  return std::any_of(by.operands.begin(), by.operands.end(), [&](const Operand& other) {
    if (operand == other) return true;
    const auto* a = std::get_if<Glob>(&operand.value);
    const auto* b = std::get_if<Glob>(&other.value);
    return a != nullptr && b != nullptr && covers(*b, *a, by.fold);
  });
}

bool testImplies(const Test& a, const Test& b) {
  if (!(a.field == b.field)) return false;
  if (b.op == Op::present && a.op != Op::null) return true;
  if (a.op != b.op || a.quantifier != b.quantifier || a.domain != b.domain) return false;
  if (a.operands.empty()) return b.operands.empty();
  // Something that holds with exact letters holds in any case, not the other way round.
  if (b.fold == Fold::exact && a.fold != Fold::exact) return false;
  switch (a.op) {
    case Op::less:
    case Op::lessEqual:
    case Op::greater:
    case Op::greaterEqual: {
      const auto* x = std::get_if<Number>(&a.operands.front().value);
      const auto* y = std::get_if<Number>(&b.operands.front().value);
      if (x == nullptr || y == nullptr) return false;
      return a.op == Op::less || a.op == Op::lessEqual ? x->value <= y->value : x->value >= y->value;
    }
    default:
      return std::all_of(a.operands.begin(), a.operands.end(), [&](const Operand& o) { return operandCovered(o, b); });
  }
}

// Exact values only: globs with wildcards may overlap in ways that are not worth guessing at.
std::optional<std::vector<std::string>> exactValues(const Test& test) {
  std::vector<std::string> values;
  for (const Operand& operand : test.operands) {
    const auto* glob = std::get_if<Glob>(&operand.value);
    const auto* number = std::get_if<Number>(&operand.value);
    if (glob != nullptr && shape(*glob) == GlobShape::exact)
      values.emplace_back(literal(*glob));
    else if (number != nullptr && test.op == Op::equals)
      values.push_back(number->text);
    else
      return std::nullopt;
  }
  return values;
}

bool disjoint(const std::vector<std::string>& a, const std::vector<std::string>& b, Fold fold) {
  return std::none_of(a.begin(), a.end(), [&](const std::string& x) {
    return std::any_of(b.begin(), b.end(), [&](const std::string& y) { return equalText(x, y, fold); });
  });
}

struct Range {
  double low = -1e308, high = 1e308;
  bool openLow = false, openHigh = false;
};

std::optional<Range> rangeOf(const Test& test) {
  if (test.operands.size() != 1) return std::nullopt;
  const auto* number = std::get_if<Number>(&test.operands.front().value);
  if (number == nullptr) return std::nullopt;
  Range range;
  switch (test.op) {
    case Op::less:
      range.high = number->value;
      range.openHigh = true;
      break;
    case Op::lessEqual:
      range.high = number->value;
      break;
    case Op::greater:
      range.low = number->value;
      range.openLow = true;
      break;
    case Op::greaterEqual:
      range.low = number->value;
      break;
    case Op::equals:
      range.low = range.high = number->value;
      break;
    default:
      return std::nullopt;
  }
  return range;
}

bool apart(const Range& a, const Range& b) {
  const auto below = [](const Range& x, const Range& y) {
    return x.high < y.low || (x.high == y.low && (x.openHigh || y.openLow));
  };
  return below(a, b) || below(b, a);
}

// A test for patterns, none of which is a text without wildcards: it may hold together with any other one.
bool isPattern(const Pred& pred) {
  const auto* test = std::get_if<Test>(&pred.node);
  return test != nullptr && test->op == Op::matches &&
         std::any_of(test->operands.begin(), test->operands.end(), [](const Operand& operand) {
           const auto* glob = std::get_if<Glob>(&operand.value);
           return std::holds_alternative<Regex>(operand.value) || (glob != nullptr && shape(*glob) != GlobShape::exact);
         });
}

std::optional<Clash> clash(const Pred& a, const Pred& b) {
  if (const auto* negated = std::get_if<Not>(&b.node); negated != nullptr && implies(a, *negated->of))
    return Clash{&a, &b};
  if (const auto* negated = std::get_if<Not>(&a.node); negated != nullptr && implies(b, *negated->of))
    return Clash{&a, &b};
  const auto* x = std::get_if<Test>(&a.node);
  const auto* y = std::get_if<Test>(&b.node);
  if (x == nullptr || y == nullptr || !(x->field == y->field)) return std::nullopt;
  if ((x->op == Op::null && y->op != Op::null && y->op != Op::present) ||
      (y->op == Op::null && x->op != Op::null && x->op != Op::present))
    return Clash{&a, &b};
  // An event field may hold several values (an array): then two different ones can both be there.
  const bool single = x->field.kind == FieldRef::Kind::column;
  const auto r = rangeOf(*x), s = rangeOf(*y);
  if (r && s && apart(*r, *s)) return Clash{&a, &b, single};
  const auto v = exactValues(*x), w = exactValues(*y);
  const Fold fold = x->fold == Fold::exact && y->fold == Fold::exact ? Fold::exact : Fold::unicode;
  if (v && w && x->op == y->op && disjoint(*v, *w, fold)) return Clash{&a, &b, single};
  return std::nullopt;
}

}  // namespace

bool implies(const Pred& a, const Pred& b) {
  if (a == b) return true;
  if (const auto* known = std::get_if<Constant>(&b.node)) return known->value;
  if (const auto* any = std::get_if<Or>(&a.node))
    return std::all_of(any->of.begin(), any->of.end(), [&](const Pred& p) { return implies(p, b); });
  if (const auto* all = std::get_if<And>(&b.node))
    return std::all_of(all->of.begin(), all->of.end(), [&](const Pred& p) { return implies(a, p); });
  if (const auto* all = std::get_if<And>(&a.node))
    return std::any_of(all->of.begin(), all->of.end(), [&](const Pred& p) { return implies(p, b); });
  if (const auto* any = std::get_if<Or>(&b.node))
    return std::any_of(any->of.begin(), any->of.end(), [&](const Pred& p) { return implies(a, p); });
  const auto* x = std::get_if<Test>(&a.node);
  const auto* y = std::get_if<Test>(&b.node);
  return x != nullptr && y != nullptr && testImplies(*x, *y);
}

std::optional<Clash> clashIn(const And& all) {
  // Two patterns never clash, so most of a long list is passed over.
  const std::size_t count = std::min(all.of.size(), base::limit::kClashParts);
  std::vector<bool> pattern(count);
  for (std::size_t i = 0; i < count; ++i) pattern[i] = isPattern(all.of[i]);
  std::optional<Clash> doubtful;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = i + 1; k < count; ++k) {
      if (pattern[i] && pattern[k]) continue;
      if (const auto found = clash(all.of[i], all.of[k])) {
        if (found->certain) return found;
        if (!doubtful) doubtful = found;
      }
    }
  return doubtful;
}

}  // namespace quarry::ir
