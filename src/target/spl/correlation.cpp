// Correlations as SPL: one pass over the rows in the order of time. Windows slide exactly: a running sum counts each
// row from its time until the window's length has gone by, a running maximum holds the latest row of each stage
// (streamstats). `transaction` evicts, `join` and `append` cut their subsearches at a number of rows, and `bin` is
// blind across its edges.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/phrase.h"
#include "target/spl/generate.h"
#include "target/spl/quote.h"

namespace quarry::target::spl {

namespace {

std::string seconds(const ir::Window& window) {
  return number(static_cast<double>(window.length.milliseconds) / 1000.0);
}

std::string windowStart(const ir::Window& window, const std::string& time) {
  return fmt::format("floor({}/{})", time, seconds(window));
}

std::string inWindow(const ir::Window& window, const std::string& from, const std::string& to) {
  if (window.kind == ir::Window::Kind::sliding) return fmt::format("{}-{}<={}", to, from, seconds(window));
  return fmt::format("{}={}", windowStart(window, from), windowStart(window, to));
}

std::string by(const std::vector<std::string>& columns) { return columns.empty() ? "" : " BY " + join(columns, " "); }

std::vector<std::string> with(std::vector<std::string> columns, const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

}  // namespace

// ---- parts ----

Generator::Rows Generator::rows(const ir::Part& part) {
  const ir::Step last = steps_.back();
  steps_.pop_back();
  begin();
  Rows rows;
  rows.time = part.time.kind == ir::FieldRef::Kind::event ? "_time" : eval_.read(part.time);
  for (const ir::Assignment& column : std::get<ir::Extend>(last.node).columns) {
    Column made;
    made.text = eval_.value(column.value);
    const auto* field = std::get_if<ir::FieldRef>(&column.value.node);
    if (field != nullptr && made.text == evalField(of(*field))) made.field = of(*field);
    made.isPresent = field == nullptr || ir::isPresent(steps_, steps_.size(), *field);
    rows.columns[column.name] = std::move(made);
  }
  rows.query = std::move(writer_).take();
  return rows;
}

std::vector<Generator::Rows> Generator::partRows(const std::vector<const ir::Part*>& parts) {
  std::vector<Rows> all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Generator generator(bound_.parts[i], report_);
    all.push_back(generator.rows(*parts[i]));
  }
  return all;
}

// A key keeps the platform's name where all parts call it the same; else it gets one of its own.
std::vector<std::string> Generator::keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts) {
  std::vector<std::string> names;
  for (const std::string& key : keys) {
    const std::string& first = parts.front().columns.at(key).field;
    const bool same = !first.empty() && std::all_of(parts.begin(), parts.end(), [&](const Rows& rows) {
      const auto found = rows.columns.find(key);
      return found == rows.columns.end() || found->second.field == first;
    });
    const std::string name = same ? first : safeName(plainName(key));
    if (name != key) names_[key] = name;
    names.push_back(commandField(name));
  }
  return names;
}

// The steps that give a part's rows their columns, without those that lack a key or a value.
std::vector<std::string> Generator::columnSteps(const Rows& rows,
                                                const std::vector<std::pair<std::string, std::string>>& columns,
                                                const std::vector<std::string>& more) {
  std::vector<std::string> assigned = more, guards;
  if (rows.time != "_time") assigned.push_back("_time=" + rows.time);
  for (const auto& [name, column] : columns) {
    const Column& of = rows.columns.at(column);
    const bool measured = name == "q_number";
    if (commandField(of.field) != name || of.field.empty() || measured)
      assigned.push_back(fmt::format("{}={}", name, measured ? fmt::format("tonumber({})", of.text) : of.text));
    if (!of.isPresent || measured) {
      std::string plain = name;
      if (plain.size() > 1 && plain.front() == '"') plain = plain.substr(1, plain.size() - 2);
      guards.push_back(fmt::format("isnotnull({})", evalField(plain)));
    }
  }
  std::vector<std::string> steps;
  if (!assigned.empty()) steps.push_back("eval " + join(assigned, ", "));
  if (!guards.empty()) steps.push_back("where " + join(guards, " AND "));
  return steps;
}

