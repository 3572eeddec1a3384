// Reads the embedded data files.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quarry/base/yaml.h"
#include "schema/data.h"
#include "schema/model.h"

namespace quarry::schema {

namespace {

namespace yaml = base::yaml;

class Loader {
 public:
  Loader(std::string_view file, std::vector<std::string>& problems) : file_(file), problems_(problems) {}

  Family family(const yaml::Node& root) {
    Family family;
    family.name = file_;
    keys(root, {"title", "sources", "arrays", "cql", "kql", "spl"});
    family.title = text(root, "title");
    if (const yaml::Node* sources = root.find("sources"))
      for (const yaml::Node& source : sources->items) {
        keys(source, {"product", "category", "service"});
        family.sources.push_back({text(source, "product"), text(source, "category"), text(source, "service")});
      }
    family.arrays = texts(root.find("arrays"));
    if (family.sources.empty()) problem("no `sources`");
    for (const Platform platform : {Platform::cql, Platform::kql, Platform::spl})
      if (const yaml::Node* variants = root.find(name(platform)))
        for (const yaml::Node& node : variants->items) family.variants[platform].push_back(variant(node));
    return family;
  }

 private:
  void problem(const std::string& what) { problems_.push_back(fmt::format("{}: {}", file_, what)); }

  void keys(const yaml::Node& node, std::initializer_list<std::string_view> known) {
    for (const yaml::Entry& entry : node.entries)
      if (std::find(known.begin(), known.end(), entry.key.text) == known.end()) problem("unknown key `" + entry.key.text + "`");
  }

  static std::string text(const yaml::Node& node, std::string_view key) {
    const yaml::Node* value = node.find(key);
    return value == nullptr ? std::string() : value->text;
  }
  static std::vector<std::string> texts(const yaml::Node* node) {
    std::vector<std::string> all;
    if (node == nullptr) return all;
    if (node->isScalar()) return {node->text};
    for (const yaml::Node& item : node->items) all.push_back(item.text);
    return all;
  }

  Variant variant(const yaml::Node& node) {
    keys(node, {"variant", "table", "table-setting", "restriction", "time", "text", "fields", "defaults", "unavailable"});
    Variant variant;
    variant.name = text(node, "variant");
    variant.table = text(node, "table");
    variant.tableSetting = text(node, "table-setting");
    if (const yaml::Node* restriction = node.find("restriction"))
      for (const yaml::Entry& entry : restriction->entries) variant.restriction.push_back(restrict(entry));
    if (variant.restriction.empty() && variant.table.empty()) problem("variant `" + variant.name + "` is not restricted");
    if (const yaml::Node* time = node.find("time")) variant.time = field("time", *time);
    variant.time.field.type = {ir::TypeKind::time, {}};
    variant.time.field.alwaysPresent = true;
    variant.text = texts(node.find("text"));
    if (const yaml::Node* fields = node.find("fields"))
      for (const yaml::Entry& entry : fields->entries) variant.fields.emplace(entry.key.text, field(entry.key.text, entry.value));
    if (const yaml::Node* defaults = node.find("defaults"))
      for (const yaml::Entry& entry : defaults->entries) variant.defaults.push_back(fallback(entry));
    if (const yaml::Node* unavailable = node.find("unavailable"))
      for (const yaml::Entry& entry : unavailable->entries) variant.unavailable.emplace(entry.key.text, entry.value.text);
    return variant;
  }

  RestrictionEntry restrict(const yaml::Entry& entry) {
    RestrictionEntry restriction;
    restriction.field = entry.key.text;
    restriction.tag = entry.key.text.starts_with('#');
    if (!entry.value.isMapping()) {
      restriction.values = texts(&entry.value);
      return restriction;
    }
    keys(entry.value, {"values", "setting", "assumption"});
    restriction.values = texts(entry.value.find("values"));
    restriction.setting = text(entry.value, "setting");
    restriction.assumption = text(entry.value, "assumption");
    return restriction;
  }

