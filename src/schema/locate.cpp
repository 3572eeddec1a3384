#include "schema/locate.h"

#include <fmt/format.h>

#include <algorithm>

namespace quarry::schema {

namespace {

bool isBelow(std::string_view key, std::string_view node) {
  return key.size() > node.size() && key.starts_with(node) && key[node.size()] == '.';
}

// Whether the first `count` segments are the node; "**" stands for one segment or more.
bool isNode(const std::vector<std::string>& pattern, std::size_t at, const ir::Path& path, std::size_t from,
            std::size_t count) {
  if (at == pattern.size()) return from == count;
  if (from == count) return false;
  if (pattern[at] != "**") return pattern[at] == path[from].name && isNode(pattern, at + 1, path, from + 1, count);
  for (std::size_t next = from + 1; next <= count; ++next)
    if (isNode(pattern, at + 1, path, next, count)) return true;
  return false;
}

// A Sigma path names no arrays; where it crosses one, any of its elements is meant.
ir::Path withArrays(ir::Path path, const Family& family) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i].each || path[i].index) continue;
    path[i].each = std::any_of(family.arrays.begin(), family.arrays.end(),
                               [&](const auto& pattern) { return isNode(pattern, 0, path, 0, i + 1); });
  }
  return path;
}

// The path as one flat name, arrays marked as in rules. Targets spell the marks in their own way.
std::string flatName(const ir::Path& path) {
  std::string out;
  for (const ir::PathSegment& segment : path) {
    if (!out.empty()) out += '.';
    out += segment.name;
    if (segment.each) out += "[]";
    if (segment.index) out += fmt::format("[{}]", *segment.index);
  }
  return out;
}

std::string filled(std::string text, std::string_view hole, const std::string& with) {
  for (std::size_t at = text.find(hole); at != std::string::npos; at = text.find(hole, at + with.size()))
    text.replace(at, hole.size(), with);
  return text;
}

bool isPattern(const Place& place) { return !place.expression && place.name.find('{') != std::string::npos; }

// The column that an expression is read into: the rule's own name of the field, as far as it is one.
std::string columnName(const std::string& field) {
  std::string out;
  for (const char c : field)
    out += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
  return out.empty() || (out[0] >= '0' && out[0] <= '9') ? "q_" + out : out;
}

bool crossesArray(const ir::Path& path) {
  return std::any_of(path.begin(), path.end(), [](const ir::PathSegment& s) { return s.each; });
}

// Nothing that could end the text of an expression that the name is put into.
bool isPlainName(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_.-").find(c) != std::string_view::npos;
  });
}

// `below`: how many segments of the path the place itself stands for.
ir::PhysicalField physical(const Place& place, const ir::Path& path, std::size_t below, Platform platform) {
  ir::PhysicalField field;
  field.access = place.access;
  const ir::Path rest(path.begin() + static_cast<std::ptrdiff_t>(below), path.end());
  if (place.expression) {
    field.name = columnName(keyOf(path));
  } else if (place.access == ir::Access::column) {
    std::string pattern = place.name;
    // Of a container that is an array, one element was picked.
    if (below > 0 && path[below - 1].index)
      pattern = filled(std::move(pattern), "[].{rest}", fmt::format("[{}].{{rest}}", *path[below - 1].index));
    field.name = filled(filled(std::move(pattern), "{field}", flatName(path)), "{rest}", flatName(rest));
    // A KQL column has no dots in its name: what follows the first one reads into the column.
    if (platform == Platform::kql && isPattern(place) && (path.size() > 1 || path.front().each)) {
      field.name = path.front().name;
      field.access = ir::Access::dynamic;
      field.path.assign(path.begin() + 1, path.end());
      if (path.front().each) field.path.insert(field.path.begin(), {"", true, std::nullopt});
    }
    field.multiValue = isPattern(place) && crossesArray(path);
  } else {
    field.name = place.name;
    field.path = place.path;
    // The container may be an array itself: its column holds the elements.
    if (!rest.empty() && below > 0 && (path[below - 1].each || path[below - 1].index))
      field.path.push_back({"", path[below - 1].each, path[below - 1].index});
    field.path.insert(field.path.end(), rest.begin(), rest.end());
    field.multiValue = crossesArray(field.path);
  }
  field.tag = platform == Platform::cql && field.name.starts_with('#');
  return field;
}

void describe(ir::PhysicalField& field, const FieldMap* map, const Variant& variant) {
  field.evidence = variant.evidence;
  if (map == nullptr) return;
  field.type = map->type;
  field.caseRule = map->caseRule;
  field.alwaysPresent = map->alwaysPresent;
  field.multiValue = field.multiValue || map->multiValue;
  field.evidence = map->evidence;
}