// Every part as a search of its own, all of them in one stream. What a part has to wait for cannot stand in it.
bool Generator::multisearch(const std::vector<const ir::Part*>& parts, const std::vector<Rows>& all,
                            const std::vector<std::vector<std::string>>& steps) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!bound_.parts[i].table.empty()) {
      report_
          .add(codes::cannotSay, parts[i]->origin.primary(),
               fmt::format("`{}` reads a data model, and `multisearch` takes searches of events only", parts[i]->name))
          .note("`--set spl.model=raw` reads the events themselves");
      return false;
    }
    if (isRowwise(bound_.parts[i].plan)) continue;
    report_
        .add(codes::cannotSay, parts[i]->origin.primary(),
             fmt::format(
                 "`{}` groups or orders its rows, and Splunk brings such searches together only up to a number of "
                 "rows",
                 parts[i]->name))
        .note("`multisearch` takes row by row searches; `append` cuts at 50,000 rows, silently");
    return false;
  }
  writer_ << "| multisearch";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto scope = writer_.at(parts[i]->origin);
    writer_ << "\n    [search ";
    writer_.append(indented(all[i].query, "    "));
    for (const std::string& step : steps[i]) writer_ << "\n    | " + step;
    writer_ << "]";
  }
  return true;
}

// ---- thresholds ----

void Generator::correlation(const ir::Threshold& threshold) {
  report_.add(codes::windowSaid, origin_.primary(), describe(threshold.window));
  std::vector<const ir::Part*> parts;
  for (const ir::Part& part : threshold.of) parts.push_back(&part);
  const std::vector<Rows> all = partRows(parts);
  const std::vector<std::string> keys = keyNames(threshold.keys, all);
  const bool isNumber = threshold.measure != ir::Aggregate::count && threshold.measure != ir::Aggregate::distinct;
  std::vector<std::pair<std::string, std::string>> columns;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < keys.size(); ++i) columns.emplace_back(keys[i], threshold.keys[i]);
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
    for (const std::string& step : columnSteps(rows, columns, {})) stage(step, origin_);
  } else {
    std::vector<std::vector<std::string>> steps;
    for (const Rows& rows : all) {
      steps.push_back(columnSteps(rows, columns, {}));
      std::vector<std::string> fields = {"_time"};
      for (const auto& [name, column] : columns) fields.push_back(name);
      steps.back().push_back("fields " + join(fields, ", "));
    }
    if (!multisearch(parts, all, steps)) return;
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

std::string percentile(const ir::Threshold& threshold) {
  return fmt::format("{}{}(q_number)", threshold.exact ? "exactperc" : "perc", number(threshold.percent));
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
    stage("where " + condition, threshold.condition.origin);
  } else {
    stage(fmt::format("streamstats sum(q_n) AS {}{}", threshold.result, by(keys)), origin_);
    stage(fmt::format("where q_edge=1 AND {}", condition), threshold.condition.origin);
  }
  collapsed(threshold, keys);
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
               ? "Splunk does not say whether an event exactly at a window's edge is in it"
               : "Splunk estimates percentiles beyond 1,000 distinct values, and does not say whether an event "
                 "exactly at a window's edge is in it")
      .note("`window: tumbling` has exact edges");
  stage("sort 0 +_time", origin_);
  stage(fmt::format("streamstats time_window={} {} AS {}{}", ir::printSingle(threshold.window.length),
                    percentile(threshold), threshold.result, by(keys)),
        origin_);
  stage("where " + condition, threshold.condition.origin);
  collapsed(threshold, keys);
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
      if (!threshold.exact)
        report_.add(codes::estimate, origin_.primary(), "Splunk estimates percentiles beyond 1,000 distinct values");
      measured = percentile(threshold);
      break;
    default:
      break;
  }
  stage("eval q_window=" + windowStart(threshold.window, "_time"), origin_);
  stage(fmt::format("stats min(_time) AS first max(_time) AS last {} AS {}{}", measured, threshold.result,
                    by(with(keys, {"q_window"}))),
        origin_);
  stage("where " + condition, threshold.condition.origin);
  stage("fields - q_window", origin_);
}

// ---- stages ----

