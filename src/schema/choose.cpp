#include "schema/choose.h"

#include <fmt/format.h>

#include "quarry/base/codes.h"
#include "quarry/base/text.h"
#include "schema/families.h"
#include "schema/locate.h"

namespace quarry::schema {

namespace {

Serves asked(const ir::Scan& scan) { return {scan.product, scan.category, scan.service}; }

// The word of a log source that was most likely meant, where the words before it are right.
std::optional<std::string> meant(const Serves& wanted) {
  const std::string* const words[] = {&wanted.product, &wanted.category, &wanted.service};
  constexpr std::string_view kNames[] = {"product", "category", "service"};
  const auto word = [](const Serves& s, std::size_t i) -> const std::string& {
    return i == 0 ? s.product : i == 1 ? s.category : s.service;
  };
  std::vector<Serves> fitting;
  for (const FamilyHead& head : familyHeads()) fitting.insert(fitting.end(), head.serves.begin(), head.serves.end());
  for (std::size_t i = 0; i < 3; ++i) {
    std::vector<std::string_view> candidates;
    std::vector<Serves> same;
    for (const Serves& serves : fitting) {
      candidates.push_back(word(serves, i));
      if (word(serves, i) == *words[i]) same.push_back(serves);
    }
    if (same.empty()) {
      const auto near = base::closest(*words[i], candidates);
      if (!near || near->empty()) return std::nullopt;
      return fmt::format("did you mean `{}: {}`?", kNames[i], *near);
    }
    fitting = std::move(same);
  }
  return std::nullopt;
}

std::string knownSources() {
  std::string out;
  for (const FamilyHead& head : familyHeads())
    for (const Serves& serves : head.serves) out += (out.empty() ? "" : "; ") + print(serves);
  return out;
}

// Lists separated by commas; "*" stands for any text.
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (!part.empty()) out.emplace_back(part);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return out;
}

ir::Glob globOf(std::string_view text) {
  ir::Glob glob;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) glob.tokens.emplace_back(std::move(literal));
    literal.clear();
  };
  for (const char c : text) {
    if (c != '*') {
      literal += c;
      continue;
    }
    flush();
    if (glob.tokens.empty() || !std::holds_alternative<ir::AnyRun>(glob.tokens.back()))
      glob.tokens.emplace_back(ir::AnyRun{});
  }
  flush();
  return glob;
}

}  // namespace

const Family* chooseFamily(const ir::Scan& scan, const base::Origin& origin, Platform platform, base::Report& report) {
  const Serves wanted = asked(scan);
  const auto heads = familyHeads();
  for (std::size_t i = 0; i < heads.size(); ++i) {
    if (std::find(heads[i].serves.begin(), heads[i].serves.end(), wanted) == heads[i].serves.end()) continue;
    const Family& found = family(i);
    if (found.on(platform) != nullptr) return &found;
    std::string there;
    for (const auto& [other, variants] : found.variants)
      there += (there.empty() ? "" : ", ") + std::string(name(other));
    report.add(codes::noSource, origin.primary(), fmt::format("no source for `{}` on {}", found.id, name(platform)))
        .note(fmt::format("it is known on {}", there));
    return nullptr;
  }
  auto& finding = report.add(
      codes::noSource, origin.primary(),
      wanted == Serves{} ? fmt::format("the log source says nothing, so there is no source on {}", name(platform))
                         : fmt::format("no source for `{}` on {}", print(wanted), name(platform)));
  if (const auto hint = meant(wanted)) finding.note(*hint);
  finding.note(fmt::format("known log sources: {}", knownSources()));
  return nullptr;
}

const Variant* chooseVariant(const Family& family, Platform platform, const base::Origin& origin,
                             const Settings& settings, base::Report& report) {
  const std::vector<Variant>& variants = *family.on(platform);
  if (variants.size() == 1) return &variants.front();
  const std::string& setting = variants.front().whenSetting;
  const auto wanted = settings.find(setting);
  if (!wanted) return &variants.front();
  std::vector<std::string_view> values;
  std::string list;
  for (const Variant& variant : variants) {
    if (variant.whenValue == *wanted) return &variant;
    values.push_back(variant.whenValue);
    list += (list.empty() ? "" : ", ") + variant.whenValue;
  }
  auto& finding =
      report.add(codes::noVariant, origin.primary(), fmt::format("the setting `{}` cannot be `{}`", setting, *wanted));
  if (const auto near = base::closest(*wanted, values)) finding.note(fmt::format("did you mean `{}`?", *near));
  finding.note(fmt::format("it is one of {}", list));
  return nullptr;
}

std::string valueOf(const Choice& choice, std::string_view what, const Settings& settings,
                    std::vector<std::string>& assumptions) {
  if (choice.setting.empty()) return choice.value;
  if (const auto value = settings.find(choice.setting); value && !value->empty()) return std::string(*value);
  assumptions.push_back(fmt::format("{} {}: set {} if yours has another name", what, choice.value, choice.setting));
  return choice.value;
}

ir::Pred restrictionOf(const Variant& variant, Platform platform, const Settings& settings,
                       std::vector<std::string>& assumptions) {
  std::vector<ir::Pred> all;
  for (const Restriction& restriction : variant.restriction) {
    std::vector<std::string> values = restriction.values;
    if (!restriction.setting.empty()) {
      const auto chosen = settings.find(restriction.setting);
      if (chosen && !split(*chosen).empty()) {
        values = split(*chosen);
      } else if (restriction.assumed) {
        assumptions.push_back(fmt::format("{0}={1}: set {2} to the {0} that holds these events", restriction.field,
                                          fmt::join(values, ", "), restriction.setting));
      }
    }
    if (values.empty()) continue;
    ir::Test test;
    test.field = sourceField(variant, platform, restriction.field, ir::TypeKind::text);
    for (const std::string& value : values) test.operands.push_back({globOf(value), {}});
    all.push_back({std::move(test), {}});
  }
  if (all.empty()) return {ir::Constant{true}, {}};
  return ir::conjunction(std::move(all));
}

}  // namespace quarry::schema
