// Stages within a window, as SPL: in order, or together.
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

namespace {

std::string condition(const ir::Presence& presence, const ir::Window& window, const std::string& prefix) {
  const auto latest = [&](std::size_t stage) { return fmt::format("{}t{}", prefix, stage + 1); };
  const auto before = [&](std::size_t stage) { return inWindow(window, latest(stage), "_time"); };
  return print(
      presence,
      {.all = "AND", .any = "OR", .isAbsentInBrackets = true, .present = before, .absent = [&](std::size_t stage) {
         const std::string next = fmt::format("{}next{}", prefix, stage + 1);
         return fmt::format("(isnull({0}) OR NOT {1}) AND (isnull({2}) OR NOT {3})", latest(stage), before(stage), next,
                            inWindow(window, "_time", next));
       }});
}

}  // namespace

void Generator::correlation(const ir::Sequence& sequence) {
  report_.add(codes::windowSaid, origin_.primary(), describe(sequence.window));
  const std::vector<const ir::Part*> parts = ir::correlatedBy(bound_.plan.source);
  const std::vector<Rows> all = partRows(parts);
  const std::size_t stages = sequence.stages.size();
  const std::vector<std::string> keys = keyNames(sequence.keys, {all.begin(), all.begin() + static_cast<long>(stages)});
  const std::vector<Carried> carried = carriedBy(sequence);
  std::vector<Feed> feeds;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::vector<std::pair<std::string, std::string>> columns, more;
    std::vector<std::string> fields = {"_time", "q_stage"};
    if (i < stages) {
      more.emplace_back("q_stage", std::to_string(i + 1));
      for (std::size_t k = 0; k < keys.size(); ++k) columns.emplace_back(keys[k], sequence.keys[k]);
      // An empty text holds the place of what a row lacks: an older row's value is not this one's.
      for (std::size_t k = 0; k < carried.size(); ++k)
        if (carried[k].stage == i) {
          more.emplace_back(fmt::format("q_kept{}", k + 1),
                            fmt::format("coalesce({}, \"\")", all[i].columns.at(carried[k].column).text));
          fields.push_back(fmt::format("q_kept{}", k + 1));
        }
    } else {
      // In front of the stages of the same time; keys that it does not share hold a place, so that no row is dropped.
      const ir::Absence& absence = sequence.absences[i - stages];
      more.emplace_back("q_stage", fmt::format("-{}", i - stages + 1));
      for (std::size_t k = 0; k < keys.size(); ++k) {
        if (std::find(absence.by.begin(), absence.by.end(), k) != absence.by.end())
          columns.emplace_back(keys[k], sequence.keys[k]);
        else
          more.emplace_back(keys[k], "\"-\"");
      }
    }
    feeds.push_back(feed(all[i], columns, std::move(more)));
    feeds.back().fields = with(fields, keys);
  }
  if (parts.size() == 1) {
    writer_.append(all.front().query);
    for (const std::string& step : stepsOf(feeds.front())) stage(step, origin_);
  } else if (!multisearch(parts, all, feeds)) {
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

// What runs along the rows: the latest row of each stage, and of what must not happen.
void Generator::runningStages(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                              const std::vector<Carried>& carried) {
  const std::size_t last = sequence.stages.size();
  for (std::size_t i = 0; i < sequence.absences.size(); ++i) {
    std::vector<std::string> on;
    if (chain_) on.push_back(own("part"));
    for (const std::size_t key : sequence.absences[i].by) on.push_back(keys[key]);
    stage("streamstats " +
              ofStage("max", fmt::format("{}=-{}", own("stage"), i + 1), "_time", own(fmt::format("absent{}", i + 1))) +
              by(on),
          sequence.absences[i].part.origin);
  }
  for (std::size_t level = 1; level < last; ++level) {
    const std::string isStage = fmt::format("{}={}", own("stage"), level);
    std::vector<std::string> running = {ofStage(
        "max", isStage, level == 1 ? "_time" : own(fmt::format("t{}", level - 1)), own(fmt::format("t{}", level)))};
    for (std::size_t k = 0; k < carried.size(); ++k) {
      const std::size_t from = carried[k].stage + 1;
      if (from > level) continue;
      running.push_back(
          ofStage("last", isStage,
                  own(from == level ? fmt::format("kept{}", k + 1) : fmt::format("kept{}_{}", k + 1, level - 1)),
                  own(fmt::format("kept{}_{}", k + 1, level))));
    }
    stage("streamstats " + join(running, " ") + by(allKeys(keys)), origin_);
  }
}

// The time of the first stage, on a row that completes the sequence.
std::string Generator::firstTime(const ir::Sequence& sequence) const {
  const std::size_t last = sequence.stages.size();
  return last == 1 ? "_time" : own(fmt::format("t{}", last - 1));
}

std::string Generator::completes(const ir::Sequence& sequence) const {
  const std::size_t last = sequence.stages.size();
  const std::string first = firstTime(sequence);
  std::string where = fmt::format("{}={}", own("stage"), last);
  if (last > 1) where += " AND " + inWindow(sequence.window, first, "_time");
  for (std::size_t i = 1; i <= sequence.absences.size(); ++i) {
    const std::string absent = own(fmt::format("absent{}", i));
    where += fmt::format(" AND (isnull({0}) OR {0}<{1})", absent, first);
  }
  return where;
}

// What survives of the stages, on such a row.
std::vector<std::string> Generator::keptInOrder(const ir::Sequence& sequence,
                                                const std::vector<Carried>& carried) const {
  std::vector<std::string> values;
  const std::size_t last = sequence.stages.size();
  for (std::size_t k = 0; k < carried.size(); ++k) {
    const bool isLast = carried[k].stage + 1 == last;
    values.push_back(fmt::format(
        "nullif({}, \"\")", own(isLast ? fmt::format("kept{}", k + 1) : fmt::format("kept{}_{}", k + 1, last - 1))));
  }
  return values;
}

void Generator::inOrder(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                        const std::vector<Carried>& carried, const std::vector<std::string>& kept) {
  runningStages(sequence, keys, carried);
  stage("where " + completes(sequence), origin_);
  std::vector<std::string> finals = {"first=" + firstTime(sequence), "last=_time"};
  const std::vector<std::string> values = keptInOrder(sequence, carried);
  for (std::size_t k = 0; k < kept.size(); ++k) finals.push_back(fmt::format("{}={}", kept[k], values[k]));
  stage("eval " + join(finals, ", "), origin_);
}

// What runs along the rows: the latest row of each stage; of what must be absent the next one, too. Leaves the rows at
// which the condition is asked.
void Generator::runningTogether(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                                const std::vector<Carried>& carried) {
  const auto isStage = [&](std::size_t stage) { return fmt::format("{}={}", own("stage"), stage + 1); };
  std::vector<std::string> running;
  for (std::size_t i = 0; i < sequence.stages.size(); ++i)
    running.push_back(ofStage("max", isStage(i), "_time", own(fmt::format("t{}", i + 1))));
  for (std::size_t k = 0; k < carried.size(); ++k)
    running.push_back(ofStage("last", isStage(carried[k].stage), own(fmt::format("kept{}", k + 1)),
                              own(fmt::format("last{}", k + 1))));
  stage("streamstats " + join(running, "\n    ") + by(allKeys(keys)), origin_);
  const std::vector<std::size_t> absent = absentFrom(sequence.presence), wanted = wantedBy(sequence.presence);
  if (absent.empty()) return;
  // What must not be there is looked for behind the row, too.
  running.clear();
  for (const std::size_t i : absent)
    running.push_back(ofStage("min", isStage(i), "_time", own(fmt::format("next{}", i + 1))));
  stage(fmt::format("sort 0 -_time, -{}", own("stage")), origin_);
  stage("streamstats " + join(running, " ") + by(allKeys(keys)), origin_);
  std::vector<std::string> numbers;
  numbers.reserve(wanted.size());
  for (const std::size_t i : wanted) numbers.push_back(std::to_string(i + 1));
  const std::string of = numbers.size() == 1 ? "=" + numbers.front() : fmt::format(" IN ({})", join(numbers, ", "));
  stage("where " + passing() + own("stage") + of, origin_);
}

std::string Generator::firstOfWindow(const ir::Sequence& sequence) const {
  std::vector<std::string> firsts;
  for (const std::size_t i : wantedBy(sequence.presence)) {
    const std::string time = own(fmt::format("t{}", i + 1));
    firsts.push_back(fmt::format("if({0}, {1}, _time)", inWindow(sequence.window, time, "_time"), time));
  }
  return firsts.size() == 1 ? firsts.front() : fmt::format("min({})", join(firsts, ", "));
}

// A stage that is not within the window has nothing to show.
std::vector<std::string> Generator::keptTogether(const ir::Sequence& sequence,
                                                 const std::vector<Carried>& carried) const {
  std::vector<std::string> values;
  for (std::size_t k = 0; k < carried.size(); ++k)
    values.push_back(fmt::format("if({}, nullif({}, \"\"), null())",
                                 inWindow(sequence.window, own(fmt::format("t{}", carried[k].stage + 1)), "_time"),
                                 own(fmt::format("last{}", k + 1))));
  return values;
}

std::string Generator::holds(const ir::Sequence& sequence) const {
  return sequence.ordered ? completes(sequence) : condition(sequence.presence, sequence.window, own(""));
}

void Generator::together(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                         const std::vector<Carried>& carried, const std::vector<std::string>& kept) {
  runningTogether(sequence, keys, carried);
  if (sequence.results == ir::Results::beginnings) {
    // Of the rows of one time the last knows all of them.
    stage("sort 0 -_time, -q_stage", origin_);
    stage("dedup " + join(with(keys, {"_time"}), ", "), origin_);
    stage("sort 0 +_time", origin_);
    stage(fmt::format("eval q_holds=if({}, 1, 0)", holds(sequence)), origin_);
    beginnings(sequence.window, keys);
  } else {
    stage("where " + holds(sequence), origin_);
  }
  std::vector<std::string> finals = {"first=" + firstOfWindow(sequence), "last=_time"};
  const std::vector<std::string> values = keptTogether(sequence, carried);
  for (std::size_t k = 0; k < kept.size(); ++k) finals.push_back(fmt::format("{}={}", kept[k], values[k]));
  stage("eval " + join(finals, ", "), origin_);
  if (sequence.results == ir::Results::beginnings) return;
  // One row a key (or a time): the last.
  stage("sort 0 -_time, -q_stage", origin_);
  std::vector<std::string> once = keys;
  if (sequence.results == ir::Results::moments) {
    once.emplace_back("_time");
  } else if (sequence.window.kind == ir::Window::Kind::tumbling) {
    stage("eval q_window=" + windowStart(sequence.window, "_time"), origin_);
    once.emplace_back("q_window");
  }
  stage(once.empty() ? "head 1" : "dedup " + join(once, ", "), origin_);
}

}  // namespace quarry::target::spl
