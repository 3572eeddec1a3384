// Ordered alternatives on a copy of the row: the first that emits wins.
#include "engine/operations/operation.h"

namespace quarry::engine::operations {

Operation branch(const ir::Branch& step, Compiler& compiler) {
  std::vector<Operation> arms;
  for (const std::vector<ir::Step>& arm : step.arms) arms.push_back(sequence(arm, compiler));
  return [arms](Machine& machine, Stage next) {
    // What an arm emits is collected, so that the next is tried only if there is nothing.
    auto emitted = std::make_shared<std::vector<Row>>();
    auto stages = std::make_shared<std::vector<Stage>>();
    for (const Operation& arm : arms)
      stages->push_back(arm(machine, {[emitted](Row& row) {
                                        emitted->push_back(row);
                                        return true;
                                      },
                                      [] {}}));
    return Stage{[emitted, stages, push = std::move(next.push)](Row& row) {
                   for (const Stage& arm : *stages) {
                     emitted->clear();
                     Row copy = row;
                     arm.push(copy);
                     if (emitted->empty()) continue;
                     std::vector<Row> rows = std::move(*emitted);
                     for (Row& one : rows)
                       if (!push(one)) return false;
                     return true;
                   }
                   return true;
                 },
                 std::move(next.finish)};
  };
}

}  // namespace quarry::engine::operations
