// Correlations as KQL: the parts under names of their own, brought together and read in the order of time. Windows
// slide exactly: a running sum counts each row from its time until the window's length has gone by
// (kusto/row-cumsum-function), a running state holds the latest row of each stage (kusto/scan-operator). `bin` would be
// blind across its edges, and `join` without a `kind` loses rows of its left side.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/kql/generate.h"
#include "target/kql/quote.h"
#include "target/phrase.h"

namespace quarry::target::kql {

namespace {

constexpr std::size_t kWidth = 100;

std::string wrapped(const std::vector<std::string>& parts, std::size_t before) {
  const std::string line = join(parts, ", ");
  return line.size() + before <= kWidth ? line : join(parts, ",\n    ");
}

bool isText(const ir::Type& type) {
  return type.kind == ir::TypeKind::text || type.kind == ir::TypeKind::any || type.kind == ir::TypeKind::ip ||
         type.kind == ir::TypeKind::ordinal;
}

bool isPlainColumn(const std::string& text) { return text.find_first_of("(.+-*/ ") == std::string::npos; }

// The start of the window that a time is in. `bin` counts from the year 1, which is no whole number of weeks before
// 1970 (kusto/bin-function).
std::string windowStart(const ir::Window& window, const std::string& time) {
  constexpr std::int64_t kDay = 86'400'000;
  const std::string length = ir::printSingle(window.length);
  if (kDay % window.length.milliseconds == 0) return fmt::format("bin({}, {})", time, length);
  return fmt::format("bin_at({}, {}, datetime(1970-01-01))", time, length);
}

std::string inWindow(const ir::Window& window, const std::string& from, const std::string& to) {
  if (window.kind == ir::Window::Kind::sliding)
    return fmt::format("{} - {} <= {}", to, from, ir::printSingle(window.length));
  return fmt::format("{} == {}", windowStart(window, from), windowStart(window, to));
}

// How a column travels through `scan`.
struct Kind {
  std::string type, missing;
};
Kind kindOf(const ir::Type& type) {
  switch (type.kind) {
    case ir::TypeKind::number:
      return {"real", "real(null)"};
    case ir::TypeKind::boolean:
      return {"bool", "bool(null)"};
    case ir::TypeKind::time:
      return {"datetime", "datetime(null)"};
    default:
      return {"string", "\"\""};
  }
}

}  // namespace

// ---- parts ----

Generator::Rows Generator::rows(const ir::Part& part) {
  ir::Step last = steps_.back();
  steps_.pop_back();
  begin();
  Rows rows;
  rows.time = part.time.kind == ir::FieldRef::Kind::event ? identifier(bound_.time.physical->name)
                                                          : expressions_.read(part.time).text;
  std::vector<std::string> guards;
  const std::vector<std::string> keys = ir::keysOf(bound_.plan.source);  // of a correlation: present in all its rows
  for (const ir::Assignment& column : std::get<ir::Extend>(last.node).columns) {
    std::string text = expressions_.value(column.value);
    const auto* field = std::get_if<ir::FieldRef>(&column.value.node);
    const bool kept = column.name.find('.') != std::string::npos && column.name.starts_with(part.name + ".");
    if (field != nullptr && !kept && !ir::isPresent(steps_, steps_.size(), *field) &&
        std::find(keys.begin(), keys.end(), field->name) == keys.end())
      guards.push_back(expressions_.present(column.value));
    rows.columns[column.name] = {std::move(text), column.type};
  }
  if (!guards.empty()) stage("where " + join(guards, " and "), part.origin);
  rows.lets = std::move(lets_).take();
  rows.query = std::move(writer_).take();
  return rows;
}

std::vector<Generator::Rows> Generator::partRows(const std::vector<const ir::Part*>& parts) {
  std::vector<Rows> all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Generator generator(bound_.parts[i], report_);
    generator.letNames_ = letNames_;
    all.push_back(generator.rows(*parts[i]));
    declarations_.merge(generator.declarations_);
    lets_.append(all.back().lets);
  }
  return all;
}

