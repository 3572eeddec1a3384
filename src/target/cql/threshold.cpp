// Something measured over a window, as CQL.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "target/correlation.h"
#include "target/cql/correlation_text.h"
#include "target/cql/generate.h"
#include "target/cql/quote.h"
#include "target/cql/values.h"
#include "target/phrase.h"

namespace quarry::target::cql {

void Generator::correlation(const ir::Threshold& threshold) {
  report_.add(codes::windowSaid, origin_.primary(), describe(threshold.window));
  const std::vector<const ir::Part*> parts = ir::correlatedBy(bound_.plan.source);
  const bool isNumber = measuresNumbers(threshold);
  std::vector<std::string> keys, values;
  const auto columnsOf = [&](const std::vector<Rows>& all) {
    keys = keyNames(threshold.keys, all);
    Columns columns = named(keys, threshold.keys);
    values.clear();
    for (const std::string& value : threshold.values) {
      const std::string& field = all.front().columns.at(value).field;
      values.push_back(all.size() == 1 && !field.empty() ? fieldName(field) : value);
      columns.emplace_back(values.back(), value);
    }
    return columns;
  };
  if (parts.size() == 1) {
    Generator generator(bound_.parts.front(), report_);
    const Rows rows = generator.rows(*parts.front(), "\n| ");
    generator.addColumns(rows, columnsOf({rows}));
    writer_.append(std::move(generator.writer_).take());
  } else {
    const std::vector<Rows> all = quietRows(parts);
    const auto columns = columnsOf(all);
    if (!clauses(parts,
                 [&](Generator& generator, const Rows& rows, std::size_t) { generator.addColumns(rows, columns); }))
      return;
  }
  // What is no number takes no part: comparing it with one fails.
  if (isNumber) {
    step(fmt::format("case {{ {0}>=0; {0}<0 }}", values.front()), origin_);
  }
  fields_ = ir::fieldsOf(bound_.plan.source);
  names_[std::string(ir::kFirstColumn)] = "first";
  names_[std::string(ir::kLastColumn)] = "last";
  if (threshold.window.kind == ir::Window::Kind::tumbling)
    tumbling(threshold, keys, values);
  else if (threshold.measure == ir::Aggregate::percentile)
    percentileInWindow(threshold, keys, values.front());
  else
    running(threshold, keys, values);
}

void Generator::holding(const ir::Threshold& threshold) {
  for (const Query& query : conditions_.steps(resolved(threshold.condition))) step(query);
}

// One row a key.
void Generator::collapsed(const ir::Threshold& threshold, const std::vector<std::string>& keys) {
  step(grouped(keys, {fmt::format("min({}, as=first)", kTime), fmt::format("max({}, as=last)", kTime),
                      fmt::format("max({0}, as={0})", threshold.result)}),
       origin_);
  if (keys.empty()) step("first=*", origin_);
}

// Of one value, rows no further apart than the length are one stretch of time: it enters with its first row and leaves
// behind its last. Marks both, on rows sorted by `texts`, which are the keys' and the values'.
void Generator::stretches(const std::vector<std::string>& texts, const ir::Window& window) {
  const std::string time = own("time"), previous = own("previous"), next = own("next");
  step(sorted(texts, {time}), origin_);
  step(fmt::format("neighbor({}, prefix={})", list(with(texts, {time})), previous), origin_);
  step(fmt::format("neighbor({}, direction=succeeding, prefix={})", list(with(texts, {time})), next), origin_);
  const auto mark = [&](const std::string& side, const std::string& distance, const std::string& name) {
    std::string near;
    for (const std::string& text : texts) near += fmt::format("test({}.{} == {}) | ", side, text, text);
    step(fmt::format("case {{ {0}{1}test({2} <= {3}) | {4} := 0; * | {4} := 1 }}", passing(), near, distance,
                     milliseconds(window), name),
         origin_);
  };
  mark(previous, fmt::format("{0} - {1}.{0}", time, previous), own("enter"));
  mark(next, fmt::format("{1}.{0} - {0}", time, next), own("leave"));
}

// A row counts from its time on and no longer when the length has gone by: two edges, and a running sum over them.
// Leaves the rows that come in, with what was measured.
void Generator::runningSum(const ir::Threshold& threshold, const std::vector<std::string>& keys) {
  const std::string edge = own("edge"), at = own("at"), n = own("n"), rows = own("rows");
  const bool isDistinct = threshold.measure == ir::Aggregate::distinct,
             isAverage = threshold.measure == ir::Aggregate::average;
  if (chain_)
    step(fmt::format("case {{\n    {0} | array:append(\"{1}[]\", values=[\"1\"]);\n    * | array:append(\"{1}[]\", "
                     "values=[\"1\", \"0\"])\n  }}",
                     own("part") + "!=*", edge),
         origin_);
  else
    step(fmt::format("array:append(\"{}[]\", values=[\"1\", \"0\"])", edge), origin_);
  step(fmt::format("split(\"{}\")", edge), origin_);
  const std::string enter = isDistinct ? fmt::format(" | {} := {}", n, own("enter")) : "";
  std::string leave = fmt::format("{} := 0 - {}", n, isDistinct ? own("leave") : n);
  if (isAverage) leave += fmt::format(" | {0} := 0 - {0}", rows);
  step(fmt::format("case {{\n    {0}{1}=1 | {2} := {3}{4};\n    * | {2} := {3} + {5} | {6}\n  }}",
                   chain_ ? fmt::format("{}!=* | {} := {};\n    ", own("part"), at, kTime) : "", edge, at, kTime, enter,
                   milliseconds(threshold.window), leave),
       origin_);
  // At one time rows come into the window before others leave it: both its ends belong to it.
  step(sorted(keys, {at, edge}, 1), origin_);
  const std::string result = chain_ ? own(threshold.result) : threshold.result;
  if (isAverage) {
    step(fmt::format("accumulate([sum({}, as={}), sum({}, as={})])", n, own("sum"), rows, own("count")), origin_);
    step(edge + "=1", origin_);
    step(fmt::format("{} := {} / {}", result, own("sum"), own("count")), origin_);
  } else {
    step(fmt::format("accumulate(sum({}, as={}))", n, result), origin_);
    step(edge + "=1", origin_);
  }
}

void Generator::running(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                        const std::vector<std::string>& values) {
  const std::vector<std::string> keysAndTime = with(keys, {kTime});
  rowCap();
  switch (threshold.measure) {
    case ir::Aggregate::distinct: {
      step(grouped(with(with(keys, values), {kTime}), {"count(as=q_n)"}), origin_);
      keyTexts(with(keys, values));
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < keys.size() + values.size(); ++i) texts.push_back(keyText(i));
      step(fmt::format("q_time := {}", kTime), origin_);
      stretches(texts, threshold.window);
      step(grouped(keysAndTime, {"sum(q_enter, as=q_enter)", "sum(q_leave, as=q_leave)"}), origin_);
      break;
    }
    case ir::Aggregate::sum:
      step(grouped(keysAndTime, {fmt::format("sum({}, as=q_n)", values.front())}), origin_);
      break;
    case ir::Aggregate::average:
      step(grouped(keysAndTime, {fmt::format("sum({}, as=q_n)", values.front()), "count(as=q_rows)"}), origin_);
      break;
    default:
      step(grouped(keysAndTime, {"count(as=q_n)"}), origin_);
  }
  runningSum(threshold, keys);
  resultRows(threshold, keys);
}

