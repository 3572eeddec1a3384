// Something measured over a window, as KQL.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"
#include "target/correlation.h"
#include "target/kql/correlation_text.h"
#include "target/kql/generate.h"
#include "target/kql/quote.h"
#include "target/phrase.h"

namespace quarry::target::kql {

namespace {

// The value at the rank that docs/semantics.md gives, exactly.
std::string exactPercentile(double percent, const std::string& list) {
  return fmt::format("toreal({0}[tolong({1} * (array_length({0}) - 1))])", list, number(percent / 100));
}

}  // namespace

void Generator::correlation(const ir::Threshold& threshold) {
  report_.add(codes::windowSaid, origin_.primary(), describe(threshold.window));
  const std::vector<const ir::Part*> parts = ir::correlatedBy(bound_.plan.source);
  const std::vector<Rows> all = partRows(parts);
  const std::string time = identifier(bound_.time.physical->name);
  const std::vector<std::string> keys = keyNames(threshold.keys, all);
  const bool isNumber = measuresNumbers(threshold);
  Columns columns = named(keys, threshold.keys);
  std::vector<std::string> values;
  for (const std::string& value : threshold.values) {
    values.push_back(isNumber ? "q_number" : value);
    columns.emplace_back(values.back(), value);
  }
  const bool pairwise =
      threshold.measure == ir::Aggregate::percentile && threshold.window.kind == ir::Window::Kind::sliding;
  if (all.size() == 1 && !pairwise) {
    writer_.append(all.front().query);
    stage(projection(all.front(), time, columns, {}), origin_);
  } else {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < all.size(); ++i)
      names.push_back(let(parts[i]->name, all[i].query, projection(all[i], time, columns, {}), parts[i]->origin));
    std::string source = names.size() == 1 ? names.front() : "union " + join(names, ", ");
    if (pairwise && names.size() > 1) {
      const std::string together = letName("all");
      lets_ << fmt::format("let {} = {};\n", together, source);
      source = together;
    }
    writer_ << source;
  }
  if (isNumber) stage("where isnotnull(q_number)", origin_);
  const std::string result = threshold.result == "count" ? "Count" : "Value";
  names_[threshold.result] = result;
  names_[std::string(ir::kFirstColumn)] = "First";
  names_[std::string(ir::kLastColumn)] = bound_.time.physical->name;
  expressions_.fields = ir::fieldsOf(bound_.plan.source);
  expressions_.grouped = true;
  const std::string condition = expressions_.condition(threshold.condition, false);
  if (threshold.window.kind == ir::Window::Kind::tumbling)
    tumbling(threshold, keys, values, time, result, condition);
  else if (pairwise)
    percentileInWindow(threshold, keys, time, condition);
  else
    running(threshold, keys, values, time, result, condition);
}

// A row counts from its time on and no longer when the length has gone by: two edges, and a running sum over them.
void Generator::running(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                        const std::vector<std::string>& values, const std::string& time, const std::string& result,
                        const std::string& condition) {
  const std::string length = ir::printSingle(threshold.window.length);
  const std::vector<std::string> keysAndTime = with(keys, {time});
  std::string weight = "q_edge * q_n";
  switch (threshold.measure) {
    case ir::Aggregate::distinct: {
      // Of one value, rows no further apart than the length are one stretch of time.
      const std::vector<std::string> same = with(keys, values);
      stage("distinct " + join(with(same, {time}), ", "), origin_);
      stage("sort by " + ascending(with(same, {time})), origin_);
      stage(fmt::format("extend q_enter = iff({0}{1} - prev({1}) <= {2}, 0, 1),\n"
                        "    q_leave = iff({3}next({1}) - {1} <= {2}, 0, -1)",
                        sameKey(same, "prev"), time, length, sameKey(same, "next")),
            origin_);
      stage("summarize q_enter = sum(q_enter), q_leave = sum(q_leave)" + by(keysAndTime), origin_);
      weight = "iff(q_edge == 1, q_enter, q_leave)";
      break;
    }
    case ir::Aggregate::sum:
      stage("summarize q_n = sum(q_number)" + by(keysAndTime), origin_);
      break;
    case ir::Aggregate::average:
      stage("summarize q_n = sum(q_number), q_rows = count()" + by(keysAndTime), origin_);
      break;
    default:
      stage("summarize q_n = count()" + by(keysAndTime), origin_);
  }
  stage("mv-expand q_edge = dynamic([1, -1]) to typeof(long)", origin_);
  stage(fmt::format("extend q_at = iff(q_edge == 1, {0}, {0} + {1})", time, length), origin_);
  // At one time rows come into the window before others leave it: both its ends belong to it.
  stage(fmt::format("sort by {}q_at asc, q_edge desc", keys.empty() ? "" : ascending(keys) + ", "), origin_);
  const std::string restart = keys.empty() ? "" : ", " + otherKey(keys);
  std::string sum = fmt::format("row_cumsum({}{})", weight, restart);
  if (threshold.measure == ir::Aggregate::average) {
    stage(fmt::format("extend q_sum = {}, q_count = row_cumsum(q_edge * q_rows{})", sum, restart), origin_);
    sum = "q_sum / q_count";
  }
  stage(fmt::format("extend {} = {}", result, sum), origin_);
  if (threshold.results == ir::Results::once) {
    stage(fmt::format("where q_edge == 1 and {}", condition), threshold.condition.origin);
    return collapsed(keys, time, time, result);
  }
  const bool all = threshold.results == ir::Results::moments;
  if (!all) stage("where q_edge == 1", origin_);
  moments(threshold.results, threshold.window, keys, time, all ? "q_edge == 1 and " + condition : condition,
          threshold.condition.origin);
  stage(fmt::format("project {}", join(with(with({time}, keys), {"First = " + time, result}), ", ")), origin_);
}