namespace {

std::string condition(const ir::Presence& presence, const ir::Window& window) {
  const auto joined = [&](std::string_view word) {
    std::string out;
    for (const ir::Presence& part : presence.of) {
      const bool brackets = part.of.size() > 1 || part.kind == ir::Presence::Kind::absent;
      out += (out.empty() ? "" : fmt::format(" {} ", word)) +
             (brackets ? "(" + condition(part, window) + ")" : condition(part, window));
    }
    return out;
  };
  const std::string latest = fmt::format("q_t{}", presence.stage + 1),
                    next = fmt::format("q_next{}", presence.stage + 1);
  switch (presence.kind) {
    case ir::Presence::Kind::stage:
      return inWindow(window, latest, "_time");
    case ir::Presence::Kind::absent:
      return fmt::format("(isnull({0}) OR NOT {1}) AND (isnull({2}) OR NOT {3})", latest,
                         inWindow(window, latest, "_time"), next, inWindow(window, "_time", next));
    case ir::Presence::Kind::all:
      return joined("AND");
    case ir::Presence::Kind::any:
      break;
  }
  return joined("OR");
}

// A running value: of the rows of one stage only.
std::string ofStage(std::string_view function, std::size_t stage, const std::string& value, const std::string& as) {
  return fmt::format("{}(eval(if(q_stage={}, {}, null()))) AS {}", function, stage, value, as);
}

}  // namespace

void Generator::correlation(const ir::Sequence& sequence) {
  report_.add(codes::windowSaid, origin_.primary(), describe(sequence.window));
  std::vector<const ir::Part*> parts;
  for (const ir::Part& stage : sequence.stages) parts.push_back(&stage);
  for (const ir::Absence& absence : sequence.absences) parts.push_back(&absence.part);
  const std::vector<Rows> all = partRows(parts);
  const std::size_t stages = sequence.stages.size();
  const std::vector<std::string> keys = keyNames(sequence.keys, {all.begin(), all.begin() + static_cast<long>(stages)});
  const std::vector<Carried> carried = carriedBy(sequence);
  std::vector<std::vector<std::string>> steps;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::vector<std::pair<std::string, std::string>> columns;
    std::vector<std::string> more, fields = {"_time", "q_stage"};
    if (i < stages) {
      more.push_back(fmt::format("q_stage={}", i + 1));
      for (std::size_t k = 0; k < keys.size(); ++k) columns.emplace_back(keys[k], sequence.keys[k]);
      // An empty text holds the place of what a row lacks: an older row's value is not this one's.
      for (std::size_t k = 0; k < carried.size(); ++k)
        if (carried[k].stage == i) {
          more.push_back(fmt::format("q_kept{}=coalesce({}, \"\")", k + 1, all[i].columns.at(carried[k].column).text));
          fields.push_back(fmt::format("q_kept{}", k + 1));
        }
    } else {
      // In front of the stages of the same time; keys that it does not share hold a place, so that no row is dropped.
      const ir::Absence& absence = sequence.absences[i - stages];
      more.push_back(fmt::format("q_stage=-{}", i - stages + 1));
      for (std::size_t k = 0; k < keys.size(); ++k) {
        if (std::find(absence.by.begin(), absence.by.end(), k) != absence.by.end())
          columns.emplace_back(keys[k], sequence.keys[k]);
        else
          more.push_back(fmt::format("{}=\"-\"", keys[k]));
      }
    }
    steps.push_back(columnSteps(all[i], columns, more));
    steps.back().push_back("fields " + join(with(fields, keys), ", "));
  }
  if (parts.size() == 1) {
    writer_.append(all.front().query);
    for (const std::string& step : steps.front()) stage(step, origin_);
  } else if (!multisearch(parts, all, steps)) {
    return;
  }
  std::vector<std::string> kept;
  for (const Carried& one : carried) {
    kept.push_back(plainName(one.column));
    names_[one.column] = kept.back();
  }
  names_[std::string(ir::kFirstColumn)] = "first";
  names_[std::string(ir::kLastColumn)] = "last";
  stage("sort 0 +_time, +q_stage", origin_);
  if (sequence.ordered)
    inOrder(sequence, keys, carried, kept);
  else
    together(sequence, keys, carried, kept);
  stage("table " + join(with(with(with({"_time"}, keys), {"first", "last"}), kept), " "), origin_);
  eval_.fields = ir::fieldsOf(bound_.plan.source);
}

