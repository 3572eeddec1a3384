#include "engine/expression.h"
#include "engine/operations/operation.h"

namespace quarry::engine::operations {

Operation extend(const ir::Extend& step, Compiler& compiler) {
  struct Column {
    NameId name;
    Expression value;
  };
  auto columns = std::make_shared<std::vector<Column>>();
  for (const ir::Assignment& column : step.columns)
    columns->push_back({compiler.names().id(column.name), compile(column.value, compiler)});
  return [columns](Machine& machine, Stage next) {
    return Stage{[columns, &machine, push = std::move(next.push)](Row& row) {
                   for (const Column& column : *columns) row.set(column.name, evaluate(column.value, row, machine));
                   return push(row);
                 },
                 std::move(next.finish)};
  };
}

}  // namespace quarry::engine::operations