// The rows at which it held, or began to. They stand in the order of key and time (kusto/prev-function).
void Generator::moments(ir::Results results, const ir::Window& window, const std::vector<std::string>& keys,
                        const std::string& time, const std::string& condition, const base::Origin& origin) {
  if (results == ir::Results::moments) return stage("where " + condition, origin);
  stage("extend q_holds = " + condition, origin);
  const std::string other = otherKey(keys);
  stage(fmt::format("where q_holds and ({0}not(prev(q_holds, 1, false)) or {1} - prev({1}) > {2})",
                    other.empty() ? "" : other + " or ", time, ir::printSingle(window.length)),
        origin);
}

// One row a key.
void Generator::collapsed(const std::vector<std::string>& keys, const std::string& at, const std::string& time,
                          const std::string& result) {
  stage(fmt::format("summarize First = min({0}), {1} = max({0}), {2} = max({2}){3}", at, time, result, by(keys)),
        origin_);
  if (keys.empty()) stage("where isnotnull(First)", origin_);
}

// No running form: each row's window is looked up. The list is exact where `percentile` would estimate.
void Generator::percentileInWindow(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                                   const std::string& time, const std::string& condition) {
  // The source again, as the other side of the join; the writer holds its name and nothing else.
  const Query so = std::move(writer_).take();
  const std::string name = so.text.substr(0, so.text.find('\n'));
  writer_ = Writer();
  writer_ << name;
  std::vector<std::string> join = keys;
  std::string right = name;
  if (keys.empty()) {
    join = {"q_all"};
    right = fmt::format("({} | extend q_all = 1)", name);
    stage("extend q_all = 1", origin_);
  }
  right = fmt::format("({} | where isnotnull(q_number){})", name, keys.empty() ? " | extend q_all = 1" : "");
  stage("where isnotnull(q_number)", origin_);
  stage("distinct " + target::join(with(join, {fmt::format("q_at = {}", time)}), ", "), origin_);
  stage(fmt::format("join kind=inner {} on {}", right, target::join(join, ", ")), origin_);
  stage(fmt::format("where {} between ((q_at - {}) .. q_at)", time, ir::printSingle(threshold.window.length)), origin_);
  stage("summarize q_list = array_sort_asc(make_list(q_number))" + by(with(join, {"q_at"})), origin_);
  stage("extend Value = " + exactPercentile(threshold.percent, "q_list"), origin_);
  if (threshold.results == ir::Results::once) {
    stage("where " + condition, threshold.condition.origin);
    return collapsed(keys, "q_at", time, "Value");
  }
  stage(fmt::format("sort by {}q_at asc", keys.empty() ? "" : ascending(keys) + ", "), origin_);
  moments(threshold.results, threshold.window, keys, "q_at", condition, threshold.condition.origin);
  std::vector<std::string> columns = with({fmt::format("{} = q_at", time)}, keys);
  stage(fmt::format("project {}", target::join(with(columns, {"First = q_at", "Value"}), ", ")), origin_);
}

void Generator::tumbling(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                         const std::vector<std::string>& values, const std::string& time, const std::string& result,
                         const std::string& condition) {
  std::string measured;
  switch (threshold.measure) {
    case ir::Aggregate::distinct:
      measured = values.size() == 1 ? fmt::format("count_distinct({})", values.front())
                                    : fmt::format("count_distinct(strcat_delim(\"\\u0001\", {}))", join(values, ", "));
      break;
    case ir::Aggregate::sum:
      measured = "sum(q_number)";
      break;
    case ir::Aggregate::average:
      measured = "avg(q_number)";
      break;
    case ir::Aggregate::percentile:
      measured = "array_sort_asc(make_list(q_number))";
      break;
    default:
      measured = "count()";
  }
  const bool isList = threshold.measure == ir::Aggregate::percentile;
  stage(fmt::format("summarize First = min({0}), {0} = max({0}), {1} = {2}{3}", time, isList ? "q_list" : result,
                    measured, by(with(keys, {"q_window = " + windowStart(threshold.window, time)}))),
        origin_);
  if (isList) stage(fmt::format("extend {} = {}", result, exactPercentile(threshold.percent, "q_list")), origin_);
  stage("where " + condition, threshold.condition.origin);
  stage(isList ? "project-away q_window, q_list" : "project-away q_window", origin_);
}

}  // namespace quarry::target::kql
