// Correlations as CQL: the rows in the order of key and time, and values that run along them (sequence functions).
// Windows slide exactly: a running sum counts each row from its time until the window's length has gone by, and since
// all of a key's rows have left by then, it is nothing where the next key begins. Running values of a stage carry their
// key with them, and are compared with the row's. `correlate()` keeps a stated number of matches and cannot say what
// must not happen; `bucket()` is blind across its edges.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/implies.h"
#include "quarry/ir/passes.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/cql/generate.h"
#include "target/cql/quote.h"
#include "target/cql/values.h"
#include "target/phrase.h"

namespace quarry::target::cql {

namespace {

constexpr const char* kTime = "@timestamp";

std::string milliseconds(const ir::Window& window) { return std::to_string(window.length.milliseconds); }

std::string windowStart(const ir::Window& window, const std::string& time) {
  return fmt::format("{0} - ({0} % {1})", time, milliseconds(window));
}

// A name in a call: a list of them in brackets.
std::string list(const std::vector<std::string>& names) { return "[" + join(names, ", ") + "]"; }

std::vector<std::string> with(std::vector<std::string> columns, const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

// `groupBy`, or over all rows where there is no key; a group of no rows is no result.
std::string grouped(const std::vector<std::string>& keys, const std::vector<std::string>& functions) {
  const std::string function = functions.size() == 1 ? functions.front() : list(functions);
  if (keys.empty()) return fmt::format("stats({})", function);
  return fmt::format("groupBy({}, function={}, limit=max)", list(keys), function);
}

std::string sorted(const std::vector<std::string>& texts, const std::vector<std::string>& numbers,
                   std::size_t descending = 0) {
  std::vector<std::string> order(texts.size() + numbers.size(), "asc"), type(texts.size(), "string");
  for (std::size_t i = 0; i < descending; ++i) order[order.size() - 1 - i] = "desc";
  type.insert(type.end(), numbers.size(), "number");
  return fmt::format("sort({}, order={}, type={}, limit=200000)", list(with(texts, numbers)), list(order), list(type));
}

// Texts of keys: values that read as numbers would be compared as such ("7" and "7.0").
std::string keyText(std::size_t key) { return fmt::format("q_k{}", key + 1); }

}  // namespace

// ---- parts ----

Generator::Rows Generator::rows(const ir::Part& part, std::string_view separator) {
  const ir::Step last = steps_.back();
  steps_.pop_back();
  separator_ = separator;
  run(false);
  Rows rows;
  if (part.time.kind != ir::FieldRef::Kind::event) step(fmt::format("{} := {}", kTime, name(part.time)), part.origin);
  for (const ir::Assignment& column : std::get<ir::Extend>(last.node).columns) {
    const ir::Val value = resolved(column.value);
    const auto* field = std::get_if<ir::FieldRef>(&value.node);
    Column made{column.value, field != nullptr ? readName(*field) : "", false};
    made.isPresent =
        field == nullptr || ir::isPresent(steps_, steps_.size(), std::get<ir::FieldRef>(column.value.node));
    rows.columns.emplace(column.name, std::move(made));
  }
  return rows;
}

// A key keeps the platform's name where all parts call it the same; else it gets one of its own.
std::vector<std::string> Generator::keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts) {
  std::vector<std::string> names;
  for (const std::string& key : keys) {
    const std::string& first = parts.front().columns.at(key).field;
    const bool same = !first.empty() && first.find("[") == std::string::npos &&
                      std::all_of(parts.begin(), parts.end(), [&](const Rows& rows) {
                        const auto found = rows.columns.find(key);
                        return found == rows.columns.end() || found->second.field == first;
                      });
    std::string name = same ? first : plainName(key);
    if (name != key) names_[key] = name;
    names.push_back(fieldName(name));
  }
  return names;
}

// Gives the rows of a part, which this generator has written, their columns; those that lack a key or a value go.
void Generator::addColumns(const Rows& rows, const std::vector<std::pair<std::string, std::string>>& columns) {
  for (const auto& [wanted, column] : columns) {
    const Column& of = rows.columns.at(column);
    if (fieldName(of.field) != wanted || of.field.empty()) assign(wanted, of.value, of.value.origin);
    if (!of.isPresent) step(wanted + "=*", of.value.origin);
  }
}

// All parts as clauses of one `case`. A row goes the way of the first clause that takes it: where another could take it
// too, each row is doubled before, and each copy goes one way.
bool Generator::clauses(const std::vector<const ir::Part*>& parts,
                        const std::function<void(Generator&, const Rows&, std::size_t)>& finish) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (isRowwise(bound_.parts[i].plan)) continue;
    report_
        .add(codes::cannotSay, parts[i]->origin.primary(),
             fmt::format(
                 "`{}` groups or orders its rows, and CQL cannot bring what a query has grouped together with the "
                 "rows of another",
                 parts[i]->name))
        .note("`union` and `join` of whole queries are not among the functions that LogScale documents as exact");
    return false;
  }
  const auto& first = bound_.parts.front().restriction;
  const bool sameSource = std::all_of(bound_.parts.begin(), bound_.parts.end(),
                                      [&](const schema::Bound& b) { return b.restriction == first; });
  const bool doubled = !exclusive();
  if (sameSource) restriction(bound_.parts.front().restriction);
  if (doubled) {
    keepAny();
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < parts.size(); ++i) numbers.push_back(fmt::format("\"{}\"", i + 1));
    step(fmt::format("array:append(\"q_copy[]\", values={})", list(numbers)), origin_);
    step("split(\"q_copy\")", origin_);
  }
  Writer writer;
  writer << "case {\n";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Generator generator(bound_.parts[i], report_);
    generator.separator_ = " | ";
    if (doubled) generator.step(fmt::format("q_copy={}", i + 1), parts[i]->origin);
    generator.bare_ = sameSource;
    const Rows rows = generator.rows(*parts[i], " | ");
    finish(generator, rows, i);
    generator.step(fmt::format("q_stage := {}", i + 1), parts[i]->origin);
    writer << "    ";
    writer.append(std::move(generator.writer_).take());
    writer << ";\n";
  }
  writer << "    *\n  }";
  step(std::move(writer).take());
  step("q_stage=*", origin_);
  return true;
}

