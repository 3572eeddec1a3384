#include "quarry/engine/run.h"

#include "engine/program.h"
#include "engine/rule_index.h"

namespace quarry::engine {

Value ResultRow::get(std::string_view name) const { return row_.get(name); }
Object ResultRow::object() const { return row_.object(); }
void ResultRow::writeJson(std::string& out) const { row_.writeJson(out); }

Program::Program(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

std::optional<Program> Program::compile(const ir::Plan& plan, Context& context) {
  auto impl = std::make_unique<Impl>();
  impl->shared = std::make_unique<Shared>(context);
  impl->plan = compilePlan(plan, *impl->shared, context);
  if (impl->plan == nullptr) return std::nullopt;
  return Program(std::move(impl));
}

namespace {

constexpr std::uint64_t kEventsBetweenProgress = 8192;

// Reads events into rows until there are no more, or none are wanted.
template <class Use>
void forEachRow(EventSource& events, Machine& machine, Use use) {
  Record record;
  Row row(machine.names, machine.fields);
  EventText event;
  std::uint64_t count = 0;
  while (events.next(event)) {
    if (isStopped(machine.context)) {
      machine.incomplete = true;
      return;
    }
    if (machine.context.progress && ++count % kEventsBetweenProgress == 0)
      machine.context.progress(events.counts().bytes, events.totalBytes());
    if (const std::string_view fault = record.load(event.json, machine.fields); !fault.empty()) {
      events.reject(event, fault);
      continue;
    }
    row.reset(record);
    if (!use(row)) return;
  }
}

}  // namespace

Outcome Program::run(EventSource& events, const Sink& sink, Context& context) const {
  Outcome outcome;
  Machine machine{context, impl_->shared->names, impl_->shared->fields};
  const operations::Stage last{[&](Row& row) {
                                 ++outcome.rows;
                                 return sink(ResultRow(row));
                               },
                               [] {}};
  const operations::Stage first = start(*impl_->plan, machine, last);
  forEachRow(events, machine, [&](Row& row) { return first.push(row); });
  first.finish();
  outcome.input = events.counts();
  outcome.complete = outcome.input.complete && !machine.incomplete;
  return outcome;
}

Outcome run(const ir::Plan& plan, EventSource& events, const Sink& sink, Context& context) {
  const auto program = Program::compile(plan, context);
  if (!program) return {{}, 0, false};
  return program->run(events, sink, context);
}

namespace {

// What the first step of a plan needs of an event.
std::optional<std::vector<Trigger>> triggersOf(const ir::Plan& plan, Compiler& compiler) {
  const auto* scan = std::get_if<ir::Scan>(&plan.source);
  if (scan == nullptr || scan->flat || plan.steps.empty()) return std::nullopt;
  const auto* filter = std::get_if<ir::Filter>(&plan.steps.front().node);
  return filter == nullptr ? std::nullopt : engine::triggersOf(filter->where, compiler);
}

}  // namespace

Outcome runAll(const std::vector<const ir::Plan*>& plans, EventSource& events, const BatchSink& sink,
               Context& context) {
  Outcome outcome;
  Shared shared(context);
  Compiler compiler(shared.names, shared.fields, context);
  std::vector<std::unique_ptr<CompiledPlan>> compiled;
  RuleIndex index;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    compiled.push_back(compilePlan(*plans[i], shared, context));
    outcome.complete = outcome.complete && compiled.back() != nullptr;
    if (compiled.back() != nullptr) index.add(static_cast<std::uint32_t>(i), triggersOf(*plans[i], compiler));
  }
  index.build();
  Machine machine{context, shared.names, shared.fields};
  std::vector<operations::Stage> stages(compiled.size());
  for (std::size_t i = 0; i < compiled.size(); ++i) {
    if (compiled[i] == nullptr) continue;
    const operations::Stage last{[&, i](Row& row) {
                                   ++outcome.rows;
                                   sink(i, ResultRow(row));
                                   return true;
                                 },
                                 [] {}};
    stages[i] = start(*compiled[i], machine, last);
  }
  forEachRow(events, machine, [&](Row& row) {
    const Record& record = *row.record();
    for (const std::uint32_t i : index.candidates(record)) {
      stages[i].push(row);
      row.reset(record);
    }
    return true;
  });
  for (const operations::Stage& stage : stages)
    if (stage.finish) stage.finish();
  outcome.input = events.counts();
  outcome.complete = outcome.complete && outcome.input.complete && !machine.incomplete;
  return outcome;
}

}  // namespace quarry::engine
