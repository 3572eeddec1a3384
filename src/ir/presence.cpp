#include "quarry/ir/presence.h"

#include <algorithm>

namespace quarry::ir {

namespace {

bool readsStrictly(const Val& value, const FieldRef& field);

struct ImpliesPresent {
  const FieldRef& field;

  bool operator()(const Constant& constant) const { return !constant.value; }
  bool operator()(const And& all) const {
    return std::any_of(all.of.begin(), all.of.end(), [&](const Pred& p) { return impliesPresent(p, field); });
  }
  bool operator()(const Or& any) const {
    return !any.of.empty() &&
           std::all_of(any.of.begin(), any.of.end(), [&](const Pred& p) { return impliesPresent(p, field); });
  }
  // not (f is null): the one complement that proves presence.
  bool operator()(const Not& negated) const {
    const auto* test = std::get_if<Test>(&negated.of->node);
    return test != nullptr && test->op == Op::null && test->field == field;
  }
  bool operator()(const Test& test) const { return test.field == field && test.op != Op::null; }
  bool operator()(const AnyElement& element) const { return element.array == field; }
  bool operator()(const IsTrue& isTrue) const { return readsStrictly(isTrue.value, field); }
};

// A comparison or calculation is Missing, so not true, if what it reads is missing. Only operators whose every operand
// counts are followed: `a or b` may hold without b.
bool readsStrictly(const Val& value, const FieldRef& field) {
  if (const auto* read = std::get_if<FieldRef>(&value.node)) return *read == field;
  const auto* call = std::get_if<Call>(&value.node);
  if (call == nullptr || call->function == Function::coalesce || call->function == Function::logicalOr ||
      call->function == Function::logicalNot)
    return false;
  return std::any_of(call->arguments.begin(), call->arguments.end(),
                     [&](const Val& argument) { return readsStrictly(argument, field); });
}

}  // namespace

bool impliesPresent(const Pred& pred, const FieldRef& field) { return std::visit(ImpliesPresent{field}, pred.node); }

bool isPresent(const std::vector<Step>& steps, std::size_t upTo, const FieldRef& field) {
  if (field.kind == FieldRef::Kind::event && field.physical && field.physical->alwaysPresent) return true;
  for (std::size_t i = std::min(upTo, steps.size()); i-- > 0;) {
    if (const auto* filter = std::get_if<Filter>(&steps[i].node)) {
      if (impliesPresent(filter->where, field)) return true;
    } else if (const auto* group = std::get_if<Group>(&steps[i].node)) {
      // A group fills its keys, and counts are always numbers; other measures may be missing.
      const auto isKey = [&](const GroupKey& key) { return key.column == field.name; };
      const auto isCount = [&](const Measure& m) {
        return m.column == field.name && (m.function == Aggregate::count || m.function == Aggregate::countIf ||
                                          m.function == Aggregate::distinct);
      };
      return std::any_of(group->keys.begin(), group->keys.end(), isKey) ||
             std::any_of(group->measures.begin(), group->measures.end(), isCount);
    } else if (const auto* expand = std::get_if<Expand>(&steps[i].node)) {
      if (field.kind == FieldRef::Kind::column && expand->column == field.name)
        return true;  // rows without one are gone
    } else if (const auto* extend = std::get_if<Extend>(&steps[i].node)) {
      for (const Assignment& column : extend->columns) {
        if (column.name != field.name || field.kind != FieldRef::Kind::column) continue;
        const auto* cases = std::get_if<Case>(&column.value.node);
        return std::holds_alternative<Literal>(column.value.node) ||
               (cases != nullptr && column.type.kind == TypeKind::ordinal && cases->otherwise.has_value());
      }
    } else if (std::holds_alternative<Branch>(steps[i].node)) {
      return false;
    }
  }
  return false;
}

}  // namespace quarry::ir
