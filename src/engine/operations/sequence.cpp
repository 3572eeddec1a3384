#include "engine/operations/operation.h"
#include "quarry/base/box.h"

namespace quarry::engine::operations {

Operation sequence(const std::vector<ir::Step>& steps, Compiler& compiler) {
  std::vector<Operation> all;
  all.reserve(steps.size());
  for (const ir::Step& step : steps)
    all.push_back(std::visit(base::overloaded{
                                 [&](const ir::Filter& node) { return filter(node, compiler); },
                                 [&](const ir::Extend& node) { return extend(node, compiler); },
                                 [&](const ir::Expand& node) { return expand(node, compiler); },
                                 [&](const ir::Branch& node) { return branch(node, compiler); },
                                 [&](const ir::Group& node) { return group(node, compiler); },
                                 [&](const ir::Project& node) { return project(node, compiler); },
                                 [&](const ir::Sort& node) { return sort(node, compiler); },
                                 [&](const ir::Limit& node) { return limit(node, compiler); },
                                 [&](const ir::Apply& node) {
                                   compiler.refuse(node, step.origin);
                                   return Operation([](Machine&, Stage next) { return next; });
                                 },
                             },
                             step.node));
  return [all](Machine& machine, Stage next) {
    // clang 14 cannot read the views of libstdc++ 12. NOLINTNEXTLINE(modernize-loop-convert)
    for (auto operation = all.rbegin(); operation != all.rend(); ++operation)
      next = (*operation)(machine, std::move(next));
    return next;
  };
}

}  // namespace quarry::engine::operations
