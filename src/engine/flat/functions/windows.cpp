// Sliding windows over rows in their order.
#include <algorithm>
#include <cmath>

#include "engine/flat/compiler.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

// The aggregate over a stretch of rows. One that only grows at its end, as all do whose rows lie within one span, adds
// to what is there; what falls out at the front cannot be taken back.
class Window {
 public:
  Window(const AccumulatorMaker& make, const Rows& rows) : make_(make), rows_(rows), current_(make()) {}

  // What it makes of rows [begin, end) becomes fields of `out`.
  void over(std::size_t begin, std::size_t end, Row& out) {
    if (begin != begin_ || end < end_) {
      current_ = make_();
      begin_ = end_ = begin;
    }
    for (; end_ < end; ++end_) current_.add(rows_[end_]);
    const Rows result = current_.rows();
    if (result.empty()) return;
    for (const auto& [name, value] : result.front().fields()) out.set(name, value);
  }

 private:
  const AccumulatorMaker& make_;
  const Rows& rows_;
  Accumulator current_;
  std::size_t begin_ = 0, end_ = 0;
};

RowsFunction slidingWindow(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  if (!make) return nullptr;
  const auto events = base::clamped<std::size_t>(std::max(1.0, call.number("events", 1)));
  return [make, events, include = call.text("current", "include") != "exclude"](Rows& rows) {
    const Rows before = rows;
    Window window(make, before);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t end = include ? i + 1 : i;
      window.over(end > events ? end - events : 0, end, rows[i]);
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
    Window window(make, before);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      while (begin < i && std::abs(times[i] - times[begin]) >= span) ++begin;
      window.over(begin, include ? i + 1 : i, rows[i]);
    }
  };
}

}  // namespace

void addWindows(Registry& r) {
  r.rows(Operation::slidingWindow, slidingWindow);
  r.rows(Operation::slidingTimeWindow, slidingTimeWindow);
}

}  // namespace quarry::engine::flat