// A key keeps the platform's name where all parts call it the same; else it gets one of its own.
std::vector<std::string> Generator::keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts) {
  std::vector<std::string> names;
  for (const std::string& key : keys) {
    const std::string& first = parts.front().columns.at(key).text;
    const bool same = std::all_of(parts.begin(), parts.end(), [&](const Rows& rows) {
      const auto found = rows.columns.find(key);
      return found == rows.columns.end() || found->second.text == first;
    });
    std::string name = same && isPlainColumn(first) ? first : identifier(plainName(key));
    if (name != identifier(key)) names_[key] = same && isPlainColumn(first) ? first : plainName(key);
    names.push_back(std::move(name));
  }
  return names;
}

// `T, Key = …`: what the rows of a part are cut down to.
std::string Generator::projection(const Rows& rows, const std::string& time,
                                  const std::vector<std::pair<std::string, std::string>>& columns,
                                  const std::vector<std::string>& more) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& name, const std::string& text) {
    out.push_back(name == text ? name : fmt::format("{} = {}", name, text));
  };
  add(time, rows.time);
  for (const auto& [name, column] : columns) {
    const Column& of = rows.columns.at(column);
    const bool measured = name.starts_with("q_number");
    const std::string text = measured && of.type.kind != ir::TypeKind::number ? fmt::format("toreal({})", of.text)
                             : measured || isText(of.type)                    ? of.text
                                                                              : fmt::format("tostring({})", of.text);
    add(name, text);
  }
  out.insert(out.end(), more.begin(), more.end());
  return "project " + wrapped(out, 10);
}

std::string Generator::letName(const std::string& wanted) {
  std::string name = pascalName(wanted);
  for (int i = 2; !letNames_->insert(name).second; ++i) name = pascalName(wanted) + std::to_string(i);
  return name;
}

std::string Generator::let(const std::string& wanted, const Query& query, const std::string& projected,
                           const base::Origin& origin) {
  const std::string name = letName(wanted);
  const auto scope = lets_.at(origin);
  lets_ << "let " + name + " = ";
  lets_.append(indented(query, "    "));
  lets_.append(indented({"\n| " + projected + ";", {}}, "    "));
  lets_ << "\n";
  return name;
}

// ---- thresholds ----

void Generator::correlation(const ir::Threshold& threshold) {
  report_.add(codes::windowSaid, origin_.primary(), describe(threshold.window));
  std::vector<const ir::Part*> parts;
  for (const ir::Part& part : threshold.of) parts.push_back(&part);
  const std::vector<Rows> all = partRows(parts);
  const std::string time = identifier(bound_.time.physical->name);
  const std::vector<std::string> keys = keyNames(threshold.keys, all);
  const bool isNumber = threshold.measure != ir::Aggregate::count && threshold.measure != ir::Aggregate::distinct;
  std::vector<std::pair<std::string, std::string>> columns;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < keys.size(); ++i) columns.emplace_back(keys[i], threshold.keys[i]);
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

namespace {

std::string by(const std::vector<std::string>& columns) { return columns.empty() ? "" : " by " + join(columns, ", "); }

std::vector<std::string> with(std::vector<std::string> columns, const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

// Whether a row begins another key than the one before it.
std::string otherKey(const std::vector<std::string>& keys, std::string_view neighbour = "prev") {
  std::string out;
  for (const std::string& key : keys)
    out += fmt::format("{}{} != {}({})", out.empty() ? "" : " or ", key, neighbour, key);
  return out;
}
std::string sameKey(const std::vector<std::string>& keys, std::string_view neighbour) {
  std::string out;
  for (const std::string& key : keys) out += fmt::format("{} == {}({}) and ", key, neighbour, key);
  return out;
}

std::string ascending(const std::vector<std::string>& columns) {
  std::string out;
  for (const std::string& column : columns) out += (out.empty() ? "" : ", ") + column + " asc";
  return out;
}

// The value at the rank that docs/semantics.md gives, exactly.
std::string exactPercentile(double percent, const std::string& list) {
  return fmt::format("toreal({0}[tolong({1} * (array_length({0}) - 1))])", list, number(percent / 100));
}

}  // namespace

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
  moments(threshold.results, keys, all ? "q_edge == 1 and " + condition : condition, threshold.condition.origin);
  stage(fmt::format("project {}", join(with(with({time}, keys), {"First = " + time, result}), ", ")), origin_);
}

