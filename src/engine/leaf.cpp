// The truth of one test. docs/semantics.md, "Tests", is this file in words.
#include <algorithm>

#include "engine/compare.h"
#include "engine/fold.h"
#include "engine/predicate.h"

namespace quarry::engine {

namespace {

bool equalsFlag(const View& view, bool wanted) {
  if (view.kind == View::Kind::boolean) return view.flag == wanted;
  if (view.kind != View::Kind::text) return false;
  std::string buffer;
  return view.text.size() <= 5 && foldedView(view.text, ir::Fold::ascii, buffer) == (wanted ? "true" : "false");
}

bool placed(std::string_view text, std::string_view other, ir::OtherField::Where where) {
  switch (where) {
    case ir::OtherField::Where::whole:
      return text == other;
    case ir::OtherField::Where::prefix:
      return text.starts_with(other);
    case ir::OtherField::Where::suffix:
      return text.ends_with(other);
    case ir::OtherField::Where::inside:
      return text.find(other) != std::string_view::npos;
  }
  return false;
}

bool sameAs(const Leaf& leaf, const View& view, const Row& row, Machine& machine) {
  const std::string text = folded(textOf(view, machine.textBuffer), leaf.fold);
  return std::any_of(leaf.others.begin(), leaf.others.end(), [&](const Leaf::Other& other) {
    bool found = false;
    row.with(other.field, [&](const View& all) {
      forEach(all, [&](const View& one) {
        if (!one.isScalar()) return true;
        const std::string_view with = foldedView(textOf(one, machine.otherBuffer), leaf.fold, machine.foldBuffer);
        found = placed(text, with, other.where);
        return !found;
      });
    });
    return found;
  });
}

// One value, which is there.
bool holdsFor(const Leaf& leaf, const View& view, const Row& row, Machine& machine) {
  // `*` asks for no text, only that there is something.
  if (leaf.op == ir::Op::matches && leaf.text->matchesAnything()) return isPresent(view);
  if (!view.isScalar()) return false;
  switch (leaf.op) {
    case ir::Op::matches:
      return leaf.text->matches(textOf(view, machine.textBuffer), machine);
    case ir::Op::equals:
      if (std::any_of(leaf.flags.begin(), leaf.flags.end(), [&](bool wanted) { return equalsFlag(view, wanted); }))
        return true;
      [[fallthrough]];
    case ir::Op::less:
    case ir::Op::lessEqual:
    case ir::Op::greater:
    case ir::Op::greaterEqual: {
      double number = 0;
      if (leaf.numbers.empty() || !numberOf(view, number)) return false;
      return std::any_of(leaf.numbers.begin(), leaf.numbers.end(),
                         [&](double operand) { return compares(leaf.op, number, operand); });
    }
    case ir::Op::inNetwork:
      return view.kind == View::Kind::text && leaf.networks.contain(view.text);
    case ir::Op::sameAs:
      return sameAs(leaf, view, row, machine);
    case ir::Op::inList:  // compiled as one of the others
    case ir::Op::present:
    case ir::Op::null:
      return true;  // decided for all values together
  }
  return false;
}

bool holdsForText(const Leaf& leaf, const Row& row, Machine& machine) {
  bool found = false;
  const auto look = [&](const View& view) {
    found = view.isScalar() && leaf.text->matches(textOf(view, machine.textBuffer), machine);
    return !found;
  };
  if (row.record() != nullptr) row.record()->forEachScalar(look);
  // Columns are not part of the event's text.
  return found;
}

}  // namespace

bool holds(const Leaf& leaf, const Row& row, Machine& machine) {
  if (leaf.isRaw) return leaf.text != nullptr && holdsForText(leaf, row, machine);
  if (leaf.op == ir::Op::present || leaf.op == ir::Op::null) {
    bool present = false;
    row.with(leaf.field, [&](const View& view) { present = isPresent(view); });
    return present == (leaf.op == ir::Op::present);
  }
  bool some = false, every = true;
  row.with(leaf.field, [&](const View& all) {
    forEach(all, [&](const View& one) {
      if (one.kind == View::Kind::null) return true;  // as good as missing: it has no say
      const bool holds = holdsFor(leaf, one, row, machine);
      some = some || holds;
      every = every && holds;
      return leaf.quantifier == ir::Quantifier::any ? !some : every;
    });
  });
  return leaf.quantifier == ir::Quantifier::any ? some : some && every;
}

}  // namespace quarry::engine
