// Stages within a window, as KQL: in order, or together.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "target/correlation.h"
#include "target/kql/correlation_text.h"
#include "target/kql/generate.h"
#include "target/kql/quote.h"
#include "target/phrase.h"

namespace quarry::target::kql {

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
  const auto before = [&](std::size_t stage) { return inWindow(window, fmt::format("q_t{}", stage + 1), time); };
  return print(presence, {.all = "and", .any = "or", .present = before, .absent = [&](std::size_t stage) {
                            return fmt::format("not(coalesce({}, false)) and not(coalesce({}, false))", before(stage),
                                               inWindow(window, time, fmt::format("q_next{}", stage + 1)));
                          }});
}

}  // namespace

void Generator::correlation(const ir::Sequence& sequence) {
  report_.add(codes::windowSaid, origin_.primary(), describe(sequence.window));
  const std::vector<const ir::Part*> parts = ir::correlatedBy(bound_.plan.source);
  const std::vector<Rows> all = partRows(parts);
  const std::string time = identifier(bound_.time.physical->name);
  const std::size_t stages = sequence.stages.size();
  const std::vector<std::string> keys = keyNames(sequence.keys, {all.begin(), all.begin() + static_cast<long>(stages)});
  const std::vector<Carried> carried = carriedBy(sequence);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < stages; ++i) {
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
    names.push_back(let(parts[i]->name, all[i].query, projection(all[i], time, named(keys, sequence.keys), more),
                        parts[i]->origin));
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
  std::vector<std::string> columns = with({"First"}, kept);
  if (sequence.ordered) {
    const std::vector<std::string> finals = inOrder(sequence, keys, carried, kept, time);
    if (absent.empty())
      columns = finals;
    else
      stage("extend " + wrapped(finals, 9), origin_);
  } else {
    together(sequence, keys, carried, kept, time);
  }
  for (std::size_t i = 0; i < absent.size(); ++i) withoutAny(sequence, i, absent[i], keys, kept, time);
  stage("project " + wrapped(with(with({time}, keys), columns), 10), origin_);
  expressions_.fields = ir::fieldsOf(bound_.plan.source);
  expressions_.grouped = true;
}

// Leaves the rows that complete the sequence; the time of the first stage and what survives are columns still to be
// made.
std::vector<std::string> Generator::inOrder(const ir::Sequence& sequence, const std::vector<std::string>& keys,
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
  return finals;
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
    numbers.reserve(wanted.size());
    for (const std::size_t i : wanted) numbers.push_back(std::to_string(i + 1));
    stage(numbers.size() == 1 ? "where q_stage == " + numbers.front()
                              : fmt::format("where q_stage in ({})", join(numbers, ", ")),
          origin_);
  }
  const std::string holds = condition(sequence.presence, sequence.window, time);
  if (sequence.results == ir::Results::once) {
    stage("where " + holds, origin_);
  } else {
    // Of the rows of one time the last knows all of them.
    stage("summarize arg_max(q_row, *) by " + join(with(keys, {time}), ", "), origin_);
    if (sequence.results == ir::Results::beginnings)
      stage(fmt::format("sort by {}{} asc", keys.empty() ? "" : ascending(keys) + ", ", time), origin_);
    moments(sequence.results, sequence.window, keys, time, holds, origin_);
  }
  std::vector<std::string> firsts;
  firsts.reserve(wanted.size());
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
