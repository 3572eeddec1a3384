#include "quarry/ir/columns.h"

#include <functional>
#include <utility>

namespace quarry::ir {

Columns::Root Columns::make(Held column, Root below, Root over) {
  return std::make_shared<const Node>(Node{std::move(column), std::move(below), std::move(over)});
}

const Type* Columns::find(std::string_view name) const {
  const Node* node = root_.get();
  while (node != nullptr) {
    const int order = name.compare(node->column->name);
    if (order == 0) return &node->column->type;
    node = order < 0 ? node->below.get() : node->over.get();
  }
  return nullptr;
}

void Columns::set(std::string_view name, Type type) {
  root_ = with(root_, std::make_shared<const Column>(
                          Column{std::string(name), std::move(type), std::hash<std::string_view>{}(name)}));
}

void Columns::erase(std::string_view name) {
  if (contains(name)) root_ = without(root_, name);
}

Columns::Root Columns::with(const Root& root, const Held& column) {
  if (!root) return make(column, {}, {});
  const int order = column->name.compare(root->column->name);
  if (order == 0) return make(column, root->below, root->over);
  if (column->priority > root->column->priority) {
    auto [below, over] = split(root, column->name);
    return make(column, std::move(below), std::move(over));
  }
  if (order < 0) return make(root->column, with(root->below, column), root->over);
  return make(root->column, root->below, with(root->over, column));
}

// Of a name that is there.
Columns::Root Columns::without(const Root& root, std::string_view name) {
  const int order = name.compare(root->column->name);
  if (order == 0) return join(root->below, root->over);
  if (order < 0) return make(root->column, without(root->below, name), root->over);
  return make(root->column, root->below, without(root->over, name));
}

// What is before and what is after a name that is not there.
std::pair<Columns::Root, Columns::Root> Columns::split(const Root& root, std::string_view at) {
  if (!root) return {};
  if (at < root->column->name) {
    auto [below, over] = split(root->below, at);
    return {std::move(below), make(root->column, std::move(over), root->over)};
  }
  auto [below, over] = split(root->over, at);
  return {make(root->column, root->below, std::move(below)), std::move(over)};
}

Columns::Root Columns::join(const Root& below, const Root& over) {
  if (!below) return over;
  if (!over) return below;
  if (below->column->priority > over->column->priority)
    return make(below->column, below->below, join(below->over, over));
  return make(over->column, join(below, over->below), over->over);
}

}  // namespace quarry::ir
