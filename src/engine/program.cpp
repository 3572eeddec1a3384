#include "engine/program.h"

#include "quarry/base/box.h"

namespace quarry::engine {

namespace {

void compileInto(CompiledPlan& made, Compiler& compiler) {
  std::visit(base::overloaded{
                 [](const ir::Scan&) {},  // the events that are given are the source's
                 [&](const ir::Union& all) {
                   made.of.reserve(all.of.size());
                   for (const ir::Plan& part : all.of) {
                     made.of.push_back({part, {}, {}});
                     compileInto(made.of.back(), compiler);
                   }
                 },
                 [](const ir::Incoming&) {},
             },
             made.plan.source);
  made.steps = operations::sequence(made.plan.steps, compiler);
}

}  // namespace

std::unique_ptr<CompiledPlan> compilePlan(const ir::Plan& plan, Shared& shared, Context& context) {
  const std::size_t before = context.report.size();
  auto made = std::make_unique<CompiledPlan>(CompiledPlan{plan, {}, {}});
  Compiler compiler(shared.names, shared.fields, context);
  compileInto(*made, compiler);
  if (context.report.hasErrorsSince(before)) return nullptr;
  return made;
}

operations::Stage start(const CompiledPlan& plan, Machine& machine, operations::Stage last) {
  operations::Stage first = plan.steps(machine, std::move(last));
  if (plan.of.empty()) return first;
  // Each plan of the union sees every event; when all are done, so is what follows.
  auto parts = std::make_shared<std::vector<operations::Stage>>();
  for (const CompiledPlan& part : plan.of) parts->push_back(start(part, machine, {first.push, [] {}}));
  return {[parts](Row& row) {
            bool wanted = false;
            for (const operations::Stage& part : *parts) {
              Row copy = row;
              wanted = part.push(copy) || wanted;
            }
            return wanted;
          },
          [parts, finish = first.finish] {
            for (const operations::Stage& part : *parts) part.finish();
            finish();
          }};
}

}  // namespace quarry::engine