// Only what some part asks for is doubled.
void Generator::keepAny() {
  std::vector<ir::Pred> any;
  for (const schema::Bound& part : bound_.parts) {
    const auto* filter = part.plan.steps.empty() ? nullptr : std::get_if<ir::Filter>(&part.plan.steps.front().node);
    if (filter == nullptr) return;
    any.push_back(ir::conjunction({part.restriction, filter->where}));
  }
  for (const Query& query : conditions_.steps(ir::normalised(ir::disjunction(std::move(any))))) step(query);
}

// Whether no row can meet the conditions of two parts.
bool Generator::exclusive() const {
  const auto condition = [](const schema::Bound& part) -> const ir::Pred* {
    const auto* filter = part.plan.steps.empty() ? nullptr : std::get_if<ir::Filter>(&part.plan.steps.front().node);
    return filter == nullptr ? nullptr : &filter->where;
  };
  for (std::size_t i = 0; i < bound_.parts.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) {
      const ir::Pred* a = condition(bound_.parts[i]);
      const ir::Pred* b = condition(bound_.parts[k]);
      if (a == nullptr || b == nullptr) return false;
      ir::And both;
      for (const ir::Pred* one : {a, b}) {
        if (const auto* all = std::get_if<ir::And>(&one->node))
          both.of.insert(both.of.end(), all->of.begin(), all->of.end());
        else
          both.of.push_back(*one);
      }
      if (!ir::clashIn(both)) return false;
    }
  return true;
}

// ---- thresholds ----

