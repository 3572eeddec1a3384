// bucket and timeChart: rows by intervals of time.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/flat/compiler.h"
#include "engine/flat/functions/calendar.h"
#include "engine/flat/functions/groups.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/limits.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

// Spans that people read easily; an automatic one is the smallest that gives no more than the wanted buckets.
std::int64_t automaticSpan(double length, double buckets) {
  static constexpr double kSpans[] = {1,
                                      2,
                                      5,
                                      10,
                                      20,
                                      50,
                                      100,
                                      200,
                                      500,
                                      1e3,
                                      2e3,
                                      5e3,
                                      10e3,
                                      15e3,
                                      30e3,
                                      60e3,
                                      120e3,
                                      300e3,
                                      600e3,
                                      900e3,
                                      1800e3,
                                      3600e3,
                                      7200e3,
                                      10800e3,
                                      21600e3,
                                      43200e3,
                                      86400e3,
                                      2 * 86400e3,
                                      7 * 86400e3,
                                      14 * 86400e3,
                                      30 * 86400e3,
                                      90 * 86400e3,
                                      365 * 86400e3};
  for (const double span : kSpans)
    if (length / span <= buckets) return static_cast<std::int64_t>(span);
  return base::clamped<std::int64_t>(std::ceil(length / buckets));
}

struct Chart {
  std::optional<std::int64_t> span;
  double buckets = 0;
  std::int64_t least = 0;
  std::optional<Zone> zone;
  std::vector<std::string> series;
  std::optional<std::uint64_t> limit;
  AccumulatorMaker make;
  bool empties = false;
  base::Origin origin;

  std::int64_t floorTo(std::int64_t time, std::int64_t width) const {
    const std::int64_t offset = zone ? zone->at(time).offset * 1000LL : 0;
    const std::int64_t local = time + offset;
    const std::int64_t start = local >= 0 ? local / width * width : -((-local + width - 1) / width) * width;
    return start - offset;
  }
};

// Which series are shown: those whose numbers add up to the most.
std::vector<std::vector<Maybe>> chosen(const std::map<std::vector<Maybe>, double>& weights,
                                       std::optional<std::uint64_t> limit) {
  std::vector<std::pair<std::vector<Maybe>, double>> all(weights.begin(), weights.end());
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (limit && all.size() > *limit) all.resize(*limit);
  std::vector<std::vector<Maybe>> keys;
  keys.reserve(all.size());
  for (auto& [key, weight] : all) keys.push_back(key);
  return keys;
}

// A chart that is being filled. Rows are kept only as long as the width of the buckets is not known: it depends on when
// the last one was, where neither the query nor the interval says it.
class Filling {
 public:
  Filling(const Chart& chart, Run& run) : chart_(chart), run_(run) {
    if (chart.span)
      width_ = *chart.span;
    else if (run.startKnown && run.endKnown)
      settle();
  }

  void add(const Row& row) {
    const auto at = row.number("@timestamp");
    if (!at) return;
    const auto time = pointInTime(*at);
    first_ = std::min(first_, time);
    last_ = std::max(last_, time);
    if (width_ > 0)
      put(time, row);
    else
      waiting_.emplace_back(time, row);
  }

  Rows rows() {
    if (run_.startKnown) first_ = run_.start;
    if (run_.endKnown) last_ = run_.end;
    if (first_ > last_) return {};
    if (width_ == 0) settle();
    for (const auto& [time, row] : waiting_) put(time, row);
    waiting_.clear();
    std::map<std::int64_t, std::map<Series, Rows>> results;
    for (const auto& [start, own] : cells_)
      for (const auto& [key, cell] : own) {
        Rows rows = cell.rows();
        for (const Row& row : rows)
          for (const auto& [name, value] : row.fields()) weights_[key] += toNumber(value).value_or(0);
        results[start][key] = std::move(rows);
      }
    if (chart_.series.empty() && weights_.empty()) weights_.try_emplace({}, 0);
    const auto keys = chosen(weights_, chart_.series.empty() ? std::nullopt : chart_.limit);
    const std::int64_t intervals = (last_ - first_) / width_ + 1;
    const double series = static_cast<double>(std::max<std::size_t>(1, keys.size()));
    if (chart_.empties && static_cast<double>(intervals) * series > static_cast<double>(base::limit::kChartRows)) {
      fail(run_, chart_.origin,
           fmt::format("`timeChart()` makes more than {} rows here: {} intervals of {} ms, for {} series; give it a "
                       "longer `span`",
                       base::limit::kChartRows, intervals, width_, series));
      return {};
    }
    Rows out;
    const auto emitBucket = [&](std::int64_t start) {
      const auto found = results.find(start);
      for (const Series& key : keys) {
        const Rows* made = nullptr;
        if (found != results.end())
          if (const auto cell = found->second.find(key); cell != found->second.end()) made = &cell->second;
        if (made != nullptr)
          emit(start, key, *made, out);
        else if (chart_.empties)
          emit(start, key, chart_.make().rows(), out);
      }
    };
    if (chart_.empties) {
      for (std::int64_t start = chart_.floorTo(first_, width_); start <= last_; start += width_) emitBucket(start);
    } else {
      for (const auto& [start, own] : results) emitBucket(start);
    }
    return out;
  }

