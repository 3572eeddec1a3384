// Stages that happen within a window, by key: in order, or together.
#include <algorithm>
#include <limits>
#include <utility>

#include "engine/operations/correlation.h"

namespace quarry::engine::operations {

namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

// One row of a stage: when, and what survives of it.
struct Entry {
  std::int64_t time = 0;
  std::size_t stage = 0;  // behind the stages: what has to be absent
  std::vector<std::pair<NameId, Value>> kept;
};

struct Plan {
  std::vector<NameId> keys;
  std::vector<std::vector<NameId>> kept;    // of each stage
  std::vector<std::vector<NameId>> keysOf;  // of each absence: the keys it shares
  std::vector<Access> times;                // of each part
  std::size_t stages = 0;
  ir::Window window;
  bool ordered = true;
  ir::Presence presence;
  ir::Results results{};
  NameId first = 0, last = 0;
};

// The latest way through the stages up to one of them: it begins last, so it is the shortest.
struct Chain {
  std::int64_t first = kNever;
  std::vector<std::pair<NameId, Value>> kept;
};

class Gathered {
 public:
  Gathered(std::shared_ptr<const Plan> plan, Machine& machine)
      : plan_(std::move(plan)), machine_(machine), byKey_(plan_->keys) {
    for (const auto& keys : plan_->keysOf) absent_.emplace_back(keys);
  }

  void add(std::size_t part, const Row& row) {
    const auto time = instantOf(row.get(plan_->times[part]));
    if (!time) return;
    if (part >= plan_->stages) {
      if (auto* of = absent_[part - plan_->stages].find(row)) of->rows.push_back(time->milliseconds);
      return;
    }
    auto* of = byKey_.find(row);
    if (of == nullptr) return;
    Entry entry{time->milliseconds, part, {}};
    for (const NameId name : plan_->kept[part])
      if (const Value* value = row.column(name); value != nullptr && !value->isMissing())
        entry.kept.emplace_back(name, *value);
    of->rows.push_back(std::move(entry));
  }

  void emit(const Stage& next) {
    for (auto& absence : absent_)
      for (auto& of : absence.all()) std::sort(of.rows.begin(), of.rows.end());
    Row row(machine_.names, machine_.fields);
    for (auto& of : byKey_.all()) {
      // Rows of the same time count as in order.
      std::stable_sort(of.rows.begin(), of.rows.end(), [](const Entry& a, const Entry& b) {
        return a.time != b.time ? a.time < b.time : a.stage < b.stage;
      });
      if (!(plan_->ordered ? inOrder(of, row, next) : together(of, row, next))) return;
      of.rows = {};
    }
  }

 private:
  bool sameWindow(std::int64_t from, std::int64_t to) const {
    const std::int64_t length = plan_->window.length.milliseconds;
    if (plan_->window.kind == ir::Window::Kind::tumbling) return windowOf(from, length) == windowOf(to, length);
    return to - from <= length;
  }

  void begin(const std::vector<Value>& keys, std::int64_t first, std::int64_t last, Row& row) const {
    row.clear();
    for (std::size_t i = 0; i < keys.size(); ++i) row.set(plan_->keys[i], keys[i]);
    row.set(plan_->first, Value(Instant{first}));
    row.set(plan_->last, Value(Instant{last}));
  }

  bool inOrder(const KeyedRows<Entry>& of, Row& row, const Stage& next) {
    std::vector<Chain> chains(plan_->stages);
    for (const Entry& entry : of.rows) {
      Chain chain{entry.time, {}};
      if (entry.stage > 0) {
        if (chains[entry.stage - 1].first == kNever) continue;
        chain = chains[entry.stage - 1];
      }
      chain.kept.insert(chain.kept.end(), entry.kept.begin(), entry.kept.end());
      if (entry.stage + 1 < plan_->stages) {
        chains[entry.stage] = std::move(chain);
        continue;
      }
      if (!sameWindow(chain.first, entry.time)) continue;
      begin(of.keys, chain.first, entry.time, row);
      if (isDisturbed(row, chain.first, entry.time)) continue;
      for (auto& [name, value] : chain.kept) row.set(name, std::move(value));
      if (!next.push(row)) return false;
    }
    return true;
  }

  // Whether what has to be absent happened from the one time to the other.
  bool isDisturbed(const Row& row, std::int64_t from, std::int64_t to) {
    return std::any_of(absent_.begin(), absent_.end(), [&](RowsByKey<std::int64_t>& absence) {
      const auto* of = absence.find(row);
      if (of == nullptr) return false;
      const auto at = std::lower_bound(of->rows.begin(), of->rows.end(), from);
      return at != of->rows.end() && *at <= to;
    });
  }

  // What is known of the stages at a row.
  struct Seen {
    std::vector<const Entry*> latest;  // before, or at the same time
    std::vector<std::int64_t> next;    // the next time at or behind the row
    std::int64_t now = 0;
  };

  bool isThere(const Seen& seen, std::size_t stage) const {
    return seen.latest[stage] != nullptr && sameWindow(seen.latest[stage]->time, seen.now);
  }

