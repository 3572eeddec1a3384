#include "target/order.h"

#include <algorithm>

namespace quarry::target {

bool readsArray(const ir::FieldRef& field) {
  if (field.kind == ir::FieldRef::Kind::raw) return false;
  if (field.physical && field.physical->access != ir::Access::column)
    return std::any_of(field.physical->path.begin(), field.physical->path.end(),
                       [](const ir::PathSegment& s) { return s.each; });
  return (field.physical ? field.physical->name : field.name).find("[]") != std::string::npos;
}

bool readsArrays(const ir::Pred& pred) {
  return std::visit(base::overloaded{
                        [](const ir::Constant&) { return false; },
                        [](const ir::And& all) { return std::any_of(all.of.begin(), all.of.end(), readsArrays); },
                        [](const ir::Or& any) { return std::any_of(any.of.begin(), any.of.end(), readsArrays); },
                        [](const ir::Not& negated) { return readsArrays(*negated.of); },
                        [](const ir::Test& test) { return readsArray(test.field); },
                        [](const ir::AnyElement&) { return true; },
                        [](const ir::IsTrue&) { return false; },
                    },
                    pred.node);
}

namespace {

int rank(const ir::Pred& pred);

int rankOfTest(const ir::Test& test) {
  if (readsArray(test.field)) return 8;
  switch (test.op) {
    case ir::Op::present:
    case ir::Op::null:
      return 3;
    case ir::Op::equals:
      return test.operands.size() > 1 ? 1 : 0;
    case ir::Op::less:
    case ir::Op::lessEqual:
    case ir::Op::greater:
    case ir::Op::greaterEqual:
      return 2;
    case ir::Op::inNetwork:
      return 6;
    case ir::Op::sameAs:
    case ir::Op::inList:
      return 7;
    case ir::Op::matches:
      break;
  }
  if (test.field.kind == ir::FieldRef::Kind::raw) return 5;
  int worst = test.operands.size() > 1 ? 1 : 0;
  for (const ir::Operand& operand : test.operands) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    worst = std::max(worst, glob == nullptr                          ? 5
                            : shape(*glob) == ir::GlobShape::exact   ? 0
                            : shape(*glob) == ir::GlobShape::general ? 5
                                                                     : 4);
  }
  return worst;
}

int rank(const ir::Pred& pred) {
  return std::visit(base::overloaded{
                        [](const ir::Constant&) { return 0; },
                        [](const ir::And&) { return 5; },
                        [](const ir::Or&) { return 5; },
                        [](const ir::Not& negated) { return 10 + rank(*negated.of); },
                        [](const ir::Test& test) { return rankOfTest(test); },
                        [](const ir::AnyElement&) { return 8; },
                        [](const ir::IsTrue&) { return 9; },
                    },
                    pred.node);
}

}  // namespace

std::vector<const ir::Pred*> ordered(const ir::Pred& condition) {
  std::vector<const ir::Pred*> parts;
  if (const auto* all = std::get_if<ir::And>(&condition.node))
    for (const ir::Pred& part : all->of) parts.push_back(&part);
  else
    parts.push_back(&condition);
  std::stable_sort(parts.begin(), parts.end(), [](const ir::Pred* a, const ir::Pred* b) {
    const int x = rank(*a), y = rank(*b);
    // Negatives keep the rule's order among themselves: they are read as a list of exceptions.
    return std::min(x, 10) < std::min(y, 10);
  });
  return parts;
}

}  // namespace quarry::target
