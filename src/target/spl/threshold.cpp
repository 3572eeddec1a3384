// Something measured over a window, as SPL.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/phrase.h"
#include "target/spl/correlation_text.h"
#include "target/spl/generate.h"
#include "target/spl/quote.h"

namespace quarry::target::spl {

void Generator::correlation(const ir::Threshold& threshold) {
  report_.add(codes::windowSaid, origin_.primary(), describe(threshold.window));
  const std::vector<const ir::Part*> parts = ir::correlatedBy(bound_.plan.source);
  const std::vector<Rows> all = partRows(parts);
  const std::vector<std::string> keys = keyNames(threshold.keys, all);
  const bool isNumber = measuresNumbers(threshold);
  Columns columns = named(keys, threshold.keys);
  std::vector<std::string> values;
  for (const std::string& value : threshold.values) {
    const std::string& field = all.front().columns.at(value).field;
    values.push_back(isNumber ? "q_number" : all.size() == 1 && !field.empty() ? commandField(field) : value);
    columns.emplace_back(values.back(), value);
  }
  if (all.size() == 1) {
    writer_.append(all.front().query);
    // `stats … BY` drops what lacks a key.
    Rows rows = all.front();
    if (threshold.measure != ir::Aggregate::percentile)
      for (auto& [name, column] : rows.columns) column.isPresent = true;
    for (const std::string& step : stepsOf(feed(rows, columns, {}))) stage(step, origin_);
  } else {
    std::vector<Feed> feeds;
    for (const Rows& rows : all) {
      feeds.push_back(feed(rows, columns, {}));
      feeds.back().fields = {"_time"};
      for (const auto& [name, column] : columns) feeds.back().fields.push_back(name);
    }
    if (!multisearch(parts, all, feeds)) return;
  }
  eval_.fields = ir::fieldsOf(bound_.plan.source);
  names_[std::string(ir::kFirstColumn)] = "first";
  names_[std::string(ir::kLastColumn)] = "last";
  const std::string condition = eval_.condition(threshold.condition);
  if (threshold.window.kind == ir::Window::Kind::tumbling)
    tumbling(threshold, keys, values, condition);
  else if (threshold.measure == ir::Aggregate::percentile)
    percentileInWindow(threshold, keys, condition);
  else
    running(threshold, keys, values, condition);
}

namespace {

// The number at the rank that docs/semantics.md gives. That Splunk's own functions give it, and not what lies between
// two numbers, is nowhere said.
std::string atRank(double percent) {
  return fmt::format("max(eval(if(q_rank=1+floor({}*(q_rank+q_above-2)), q_number, null())))", number(percent / 100));
}

}  // namespace

// A row counts from its time on and no longer when the length has gone by: two edges, and a running sum over them.
void Generator::running(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                        const std::vector<std::string>& values, const std::string& condition) {
  const std::string length = seconds(threshold.window);
  const std::string keysAndTime = by(with(keys, {"_time"}));
  std::string weight = "q_n=q_n*q_edge";
  switch (threshold.measure) {
    case ir::Aggregate::distinct: {
      // Of one value, rows no further apart than the length are one stretch of time.
      const std::string same = by(with(keys, values));
      stage("stats count AS q_rows" + by(with(with(keys, values), {"_time"})), origin_);
      stage("sort 0 +_time", origin_);
      stage("streamstats current=f window=1 global=f last(_time) AS q_previous" + same, origin_);
      stage("sort 0 -_time", origin_);
      stage("streamstats current=f window=1 global=f last(_time) AS q_next" + same, origin_);
      stage(fmt::format("eval q_enter=if(isnull(q_previous) OR _time-q_previous>{0}, 1, 0), "
                        "q_leave=if(isnull(q_next) OR q_next-_time>{0}, -1, 0)",
                        length),
            origin_);
      stage("stats sum(q_enter) AS q_enter sum(q_leave) AS q_leave" + keysAndTime, origin_);
      weight = "q_n=if(q_edge=1, q_enter, q_leave)";
      break;
    }
    case ir::Aggregate::sum:
      stage("stats sum(q_number) AS q_n" + keysAndTime, origin_);
      break;
    case ir::Aggregate::average:
      stage("stats sum(q_number) AS q_n count AS q_rows" + keysAndTime, origin_);
      weight = "q_n=q_n*q_edge, q_rows=q_rows*q_edge";
      break;
    default:
      stage("stats count AS q_n" + keysAndTime, origin_);
  }
  stage("eval q_edge=mvappend(\"1\", \"-1\")", origin_);
  stage("mvexpand q_edge", origin_);
  stage("eval q_edge=tonumber(q_edge)", origin_);
  stage(fmt::format("eval q_at=if(q_edge=1, _time, _time+{}), {}", length, weight), origin_);
  // At one time rows come into the window before others leave it: both its ends belong to it.
  stage("sort 0 +q_at, -q_edge", origin_);
  if (threshold.measure == ir::Aggregate::average) {
    stage("streamstats sum(q_n) AS q_sum sum(q_rows) AS q_count" + by(keys), origin_);
    stage(fmt::format("where q_edge=1"), origin_);
    stage(fmt::format("eval {}=q_sum/q_count", threshold.result), origin_);
    resultRows(threshold, keys, condition);
  } else {
    stage(fmt::format("streamstats sum(q_n) AS {}{}", threshold.result, by(keys)), origin_);
    if (threshold.results == ir::Results::beginnings) stage("where q_edge=1", origin_);
    const bool alternatives = hasOperator(condition, " OR ");
    resultRows(threshold, keys,
               threshold.results == ir::Results::beginnings ? condition
               : alternatives                               ? "q_edge=1 AND (" + condition + ")"
                                                            : "q_edge=1 AND " + condition);
  }
}

// One row a key, or one for each time. The rows come in the order of time.
void Generator::resultRows(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                           const std::string& condition) {
  if (threshold.results == ir::Results::beginnings) {
    stage(fmt::format("eval q_holds=if({}, 1, 0)", condition), threshold.condition.origin);
    beginnings(threshold.window, keys);
  } else {
    stage("where " + condition, threshold.condition.origin);
  }
  if (threshold.results == ir::Results::once) return collapsed(threshold, keys);
  stage("eval first=_time, last=_time", origin_);
  stage("table " + join(with(with({"_time"}, keys), {"first", "last", threshold.result}), " "), origin_);
}

// The rows at which it begins to hold, of rows in the order of time.
void Generator::beginnings(const ir::Window& window, const std::vector<std::string>& keys) {
  stage("streamstats current=f window=1 global=f last(q_holds) AS q_before last(_time) AS q_earlier" + by(keys),
        origin_);
  stage(fmt::format("where q_holds=1 AND (isnull(q_before) OR q_before=0 OR _time-q_earlier>{})", seconds(window)),
        origin_);
}

// One row a key.
void Generator::collapsed(const ir::Threshold& threshold, const std::vector<std::string>& keys) {
  stage(fmt::format("stats min(_time) AS first max(_time) AS last max({0}) AS {0}{1}", threshold.result, by(keys)),
        origin_);
  if (keys.empty()) stage("where isnotnull(first)", origin_);
}

void Generator::percentileInWindow(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                                   const std::string& condition) {
  report_
      .add(threshold.exact ? codes::cannotSay : codes::estimate, origin_.primary(),
           threshold.exact
               ? "Splunk estimates the percentiles of a window that slides, and `exact` asks for more"
               : "Splunk estimates percentiles beyond 1,000 distinct values, and does not say whether an event "
                 "exactly at a window's edge is in it")
      .note("in tumbling windows they are exact");
  stage("sort 0 +_time", origin_);
  stage(fmt::format("streamstats time_window={} {} AS {} count AS q_rows{}", ir::printSingle(threshold.window.length),
                    fmt::format("perc{}(q_number)", number(threshold.percent)), threshold.result, by(keys)),
        origin_);
  // Of several rows of one time the last knows all of them.
  stage("sort 0 -_time, -q_rows", origin_);
  stage("dedup " + join(with(keys, {"_time"}), ", "), origin_);
  if (threshold.results == ir::Results::beginnings) stage("sort 0 +_time", origin_);
  resultRows(threshold, keys, condition);
}

void Generator::tumbling(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                         const std::vector<std::string>& values, const std::string& condition) {
  std::string measured = "count";
  switch (threshold.measure) {
    case ir::Aggregate::distinct:
      if (values.size() > 1) {
        stage(fmt::format("eval q_values={}", join(values, ".\"\\u0001\".")), origin_);
        measured = "dc(q_values)";
      } else {
        measured = fmt::format("dc({})", values.front());
      }
      break;
    case ir::Aggregate::sum:
      measured = "sum(q_number)";
      break;
    case ir::Aggregate::average:
      measured = "avg(q_number)";
      break;
    case ir::Aggregate::percentile:
      measured = atRank(threshold.percent);
      break;
    default:
      break;
  }
  stage("eval q_window=" + windowStart(threshold.window, "_time"), origin_);
  if (threshold.measure == ir::Aggregate::percentile) {
    // A number's rank from below and from above, which together say how many there are.
    const std::string window = by(with(keys, {"q_window"}));
    stage("sort 0 +q_number", origin_);
    stage("streamstats count AS q_rank" + window, origin_);
    stage("sort 0 -q_number, -q_rank", origin_);
    stage("streamstats count AS q_above" + window, origin_);
  }
  stage(fmt::format("stats min(_time) AS first max(_time) AS last {} AS {}{}", measured, threshold.result,
                    by(with(keys, {"q_window"}))),
        origin_);
  stage("where " + condition, threshold.condition.origin);
  stage("fields - q_window", origin_);
}

}  // namespace quarry::target::spl