// One row a key, or one for each time.
void Generator::resultRows(const ir::Threshold& threshold, const std::vector<std::string>& keys) {
  if (threshold.results == ir::Results::once) {
    holding(threshold);
    return collapsed(threshold, keys);
  }
  if (threshold.results == ir::Results::moments) {
    holding(threshold);
  } else {
    keyTexts(keys);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < keys.size(); ++i) texts.push_back(keyText(i));
    Writer writer;
    writer << "case { ";
    writer.append(conditions_.inlineSteps(resolved(threshold.condition)));
    writer << " | q_holds := 1; * | q_holds := 0 }";
    step(std::move(writer).take());
    step(fmt::format("neighbor({}, prefix=q_before)", list(with(texts, {kTime, "q_holds"}))), origin_);
    step("q_holds=1", origin_);
    std::string begins = "q_before.q_holds!=*; q_before.q_holds=0; " + gapBefore(threshold.window, "q_before", kTime);
    for (const std::string& text : texts) begins += fmt::format("; !test(q_before.{0} == {0})", text);
    step(fmt::format("case {{ {} }}", begins), origin_);
  }
  step(fmt::format("first := {}", kTime), origin_);
  step(fmt::format("last := {}", kTime), origin_);
  step(fmt::format("select({})", list(with(keys, {"first", "last", threshold.result}))), origin_);
}

