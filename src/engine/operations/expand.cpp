// One row per element of an array.
#include "engine/operations/operation.h"

namespace quarry::engine::operations {

Operation expand(const ir::Expand& step, Compiler& compiler) {
  const NameId column = compiler.names().id(step.column);
  const auto path = std::make_shared<const Access>(compiler.access(step.path));
  return [column, path](Machine& /*machine*/, Stage next) {
    return Stage{[column, path, push = std::move(next.push)](Row& row) {
                   const Value all = row.get(*path);
                   const List* list = all.list();
                   if (list == nullptr) return true;
                   for (const Value& one : *list) {
                     if (!one.isPresent()) continue;
                     Row copy = row;
                     copy.set(column, one);
                     if (!push(copy)) return false;
                   }
                   return true;
                 },
                 std::move(next.finish)};
  };
}

}  // namespace quarry::engine::operations
