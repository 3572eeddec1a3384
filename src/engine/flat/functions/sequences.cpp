// Functions over rows in their order: accumulate, neighbor, partition, appendAggregation.
#include <fmt/format.h>

#include <algorithm>

#include "engine/flat/compiler.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

void add(Row& row, const Rows& result) {
  if (result.empty()) return;
  for (const auto& [name, value] : result.front().fields()) row.set(name, value);
}

RowsFunction accumulate(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  if (!make) return nullptr;
  return [make, include = call.text("current", "include") != "exclude"](Rows& rows) {
    const Accumulator running = make();
    for (Row& row : rows) {
      const Row before = row;
      if (include) running.add(before);
      add(row, running.rows());
      if (!include) running.add(before);
    }
  };
}

RowsFunction neighbor(const Call& call, Compiler&) {
  const bool succeeding = call.text("direction", "preceding").starts_with("succ");
  return [fields = call.list("include"), prefix = call.text("prefix"),
          distance = base::clamped<std::int32_t>(call.number("distance", 1)), succeeding](Rows& rows) {
    const Rows before = rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) + (succeeding ? distance : -distance);
      const Row* other =
          at >= 0 && at < static_cast<std::ptrdiff_t>(before.size()) ? &before[static_cast<std::size_t>(at)] : nullptr;
      const bool all = fields.size() == 1 && fields.front() == "*";
      if (all && other != nullptr) {
        for (const auto& [name, value] : other->fields()) rows[i].set(fmt::format("{}.{}", prefix, name), value);
        continue;
      }
      for (const std::string& field : fields) {
        const std::string name = prefix.empty() ? field : fmt::format("{}.{}", prefix, field);
        Maybe value = other == nullptr ? std::nullopt : other->get(field);
        if (value)
          rows[i].set(name, std::move(*value));
        else
          rows[i].erase(name);
      }
    }
  };
}

// A new run begins before each row that meets the condition (or behind it); each is evaluated by itself.
RowsFunction partition(const Call& call, Compiler& compiler) {
  const ir::Plan* condition = call.plan("condition");
  const AccumulatorMaker make = compiler.aggregates(call);
  if (condition == nullptr || !make) return nullptr;
  return [passes = compiler.passes(*condition), make, after = call.text("split", "before") == "after"](Rows& rows) {
    Rows out;
    std::optional<Accumulator> current;
    const auto close = [&] {
      if (!current) return;
      for (Row& row : current->rows()) out.push_back(std::move(row));
      current.reset();
    };
    for (const Row& row : rows) {
      const bool meets = passes(row);
      if (meets && !after) close();
      if (!current) current = make();
      current->add(row);
      if (meets && after) close();
    }
    close();
    rows = std::move(out);
  };
}

RowsFunction appendAggregation(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  if (!make) return nullptr;
  return [make](Rows& rows) {
    const Accumulator all = make();
    for (const Row& row : rows) all.add(row);
    for (Row& row : all.rows()) rows.push_back(std::move(row));
  };
}

}  // namespace

void addSequences(Registry& r) {
  r.rows(Operation::accumulate, accumulate);
  r.rows(Operation::neighbor, neighbor);
  r.rows(Operation::partition, partition);
  r.rows(Operation::appendAggregation, appendAggregation);
}

}  // namespace quarry::engine::flat
