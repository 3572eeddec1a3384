#include "quarry/schema/list.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "schema/choose.h"
#include "schema/data.h"
#include "schema/families.h"
#include "schema/load_field.h"
#include "schema/locate.h"

namespace quarry::schema {

namespace {

std::string name(Confidence confidence) {
  return confidence == Confidence::high ? "high" : confidence == Confidence::medium ? "medium" : "low";
}

std::string name(ir::Access access) {
  return access == ir::Access::column ? "column" : access == ir::Access::dynamic ? "dynamic" : "json";
}

std::string placeOf(const ir::PhysicalField& field) {
  if (field.path.empty()) return field.name;
  const std::string path = ir::print(field.path);
  return path.starts_with("[]") ? field.name + path : field.name + "." + path;
}

std::string remarksOf(const FieldMap& map, const ir::PhysicalField& field) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
  if (map.alwaysPresent) add("always present");
  if (map.caseRule == ir::CaseRule::oneSpelling) add("one spelling");
  if (field.multiValue) add("several values");
  std::map<std::vector<std::string>, std::vector<std::string>> words;  // by what is stored
  for (const auto& [word, stored] : map.values) words[stored].push_back(word);
  for (const auto& [stored, of] : words)
    add(fmt::format("{} stored as {}", fmt::join(of, ", "), fmt::join(stored, " or ")));
  if (!map.absent.empty()) add(fmt::format("{} means absent", fmt::join(map.absent, ", ")));
  if (map.shape != Shape::plain) add(fmt::format("kept as {}", name(map.shape)));
  for (const auto& [part, column] : map.places.front().parts) add(fmt::format("{} in {}", part, column));
  if (!map.note.empty()) add(map.note);
  return out;
}

// Each test of a restriction as a person says it: `event_platform is Win`.
std::string sayTest(const ir::Test& test) {
  std::string values;
  for (const ir::Operand& operand : test.operands) {
    std::string text;
    if (const auto* number = std::get_if<ir::Number>(&operand.value)) text = number->text;
    if (const auto* glob = std::get_if<ir::Glob>(&operand.value))
      for (const ir::GlobToken& token : glob->tokens) {
        const auto* part = std::get_if<std::string>(&token);
        text += part != nullptr ? *part : std::holds_alternative<ir::AnyRun>(token) ? "*" : "?";
      }
    if (text == "*") return test.field.physical->name + " is any value";
    values += (values.empty() ? "" : " or ") + text;
  }
  return fmt::format("{} is {}", test.field.physical->name, values);
}

std::string sayRestriction(const ir::Pred& restriction) {
  if (const auto* test = std::get_if<ir::Test>(&restriction.node)) return sayTest(*test);
  const auto* all = std::get_if<ir::And>(&restriction.node);
  if (all == nullptr) return ir::print(restriction);
  std::string out;
  for (const ir::Pred& one : all->of) out += (out.empty() ? "" : ", ") + sayRestriction(one);
  return out;
}

FieldInfo describe(const Family& family, const Variant& variant, Platform platform, const std::string& field) {
  FieldInfo info;
  info.field = field;
  const Located located = locate(family, variant, platform, field);
  if (located.kind == Located::Kind::unavailable) {
    info.unavailable = located.reason;
    return info;
  }
  if (located.kind == Located::Kind::constant) {
    info.place = "-";
    info.remarks = fmt::format("always {}", *located.map->constant);
    info.evidence = located.map->evidence;
    info.confidence = name(located.map->confidence);
    return info;
  }
  for (const ir::FieldRef& place : located.fields)
    info.place += (info.place.empty() ? "" : ", ") + placeOf(*place.physical);
  const ir::PhysicalField& first = *located.fields.front().physical;
  if (!located.expression.empty()) info.place = located.expression;
  info.access = located.expression.empty() ? name(first.access) : "expression";
  info.type = ir::name(first.type);
  info.evidence = first.evidence;
  info.confidence = name(located.map == nullptr ? variant.confidence : located.map->confidence);
  if (located.map != nullptr) info.remarks = remarksOf(*located.map, first);
  return info;
}

VariantInfo describe(const Family& family, const Variant& variant, Platform platform, bool first) {
  VariantInfo info;
  info.name = variant.name;
  info.title = variant.title;
  for (const auto& [setting, value] : variant.when)
    info.chosenBy += fmt::format("{}{}={}", info.chosenBy.empty() ? "" : ", ", setting, value);
  info.isDefault = first;
  info.table = valueOf(variant.table, "table", {}, info.assumptions);
  const ir::Pred restriction = restrictionOf(variant, family.serves.front(), platform, {}, info.assumptions);
  if (!std::holds_alternative<ir::Constant>(restriction.node)) info.restriction = sayRestriction(restriction);
  info.assumptions.insert(info.assumptions.end(), variant.assume.begin(), variant.assume.end());
  info.time = variant.time;
  info.ingest = variant.ingest;
  info.keywords = !variant.noKeywords.empty() ? variant.noKeywords
                  : variant.keywords.empty()  ? "the event's text"
                                              : fmt::format("{}", fmt::join(variant.keywords, ", "));
  if (variant.rest)
    info.rest = variant.rest->access == ir::Access::column ? variant.rest->name : variant.rest->name + ".{field}";
  info.evidence = variant.evidence;
  info.confidence = name(variant.confidence);

  std::map<std::string, FieldInfo> fields;
  for (const auto& [field, map] : variant.fields) fields[field] = describe(family, variant, platform, field);
  for (const auto& [field, reason] : variant.unavailable) {
    if (variant.fields.contains(field)) continue;
    fields[field].field = field;
    fields[field].unavailable = reason;
  }
  for (const auto& [other, own] : family.same) {
    fields[other] = describe(family, variant, platform, other);
    fields[other].sameAs = own;
  }
  for (const auto& [other, own] : family.sameBelow) {
    fields[other + ".*"].field = other + ".*";
    fields[other + ".*"].sameAs = own + ".*";
  }
  for (auto& [field, line] : fields) info.fields.push_back(std::move(line));
  return info;
}

SourceInfo describe(const Family& family) {
  SourceInfo info{family.id, family.title, {}, {}};
  for (const Serves& serves : family.serves) info.logSources.push_back(print(serves));
  for (const auto& [platform, variants] : family.variants) {
    PlatformInfo& on = info.platforms.emplace_back(PlatformInfo{platform, {}});
    for (const Variant& variant : variants)
      on.variants.push_back(describe(family, variant, platform, &variant == &variants.front()));
  }
  return info;
}

void addSettings(const Family& family, std::map<std::string, SettingInfo>& all) {
  const auto add = [&](const std::string& key, const std::string& fallback,
                       const std::string& meaning) -> SettingInfo& {
    SettingInfo& info = all[key];
    info.key = key;
    if (info.fallback.empty()) info.fallback = fallback;
    if (info.meaning.empty()) info.meaning = meaning;
    if (info.sources.empty() || info.sources.back() != family.id) info.sources.push_back(family.id);
    return info;
  };
  for (const auto& [platform, variants] : family.variants)
    for (const Variant& variant : variants) {
      for (const auto& [setting, value] : variant.when) {
        auto& choices = add(setting, "", "which way of keeping the source is meant").choices;
        if (std::find(choices.begin(), choices.end(), value) == choices.end()) choices.push_back(value);
      }
      if (!variant.table.setting.empty()) add(variant.table.setting, variant.table.value, "the name of the table");
      for (const Restriction& restriction : variant.restriction)
        if (!restriction.setting.empty())
          add(restriction.setting, fmt::format("{}", fmt::join(restriction.values, ", ")),
              fmt::format("the value of `{}`; several are separated by commas", restriction.field));
    }
}

std::optional<std::size_t> indexOf(std::string_view id) {
  const auto heads = familyHeads();
  for (std::size_t i = 0; i < heads.size(); ++i)
    if (heads[i].id == id) return i;
  return std::nullopt;
}

}  // namespace

