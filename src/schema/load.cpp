#include "schema/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quarry/base/numeral.h"
#include "quarry/base/report.h"
#include "schema/choose.h"
#include "schema/load_shared.h"
#include "schema/load_variant.h"

namespace quarry::schema {

namespace {

namespace yaml = base::yaml;

std::vector<std::string> splitPath(const std::string& text) {
  std::vector<std::string> out;
  for (const ir::PathSegment& segment : ir::parsePath(text)) out.push_back(segment.name);
  return out;
}

void readServes(const yaml::Node& root, Family& family, Reader& reader) {
  const yaml::Node* serves = root.find("serves");
  if (serves == nullptr || !serves->isSequence() || serves->items.empty()) {
    reader.error(root, "`serves` is a list of log sources");
    return;
  }
  for (const yaml::Node& item : serves->items) {
    if (!reader.mapping(item, "a log source", {"product", "category", "service", "with"})) continue;
    Serves serving{reader.optionalText(item, "product"),
                   reader.optionalText(item, "category"),
                   reader.optionalText(item, "service"),
                   {}};
    if (serving.names({})) reader.error(item, "a log source names something");
    if (const yaml::Node* with = item.find("with")) serving.with = readParameters(*with, reader);
    family.serves.push_back(std::move(serving));
  }
}

// `name: {same: own}`, or `node.*: {same: own.*}` for all that is below a node.
void readSame(const yaml::Node& name, const yaml::Node& same, Family& family, Reader& reader) {
  constexpr std::string_view kBelow = ".*";
  const std::string own = reader.text(same, "`same`");
  const bool below = name.text.ends_with(kBelow);
  if (below != own.ends_with(kBelow)) reader.error(same, "both names end in `.*`, or neither");
  if (below)
    family.sameBelow[name.text.substr(0, name.text.size() - kBelow.size())] = own.substr(0, own.size() - kBelow.size());
  else
    family.same[name.text] = own;
}

void readFacts(const yaml::Node& root, Common& common, Family& family, Reader& reader) {
  const yaml::Node* fields = root.find("fields");
  if (fields == nullptr || !reader.anyMapping(*fields, "`fields`")) return;
  for (const yaml::Entry& entry : fields->entries) {
    if (const yaml::Node* same = entry.value.find("same")) {
      reader.mapping(entry.value, "another name", {"same"});
      readSame(entry.key, *same, family, reader);
    } else {
      common.facts[entry.key.text] = readFact(entry.value, common.evidence, reader);
    }
  }
  for (const auto& [name, own] : family.same)
    if (own != ir::kTimeField && !common.facts.contains(own))
      reader.error(*fields, fmt::format("`{}` stands for `{}`, which is no field", name, own));
  for (const auto& [name, own] : family.sameBelow)
    if (!common.containers.contains(own))
      reader.error(*fields, fmt::format("`{}.*` stands for `{}.*`, which is no container", name, own));
}

void readContainers(const yaml::Node& root, Common& common, Reader& reader) {
  const yaml::Node* containers = root.find("containers");
  if (containers == nullptr) return;
  if (!containers->isSequence()) reader.error(*containers, "`containers` is a list");
  for (const yaml::Node& item : containers->items) {
    if (!item.isMapping()) {
      common.containers[reader.text(item, "a container")] = false;
      continue;
    }
    reader.mapping(item, "a container", {"name", "flat"});
    common.containers[reader.requiredText(item, "name")] = reader.flag(item, "flat");
  }
}

// A parameter of the restriction that neither the use of the variant nor every log source gives.
std::string missingParameter(const Variant& variant, const Family& family) {
  for (const Restriction& test : variant.restriction)
    for (const std::string& value : test.values) {
      const std::string parameter = parameterIn(value);
      if (parameter.empty() || test.optional || variant.with.contains(parameter)) continue;
      for (const Serves& serves : family.serves)
        if (!serves.with.contains(parameter)) return parameter;
    }
  return {};
}

// A value of a test of numbers that is none: its own, or one that the use of the variant or a log source gives.
std::string noNumber(const Variant& variant, const Family& family) {
  std::vector<const Parameters*> givers = {&variant.with};
  for (const Serves& serves : family.serves) givers.push_back(&serves.with);
  for (const Restriction& test : variant.restriction) {
    if (!test.number) continue;
    for (const std::string& value : test.values) {
      const std::string parameter = parameterIn(value);
      if (parameter.empty() && !base::numeral(value)) return value;
      for (const Parameters* with : givers)
        if (const auto given = with->find(parameter); given != with->end())
          for (const std::string& text : given->second)
            if (!base::numeral(text)) return text;
    }
  }
  return {};
}

void readPlatforms(const yaml::Node& root, const Common& common, const Shared& shared, Family& family, Reader& reader) {
  const yaml::Node* platforms = root.find("platforms");
  if (platforms == nullptr || !reader.mapping(*platforms, "`platforms`", {"cql", "kql", "spl"})) {
    reader.error(root, "`platforms` is not given");
    return;
  }
  for (const yaml::Entry& entry : platforms->entries) {
    const auto platform = platformByName(entry.key.text);
    if (!platform) continue;
    if (entry.value.find("unavailable") != nullptr) {
      reader.mapping(entry.value, "a platform without the source", {"unavailable"});
      family.nowhere[*platform] = reader.requiredText(entry.value, "unavailable");
      continue;
    }
    if (!entry.value.isSequence() || entry.value.items.empty()) {
      reader.error(entry.key, "a platform has a list of variants");
      continue;
    }
    std::set<std::string> names;
    std::set<std::map<std::string, std::string>> choices;
    std::vector<Variant>& variants = family.variants[*platform];
    for (const yaml::Node& item : entry.value.items) {
      const yaml::Node whole = shared.complete(item, reader);
      variants.push_back(readVariant(whole, *platform, common, entry.value.items.size() == 1, reader));
      const Variant& variant = variants.back();
      if (!names.insert(variant.name).second)
        reader.error(item, fmt::format("there are two variants `{}`", variant.name));
      if (!variant.when.empty() && !choices.insert(variant.when).second)
        reader.error(item, "two variants are meant by the same settings");
      if (const std::string missing = missingParameter(variant, family); !missing.empty())
        reader.error(item, fmt::format("the parameter `{}` is not given", missing));
      if (const std::string word = noNumber(variant, family); !word.empty())
        reader.error(item, fmt::format("the restriction compares with numbers, and `{}` is none", word));
    }
  }
}

Family readHead(const yaml::Node& root, std::vector<Fault>& faults) {
  Family family;
  Reader reader(faults);
  if (!reader.mapping(
          root, "a source",
          {"id", "title", "serves", "evidence", "fields", "containers", "arrays", "unavailable", "platforms"}))
    return family;
  family.id = reader.requiredText(root, "id");
  family.title = reader.requiredText(root, "title");
  readServes(root, family, reader);
  return family;
}

enum class Part { head, whole };

// `tree` gives the document, whose places lie in the source that it is handed; null if there is none.
template <class Tree>
Loaded read(std::string_view name, std::string_view text, Part part, const Tree& tree) {
  Loaded loaded;
  base::Sources sources;
  const base::FileId file = sources.add(std::string(name) + ".yml", std::string(text));
  const std::optional<yaml::Node> document = tree(file, sources, loaded.errors);
  if (!document) return loaded;

  std::vector<Fault> faults;
  loaded.family = part == Part::whole
                      ? loadDocument(*document, sources, text.find("use:") != std::string_view::npos, faults)
                      : readHead(*document, faults);
  for (const Fault& fault : faults) loaded.errors.push_back(shown(fault, sources));
  return loaded;
}

}  // namespace

Family loadDocument(const yaml::Node& root, base::Sources& sources, bool needsShared, std::vector<Fault>& faults) {
  Family family = readHead(root, faults);
  if (!root.isMapping()) return family;
  Reader reader(faults);
  Common common;
  const Shared shared(sources, needsShared);
  shared.addEvidence(common.evidence, reader);
  if (const yaml::Node* evidence = root.find("evidence");
      evidence != nullptr && reader.anyMapping(*evidence, "`evidence`"))
    for (const yaml::Entry& entry : evidence->entries)
      common.evidence[entry.key.text] = reader.text(entry.value, "evidence");
  readContainers(root, common, reader);
  readFacts(root, common, family, reader);
  for (const std::string& path : reader.texts(root, "arrays")) family.arrays.push_back(splitPath(path));
  if (const yaml::Node* unavailable = root.find("unavailable");
      unavailable != nullptr && reader.anyMapping(*unavailable, "`unavailable`"))
    for (const yaml::Entry& entry : unavailable->entries)
      common.unavailable[entry.key.text] = reader.text(entry.value, "the reason");
  readPlatforms(root, common, shared, family, reader);
  return family;
}

Loaded load(std::string_view name, std::string_view text) {
  return read(name, text, Part::whole,
              [&](base::FileId file, const base::Sources& sources, std::vector<std::string>& errors) {
                base::Report report;
                std::vector<yaml::Node> documents = yaml::parse(file, sources, report);
                for (const base::Diagnostic& finding : report.findings())
                  errors.push_back(fmt::format("{}.yml: {}", name, finding.message));
                if (documents.size() != 1)
                  errors.push_back(fmt::format("{}.yml: a data file holds one document", name));
                return documents.empty() ? std::nullopt : std::optional(std::move(documents.front()));
              });
}

namespace {

Loaded readEmbedded(const DataFile& data, Part part) {
  return read(
      data.name, part == Part::whole ? data.text : std::string_view(), part,
      [&](base::FileId file, const auto&, const auto&) { return std::optional(yaml::unpack(data.tree, file)); });
}

}  // namespace

Loaded load(const DataFile& file) { return readEmbedded(file, Part::whole); }

Loaded loadHead(const DataFile& file) { return readEmbedded(file, Part::head); }

}  // namespace quarry::schema
