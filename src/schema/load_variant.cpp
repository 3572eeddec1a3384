#include "schema/load_variant.h"

#include <fmt/format.h>

#include "schema/locate.h"

namespace quarry::schema {

namespace {

namespace yaml = base::yaml;

void readWhen(const yaml::Node& node, bool one, Variant& variant, Reader& reader) {
  const yaml::Node* when = node.find("when");
  if (when == nullptr) {
    if (!one) reader.error(node, "one of several variants says `when` it is meant");
    return;
  }
  if (!when->isMapping() || when->entries.empty()) {
    reader.error(*when, "`when` is settings and their values");
    return;
  }
  for (const yaml::Entry& entry : when->entries)
    variant.when[entry.key.text] = reader.text(entry.value, "the setting's value");
}

void readTable(const yaml::Node& node, Platform platform, Variant& variant, Reader& reader) {
  const yaml::Node* table = node.find("table");
  // On SPL it is a data model, which few have.
  if (platform == Platform::kql ? table == nullptr : platform == Platform::cql && table != nullptr)
    reader.error(node, "a source on KQL has a `table`, one on SPL may have, and one on CQL has none");
  if (table == nullptr) return;
  if (!table->isMapping()) {
    variant.table.value = reader.text(*table, "`table`");
    return;
  }
  reader.mapping(*table, "`table`", {"setting", "default"});
  variant.table = {reader.requiredText(*table, "setting"), reader.requiredText(*table, "default")};
}

void readRestriction(const yaml::Node& node, Variant& variant, Reader& reader) {
  const yaml::Node* restriction = node.find("restriction");
  // A table may hold one source only; anywhere else a query without a restriction would read everything.
  if (restriction == nullptr) {
    if (variant.table.value.empty()) reader.error(node, "`restriction` is not given");
    return;
  }
  if (!restriction->isSequence() || restriction->items.empty()) {
    reader.error(*restriction, "`restriction` is a list of tests");
    return;
  }
  bool fixed = !variant.table.value.empty();
  for (const yaml::Node& item : restriction->items) {
    if (!reader.mapping(item, "a test", {"field", "values", "setting", "assumed", "optional", "number"})) continue;
    Restriction test{reader.requiredText(item, "field"),   reader.texts(item, "values"),
                     reader.optionalText(item, "setting"), reader.flag(item, "assumed"),
                     reader.flag(item, "optional"),        reader.flag(item, "number")};
    if (test.values.empty() && test.setting.empty()) reader.error(item, "a test needs `values` or a `setting`");
    fixed = fixed || !test.values.empty();
    variant.restriction.push_back(std::move(test));
  }
  if (!fixed) reader.error(*restriction, "no test of the restriction holds without a setting");
}

void readKeywords(const yaml::Node& node, Platform platform, Variant& variant, Reader& reader) {
  const yaml::Node* keywords = node.find("keywords");
  if (keywords == nullptr) {
    reader.error(node, "`keywords` is not given");
  } else if (keywords->isMapping()) {
    reader.mapping(*keywords, "`keywords`", {"unavailable"});
    variant.noKeywords = reader.requiredText(*keywords, "unavailable");
  } else if (keywords->isScalar()) {
    if (keywords->text != "raw" || platform == Platform::kql)
      reader.error(*keywords,
                   "`keywords` is a list of columns, {unavailable: why}, or, where events have a raw text, raw");
  } else {
    variant.keywords = reader.textsOf(*keywords, "`keywords`");
  }
}

void readUnavailable(const yaml::Node& owner, std::map<std::string, std::string>& into, Reader& reader) {
  const yaml::Node* node = owner.find("unavailable");
  if (node == nullptr || !reader.anyMapping(*node, "`unavailable`")) return;
  for (const yaml::Entry& entry : node->entries) into[entry.key.text] = reader.text(entry.value, "the reason");
}

void readContainers(const yaml::Node& node, const Common& common, Variant& variant, Reader& reader) {
  if (const yaml::Node* containers = node.find("containers");
      containers != nullptr && reader.anyMapping(*containers, "`containers`"))
    for (const yaml::Entry& entry : containers->entries) {
      const auto known = common.containers.find(entry.key.text);
      if (known == common.containers.end()) {
        reader.error(entry.key, fmt::format("the family has no container `{}`", entry.key.text));
        continue;
      }
      if (entry.value.isMapping()) reader.mapping(entry.value, "a container", {"name", "access", "path", "also"});
      variant.containers[entry.key.text] = {readPlaces(entry.value, reader), known->second, false};
    }
  // A container that is not mentioned is kept as everything else is. Only an open pattern can say where.
  for (const auto& [name, flat] : common.containers) {
    if (variant.containers.contains(name) || !variant.rest || variant.unavailable.contains(name + ".*")) continue;
    variant.containers[name] = {{*variant.rest}, flat, true};
  }
}

// Where the field is if the variant does not mention it; empty if nothing says.
std::vector<Place> placesByPattern(const std::string& name, const Variant& variant) {
  if (const NamedContainer* container = containerOf(variant, name)) return container->second.places;
  // A KQL table has the columns it has: there a pattern is only a guess.
  if (variant.rest &&
      (variant.table.value.empty() || variant.rest->access != ir::Access::column || variant.rest->expression))
    return {*variant.rest};
  return {};
}

void readFields(const yaml::Node& node, const Common& common, Variant& variant, Reader& reader) {
  if (const yaml::Node* fields = node.find("fields"); fields != nullptr && reader.anyMapping(*fields, "`fields`"))
    for (const yaml::Entry& entry : fields->entries) {
      const auto fact = common.facts.find(entry.key.text);
      FieldMap start = fact == common.facts.end() ? FieldMap{} : fact->second;
      start.confidence = variant.confidence;
      FieldMap map = readField(entry.value, std::move(start), common.evidence, reader);
      if (map.evidence.empty()) map.evidence = variant.evidence;
      variant.fields[entry.key.text] = std::move(map);
    }
  for (const auto& [name, fact] : common.facts) {
    if (variant.fields.contains(name) || reasonUnavailable(variant, name)) continue;
    std::vector<Place> places = placesByPattern(name, variant);
    // A table of the workspace's own is assumed to have all columns of the family.
    const bool ownTable = !variant.table.setting.empty();
    if (places.empty() && !variant.closed.empty()) continue;
    if (places.empty() && !(ownTable && variant.rest)) {
      reader.error(node, fmt::format("nothing says where `{}` is", name));
      continue;
    }
    FieldMap map = fact;
    const bool listed = !places.empty();
    map.places = listed ? std::move(places) : std::vector{*variant.rest};
    map.byPattern = true;
    if (!listed || !containerOf(variant, name)) map.shape = variant.restShape;
    map.evidence = variant.evidence;
    map.confidence = variant.confidence;
    variant.fields[name] = std::move(map);
  }
}

}  // namespace

Parameters readParameters(const yaml::Node& node, Reader& reader) {
  Parameters out;
  if (!reader.anyMapping(node, "`with`")) return out;
  for (const yaml::Entry& entry : node.entries)
    out[entry.key.text] = entry.value.isSequence() ? reader.textsOf(entry.value, "a parameter")
                                                   : std::vector{reader.text(entry.value, "a parameter")};
  return out;
}

Variant readVariant(const yaml::Node& node, Platform platform, const Common& common, bool one, Reader& reader) {
  Variant variant;
  if (!reader.mapping(node, "a variant",
                      {"variant", "title", "when", "table", "restriction", "time", "ingest", "keywords", "evidence",
                       "confidence", "rest", "fields", "containers", "unavailable", "assume", "with", "asked"}))
    return variant;
  variant.name = reader.requiredText(node, "variant");
  variant.title = reader.requiredText(node, "title");
  readWhen(node, one, variant, reader);
  variant.asked = reader.flag(node, "asked");
  if (variant.asked && variant.when.empty()) reader.error(node, "what is only taken if asked for says `when`");
  readTable(node, platform, variant, reader);
  readRestriction(node, variant, reader);
  variant.time = reader.requiredText(node, "time");
  variant.ingest = reader.optionalText(node, "ingest");
  readKeywords(node, platform, variant, reader);
  variant.evidence = readEvidence(node, common.evidence, reader);
  if (variant.evidence.empty()) reader.error(node, "the variant has no evidence");
  const auto confidence = readConfidence(node, reader);
  if (!confidence) reader.error(node, "`confidence` is not given");
  variant.confidence = confidence.value_or(Confidence::low);
  if (const yaml::Node* rest = node.find("rest")) {
    if (rest->find("unavailable") != nullptr) {
      reader.mapping(*rest, "`rest`", {"unavailable"});
      variant.closed = reader.requiredText(*rest, "unavailable");
    } else {
      if (rest->isMapping()) reader.mapping(*rest, "`rest`", {"name", "access", "path", "shape"});
      variant.rest = readPlace(*rest, reader);
      variant.restShape = readShapeWord(*rest, reader);
    }
  }
  if (const yaml::Node* with = node.find("with")) variant.with = readParameters(*with, reader);
  readUnavailable(node, variant.unavailable, reader);
  for (const auto& [field, reason] : common.unavailable) variant.unavailable.emplace(field, reason);
  readContainers(node, common, variant, reader);
  readFields(node, common, variant, reader);
  variant.assume = reader.texts(node, "assume");
  return variant;
}

}  // namespace quarry::schema