void Generator::percentileInWindow(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                                   const std::string& value) {
  report_.add(threshold.exact ? codes::cannotSay : codes::estimate, origin_.primary(),
              threshold.exact
                  ? "CQL estimates percentiles, and `exact` asks for more"
                  : "CQL estimates percentiles, and does not say whether an event exactly at a window's edge "
                    "is in it");
  rowCap();
  step(sorted({}, {kTime}), origin_);
  // Times are whole milliseconds: one more makes the window hold both its ends.
  const std::string measured = "q_value_" + number(threshold.percent);
  const std::string sliding =
      fmt::format("slidingTimeWindow([percentile({}, percentiles=[{}], as=q_value), count(as=q_rows)], span={}ms)",
                  value, number(threshold.percent), threshold.window.length.milliseconds + 1);
  step(keys.empty() ? sliding : fmt::format("groupBy({}, function={}, limit=max)", list(keys), sliding), origin_);
  // Of several rows of one time the last knows all of them.
  step(grouped(with(keys, {kTime}), {fmt::format("selectFromMax(q_rows, include={})", measured)}), origin_);
  step(fmt::format("{} := {}", threshold.result, measured), origin_);
  if (threshold.results == ir::Results::beginnings) step(sorted(keys, {kTime}), origin_);
  resultRows(threshold, keys);
}

void Generator::tumbling(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                         const std::vector<std::string>& values) {
  std::string measured = fmt::format("count(as={})", threshold.result);
  step(fmt::format("q_window := {}", windowStart(threshold.window, kTime)), origin_);
  const std::vector<std::string> by = with(keys, {"q_window"});
  std::string first = fmt::format("min({}, as=first)", kTime), last = fmt::format("max({}, as=last)", kTime);
  switch (threshold.measure) {
    case ir::Aggregate::distinct:
      // Counted in two steps: `count(distinct=true)` is an estimate.
      step(grouped(with(by, values), {first, last}), origin_);
      first = "min(first, as=first)";
      last = "max(last, as=last)";
      break;
    case ir::Aggregate::sum:
      measured = fmt::format("sum({}, as={})", values.front(), threshold.result);
      break;
    case ir::Aggregate::average:
      measured = fmt::format("avg({}, as={})", values.front(), threshold.result);
      break;
    case ir::Aggregate::percentile:
      report_.add(threshold.exact ? codes::cannotSay : codes::estimate, origin_.primary(), "CQL estimates percentiles");
      measured = fmt::format("percentile({}, percentiles=[{}], as=q_value)", values.front(), number(threshold.percent));
      break;
    default:
      break;
  }
  step(grouped(by, {first, last, measured}), origin_);
  if (threshold.measure == ir::Aggregate::percentile)
    step(fmt::format("{} := q_value_{}", threshold.result, number(threshold.percent)), origin_);
  holding(threshold);
  std::vector<std::string> drop = {"q_window"};
  if (threshold.measure == ir::Aggregate::percentile) drop.push_back("q_value_" + number(threshold.percent));
  step(fmt::format("drop({})", list(drop)), origin_);
}

}  // namespace quarry::target::cql