  bool holds(const ir::Presence& presence, const Seen& seen) const {
    const auto part = [&](const ir::Presence& of) { return holds(of, seen); };
    switch (presence.kind) {
      case ir::Presence::Kind::stage:
        return isThere(seen, presence.stage);
      case ir::Presence::Kind::absent:
        return !isThere(seen, presence.stage) &&
               (seen.next[presence.stage] == kNever || !sameWindow(seen.now, seen.next[presence.stage]));
      case ir::Presence::Kind::all:
        return std::all_of(presence.of.begin(), presence.of.end(), part);
      case ir::Presence::Kind::any:
        break;
    }
    return std::any_of(presence.of.begin(), presence.of.end(), part);
  }

  bool together(const KeyedRows<Entry>& of, Row& row, const Stage& next) {
    // The last time at which it holds is the first to be found from the end.
    struct Result {
      std::int64_t first, last;
      std::vector<const Entry*> rows;
    };
    std::optional<Result> result;
    Seen seen{std::vector<const Entry*>(plan_->stages), std::vector<std::int64_t>(plan_->stages, kNever), 0};
    std::vector<std::size_t> upcoming(plan_->stages, 0);
    Beginnings beginnings(plan_->window);
    for (std::size_t end = 0; end < of.rows.size();) {
      seen.now = of.rows[end].time;
      bool counts = false;  // a row of what has to be absent is no moment to ask at
      for (; end < of.rows.size() && of.rows[end].time == seen.now; ++end) {
        seen.latest[of.rows[end].stage] = &of.rows[end];
        counts = counts || isWanted(plan_->presence, of.rows[end].stage);
      }
      for (std::size_t stage = 0; stage < plan_->stages; ++stage) {
        std::size_t& at = upcoming[stage];
        while (at < of.rows.size() && (of.rows[at].stage != stage || of.rows[at].time < seen.now)) ++at;
        seen.next[stage] = at < of.rows.size() ? of.rows[at].time : kNever;
      }
      if (!counts) continue;
      const bool held = holds(plan_->presence, seen), begins = beginnings.at(seen.now, held);
      if (!held) continue;
      Result found{seen.now, seen.now, {}};
      for (std::size_t stage = 0; stage < plan_->stages; ++stage)
        if (isThere(seen, stage)) {
          if (isWanted(plan_->presence, stage)) found.first = std::min(found.first, seen.latest[stage]->time);
          found.rows.push_back(seen.latest[stage]);
        }
      if (plan_->results != ir::Results::once) {
        if (plan_->results == ir::Results::beginnings && !begins) continue;
        if (!emitOne(of.keys, found, row, next)) return false;
        continue;
      }
      // One row a key, or a key and tumbling window.
      if (result && plan_->window.kind == ir::Window::Kind::tumbling && !sameWindow(result->last, found.last) &&
          !emitOne(of.keys, *result, row, next))
        return false;
      result = std::move(found);
    }
    return !result || emitOne(of.keys, *result, row, next);
  }

  template <class Result>
  bool emitOne(const std::vector<Value>& keys, const Result& result, Row& row, const Stage& next) const {
    begin(keys, result.first, result.last, row);
    for (const Entry* entry : result.rows)
      for (const auto& [name, value] : entry->kept) row.set(name, value);
    return next.push(row);
  }

  static bool isWanted(const ir::Presence& presence, std::size_t stage) {
    if (presence.kind == ir::Presence::Kind::stage) return presence.stage == stage;
    return std::any_of(presence.of.begin(), presence.of.end(),
                       [&](const ir::Presence& part) { return isWanted(part, stage); });
  }

  std::shared_ptr<const Plan> plan_;
  Machine& machine_;
  RowsByKey<Entry> byKey_;
  std::vector<RowsByKey<std::int64_t>> absent_;
};

}  // namespace

Correlation stages(const ir::Sequence& source, Compiler& compiler) {
  auto plan = std::make_shared<Plan>();
  Names& names = compiler.names();
  for (const std::string& key : source.keys) plan->keys.push_back(names.id(key));
  plan->stages = source.stages.size();
  for (const ir::Part& stage : source.stages) {
    plan->times.push_back(compiler.access(stage.time));
    plan->kept.emplace_back();
    for (const ir::Assignment& column : ir::columnsOf(stage))
      if (std::find(source.kept.begin(), source.kept.end(), column.name) != source.kept.end())
        plan->kept.back().push_back(names.id(column.name));
  }
  for (const ir::Absence& absence : source.absences) {
    plan->times.push_back(compiler.access(absence.part.time));
    plan->keysOf.emplace_back();
    for (const std::size_t key : absence.by) plan->keysOf.back().push_back(plan->keys[key]);
  }
  plan->window = source.window;
  plan->ordered = source.ordered;
  plan->presence = source.presence;
  plan->results = source.results;
  plan->first = names.id(ir::kFirstColumn);
  plan->last = names.id(ir::kLastColumn);
  return [plan](Machine& machine, Stage next) {
    auto gathered = std::make_shared<Gathered>(plan, machine);
    return Gathering{[gathered](std::size_t part, Row& row) { gathered->add(part, row); },
                     [gathered, next = std::move(next)] {
                       gathered->emit(next);
                       next.finish();
                     }};
  };
}

}  // namespace quarry::engine::operations