  ir::Access access(const std::string& name) {
    if (name.empty() || name == "column") return ir::Access::column;
    if (name == "dynamic") return ir::Access::dynamic;
    if (name == "json") return ir::Access::jsonText;
    problem("unknown access `" + name + "`");
    return ir::Access::column;
  }

  ir::Type type(const std::string& name) {
    static const std::map<std::string, ir::TypeKind> kKinds = {{"", ir::TypeKind::text},          {"text", ir::TypeKind::text},
                                                               {"number", ir::TypeKind::number},  {"boolean", ir::TypeKind::boolean},
                                                               {"time", ir::TypeKind::time},      {"ip", ir::TypeKind::ip},
                                                               {"object", ir::TypeKind::object}};
    const auto found = kKinds.find(name);
    if (found == kKinds.end()) problem("unknown type `" + name + "`");
    return {found == kKinds.end() ? ir::TypeKind::text : found->second, {}};
  }

  FieldEntry field(const std::string& key, const yaml::Node& node) {
    FieldEntry entry;
    if (node.isScalar()) {  // the platform's name, nothing else to say
      entry.field.name = node.text;
      entry.field.type = {ir::TypeKind::text, {}};
      entry.field.evidence = "see defaults";
      return entry;
    }
    keys(node, {"name", "access", "path", "type", "case", "present", "multi", "values", "absent", "also", "evidence"});
    entry.field.name = text(node, "name");
    entry.field.access = access(text(node, "access"));
    if (const std::string path = text(node, "path"); !path.empty()) entry.field.path = ir::parsePath(path);
    entry.field.type = type(text(node, "type"));
    entry.field.caseRule = text(node, "case") == "one" ? ir::CaseRule::oneSpelling : ir::CaseRule::varies;
    entry.field.alwaysPresent = text(node, "present") == "always";
    entry.field.multiValue = text(node, "multi") == "true";
    entry.field.tag = entry.field.name.starts_with('#');
    entry.field.evidence = text(node, "evidence");
    if (entry.field.evidence.empty()) problem("field `" + key + "` has no evidence");
    if (entry.field.name.empty()) problem("field `" + key + "` has no name");
    if (const yaml::Node* values = node.find("values"))
      for (const yaml::Entry& value : values->entries) entry.values[lower(value.key.text)] = texts(&value.value);
    entry.absent = texts(node.find("absent"));
    for (const std::string& other : texts(node.find("also"))) {
      entry.also.push_back(entry.field);
      entry.also.back().name = other;
    }
    return entry;
  }

  DefaultEntry fallback(const yaml::Entry& entry) {
    keys(entry.value, {"name", "access", "evidence"});
    return {entry.key.text == "*" ? "" : entry.key.text, text(entry.value, "name"), access(text(entry.value, "access")), text(entry.value, "evidence")};
  }

  static std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
  }

  std::string file_;
  std::vector<std::string>& problems_;
};

struct Loaded {
  std::vector<Family> families;
  std::vector<std::string> problems;
};

const Loaded& loaded() {
  static const Loaded all = [] {
    Loaded loading;
    for (const DataFile& file : dataFiles()) {
      base::Sources sources;
      base::Report report;
      const auto documents = yaml::parse(sources.add(std::string(file.name), std::string(file.text)), sources, report);
      for (const base::Diagnostic& finding : report.findings()) loading.problems.push_back(std::string(file.name) + ": " + finding.message);
      for (const yaml::Node& document : documents) loading.families.push_back(Loader(file.name, loading.problems).family(document));
    }
    return loading;
  }();
  return all;
}

}  // namespace

const std::vector<Family>& families() { return loaded().families; }
const std::vector<std::string>& dataProblems() { return loaded().problems; }

const Family* familyFor(const std::string& product, const std::string& category, const std::string& service) {
  for (const Family& family : families())
    for (const LogSourceKey& source : family.sources)
      if (source.product == product && source.category == category && source.service == service) return &family;
  return nullptr;
}

}  // namespace quarry::schema