 private:
  using Series = std::vector<Maybe>;

  void settle() {
    const std::int64_t first = run_.startKnown ? run_.start : first_, last = run_.endKnown ? run_.end : last_;
    width_ = std::max(chart_.least, automaticSpan(static_cast<double>(last - first) + 1, chart_.buckets));
  }

  void put(std::int64_t time, const Row& row) {
    Series key;
    bool any = chart_.series.empty();
    for (const std::string& field : chart_.series) {
      key.push_back(row.get(field));
      any = any || key.back().has_value();
    }
    if (!any) return;
    const auto [at, fresh] = cells_[chart_.floorTo(time, width_)].try_emplace(key);
    if (fresh) at->second = chart_.make();
    at->second.add(row);
    weights_.try_emplace(key, 0);
  }

  void emit(std::int64_t start, const Series& key, const Rows& rows, Rows& out) const {
    Row base;
    base.set("_bucket", std::to_string(start));
    for (std::size_t i = 0; i < chart_.series.size(); ++i) base.setIf(chart_.series[i], key[i]);
    if (rows.empty()) out.push_back(base);
    for (const Row& row : rows) {
      Row one = base;
      for (const auto& [name, value] : row.fields()) one.set(name, value);
      out.push_back(std::move(one));
    }
  }

  Chart chart_;
  Run& run_;
  std::int64_t width_ = 0, first_ = INT64_MAX, last_ = INT64_MIN;
  std::vector<std::pair<std::int64_t, Row>> waiting_;
  std::map<std::int64_t, std::map<Series, Accumulator>> cells_;
  std::map<Series, double> weights_;
};

AccumulatorMaker chart(const Call& call, Compiler& compiler, std::vector<std::string> series, bool empties) {
  Chart chart;
  chart.make = compiler.aggregates(call);
  if (!chart.make) return nullptr;
  chart.series = std::move(series);
  chart.empties = empties;
  chart.origin = call.origin();
  chart.limit = call.limit("limit");
  if (call.has("timezone")) {
    chart.zone = Zone::named(call.text("timezone"));
    if (!chart.zone)
      return compiler.refuse(codes::badArgument, call.origin(),
                             fmt::format("there is no time zone `{}`", call.text("timezone")));
  }
  const std::string span = call.text("span", "auto");
  if (span != "auto" && !call.has("buckets")) {
    chart.span = durationOf(span);
    if (!chart.span || *chart.span <= 0)
      return compiler.refuse(codes::badArgument, call.origin(), fmt::format("`{}` is no length of time", span));
  }
  // A unit alone is a label; `bytes/span to Mbit/s` is a calculation.
  for (const std::string& unit : call.list("unit"))
    if (unit.find(" to ") != std::string::npos)
      return compiler.refuse(
          codes::notRunnable, call.origin(),
          fmt::format("`{}()` that converts units cannot be run offline: use `unit:convert()` after it",
                      call.function()));
  chart.buckets = call.number("buckets", empties ? 250 : 100);
  chart.least = durationOf(call.text("minSpan")).value_or(0);
  return [chart, run = &compiler.run()] {
    auto state = std::make_shared<Filling>(chart, *run);
    return Accumulator{[state](const Row& row) { state->add(row); }, [state] { return state->rows(); }};
  };
}

AccumulatorMaker bucket(const Call& call, Compiler& compiler) {
  return chart(call, compiler, call.list("field"), false);
}
AccumulatorMaker timeChart(const Call& call, Compiler& compiler) {
  return chart(call, compiler, call.list("series"), true);
}

// Inside a chart each bucket is looked at alone: a window of one bucket.
AccumulatorMaker window(const Call& call, Compiler& compiler) {
  return compiler.refuse(codes::notRunnable, call.origin(), "`window()` cannot be run offline");
}

}  // namespace

void addCharts(Registry& r) {
  r.aggregate(Operation::bucket, bucket);
  r.aggregate(Operation::timeChart, timeChart);
  r.aggregate(Operation::window, window);
}

}  // namespace quarry::engine::flat