ir::FieldRef reference(const std::string& name, ir::PhysicalField field) {
  return {ir::FieldRef::Kind::event, name, std::make_shared<const ir::PhysicalField>(std::move(field))};
}

// Nodes of the record that hold other fields have no value of their own where records are flattened.
bool isObject(const Family& family, const Variant& variant, const std::string& key) {
  const auto below = [&](const auto& entry) { return isBelow(entry.first, key); };
  return variant.containers.contains(key) || std::any_of(variant.fields.begin(), variant.fields.end(), below) ||
         std::any_of(variant.containers.begin(), variant.containers.end(), below) ||
         std::any_of(variant.unavailable.begin(), variant.unavailable.end(), below) ||
         std::any_of(family.arrays.begin(), family.arrays.end(),
                     [&](const auto& array) { return isBelow(fmt::format("{}", fmt::join(array, ".")), key); });
}

Located unavailable(std::string reason) {
  Located located;
  located.reason = std::move(reason);
  return located;
}

Located timeField(const Variant& variant, Platform platform, const std::string& name) {
  Located located;
  located.kind = Located::Kind::mapped;
  located.fields = {sourceField(variant, platform, variant.time, ir::TypeKind::time)};
  located.fields[0].name = name;
  return located;
}

// The family's own name for the field: a node may have another name, and a field as well.
std::string ownName(const Family& family, std::string key) {
  const std::pair<const std::string, std::string>* node = nullptr;
  for (const auto& entry : family.sameBelow)
    if (isBelow(key, entry.first) && (node == nullptr || entry.first.size() > node->first.size())) node = &entry;
  if (node != nullptr && !family.same.contains(key)) key.replace(0, node->first.size(), node->second);
  const auto same = family.same.find(key);
  return same == family.same.end() ? key : same->second;
}

// The path under the other name. Elements that were picked stay picked, counted from the end of both names.
ir::Path renamed(const ir::Path& path, const std::string& key) {
  ir::Path other = ir::parsePath(key);
  for (std::size_t back = 1; back <= std::min(path.size(), other.size()); ++back) {
    const ir::PathSegment& from = path[path.size() - back];
    ir::PathSegment& to = other[other.size() - back];
    to.each = from.each;
    to.index = from.index;
  }
  return other;
}

// A place and how much of the path it stands for.
struct Found {
  std::vector<Place> places;
  std::size_t below = 0;
  const FieldMap* map = nullptr;
  bool listed = true;
};

std::optional<Found> find(const Family& family, const Variant& variant, const std::string& key, ir::Path& path,
                          Use use) {
  const auto entry = variant.fields.find(key);
  const NamedContainer* container = containerOf(variant, key);
  Found found;
  if (entry != variant.fields.end()) {
    found.places = entry->second.places;
    found.map = &entry->second;
  }
  if (container != nullptr) {
    const auto& [name, inner] = *container;
    const std::size_t size = ir::parsePath(name).size();
    if (!inner.whole) found.below = size;
    if (found.places.empty()) found.places = inner.places;
    if (inner.flat) {
      ir::PathSegment rest;
      for (std::size_t i = size; i < path.size(); ++i) rest.name += (i > size ? "." : "") + path[i].name;
      path.resize(size);
      path.push_back(std::move(rest));
    }
  }
  if (found.map != nullptr && !found.map->byPattern) found.below = path.size();
  if (found.places.empty()) {
    if (!variant.rest || (use == Use::value && isObject(family, variant, key))) return std::nullopt;
    found.places = {*variant.rest};
    found.listed = false;
  }
  return found;
}

// Within an element a path is the path itself, on every platform: targets name the element in their own way.
Located withinElement(Located located, const ir::Path& relative, const std::string& name) {
  if (located.fields.empty()) return located;
  ir::PhysicalField field = *located.fields.front().physical;
  field.name = ir::print(relative);
  field.path = relative;
  field.access = ir::Access::dynamic;
  field.tag = false;
  field.multiValue = crossesArray(relative);
  field.alwaysPresent = false;
  located.fields = {reference(name, std::move(field))};
  return located;
}

}  // namespace

std::string keyOf(const ir::Path& path) {
  std::string out;
  for (const ir::PathSegment& segment : path) out += (out.empty() ? "" : ".") + segment.name;
  return out;
}

const NamedContainer* containerOf(const Variant& variant, const std::string& key) {
  const NamedContainer* longest = nullptr;
  for (const NamedContainer& entry : variant.containers)
    if (isBelow(key, entry.first) && (longest == nullptr || entry.first.size() > longest->first.size()))
      longest = &entry;
  return longest;
}