// The rows at which it held, or began to. They stand in the order of key and time (kusto/prev-function).
void Generator::moments(ir::Results results, const std::vector<std::string>& keys, const std::string& condition,
                        const base::Origin& origin) {
  if (results == ir::Results::moments) return stage("where " + condition, origin);
  stage("extend q_holds = " + condition, origin);
  const std::string other = otherKey(keys);
  stage(fmt::format("where q_holds and ({}not(prev(q_holds, 1, false)))", other.empty() ? "" : other + " or "), origin);
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
  moments(threshold.results, keys, condition, threshold.condition.origin);
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

// ---- stages ----

namespace {

// `q_t1 = case(…)`: a column of the state. Another key begins anew; a row of the stage brings a value, its own or that
// of the level before; every other row keeps what there was.
std::string state(const std::string& name, std::size_t stage, const std::string& brought, bool isOwn,
                  const std::string& missing, const std::vector<std::string>& keys) {
  std::string same;
  for (const std::string& key : keys) same += fmt::format("{}{} == s.{}", same.empty() ? "" : " and ", key, key);
  if (same.empty()) same = "true";
  if (isOwn)
    return fmt::format("{} = case(q_stage == {}, {}, {}, s.{}, {})", name, stage, brought, same, name, missing);
  return fmt::format("{} = case(not({}), {}, q_stage == {}, s.{}, s.{})", name, same, missing, stage, brought, name);
}

std::string scan(const std::vector<std::string>& declared, const std::vector<std::string>& states) {
  return fmt::format("scan declare ({}) with (\n    step s: true => {};\n  )", join(declared, ", "),
                     join(states, ",\n      "));
}

std::string condition(const ir::Presence& presence, const ir::Window& window, const std::string& time) {
  const auto joined = [&](std::string_view word) {
    std::string out;
    for (const ir::Presence& part : presence.of)
      out += (out.empty() ? "" : fmt::format(" {} ", word)) +
             (part.of.size() > 1 ? "(" + condition(part, window, time) + ")" : condition(part, window, time));
    return out;
  };
  const std::string latest = fmt::format("q_t{}", presence.stage + 1),
                    next = fmt::format("q_next{}", presence.stage + 1);
  switch (presence.kind) {
    case ir::Presence::Kind::stage:
      return inWindow(window, latest, time);
    case ir::Presence::Kind::absent:
      return fmt::format("not(coalesce({}, false)) and not(coalesce({}, false))", inWindow(window, latest, time),
                         inWindow(window, time, next));
    case ir::Presence::Kind::all:
      return joined("and");
    case ir::Presence::Kind::any:
      break;
  }
  return joined("or");
}

}  // namespace

void Generator::correlation(const ir::Sequence& sequence) {
  report_.add(codes::windowSaid, origin_.primary(), describe(sequence.window));
  std::vector<const ir::Part*> parts;
  for (const ir::Part& stage : sequence.stages) parts.push_back(&stage);
  for (const ir::Absence& absence : sequence.absences) parts.push_back(&absence.part);
  const std::vector<Rows> all = partRows(parts);
  const std::string time = identifier(bound_.time.physical->name);
  const std::size_t stages = sequence.stages.size();
  const std::vector<std::string> keys = keyNames(sequence.keys, {all.begin(), all.begin() + static_cast<long>(stages)});
  const std::vector<Carried> carried = carriedBy(sequence);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < stages; ++i) {
    std::vector<std::pair<std::string, std::string>> columns;
    for (std::size_t k = 0; k < keys.size(); ++k) columns.emplace_back(keys[k], sequence.keys[k]);
    std::vector<std::string> more = {fmt::format("q_stage = {}", i + 1)};
    for (std::size_t k = 0; k < carried.size(); ++k)
      if (carried[k].stage == i) {
        const Column& of = all[i].columns.at(carried[k].column);
        const bool plain = isText(of.type) || kindOf(of.type).type != "string";
        more.push_back(fmt::format("q_kept{} = {}", k + 1,
                                   plain && of.type.kind == ir::TypeKind::number ? fmt::format("toreal({})", of.text)
                                   : plain                                       ? of.text
                                           : fmt::format("tostring({})", of.text)));
      }
    names.push_back(let(parts[i]->name, all[i].query, projection(all[i], time, columns, more), parts[i]->origin));
  }
  std::vector<std::string> absent;
  for (std::size_t i = 0; i < sequence.absences.size(); ++i) {
    std::vector<std::pair<std::string, std::string>> columns;
    for (const std::size_t key : sequence.absences[i].by) columns.emplace_back(keys[key], sequence.keys[key]);
    absent.push_back(
        let(parts[stages + i]->name, all[stages + i].query,
            projection(all[stages + i], "q_when", columns,
                       columns.empty() ? std::vector<std::string>{"q_all = 1"} : std::vector<std::string>{}),
            parts[stages + i]->origin));
  }
  writer_ << (names.size() == 1 ? names.front() : "union " + join(names, ", "));
  std::string order = keys.empty() ? "" : ascending(keys) + ", ";
  stage(fmt::format("sort by {}{} asc, q_stage asc", order, time), origin_);
  std::vector<std::string> kept;
  for (const Carried& one : carried) {
    const std::string name = plainName(one.column);
    kept.push_back(identifier(name));
    names_[one.column] = name;
  }
  names_[std::string(ir::kFirstColumn)] = "First";
  names_[std::string(ir::kLastColumn)] = bound_.time.physical->name;
  if (sequence.ordered)
    inOrder(sequence, keys, carried, kept, time);
  else
    together(sequence, keys, carried, kept, time);
  for (std::size_t i = 0; i < absent.size(); ++i) withoutAny(sequence, i, absent[i], keys, kept, time);
  std::vector<std::string> columns = with(with({time}, keys), {"First"});
  stage("project " + wrapped(with(columns, kept), 10), origin_);
  expressions_.fields = ir::fieldsOf(bound_.plan.source);
  expressions_.grouped = true;
}

