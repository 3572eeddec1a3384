#include "schema/load_field.h"

#include <fmt/format.h>

#include <algorithm>

namespace quarry::schema {

namespace {

namespace yaml = base::yaml;

enum class Kept { column, dynamic, json, expression };

void readAccess(const yaml::Node& node, Place& place, Reader& reader) {
  const auto kept = reader.oneOf<Kept>(
      node, "access",
      {{"column", Kept::column}, {"dynamic", Kept::dynamic}, {"json", Kept::json}, {"expression", Kept::expression}});
  place.access = kept == Kept::dynamic ? ir::Access::dynamic
                 : kept == Kept::json  ? ir::Access::jsonText
                                       : ir::Access::column;
  place.expression = kept == Kept::expression;
}

void readParts(const yaml::Node& node, Place& place, Reader& reader) {
  const yaml::Node* parts = node.find("parts");
  if (parts == nullptr || !reader.anyMapping(*parts, "`parts`")) return;
  for (const yaml::Entry& entry : parts->entries) place.parts[entry.key.text] = reader.text(entry.value, "a part");
}

// {field: [value, …]}
void readWhen(const yaml::Node& node, Place& place, Reader& reader) {
  const yaml::Node* when = node.find("when");
  if (when == nullptr) return;
  if (!when->isMapping() || when->entries.size() != 1) {
    reader.error(*when, "`when` of a place is a field and its values");
    return;
  }
  const auto& [field, values] = when->entries[0];
  place.when = {field.text, reader.textsOf(values, fmt::format("what `{}` must be", field.text))};
}

// The parts that a shape cannot do without, and those that it may have.
struct ShapeWord {
  std::string_view word;
  Shape shape;
  std::vector<std::string_view> needs, may;
};

const std::vector<ShapeWord>& shapeWords() {
  static const std::vector<ShapeWord> words = {
      {"device-path", Shape::devicePath, {}, {"file"}},
      {"file-name", Shape::fileName, {}, {}},
      {"path", Shape::path, {"file"}, {}},
      {"registry-path", Shape::registryPath, {}, {"value"}},
      {"registry-data", Shape::registryData, {"type"}, {"number"}},
      {"hashes", Shape::hashes, {}, {"md5", "sha1", "sha256", "imphash"}},
      {"account", Shape::account, {}, {"domain", "sid"}},
      {"decimal", Shape::decimal, {}, {}},
      {"hexadecimal", Shape::hexadecimal, {}, {}},
      {"address", Shape::address, {"v6"}, {}},
      {"domain", Shape::domain, {}, {}},
      {"within", Shape::within, {}, {"key"}},
      {"element", Shape::element, {}, {"element", "attribute"}},
      {"markup", Shape::markup, {}, {}},
      {"markup-only", Shape::markupOnly, {}, {}},
      {"object", Shape::object, {}, {}},
      {"segment", Shape::segment, {}, {"after"}},
  };
  return words;
}

void readShape(const yaml::Node& node, FieldMap& map, Reader& reader) {
  map.shape = readShapeWord(node, reader);
  if (const auto hives = reader.oneOf<Hives>(
          node, "hives", {{"sysmon", Hives::sysmon}, {"kernel", Hives::kernel}, {"defender", Hives::defender}}))
    map.hives = *hives;
  const auto word = std::find_if(shapeWords().begin(), shapeWords().end(),
                                 [&](const ShapeWord& one) { return one.shape == map.shape; });
  for (const Place& place : map.places) {
    if (word == shapeWords().end()) {
      // A path that is kept as it is may have its file's name in a column as well.
      for (const auto& [part, name] : place.parts)
        if (part != "file") reader.error(node, "`parts` other than `file` belong to a `shape`");
      continue;
    }
    for (const std::string_view need : word->needs)
      if (!place.parts.contains(std::string(need)))
        reader.error(node, fmt::format("the shape `{}` needs the part `{}`", word->word, need));
    for (const auto& [part, name] : place.parts)
      if (std::find(word->needs.begin(), word->needs.end(), part) == word->needs.end() &&
          std::find(word->may.begin(), word->may.end(), part) == word->may.end())
        reader.error(node, fmt::format("the shape `{}` has no part `{}`", word->word, part));
  }
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

Shape readShapeWord(const yaml::Node& node, Reader& reader) {
  const yaml::Node* shape = node.find("shape");
  if (shape == nullptr) return Shape::plain;
  std::string known;
  for (const ShapeWord& one : shapeWords()) {
    if (shape->text == one.word) return one.shape;
    known += (known.empty() ? "" : ", ") + std::string(one.word);
  }
  reader.error(*shape, "`shape` is one of " + known);
  return Shape::plain;
}

std::string_view name(Shape shape) {
  for (const ShapeWord& one : shapeWords())
    if (one.shape == shape) return one.word;
  return "plain";
}

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
  readAccess(node, place, reader);
  readParts(node, place, reader);
  readWhen(node, place, reader);
  if (const std::string path = reader.optionalText(node, "path"); !path.empty()) place.path = ir::parsePath(path);
  if (!place.path.empty() && place.access == ir::Access::column)
    reader.error(node, "a path needs `access: dynamic` or `access: json`");
  return place;
}

std::vector<Place> readPlaces(const yaml::Node& node, Reader& reader) {
  std::vector<Place> places = {readPlace(node, reader)};
  const yaml::Node* also = node.find("also");
  if (also == nullptr) return places;
  if (!also->isSequence()) reader.error(*also, "`also` is a list of places");
  for (const yaml::Node& item : also->items) places.push_back(readPlace(item, reader));
  return places;
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
                 {"name", "access", "path", "parts", "when", "type", "case", "spelling", "present", "multi", "values",
                  "absent", "also", "shape", "hives", "constant", "note", "evidence", "confidence"});
  readTraits(node, map, reader);
  if (const std::string constant = reader.optionalText(node, "constant"); !constant.empty())
    map.constant = constant;
  else
    map.places = readPlaces(node, reader);
  readShape(node, map, reader);
  map.multiValue = reader.flag(node, "multi");
  map.absent = reader.texts(node, "absent");
  if (!map.absent.empty()) map.alwaysPresent = false;
  if (const yaml::Node* values = node.find("values"); values != nullptr && reader.anyMapping(*values, "`values`"))
    for (const yaml::Entry& entry : values->entries)
      map.values[entry.key.text] = reader.textsOf(entry.value, fmt::format("what is stored for `{}`", entry.key.text));
  map.note = reader.optionalText(node, "note");
  map.evidence = readEvidence(node, evidence, reader);
  if (const auto own = readConfidence(node, reader)) map.confidence = *own;
  return map;
}

}  // namespace quarry::schema
