#include "carry/row.h"

#include <algorithm>

namespace quarry::carry {

using engine::Value;

Row::Node& Row::Node::member(const std::string& name) {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& one) { return one.name == name; });
  if (found != members.end()) return found->node;
  return members.emplace_back(Member{name, {}}).node;
}

Row::Node& Row::Node::item(std::size_t index) {
  if (items.size() <= index) items.resize(index + 1);
  return items[index];
}

Value Row::Node::value() const {
  if (!members.empty()) {
    engine::Object object;
    for (const auto& [name, node] : members) object.emplace_back(name, node.value());
    return object;
  }
  if (!items.empty()) {
    engine::List list;
    for (const Node& node : items) list.push_back(node.value());
    return list;
  }
  return leaf.isMissing() ? Value(engine::Null{}) : leaf;
}

const Row::Column* Row::find(const std::string& column) const {
  const auto found =
      std::find_if(columns_.begin(), columns_.end(), [&](const Column& one) { return one.name == column; });
  return found == columns_.end() ? nullptr : &*found;
}

Row::Column& Row::at(const std::string& column) {
  if (const Column* known = find(column)) return columns_[static_cast<std::size_t>(known - columns_.data())];
  columns_.push_back({column, {}});
  return columns_.back();
}

std::string Row::text(const std::string& column) const {
  const Column* found = find(column);
  if (found == nullptr) return {};
  return engine::textOf(found->node.value()).value_or("");
}

bool Row::set(const std::string& column, Value value) {
  if (has(column)) return text(column) == engine::textOf(value).value_or("");
  at(column).node.leaf = std::move(value);
  return true;
}

void Row::add(const std::string& column, Value value) {
  Node& node = at(column).node;
  if (node.items.empty() && node.leaf.isMissing()) {
    node.leaf = std::move(value);
    return;
  }
  if (node.items.empty()) node.item(0).leaf = std::exchange(node.leaf, Value());
  node.item(node.items.size()).leaf = std::move(value);
}

void Row::append(const std::string& column, const std::string& text, const std::string& separator) {
  at(column).appended = true;
  Node& node = at(column).node;
  const std::string before = engine::textOf(node.leaf).value_or("");
  node.leaf = before.empty() ? text : before + separator + text;
}

bool Row::isText(const std::string& column) const {
  const Column* found = find(column);
  return found != nullptr && found->appended;
}

void Row::into(const std::string& column, const ir::Path& path, Value value, bool asText) {
  Column& whole = at(column);
  whole.asText = asText;
  Node* node = &whole.node;
  for (const ir::PathSegment& segment : path) {
    if (!segment.name.empty()) node = &node->member(segment.name);
    if (segment.index) node = &node->item(*segment.index);
  }
  node->leaf = std::move(value);
}

engine::Object Row::object() const {
  engine::Object out;
  for (const Column& column : columns_) {
    Value value = column.node.value();
    if (column.asText && (value.object() != nullptr || value.list() != nullptr)) value = engine::toJson(value);
    out.emplace_back(column.name, std::move(value));
  }
  return out;
}

}  // namespace quarry::carry
