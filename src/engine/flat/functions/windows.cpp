// Sliding windows over rows in their order.
#include <algorithm>
#include <cmath>

#include "engine/flat/compiler.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

// The aggregate over rows [begin, end) becomes fields of the row.
void over(const AccumulatorMaker& make, const Rows& rows, std::size_t begin, std::size_t end, Row& out) {
  const Accumulator window = make();
  for (std::size_t i = begin; i < end; ++i) window.add(rows[i]);
  const Rows result = window.rows();
  if (result.empty()) return;
  for (const auto& [name, value] : result.front().fields()) out.set(name, value);
}

RowsFunction slidingWindow(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  if (!make) return nullptr;
  const auto events = base::clamped<std::size_t>(std::max(1.0, call.number("events", 1)));
  return [make, events, include = call.text("current", "include") != "exclude"](Rows& rows) {
    const Rows before = rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t end = include ? i + 1 : i;
      over(make, before, end > events ? end - events : 0, end, rows[i]);
    }
  };
}

// An event exactly as old as the span is outside.
RowsFunction slidingTimeWindow(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  if (!make) return nullptr;
  const auto span = durationOf(call.text("span"));
  if (!span)
    return compiler.refuse(codes::badArgument, call.origin(), "`" + call.text("span") + "` is no length of time");
  std::string field = call.text("timestampfield", "@timestamp");
  if (field.starts_with("Either")) field = "@timestamp";
  return [make, span = static_cast<double>(*span), field, include = call.text("current", "include") != "exclude",
          run = &compiler.run(), origin = call.origin()](Rows& rows) {
    const Rows before = rows;
    std::vector<double> times;
    for (const Row& row : before) {
      const auto time = row.number(field);
      if (!time) {
        fail(*run, origin, "`slidingTimeWindow()` needs rows that have a time: `" + field + "` is missing");
        rows.clear();
        return;
      }
      times.push_back(*time);
    }
    const bool ascending = std::is_sorted(times.begin(), times.end());
    if (!ascending && !std::is_sorted(times.rbegin(), times.rend())) {
      fail(*run, origin,
           "`slidingTimeWindow()` needs rows in the order of their time: sort by `" + field + "` before it");
      rows.clear();
      return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::size_t begin = i;
      while (begin > 0 && std::abs(times[i] - times[begin - 1]) < span) --begin;
      over(make, before, begin, include ? i + 1 : i, rows[i]);
    }
  };
}

}  // namespace

void addWindows(Registry& r) {
  r.rows(Operation::slidingWindow, slidingWindow);
  r.rows(Operation::slidingTimeWindow, slidingTimeWindow);
}

}  // namespace quarry::engine::flat