std::vector<SourceName> sourceNames() {
  std::vector<SourceName> names;
  for (const FamilyHead& head : familyHeads()) {
    names.push_back({head.id, head.title, {}});
    for (const Serves& serves : head.serves) names.back().logSources.push_back(print(serves));
  }
  return names;
}

std::vector<SourceInfo> allSources() {
  std::vector<SourceInfo> sources;
  for (std::size_t i = 0; i < familyHeads().size(); ++i) sources.push_back(describe(family(i)));
  std::sort(sources.begin(), sources.end(), [](const SourceInfo& a, const SourceInfo& b) { return a.id < b.id; });
  return sources;
}

std::optional<SourceInfo> describeSource(std::string_view id) {
  const auto index = indexOf(id);
  if (!index) return std::nullopt;
  return describe(family(*index));
}

std::optional<SourceInfo> describeSource(const ir::Scan& scan) {
  const auto heads = familyHeads();
  for (std::size_t i = 0; i < heads.size(); ++i)
    for (const Serves& serves : heads[i].serves)
      if (serves.names({scan.product, scan.category, scan.service, {}})) return describe(family(i));
  return std::nullopt;
}

// A data file writes a setting as a word that begins with a platform's name, and nothing else so.
std::vector<std::string> settingNames() {
  const auto inWord = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; };
  std::set<std::string> names;
  for (const DataFile& file : embeddedFiles())
    for (const Platform platform : {Platform::cql, Platform::kql, Platform::spl}) {
      const std::string begin = std::string(name(platform)) + ".";
      for (std::size_t at = file.text.find(begin); at != std::string_view::npos; at = file.text.find(begin, at + 1)) {
        if (at > 0 && (inWord(file.text[at - 1]) || file.text[at - 1] == '/')) continue;
        std::size_t end = at;
        while (end < file.text.size() && inWord(file.text[end])) ++end;
        names.emplace(file.text.substr(at, end - at));
      }
    }
  for (const Family& own : ownFamilies()) {
    std::map<std::string, SettingInfo> asked;
    addSettings(own, asked);
    for (const auto& [key, info] : asked) names.insert(key);
  }
  return {names.begin(), names.end()};
}

std::vector<SettingInfo> settings() {
  std::map<std::string, SettingInfo> all;
  for (std::size_t i = 0; i < familyHeads().size(); ++i) addSettings(family(i), all);
  std::vector<SettingInfo> list;
  list.reserve(all.size());
  for (auto& [key, info] : all) list.push_back(std::move(info));
  return list;
}

}  // namespace quarry::schema
