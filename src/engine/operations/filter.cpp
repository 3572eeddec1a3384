#include "engine/operations/operation.h"
#include "engine/predicate.h"

namespace quarry::engine::operations {

Operation filter(const ir::Filter& step, Compiler& compiler) {
  const auto where = std::make_shared<const Predicate>(compile(step.where, compiler));
  return [where](Machine& machine, Stage next) {
    return Stage{
        [where, &machine, push = std::move(next.push)](Row& row) { return !holds(*where, row, machine) || push(row); },
        std::move(next.finish)};
  };
}

}  // namespace quarry::engine::operations
