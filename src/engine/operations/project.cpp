#include "engine/operations/operation.h"

namespace quarry::engine::operations {

namespace {

Operation keepOnly(const std::shared_ptr<const std::vector<Access>>& columns) {
  return [columns](Machine& /*machine*/, Stage next) {
    return Stage{[columns, push = std::move(next.push)](Row& row) {
                   std::vector<Value> values;
                   values.reserve(columns->size());
                   for (const Access& column : *columns) values.push_back(row.get(column));
                   row.clear();
                   for (std::size_t i = 0; i < values.size(); ++i)
                     if (!values[i].isMissing()) row.set((*columns)[i].name, std::move(values[i]));
                   return push(row);
                 },
                 std::move(next.finish)};
  };
}

Operation drop(const std::shared_ptr<const std::vector<Access>>& columns) {
  return [columns](Machine& /*machine*/, Stage next) {
    return Stage{[columns, push = std::move(next.push)](Row& row) {
                   for (const Access& column : *columns) row.set(column.name, {});
                   return push(row);
                 },
                 std::move(next.finish)};
  };
}

}  // namespace

Operation project(const ir::Project& step, Compiler& compiler) {
  auto columns = std::make_shared<std::vector<Access>>();
  for (const ir::FieldRef& column : step.columns) columns->push_back(compiler.access(column));
  return step.except ? drop(columns) : keepOnly(columns);
}

}  // namespace quarry::engine::operations