const std::string* reasonUnavailable(const Variant& variant, const std::string& key) {
  if (const auto exact = variant.unavailable.find(key); exact != variant.unavailable.end()) return &exact->second;
  for (const auto& [pattern, reason] : variant.unavailable) {
    if (!pattern.ends_with(".*")) continue;
    const std::string_view node = std::string_view(pattern).substr(0, pattern.size() - 2);
    if (isBelow(key, node)) return &reason;
  }
  return nullptr;
}

ir::FieldRef sourceField(const Variant& variant, Platform platform, const std::string& name, ir::TypeKind type) {
  ir::PhysicalField field;
  field.name = name;
  field.type = {type, {}};
  if (type == ir::TypeKind::text) field.caseRule = ir::CaseRule::oneSpelling;
  field.tag = platform == Platform::cql && name.starts_with('#');
  field.alwaysPresent = true;
  field.evidence = variant.evidence;
  return reference(name, std::move(field));
}

ir::FieldRef partField(const Variant& variant, Platform platform, const std::string& name, ir::TypeKind type) {
  ir::PhysicalField field;
  field.name = name;
  field.type = {type, {}};
  field.tag = platform == Platform::cql && name.starts_with('#');
  field.evidence = variant.evidence;
  // References are told apart by their names.
  return reference("`" + name + "`", std::move(field));
}

ir::FieldRef textField(const Variant& variant, const std::string& name) {
  ir::PhysicalField field;
  field.name = name;
  field.type = {ir::TypeKind::text, {}};
  field.evidence = variant.evidence;
  // The column that holds the whole record is no text: it is searched as what it prints as.
  if (variant.rest && variant.rest->name == name) field.access = variant.rest->access;
  return reference(name, std::move(field));
}

Located locate(const Family& family, const Variant& variant, Platform platform, const std::string& name,
               const std::string& element, Use use) {
  if (name == ir::kTimeField) return timeField(variant, platform, name);
  const ir::Path relative = ir::parsePath(name);
  ir::Path path = element.empty() ? relative : ir::parsePath(element + "." + name);
  const std::string written = keyOf(path);
  const std::string key = ownName(family, written);
  if (key == ir::kTimeField) return timeField(variant, platform, name);
  if (key != written) path = renamed(path, key);
  path = withArrays(std::move(path), family);
  if (!variant.fields.contains(key))
    if (const std::string* reason = reasonUnavailable(variant, key)) return unavailable(*reason);

  if (const auto entry = variant.fields.find(key); entry != variant.fields.end() && entry->second.constant) {
    Located located;
    located.kind = Located::Kind::constant;
    located.map = &entry->second;
    return located;
  }
  const auto found = find(family, variant, key, path, use);
  if (!found && !variant.closed.empty()) return unavailable(variant.closed);
  if (!found)
    return unavailable(isObject(family, variant, key)
                           ? "it holds other fields and has no value of its own here: name the field in it"
                           : fmt::format("nothing says where the source `{}` keeps it", variant.name));
  // A node of a flattened record, or a container itself, has no field.
  if (use == Use::value && found->map == nullptr && found->places.front().access == ir::Access::column &&
      isObject(family, variant, key))
    return unavailable("it holds other fields and has no value of its own here: name the field in it");
  if (platform == Platform::spl && element.empty() &&
      std::any_of(path.begin(), path.end(), [](const ir::PathSegment& s) { return s.index.has_value(); }))
    return unavailable(
        "Splunk joins the elements of an array and has no field for one of them: write `[]` for any of them");

  Located located;
  located.kind = found->listed ? Located::Kind::mapped : Located::Kind::unmapped;
  located.map = found->map;
  located.shape = found->map != nullptr ? found->map->shape : variant.restShape;
  const Place& first = found->places.front();
  if (first.expression && first.name.find("{field}") != std::string::npos && !isPlainName(flatName(path)))
    return unavailable("a name with such characters cannot be looked up in the event's data");
  if (first.expression) located.expression = filled(first.name, "{field}", flatName(path));
  for (const Place& place : found->places) {
    ir::PhysicalField field = physical(place, path, found->below, platform);
    describe(field, found->map, variant);
    // References are told apart by their names: the others get one that no rule writes.
    const std::string label = located.fields.empty() ? name : "`" + field.name + "`";
    located.fields.push_back(reference(label, std::move(field)));
  }
  if (element.empty()) return located;
  const std::size_t inner = path.size() - std::min(relative.size(), path.size());
  return withinElement(std::move(located), {path.begin() + static_cast<std::ptrdiff_t>(inner), path.end()}, name);
}

}  // namespace quarry::schema
