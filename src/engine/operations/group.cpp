// Rows that agree on their keys become one. Memory grows with the groups (and sessions), not with the rows.
#include <algorithm>
#include <deque>
#include <unordered_map>

#include "engine/aggregates/accumulator.h"
#include "engine/expression.h"
#include "engine/operations/operation.h"
#include "engine/predicate.h"

namespace quarry::engine::operations {

namespace {

using aggregates::Accumulator;

constexpr const char* kMissingKey = "-";

struct Measure {
  NameId column = 0;
  ir::Aggregate function{};
  double percent = 0;
  std::optional<Expression> argument;
  std::optional<Predicate> condition;
};

struct Plan {
  std::vector<std::pair<NameId, Expression>> keys;
  std::vector<Measure> measures;
  std::optional<std::int64_t> gap;  // milliseconds
  Access time;
  std::optional<std::uint64_t> most;
};

// Rows of one key whose times are no further apart than the gap. Without a gap there is one a key.
struct Session {
  std::int64_t from = 0, to = 0;
  std::vector<Accumulator> measures;
};
struct Keyed {
  std::vector<Value> keys;
  std::vector<Session> sessions;  // by time
};

class Groups {
 public:
  Groups(std::shared_ptr<const Plan> plan, Machine& machine) : plan_(std::move(plan)), machine_(machine) {}

  void add(const Row& row) {
    ++sequence_;
    std::optional<std::int64_t> time;
    if (plan_->gap) {
      const auto instant = instantOf(row.get(plan_->time));
      if (!instant) return;  // without a time it is in no session
      time = instant->milliseconds;
    }
    std::vector<Value> keys;
    std::string id;
    for (const auto& [name, expression] : plan_->keys) {
      Value value = evaluate(expression, row, machine_);
      if (value.isMissing()) value = Value(kMissingKey);
      // Keys are the same if their texts are.
      const std::string text = textOf(value).value_or(toJson(value));
      id += std::to_string(text.size()) + ":" + text;
      keys.push_back(std::move(value));
    }
    const auto [found, isNew] = byKey_.try_emplace(id, all_.size());
    if (isNew) all_.push_back({std::move(keys), {}});
    std::vector<Accumulator>& measures = sessionFor(all_[found->second], time).measures;
    for (std::size_t i = 0; i < plan_->measures.size(); ++i) {
      const Measure& measure = plan_->measures[i];
      if (measure.condition && !holds(*measure.condition, row, machine_)) continue;
      measures[i].add(measure.argument ? evaluate(*measure.argument, row, machine_) : Value(), sequence_);
    }
  }

  void emit(Row& row, const Stage& next) {
    // A group without keys is there even if no row was.
    if (plan_->keys.empty() && !plan_->gap && all_.empty()) {
      all_.push_back({});
      sessionFor(all_.front(), std::nullopt);
    }
    std::uint64_t count = 0;
    for (const Keyed& group : all_)
      for (const Session& session : group.sessions) {
        if (plan_->most && count++ >= *plan_->most) return;
        row.clear();
        for (std::size_t i = 0; i < group.keys.size(); ++i) row.set(plan_->keys[i].first, group.keys[i]);
        for (std::size_t i = 0; i < session.measures.size(); ++i)
          if (Value value = session.measures[i].result(); !value.isMissing())
            row.set(plan_->measures[i].column, std::move(value));
        if (!next.push(row)) return;
      }
  }

 private:
  Session fresh(std::int64_t time) const {
    Session session{time, time, {}};
    for (const Measure& measure : plan_->measures) session.measures.emplace_back(measure.function, measure.percent);
    return session;
  }

  // Rows may come in any order: a row between two sessions can join them.
  Session& sessionFor(Keyed& group, std::optional<std::int64_t> time) const {
    auto& sessions = group.sessions;
    if (!time) {
      if (sessions.empty()) sessions.push_back(fresh(0));
      return sessions.front();
    }
    const std::int64_t gap = *plan_->gap;
    // The first session that does not end too long before the row.
    auto at = std::lower_bound(sessions.begin(), sessions.end(), *time - gap,
                               [](const Session& s, std::int64_t earliest) { return s.to < earliest; });
    if (at == sessions.end() || at->from > *time + gap) return *sessions.insert(at, fresh(*time));
    at->from = std::min(at->from, *time);
    at->to = std::max(at->to, *time);
    const auto after = at + 1;
    if (after != sessions.end() && after->from <= at->to + gap) {
      for (std::size_t i = 0; i < at->measures.size(); ++i) at->measures[i].merge(after->measures[i]);
      at->to = std::max(at->to, after->to);
      sessions.erase(after);
    }
    return *at;
  }

  std::shared_ptr<const Plan> plan_;
  Machine& machine_;
  std::uint64_t sequence_ = 0;
  std::deque<Keyed> all_;  // in the order they were first seen
  std::unordered_map<std::string, std::size_t> byKey_;
};

Measure compileMeasure(const ir::Measure& measure, Compiler& compiler) {
  Measure made;
  made.column = compiler.names().id(measure.column);
  made.function = measure.function;
  if (!measure.arguments.empty()) made.argument = compile(measure.arguments.front(), compiler);
  if (measure.condition) made.condition = compile(*measure.condition, compiler);
  if (measure.arguments.size() > 1)
    if (const auto* literal = std::get_if<ir::Literal>(&measure.arguments[1].node))
      if (const auto* percent = std::get_if<double>(&literal->value)) made.percent = *percent;
  return made;
}

}  // namespace

Operation group(const ir::Group& step, Compiler& compiler) {
  auto plan = std::make_shared<Plan>();
  for (const ir::GroupKey& key : step.keys)
    plan->keys.emplace_back(compiler.names().id(key.column), compile(key.value, compiler));
  for (const ir::Measure& measure : step.measures) plan->measures.push_back(compileMeasure(measure, compiler));
  if (step.gap) plan->gap = step.gap->milliseconds;
  if (step.gap) plan->time = compiler.access({ir::FieldRef::Kind::event, std::string(ir::kTimeField), nullptr});
  plan->most = step.bound.most;
  return [plan](Machine& machine, Stage next) {
    auto groups = std::make_shared<Groups>(plan, machine);
    return Stage{[groups](Row& row) {
                   groups->add(row);
                   return true;
                 },
                 [groups, &machine, next = std::move(next)] {
                   Row row(machine.names, machine.fields);
                   groups->emit(row, next);
                   next.finish();
                 }};
  };
}

}  // namespace quarry::engine::operations
