#include "engine/path.h"

#include <algorithm>

namespace quarry::engine {

namespace {

bool from(const Value& value, const ir::Path& path, std::size_t at, FunctionRef<void(const Value&)> use) {
  if (at == path.size()) {
    use(value);
    return true;
  }
  const ir::PathSegment& segment = path[at];
  const Object* object = value.object();
  if (object == nullptr) return false;
  // A key that stands twice: the first counts.
  const auto found =
      std::find_if(object->begin(), object->end(), [&](const auto& m) { return m.first == segment.name; });
  if (found == object->end()) return false;
  if (!segment.each && !segment.index) return from(found->second, path, at + 1, use);
  const List* list = found->second.list();
  if (list == nullptr) return false;
  if (segment.index) return *segment.index < list->size() && from((*list)[*segment.index], path, at + 1, use);
  bool any = false;
  for (const Value& item : *list) any = from(item, path, at + 1, use) || any;
  return any;
}

bool isMany(const ir::Path& path) {
  return std::any_of(path.begin(), path.end(), [](const ir::PathSegment& s) { return s.each; });
}

}  // namespace

bool follow(const Value& root, const ir::Path& path, FunctionRef<void(const Value&)> use) {
  return from(root, path, 0, use);
}

Value readReading(const Value& root, const ir::Path& reading) {
  List many;
  Value single;
  const bool several = isMany(reading);
  const bool found = follow(root, reading, [&](const Value& value) {
    if (!several)
      single = value;
    else if (const List* list = value.list())
      many.insert(many.end(), list->begin(), list->end());
    else
      many.push_back(value);
  });
  if (!found) return {};
  return several ? Value(std::move(many)) : single;
}

Value readPath(const Value& root, const std::vector<ir::Path>& readings) {
  for (const ir::Path& reading : readings) {
    Value value = readReading(root, reading);
    if (!value.isMissing()) return value;
  }
  return {};
}

}  // namespace quarry::engine
