#include "engine/operations/operation.h"

namespace quarry::engine::operations {

Operation limit(const ir::Limit& step, Compiler& /*compiler*/) {
  return [most = step.rows](Machine& /*machine*/, Stage next) {
    auto seen = std::make_shared<std::uint64_t>(0);
    return Stage{[most, seen, push = std::move(next.push)](Row& row) {
                   if (*seen >= most) return false;
                   return push(row) && ++*seen < most;
                 },
                 std::move(next.finish)};
  };
}

}  // namespace quarry::engine::operations
