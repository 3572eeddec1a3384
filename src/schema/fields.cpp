#include "schema/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes.h"

namespace quarry::schema {

namespace {

std::string withoutMarks(const std::string& name) {
  std::string plain;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.compare(i, 2, "[]") == 0) ++i;
    else plain += name[i];
  }
  return plain;
}

bool isBelow(const std::string& name, const std::string& prefix) {
  return prefix.empty() || name == prefix || (name.starts_with(prefix) && (name[prefix.size()] == '.' || name[prefix.size()] == '['));
}

}  // namespace

// A Sigma path does not say where arrays are; the record does.
std::string FieldMap::withArrays(const std::string& name) const {
  if (name.find("[") != std::string::npos) return name;
  std::string out;
  std::string sofar;
  for (const ir::PathSegment& segment : ir::parsePath(name)) {
    const std::string piece = ir::print(ir::Path{segment});
    sofar += (sofar.empty() ? "" : ".") + piece;
    out += (out.empty() ? "" : ".") + piece;
    if (std::find(family_.arrays.begin(), family_.arrays.end(), sofar) != family_.arrays.end()) out += "[]";
  }
  return out;
}

FieldEntry FieldMap::find(const std::string& name, const base::Origin& origin) {
  if (name == ir::kTimeField) return variant_.time;
  const std::string plain = withoutMarks(name);
  const auto known = variant_.fields.find(plain);
  if (known != variant_.fields.end()) {
    FieldEntry entry = known->second;
    if (const std::string path = withArrays(name); path.find("[]") != std::string::npos) entry.field.multiValue = true;
    return entry;
  }
  for (const auto& [field, why] : variant_.unavailable) {
    if (!isBelow(plain, field)) continue;
    if (reported_.insert(name).second)
      report_.add(codes::unavailableField, origin.primary(), fmt::format("{} has no `{}`: {}", schema::name(platform_), name, why))
          .note("a required test left out would widen the rule, an alternative left out would narrow it");
    break;
  }
  return fallback(name, origin);
}

FieldEntry FieldMap::fallback(const std::string& name, const base::Origin& origin) {
  const std::string path = withArrays(name);
  const DefaultEntry* best = nullptr;
  for (const DefaultEntry& entry : variant_.defaults)
    if (isBelow(path, entry.prefix) && (best == nullptr || entry.prefix.size() > best->prefix.size())) best = &entry;
  FieldEntry found;
  found.field.type = {ir::TypeKind::text, {}};
  found.field.multiValue = path.find("[]") != std::string::npos;
  found.field.name = path;
  if (best != nullptr) {
    found.field.access = best->access;
    found.field.evidence = best->evidence;
    if (best->access == ir::Access::column) {
      found.field.name = best->name;
      const std::size_t hole = found.field.name.find("{field}");
      if (hole != std::string::npos) found.field.name.replace(hole, 7, path);
    } else {
      found.field.name = best->name;
      found.field.path = ir::parsePath(path.size() > best->prefix.size() ? std::string_view(path).substr(best->prefix.size() + (best->prefix.empty() ? 0 : 1)) : "");
      if (path.size() <= best->prefix.size()) found.field.path.clear();
    }
  }
  if (!found.field.evidence.empty() || !reported_.insert(name).second) return found;
  const base::DiagnosticDef& def = settings_.strict ? codes::unmappedStrict : codes::unmappedField;
  auto& finding = report_.add(def, origin.primary(), fmt::format("`{}` has no mapping on {} and is used as `{}`", name, schema::name(platform_), found.field.name));
  if (settings_.strict) finding.note("without `--strict` this is a warning");
  return found;
}

}  // namespace quarry::schema