void Generator::inOrder(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                        const std::vector<Carried>& carried, const std::vector<std::string>& kept) {
  const std::size_t last = sequence.stages.size();
  for (std::size_t i = 0; i < sequence.absences.size(); ++i) {
    std::vector<std::string> on;
    for (const std::size_t key : sequence.absences[i].by) on.push_back(keys[key]);
    stage(fmt::format("streamstats max(eval(if(q_stage=-{}, _time, null()))) AS q_absent{}{}", i + 1, i + 1, by(on)),
          sequence.absences[i].part.origin);
  }
  for (std::size_t level = 1; level < last; ++level) {
    std::vector<std::string> running = {
        ofStage("max", level, level == 1 ? "_time" : fmt::format("q_t{}", level - 1), fmt::format("q_t{}", level))};
    for (std::size_t k = 0; k < carried.size(); ++k) {
      const std::size_t own = carried[k].stage + 1;
      if (own > level) continue;
      running.push_back(ofStage(
          "last", level, own == level ? fmt::format("q_kept{}", k + 1) : fmt::format("q_kept{}_{}", k + 1, level - 1),
          fmt::format("q_kept{}_{}", k + 1, level)));
    }
    stage("streamstats " + join(running, " ") + by(keys), origin_);
  }
  const std::string first = last == 1 ? "_time" : fmt::format("q_t{}", last - 1);
  std::string where = fmt::format("where q_stage={}", last);
  if (last > 1) where += " AND " + inWindow(sequence.window, first, "_time");
  for (std::size_t i = 1; i <= sequence.absences.size(); ++i)
    where += fmt::format(" AND (isnull(q_absent{0}) OR q_absent{0}<{1})", i, first);
  stage(where, origin_);
  std::vector<std::string> finals = {"first=" + first, "last=_time"};
  for (std::size_t k = 0; k < carried.size(); ++k) {
    const bool own = carried[k].stage + 1 == last;
    finals.push_back(fmt::format("{}=nullif({}, \"\")", kept[k],
                                 own ? fmt::format("q_kept{}", k + 1) : fmt::format("q_kept{}_{}", k + 1, last - 1)));
  }
  stage("eval " + join(finals, ", "), origin_);
}

void Generator::together(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                         const std::vector<Carried>& carried, const std::vector<std::string>& kept) {
  std::vector<std::string> running;
  for (std::size_t i = 1; i <= sequence.stages.size(); ++i)
    running.push_back(ofStage("max", i, "_time", fmt::format("q_t{}", i)));
  for (std::size_t k = 0; k < carried.size(); ++k)
    running.push_back(
        ofStage("last", carried[k].stage + 1, fmt::format("q_kept{}", k + 1), fmt::format("q_last{}", k + 1)));
  stage("streamstats " + join(running, "\n    ") + by(keys), origin_);
  const std::vector<std::size_t> absent = absentFrom(sequence.presence), wanted = wantedBy(sequence.presence);
  if (!absent.empty()) {
    // What must not be there is looked for behind the row, too.
    running.clear();
    for (const std::size_t i : absent)
      running.push_back(ofStage("min", i + 1, "_time", fmt::format("q_next{}", i + 1)));
    stage("sort 0 -_time, -q_stage", origin_);
    stage("streamstats " + join(running, " ") + by(keys), origin_);
    std::vector<std::string> numbers;
    for (const std::size_t i : wanted) numbers.push_back(std::to_string(i + 1));
    stage(fmt::format("where q_stage IN ({})", join(numbers, ", ")), origin_);
  }
  stage("where " + condition(sequence.presence, sequence.window), origin_);
  std::vector<std::string> firsts, finals;
  for (const std::size_t i : wanted)
    firsts.push_back(
        fmt::format("if({0}, q_t{1}, _time)", inWindow(sequence.window, fmt::format("q_t{}", i + 1), "_time"), i + 1));
  finals = {firsts.size() == 1 ? "first=" + firsts.front() : fmt::format("first=min({})", join(firsts, ", ")),
            "last=_time"};
  // A stage that is not within the window has nothing to show.
  for (std::size_t k = 0; k < carried.size(); ++k)
    finals.push_back(fmt::format("{}=if({}, nullif(q_last{}, \"\"), null())", kept[k],
                                 inWindow(sequence.window, fmt::format("q_t{}", carried[k].stage + 1), "_time"),
                                 k + 1));
  stage("eval " + join(finals, ", "), origin_);
  // One row a key: the last.
  stage("sort 0 -_time, -q_stage", origin_);
  std::vector<std::string> once = keys;
  if (sequence.window.kind == ir::Window::Kind::tumbling) {
    stage("eval q_window=" + windowStart(sequence.window, "_time"), origin_);
    once.push_back("q_window");
  }
  stage(once.empty() ? "head 1" : "dedup " + join(once, ", "), origin_);
}

}  // namespace quarry::target::spl
