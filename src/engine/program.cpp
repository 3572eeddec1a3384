#include "engine/program.h"

#include "quarry/base/box.h"

namespace quarry::engine {

namespace {

void compileInto(CompiledPlan& made, Compiler& compiler) {
  const auto parts = ir::partsOf(std::as_const(made.plan.source));
  made.of.reserve(parts.size());
  for (const ir::Plan* part : parts) {
    made.of.push_back({*part, {}, {}, {}});
    compileInto(made.of.back(), compiler);
  }
  std::visit(base::overloaded{
                 [](const ir::Scan&) {},  // the events that are given are the source's
                 [](const ir::Union&) {},
                 [](const ir::Incoming&) {},
                 [&](const ir::Threshold& source) { made.correlation = operations::threshold(source, compiler); },
                 [&](const ir::Sequence& source) { made.correlation = operations::stages(source, compiler); },
             },
             made.plan.source);
  made.steps = operations::sequence(made.plan.steps, compiler);
}

}  // namespace

std::unique_ptr<CompiledPlan> compilePlan(const ir::Plan& plan, Shared& shared, Context& context) {
  const std::size_t before = context.report.size();
  auto made = std::make_unique<CompiledPlan>(CompiledPlan{plan, {}, {}, {}});
  Compiler compiler(shared.names, shared.fields, context);
  compileInto(*made, compiler);
  if (context.report.hasErrorsSince(before)) return nullptr;
  return made;
}

operations::Stage start(const CompiledPlan& plan, Machine& machine, operations::Stage last) {
  operations::Stage first = plan.steps(machine, std::move(last));
  if (plan.of.empty()) return first;
  // Each part sees every event; when all are done, so is what follows.
  auto parts = std::make_shared<std::vector<operations::Stage>>();
  std::function<void()> finish = first.finish;
  if (plan.correlation) {
    const operations::Gathering gathering = plan.correlation(machine, std::move(first));
    for (std::size_t i = 0; i < plan.of.size(); ++i) {
      const auto push = [gathering, i](Row& row) {
        gathering.push(i, row);
        return true;
      };
      parts->push_back(start(plan.of[i], machine, {push, [] {}}));
    }
    finish = gathering.finish;
  } else {
    for (const CompiledPlan& part : plan.of) parts->push_back(start(part, machine, {first.push, [] {}}));
  }
  return {[parts](Row& row) {
            bool wanted = false;
            for (const operations::Stage& part : *parts) {
              Row copy = row;
              wanted = part.push(copy) || wanted;
            }
            return wanted;
          },
          [parts, finish] {
            for (const operations::Stage& part : *parts) part.finish();
            finish();
          }};
}

}  // namespace quarry::engine