void Generator::correlation(const ir::Threshold& threshold) {
  report_.add(codes::windowSaid, origin_.primary(), describe(threshold.window));
  std::vector<const ir::Part*> parts;
  for (const ir::Part& part : threshold.of) parts.push_back(&part);
  const bool isNumber = threshold.measure != ir::Aggregate::count && threshold.measure != ir::Aggregate::distinct;
  std::vector<std::string> keys, values;
  const auto columnsOf = [&](const std::vector<Rows>& all) {
    keys = keyNames(threshold.keys, all);
    std::vector<std::pair<std::string, std::string>> columns;
    for (std::size_t i = 0; i < keys.size(); ++i) columns.emplace_back(keys[i], threshold.keys[i]);
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
    std::vector<Rows> all;
    base::Report quiet;  // each part is written again, as a clause
    for (std::size_t i = 0; i < parts.size(); ++i)
      all.push_back(Generator(bound_.parts[i], quiet).rows(*parts[i], " | "));
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

void Generator::rowCap() { report_.add(codes::rowCap, origin_.primary(), "CQL's `sort` keeps at most 200,000 rows"); }

void Generator::keyTexts(const std::vector<std::string>& columns, std::size_t from) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    step(fmt::format("{} := format(\"=%s\", field={})", keyText(from + i), columns[i]), origin_);
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

// A row counts from its time on and no longer when the length has gone by: two edges, and a running sum over them.
void Generator::running(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                        const std::vector<std::string>& values) {
  const std::string length = milliseconds(threshold.window);
  const std::vector<std::string> keysAndTime = with(keys, {kTime});
  std::string leave = "q_n := 0 - q_n";
  std::string enter;
  rowCap();
  switch (threshold.measure) {
    case ir::Aggregate::distinct: {
      // Of one value, rows no further apart than the length are one stretch of time.
      step(grouped(with(with(keys, values), {kTime}), {"count(as=q_n)"}), origin_);
      keyTexts(with(keys, values));
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < keys.size() + values.size(); ++i) texts.push_back(keyText(i));
      step(fmt::format("q_time := {}", kTime), origin_);
      step(sorted(texts, {"q_time"}), origin_);
      step(fmt::format("neighbor({}, prefix=q_previous)", list(with(texts, {"q_time"}))), origin_);
      step(fmt::format("neighbor({}, direction=succeeding, prefix=q_next)", list(with(texts, {"q_time"}))), origin_);
      const auto near = [&](std::string_view side, const std::string& distance) {
        std::string out;
        for (const std::string& text : texts) out += fmt::format("test({}.{} == {}) | ", side, text, text);
        return out + fmt::format("test({} <= {})", distance, length);
      };
      step(fmt::format("case {{ {} | q_enter := 0; * | q_enter := 1 }}",
                       near("q_previous", "q_time - q_previous.q_time")),
           origin_);
      step(fmt::format("case {{ {} | q_leave := 0; * | q_leave := 1 }}", near("q_next", "q_next.q_time - q_time")),
           origin_);
      step(grouped(keysAndTime, {"sum(q_enter, as=q_enter)", "sum(q_leave, as=q_leave)"}), origin_);
      enter = " | q_n := q_enter";
      leave = "q_n := 0 - q_leave";
      break;
    }
    case ir::Aggregate::sum:
      step(grouped(keysAndTime, {fmt::format("sum({}, as=q_n)", values.front())}), origin_);
      break;
    case ir::Aggregate::average:
      step(grouped(keysAndTime, {fmt::format("sum({}, as=q_n)", values.front()), "count(as=q_rows)"}), origin_);
      leave += " | q_rows := 0 - q_rows";
      break;
    default:
      step(grouped(keysAndTime, {"count(as=q_n)"}), origin_);
  }
  step("array:append(\"q_edge[]\", values=[\"1\", \"0\"])", origin_);
  step("split(\"q_edge\")", origin_);
  step(fmt::format("case {{\n    q_edge=1 | q_at := {0}{1};\n    * | q_at := {0} + {2} | {3}\n  }}", kTime, enter,
                   length, leave),
       origin_);
  // At one time rows come into the window before others leave it: both its ends belong to it.
  step(sorted(keys, {"q_at", "q_edge"}, 1), origin_);
  if (threshold.measure == ir::Aggregate::average) {
    step("accumulate([sum(q_n, as=q_sum), sum(q_rows, as=q_count)])", origin_);
    step("q_edge=1", origin_);
    step(fmt::format("{} := q_sum / q_count", threshold.result), origin_);
  } else {
    step(fmt::format("accumulate(sum(q_n, as={}))", threshold.result), origin_);
    step("q_edge=1", origin_);
  }
  holding(threshold);
  collapsed(threshold, keys);
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
  const std::string sliding = fmt::format("slidingTimeWindow(percentile({}, percentiles=[{}], as=q_value), span={}ms)",
                                          value, number(threshold.percent), threshold.window.length.milliseconds + 1);
  step(keys.empty() ? sliding : fmt::format("groupBy({}, function={}, limit=max)", list(keys), sliding), origin_);
  step(fmt::format("{} := q_value_{}", threshold.result, number(threshold.percent)), origin_);
  holding(threshold);
  collapsed(threshold, keys);
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

// ---- stages ----

namespace {

// The condition that a time is within the window that ends at another, as an expression.
std::string inWindow(const ir::Window& window, const std::string& from, const std::string& to) {
  if (window.kind == ir::Window::Kind::sliding)
    return fmt::format("test({} - {} <= {})", to, from, milliseconds(window));
  return fmt::format("test({} == {})", windowStart(window, from), windowStart(window, to));
}

std::string condition(const ir::Presence& presence) {
  const auto joined = [&](std::string_view word) {
    std::string out;
    for (const ir::Presence& part : presence.of)
      out += (out.empty() ? "" : fmt::format(" {} ", word)) +
             (part.of.size() > 1 || part.kind == ir::Presence::Kind::absent ? "(" + condition(part) + ")"
                                                                            : condition(part));
    return out;
  };
  switch (presence.kind) {
    case ir::Presence::Kind::stage:
      return fmt::format("q_in{}=1", presence.stage + 1);
    case ir::Presence::Kind::absent:
      return fmt::format("q_in{0}=0 and q_behind{0}=0", presence.stage + 1);
    case ir::Presence::Kind::all:
      return joined("and");
    case ir::Presence::Kind::any:
      break;
  }
  return joined("or");
}

}  // namespace

void Generator::correlation(const ir::Sequence& sequence) {
  report_.add(codes::windowSaid, origin_.primary(),
              describe(sequence.window) + (sequence.absences.empty()
                                               ? "; aggregates, since `correlate()` keeps a stated number of matches"
                                               : "; aggregates, since `correlate()` cannot say what must not happen"));
  std::vector<const ir::Part*> parts;
  for (const ir::Part& stage : sequence.stages) parts.push_back(&stage);
  for (const ir::Absence& absence : sequence.absences) parts.push_back(&absence.part);
  const std::vector<Carried> carried = carriedBy(sequence);
  const std::size_t stages = sequence.stages.size();
  std::vector<Rows> all;
  base::Report quiet;  // each part is written again, as a clause
  for (std::size_t i = 0; i < parts.size(); ++i)
    all.push_back(Generator(bound_.parts[i], quiet).rows(*parts[i], " | "));
  const std::vector<std::string> keys = keyNames(sequence.keys, {all.begin(), all.begin() + static_cast<long>(stages)});
  const auto columnsOf = [&](std::size_t part) {
    std::vector<std::pair<std::string, std::string>> columns;
    if (part < stages)
      for (std::size_t k = 0; k < keys.size(); ++k) columns.emplace_back(keys[k], sequence.keys[k]);
    else
      for (const std::size_t k : sequence.absences[part - stages].by) columns.emplace_back(keys[k], sequence.keys[k]);
    return columns;
  };
  const auto finish = [&](Generator& generator, const Rows& rows, std::size_t part) {
    generator.addColumns(rows, columnsOf(part));
    // An empty text holds the place of what a row lacks: an older row's value is not this one's.
    for (std::size_t k = 0; part < stages && k < carried.size(); ++k) {
      if (carried[k].stage != part) continue;
      const std::string kept = fmt::format("q_kept{}", k + 1);
      generator.assign(kept, rows.columns.at(carried[k].column).value, parts[part]->origin);
      generator.step(fmt::format("default(value=\"\", field={})", kept), parts[part]->origin);
    }
  };
  if (parts.size() == 1) {
    Generator generator(bound_.parts.front(), report_);
    const Rows rows = generator.rows(*parts.front(), "\n| ");
    finish(generator, rows, 0);
    writer_.append(std::move(generator.writer_).take());
    step("q_stage := 1", origin_);
  } else if (!clauses(parts, finish)) {
    return;
  }
  keyTexts(keys);
  rowCap();
  std::vector<std::string> kept;
  for (const Carried& one : carried) {
    kept.push_back(plainName(one.column));
    names_[one.column] = kept.back();
  }
  names_[std::string(ir::kFirstColumn)] = "first";
  names_[std::string(ir::kLastColumn)] = "last";
  if (sequence.ordered)
    inOrder(sequence, keys.size(), carried, kept);
  else
    together(sequence, keys.size(), carried, kept);
  step(fmt::format("select({})", list(with(with(keys, {"first", "last"}), kept))), origin_);
  fields_ = ir::fieldsOf(bound_.plan.source);
}

// Rows in an order, and each with its number in it: `selectLast` goes by time, which begins anew with each key.
void Generator::inSequence(const std::vector<std::string>& texts, const std::string& order, std::size_t descending,
                           const base::Origin& origin) {
  step(sorted(texts, {kTime, order}, descending), origin);
  step("accumulate(count(as=q_row))", origin);
}

// Running values: set on the rows of a stage, then carried along.
void Generator::carry(const std::string& when, const std::vector<std::pair<std::string, std::string>>& values) {
  const std::string row = values.front().first + "_row";
  std::string text = fmt::format("case {{ {} | {} := q_row", when, row);
  std::vector<std::string> names;
  for (const auto& [name, value] : values) {
    text += fmt::format(" | {} := {}", name, value);
    names.push_back(name);
  }
  step(text + "; * }", origin_);
  step(fmt::format("accumulate(selectFromMax({}, include={}))", row, list(names)), origin_);
}

void Generator::keepValues(const std::vector<std::pair<std::string, std::string>>& values) {
  for (const auto& [name, value] : values)
    step(fmt::format("case {{ {1}=\"\"; * | {0} := {1} }}", name, value), origin_);
}

void Generator::inOrder(const ir::Sequence& sequence, std::size_t keys, const std::vector<Carried>& carried,
                        const std::vector<std::string>& kept) {
  const std::size_t last = sequence.stages.size();
  std::vector<std::string> texts;
  for (std::size_t k = 0; k < keys; ++k) texts.push_back(keyText(k));
  std::string undisturbed;
  // In the order of one time what must not happen comes first.
  const std::string order = sequence.absences.empty() ? "q_stage" : "q_order";
  if (!sequence.absences.empty())
    step(fmt::format("case {{ q_stage>{0} | q_order := 0; * | q_order := q_stage }}", last), origin_);
  for (std::size_t i = 0; i < sequence.absences.size(); ++i) {
    std::vector<std::string> by;
    std::vector<std::pair<std::string, std::string>> values = {{fmt::format("q_absent{}", i + 1), kTime}};
    std::string other;
    for (const std::size_t key : sequence.absences[i].by) {
      by.push_back(keyText(key));
      const std::string name = fmt::format("q_absent{}_k{}", i + 1, key + 1);
      values.emplace_back(name, keyText(key));
      other += fmt::format("!test({} == {}); ", name, keyText(key));
    }
    inSequence(by, order, 0, sequence.absences[i].part.origin);
    carry(fmt::format("q_stage={}", last + i + 1), values);
    undisturbed += fmt::format("\n| case {{ {0}q_absent{1}!=*; test(q_absent{1} < first) }}", other, i + 1);
  }
  inSequence(texts, order, 0, origin_);
  for (std::size_t level = 1; level < last; ++level) {
    std::string when = fmt::format("q_stage={}", level);
    std::vector<std::pair<std::string, std::string>> values = {
        {fmt::format("q_t{}", level), level == 1 ? std::string(kTime) : fmt::format("q_t{}", level - 1)}};
    for (std::size_t k = 0; k < keys; ++k) {
      if (level > 1) when += fmt::format(" | test(q_t{}_k{} == {})", level - 1, k + 1, keyText(k));
      values.emplace_back(fmt::format("q_t{}_k{}", level, k + 1), keyText(k));
    }
    for (std::size_t k = 0; k < carried.size(); ++k) {
      const std::size_t own = carried[k].stage + 1;
      if (own > level) continue;
      values.emplace_back(fmt::format("q_kept{}_{}", k + 1, level),
                          own == level ? fmt::format("q_kept{}", k + 1) : fmt::format("q_kept{}_{}", k + 1, level - 1));
    }
    if (level > 1) when += fmt::format(" | q_t{}=*", level - 1);
    carry(when, values);
  }
  const std::string first = last == 1 ? kTime : fmt::format("q_t{}", last - 1);
  step(fmt::format("q_stage={}", last), origin_);
  if (last > 1) {
    for (std::size_t k = 0; k < keys; ++k)
      step(fmt::format("test(q_t{}_k{} == {})", last - 1, k + 1, keyText(k)), origin_);
    step(inWindow(sequence.window, first, kTime), origin_);
  }
  step("first := " + first, origin_);
  step(fmt::format("last := {}", kTime), origin_);
  if (!undisturbed.empty()) step(undisturbed.substr(3), origin_);
  std::vector<std::pair<std::string, std::string>> values;
  for (std::size_t k = 0; k < carried.size(); ++k)
    values.emplace_back(kept[k], carried[k].stage + 1 == last ? fmt::format("q_kept{}", k + 1)
                                                              : fmt::format("q_kept{}_{}", k + 1, last - 1));
  keepValues(values);
}

// One row a key: the last.
void Generator::lastOfEachKey(const ir::Sequence& sequence, const std::vector<std::string>& texts, bool ascending) {
  std::vector<std::string> once = texts;
  if (sequence.window.kind == ir::Window::Kind::tumbling) {
    once.emplace_back("q_window");
    step(fmt::format("q_window := {}", windowStart(sequence.window, kTime)), origin_);
  }
  once.emplace_back("q_stage");
  step(fmt::format("neighbor({}, direction={}, prefix=q_other)", list(once), ascending ? "succeeding" : "preceding"),
       origin_);
  std::string differs = "q_other.q_stage!=*";
  for (const std::string& text : once)
    if (text != "q_stage") differs += fmt::format("; !test(q_other.{0} == {0})", text);
  step("case { " + differs + " }", origin_);
}

void Generator::together(const ir::Sequence& sequence, std::size_t keys, const std::vector<Carried>& carried,
                         const std::vector<std::string>& kept) {
  std::vector<std::string> texts;
  for (std::size_t k = 0; k < keys; ++k) texts.push_back(keyText(k));
  const auto latest = [&](std::size_t stage, const std::string& time) {
    std::vector<std::pair<std::string, std::string>> values = {{time, kTime}};
    for (std::size_t k = 0; k < keys; ++k) values.emplace_back(fmt::format("{}_k{}", time, k + 1), keyText(k));
    if (time.starts_with("q_t"))
      for (std::size_t k = 0; k < carried.size(); ++k)
        if (carried[k].stage == stage)
          values.emplace_back(fmt::format("q_last{}", k + 1), fmt::format("q_kept{}", k + 1));
    carry(fmt::format("q_stage={}", stage + 1), values);
  };
  // 1 where the running value is this key's and within the window.
  const auto flag = [&](const std::string& name, const std::string& time, const std::string& window) {
    std::string tests;
    for (std::size_t k = 0; k < keys; ++k) tests += fmt::format("test({}_k{} == {}) | ", time, k + 1, keyText(k));
    step(fmt::format("case {{ {}=* | {}{} | {} := 1; * | {} := 0 }}", time, tests, window, name, name), origin_);
  };
  inSequence(texts, "q_stage", 0, origin_);
  for (std::size_t stage = 0; stage < sequence.stages.size(); ++stage) {
    const std::string time = fmt::format("q_t{}", stage + 1);
    latest(stage, time);
    flag(fmt::format("q_in{}", stage + 1), time, inWindow(sequence.window, time, kTime));
  }
  const std::vector<std::size_t> absent = absentFrom(sequence.presence), wanted = wantedBy(sequence.presence);
  if (!absent.empty()) {
    // What must not be there is looked for behind the row, too.
    inSequence(texts, "q_stage", 2, origin_);
    for (const std::size_t stage : absent) {
      const std::string time = fmt::format("q_n{}", stage + 1);
      latest(stage, time);
      flag(fmt::format("q_behind{}", stage + 1), time, inWindow(sequence.window, kTime, time));
    }
    std::vector<std::string> numbers;
    for (const std::size_t i : wanted) numbers.push_back(fmt::format("\"{}\"", i + 1));
    step(fmt::format("in(q_stage, values={})", list(numbers)), origin_);
  }
  step(condition(sequence.presence), origin_);
  lastOfEachKey(sequence, texts, absent.empty());
  step(fmt::format("first := {}", kTime), origin_);
  step(fmt::format("last := {}", kTime), origin_);
  for (const std::size_t i : wanted)
    step(fmt::format("case {{ q_in{0}=1 | test(q_t{0} < first) | first := q_t{0}; * }}", i + 1), origin_);
  // A stage that is not within the window has nothing to show.
  for (std::size_t k = 0; k < carried.size(); ++k)
    step(fmt::format("case {{ q_in{2}=1 | q_last{1}!=\"\" | {0} := q_last{1}; * }}", kept[k], k + 1,
                     carried[k].stage + 1),
         origin_);
}

}  // namespace quarry::target::cql
