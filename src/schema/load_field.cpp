#include "schema/load_field.h"

#include <fmt/format.h>

namespace quarry::schema {

namespace {

namespace yaml = base::yaml;

std::optional<ir::Access> readAccess(const yaml::Node& node, Reader& reader) {
  return reader.oneOf<ir::Access>(
      node, "access",
      {{"column", ir::Access::column}, {"dynamic", ir::Access::dynamic}, {"json", ir::Access::jsonText}});
}

void readTraits(const yaml::Node& node, FieldMap& map, Reader& reader) {
  if (const auto kind = reader.oneOf<ir::TypeKind>(node, "type",
                                                   {{"any", ir::TypeKind::any},
                                                    {"text", ir::TypeKind::text},
                                                    {"number", ir::TypeKind::number},
                                                    {"boolean", ir::TypeKind::boolean},
                                                    {"time", ir::TypeKind::time},
                                                    {"ip", ir::TypeKind::ip}}))
    map.type = {*kind, {}};
  if (const auto rule = reader.oneOf<ir::CaseRule>(
          node, "case", {{"varies", ir::CaseRule::varies}, {"one-spelling", ir::CaseRule::oneSpelling}}))
    map.caseRule = *rule;
  if (map.caseRule == ir::CaseRule::varies && node.find("spelling") == nullptr) map.spelling = Spelling::any;
  if (const auto spelling = reader.oneOf<Spelling>(
          node, "spelling", {{"lower", Spelling::lower}, {"upper", Spelling::upper}, {"pascal", Spelling::pascal}}))
    map.spelling = *spelling;
  if ((map.caseRule == ir::CaseRule::oneSpelling) != (map.spelling != Spelling::any))
    reader.error(node, "`case: one-spelling` and `spelling` go together");
  if (const auto present = reader.oneOf<bool>(node, "present", {{"always", true}, {"sometimes", false}}))
    map.alwaysPresent = *present;
}

}  // namespace

std::string readEvidence(const yaml::Node& mapping, const Evidence& known, Reader& reader) {
  const std::string key = reader.optionalText(mapping, "evidence");
  if (key.empty()) return {};
  const auto found = known.find(key);
  if (found != known.end()) return found->second;
  reader.error(*mapping.find("evidence"), fmt::format("there is no evidence `{}`", key));
  return {};
}

std::optional<Confidence> readConfidence(const yaml::Node& mapping, Reader& reader) {
  return reader.oneOf<Confidence>(
      mapping, "confidence", {{"high", Confidence::high}, {"medium", Confidence::medium}, {"low", Confidence::low}});
}

Place readPlace(const yaml::Node& node, Reader& reader) {
  Place place;
  if (!node.isMapping()) {
    place.name = reader.text(node, "a place");
    return place;
  }
  place.name = reader.requiredText(node, "name");
  place.access = readAccess(node, reader).value_or(ir::Access::column);
  if (const std::string path = reader.optionalText(node, "path"); !path.empty()) place.path = ir::parsePath(path);
  if (!place.path.empty() && place.access == ir::Access::column)
    reader.error(node, "a path needs `access: dynamic` or `access: json`");
  return place;
}

FieldMap readFact(const yaml::Node& node, const Evidence& evidence, Reader& reader) {
  FieldMap map;
  if (!reader.mapping(node, "a field", {"type", "case", "spelling", "present", "evidence"})) return map;
  readTraits(node, map, reader);
  map.evidence = readEvidence(node, evidence, reader);
  if (map.evidence.empty()) reader.error(node, "the field has no evidence");
  return map;
}

FieldMap readField(const yaml::Node& node, FieldMap fact, const Evidence& evidence, Reader& reader) {
  FieldMap map = std::move(fact);
  map.evidence.clear();
  if (!node.isMapping()) {
    map.places = {readPlace(node, reader)};
    return map;
  }
  reader.mapping(node, "a field",
                 {"name", "access", "path", "type", "case", "spelling", "present", "multi", "values", "absent", "also",
                  "note", "evidence", "confidence"});
  readTraits(node, map, reader);
  map.places = {readPlace(node, reader)};
  if (const yaml::Node* also = node.find("also")) {
    if (!also->isSequence()) reader.error(*also, "`also` is a list of places");
    for (const yaml::Node& item : also->items) map.places.push_back(readPlace(item, reader));
  }
  map.multiValue = reader.flag(node, "multi");
  map.absent = reader.texts(node, "absent");
  if (!map.absent.empty()) map.alwaysPresent = false;
  if (const yaml::Node* values = node.find("values"); values != nullptr && reader.anyMapping(*values, "`values`"))
    for (const yaml::Entry& entry : values->entries)
      map.values[entry.key.text] = reader.textsOf(entry.value, "the values stored");
  map.note = reader.optionalText(node, "note");
  map.evidence = readEvidence(node, evidence, reader);
  if (const auto own = readConfidence(node, reader)) map.confidence = *own;
  return map;
}

}  // namespace quarry::schema