void Generator::inOrder(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                        const std::vector<Carried>& carried, const std::vector<std::string>& kept,
                        const std::string& time) {
  const std::size_t last = sequence.stages.size();
  std::vector<std::string> declared, states, finals;
  const auto add = [&](const std::string& name, std::size_t level, const std::string& brought, bool isOwn,
                       const Kind& kind) {
    declared.push_back(fmt::format("{}: {}", name, kind.type));
    states.push_back(state(name, level, brought, isOwn, kind.missing, keys));
  };
  for (std::size_t level = 1; level < last; ++level)
    add(fmt::format("q_t{}", level), level, level == 1 ? time : fmt::format("q_t{}", level - 1), level == 1,
        {"datetime", "datetime(null)"});
  for (std::size_t k = 0; k < carried.size(); ++k) {
    const std::size_t own = carried[k].stage + 1;
    for (std::size_t level = own; level < last; ++level)
      add(fmt::format("q_kept{}_{}", k + 1, level), level,
          level == own ? fmt::format("q_kept{}", k + 1) : fmt::format("q_kept{}_{}", k + 1, level - 1), level == own,
          kindOf(carried[k].type));
    finals.push_back(
        fmt::format("{} = {}", kept[k],
                    own == last ? fmt::format("q_kept{}", k + 1) : fmt::format("q_kept{}_{}", k + 1, last - 1)));
  }
  if (last > 1) {
    stage(scan(declared, states), origin_);
    const std::string first = fmt::format("q_t{}", last - 1);
    stage(fmt::format("where q_stage == {} and {}", last, inWindow(sequence.window, first, time)), origin_);
    finals.insert(finals.begin(), "First = " + first);
  } else {
    finals.insert(finals.begin(), "First = " + time);
  }
  stage("extend " + wrapped(finals, 9), origin_);
}

