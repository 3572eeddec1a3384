// Functions over arrays that take a pipeline: each element is a field of the name `var` while it runs.
#include <algorithm>

#include "engine/flat/compiler.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::string input(const Call& call) { return arrayBase(call.text("array")); }
std::string variable(const Call& call) { return call.text("var", arrayBase(call.text("array"))); }

// The row with the element under the variable's name: a value, or the members of an object. False: there is none.
bool withElement(const Row& row, const std::string& base, std::size_t index, const std::string& var, Row& out) {
  const std::string head = elementName(base, index);
  out = row;
  out.erase(var);
  bool any = false;
  for (const auto& [name, value] : row.fields()) {
    if (!name.starts_with(head)) continue;
    const std::string_view rest = std::string_view(name).substr(head.size());
    if (!rest.empty() && rest.front() != '.' && rest.front() != '[') continue;
    out.set(var + std::string(rest), value);
    any = true;
  }
  return any;
}

RowFunction eval(const Call& call, Compiler& compiler) {
  const ir::Plan* plan = call.plan("function");
  if (plan == nullptr) return nullptr;
  const std::string base = input(call), to = arrayBase(call.text("asArray", call.text("array")));
  return [run = compiler.each(*plan), base, to, var = variable(call)](Row& row) {
    std::vector<std::string> results;
    std::size_t index = 0;
    for (Row one; withElement(row, base, index, var, one); ++index) {
      // What the element's pipeline makes is a field named like the array.
      if (to != var) one.erase(to);
      const Rows out = run(std::move(one));
      if (out.empty()) continue;
      if (const std::string* value = out.front().find(to)) results.push_back(*value);
    }
    if (index == 0) return true;
    if (to == base)
      std::erase_if(row.fields(), [&](const auto& field) {
        const auto element = elementOf(field.first, base);
        return element && element->index < index && !element->rest.empty();
      });
    setArray(row, to, results);
    return true;
  };
}

RowFunction filter(const Call& call, Compiler& compiler) {
  const ir::Plan* plan = call.plan("function");
  if (plan == nullptr) return nullptr;
  const std::string base = input(call), to = arrayBase(call.text("asArray", call.text("array")));
  return [passes = compiler.passes(*plan), base, to, var = variable(call)](Row& row) {
    std::vector<std::string> kept;
    const std::vector<std::string> values = arrayOf(row, base);
    for (std::size_t i = 0; i < values.size(); ++i) {
      Row one;
      withElement(row, base, i, var, one);
      if (passes(one)) kept.push_back(values[i]);
    }
    setArray(row, to, kept);
    return true;
  };
}

RowFunction exists(const Call& call, Compiler& compiler) {
  const ir::Plan* plan = call.plan("condition");
  if (plan == nullptr) return nullptr;
  return [passes = compiler.passes(*plan), base = input(call), var = variable(call)](Row& row) {
    Row one;
    for (std::size_t i = 0; withElement(row, base, i, var, one); ++i)
      if (passes(one)) return true;
    return false;
  };
}

RowFunction reduceRow(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  if (!make) return nullptr;
  return [make, base = input(call), var = variable(call), as = call.as("_reduceRow")](Row& row) {
    const Accumulator accumulator = make();
    Row one;
    std::size_t n = 0;
    for (; withElement(row, base, n, var, one); ++n) accumulator.add(one);
    if (n == 0) return true;
    const Rows out = accumulator.rows();
    if (!out.empty() && !out.front().empty()) row.set(as, out.front().fields().front().second);
    return true;
  };
}

AccumulatorMaker reduceAll(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  if (!make) return nullptr;
  return [make, base = input(call), var = variable(call)] {
    auto inner = std::make_shared<Accumulator>(make());
    return Accumulator{[=](const Row& row) {
                         Row one;
                         for (std::size_t i = 0; withElement(row, base, i, var, one); ++i) inner->add(one);
                       },
                       [=] { return inner->rows(); }};
  };
}

// One aggregate for each place in the array.
AccumulatorMaker reduceColumn(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  if (!make) return nullptr;
  return [make, base = input(call), var = variable(call), as = arrayBase(call.as("_reduceColumn"))] {
    auto columns = std::make_shared<std::vector<Accumulator>>();
    return Accumulator{[=](const Row& row) {
                         Row one;
                         for (std::size_t i = 0; withElement(row, base, i, var, one); ++i) {
                           if (columns->size() == i) columns->push_back(make());
                           (*columns)[i].add(one);
                         }
                       },
                       [=] {
                         Row out;
                         for (std::size_t i = 0; i < columns->size(); ++i) {
                           const Rows rows = (*columns)[i].rows();
                           if (!rows.empty() && !rows.front().empty())
                             out.set(elementName(as, i), rows.front().fields().front().second);
                         }
                         return out.empty() ? Rows() : Rows{out};
                       }};
  };
}

}  // namespace

void addArrayFunctions(Registry& r) {
  r.row(Operation::arrayEval, eval);
  r.row(Operation::objectArrayEval, eval);
  r.row(Operation::arrayFilter, filter);
  r.row(Operation::arrayExists, exists);
  r.row(Operation::objectArrayExists, exists);
  r.row(Operation::arrayReduceRow, reduceRow);
  r.aggregate(Operation::arrayReduceAll, reduceAll);
  r.aggregate(Operation::arrayReduceColumn, reduceColumn);
}

}  // namespace quarry::engine::flat