void Generator::together(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                         const std::vector<Carried>& carried, const std::vector<std::string>& kept,
                         const std::string& time) {
  std::vector<std::string> declared, states;
  for (std::size_t i = 1; i <= sequence.stages.size(); ++i) {
    declared.push_back(fmt::format("q_t{}: datetime", i));
    states.push_back(state(fmt::format("q_t{}", i), i, time, true, "datetime(null)", keys));
  }
  for (std::size_t k = 0; k < carried.size(); ++k) {
    const Kind kind = kindOf(carried[k].type);
    declared.push_back(fmt::format("{}: {}", kept[k], kind.type));
    states.push_back(state(kept[k], carried[k].stage + 1, fmt::format("q_kept{}", k + 1), true, kind.missing, keys));
  }
  stage(scan(declared, states), origin_);
  const std::vector<std::size_t> absent = absentFrom(sequence.presence), wanted = wantedBy(sequence.presence);
  stage("extend q_row = row_number()", origin_);
  if (!absent.empty()) {
    // What must not be there is looked for behind the row, too.
    declared.clear();
    states.clear();
    for (const std::size_t i : absent) {
      declared.push_back(fmt::format("q_next{}: datetime", i + 1));
      states.push_back(state(fmt::format("q_next{}", i + 1), i + 1, time, true, "datetime(null)", keys));
    }
    stage(fmt::format("sort by {}{} desc, q_stage desc", keys.empty() ? "" : ascending(keys) + ", ", time), origin_);
    stage(scan(declared, states), origin_);
    std::vector<std::string> numbers;
    for (const std::size_t i : wanted) numbers.push_back(std::to_string(i + 1));
    stage(fmt::format("where q_stage in ({})", join(numbers, ", ")), origin_);
  }
  const std::string holds = condition(sequence.presence, sequence.window, time);
  if (sequence.results == ir::Results::once) {
    stage("where " + holds, origin_);
  } else {
    // Of the rows of one time the last knows all of them.
    stage("summarize arg_max(q_row, *) by " + join(with(keys, {time}), ", "), origin_);
    stage(fmt::format("sort by {}{} asc", keys.empty() ? "" : ascending(keys) + ", ", time), origin_);
    moments(sequence.results, keys, holds, origin_);
  }
  std::vector<std::string> firsts;
  for (const std::size_t i : wanted)
    firsts.push_back(fmt::format("iff({0}, q_t{1}, {2})", inWindow(sequence.window, fmt::format("q_t{}", i + 1), time),
                                 i + 1, time));
  std::vector<std::string> finals = {firsts.size() == 1 ? "First = " + firsts.front()
                                                        : fmt::format("First = min_of({})", join(firsts, ", "))};
  // A stage that is not within the window has nothing to show.
  for (std::size_t k = 0; k < carried.size(); ++k)
    finals.push_back(fmt::format("{0} = iff({1}, {0}, {2})", kept[k],
                                 inWindow(sequence.window, fmt::format("q_t{}", carried[k].stage + 1), time),
                                 kindOf(carried[k].type).missing));
  stage("extend " + join(finals, ",\n    "), origin_);
  if (sequence.results != ir::Results::once) return;
  std::vector<std::string> once = keys;
  if (sequence.window.kind == ir::Window::Kind::tumbling)
    once.push_back("q_window = " + windowStart(sequence.window, time));
  stage("summarize arg_max(q_row, *)" + by(once), origin_);
  if (once.empty()) stage("where isnotnull(q_row)", origin_);
}

void Generator::withoutAny(const ir::Sequence& sequence, std::size_t which, const std::string& absent,
                           const std::vector<std::string>& keys, const std::vector<std::string>& kept,
                           const std::string& time) {
  const ir::Absence& absence = sequence.absences[which];
  std::vector<std::string> on;
  for (const std::size_t key : absence.by) on.push_back(keys[key]);
  if (on.empty()) {
    on = {"q_all"};
    stage("extend q_all = 1", absence.part.origin);
  }
  if (which == 0) stage("extend q_row = row_number()", absence.part.origin);  // two results may look alike
  stage(fmt::format("join kind=leftouter {} on {}", absent, join(on, ", ")), absence.part.origin);
  stage(fmt::format("summarize q_disturbing = countif(q_when between (First .. {})){}", time,
                    by(with(with({"q_row", time}, keys), with({"First"}, kept)))),
        absence.part.origin);
  stage("where q_disturbing == 0", absence.part.origin);
}

}  // namespace quarry::target::kql
