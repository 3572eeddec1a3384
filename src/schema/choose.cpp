#include "schema/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quarry/base/codes/bind.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"
#include "quarry/schema/prepare.h"
#include "schema/families.h"
#include "schema/locate.h"

namespace quarry::schema {

namespace {

constexpr std::string_view kModel = "spl.model", kRaw = "raw";

Serves asked(const ir::Scan& scan) { return {scan.product, scan.category, scan.service, {}}; }

// The first family that serves what is wanted. Null if none does.
const Family* serving(const Serves& wanted) {
  const auto heads = familyHeads();
  for (std::size_t i = 0; i < heads.size(); ++i)
    if (std::any_of(heads[i].serves.begin(), heads[i].serves.end(),
                    [&](const Serves& serves) { return serves.names(wanted); }))
      return &family(i);
  return nullptr;
}

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

}  // namespace

std::optional<Chosen> chooseFamily(const ir::Scan& scan, const base::Origin& origin, Platform platform,
                                   base::Report& report) {
  const Serves wanted = asked(scan);
  if (const Family* found = serving(wanted)) {
    if (found->on(platform) != nullptr)
      return Chosen{found, &*std::find_if(found->serves.begin(), found->serves.end(),
                                          [&](const Serves& serves) { return serves.names(wanted); })};
    std::string there;
    for (const auto& [other, variants] : found->variants)
      there += (there.empty() ? "" : ", ") + std::string(name(other));
    auto& finding = report.add(codes::noSource, origin.primary(),
                               fmt::format("no source for `{}` on {}", found->id, name(platform)));
    if (const auto reason = found->nowhere.find(platform); reason != found->nowhere.end()) finding.note(reason->second);
    finding.note(fmt::format("it is known on {}", there));
    return std::nullopt;
  }
  auto& finding = report.add(
      codes::noSource, origin.primary(),
      wanted.names({}) ? fmt::format("the log source says nothing, so there is no source on {}", name(platform))
                       : fmt::format("no source for `{}` on {}", print(wanted), name(platform)));
  if (const auto hint = meant(wanted)) finding.note(*hint);
  finding.note("`quarry list sources` shows the log sources that are known");
  return std::nullopt;
}

void prepare(const ir::Scan& source) { serving(asked(source)); }

std::vector<const Variant*> candidates(const Family& family, Platform platform, const base::Origin& origin,
                                       const Settings& settings, base::Report& report) {
  std::vector<const Variant*> left;
  for (const Variant& variant : *family.on(platform)) left.push_back(&variant);
  std::set<std::string> keys;
  for (const Variant* variant : left)
    for (const auto& [key, value] : variant->when) keys.insert(key);
  for (const std::string& key : keys) {
    const auto wanted = settings.find(key);
    if (!wanted) continue;
    std::vector<std::string_view> values;
    for (const Variant* variant : left)
      if (const auto value = variant->when.find(key);
          value != variant->when.end() && std::find(values.begin(), values.end(), value->second) == values.end())
        values.push_back(value->second);
    std::erase_if(left, [&](const Variant* variant) {
      const auto value = variant->when.find(key);
      return value != variant->when.end() && value->second != *wanted;
    });
    if (!left.empty()) continue;
    auto& finding = report.add(codes::noVariant, origin.primary(),
                               fmt::format("the setting `{}` cannot be `{}` for `{}`", key, *wanted, family.id));
    if (const auto near = base::closest(*wanted, values)) finding.note(fmt::format("did you mean `{}`?", *near));
    finding.note(fmt::format("it is one of {}", fmt::join(values, ", ")));
    return {};
  }
  std::erase_if(left, [&](const Variant* variant) {
    return variant->asked && std::none_of(variant->when.begin(), variant->when.end(),
                                          [&](const auto& one) { return settings.find(one.first) == one.second; });
  });
  // Where no data model is mapped, none can be read instead.
  if (const auto model = settings.find(std::string(kModel));
      platform == Platform::spl && model && *model != kRaw && !keys.contains(std::string(kModel))) {
    report
        .add(codes::noVariant, origin.primary(),
             fmt::format("the setting `{}` cannot be `{}` for `{}`", kModel, *model, family.id))
        .note("no data model holds this log source; `raw` reads the events themselves");
    return {};
  }
  return left;
}

std::string parameterIn(std::string_view value) {
  const std::size_t begin = value.find('{'), end = value.find('}', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  return std::string(value.substr(begin + 1, end - begin - 1));
}

std::string valueOf(const Choice& choice, std::string_view what, const Settings& settings,
                    std::vector<std::string>& assumptions) {
  if (choice.setting.empty()) return choice.value;
  if (const auto value = settings.find(choice.setting); value && !value->empty()) return std::string(*value);
  assumptions.push_back(fmt::format("{} {}: set {} if yours has another name", what, choice.value, choice.setting));
  return choice.value;
}

namespace {

// The values with the parameters filled in; empty if one is not given.
std::vector<std::string> filledIn(const std::vector<std::string>& values, const Variant& variant,
                                  const Serves& serves) {
  std::vector<std::string> out;
  for (const std::string& value : values) {
    const std::string parameter = parameterIn(value);
    if (parameter.empty()) {
      out.push_back(value);
      continue;
    }
    auto given = variant.with.find(parameter);
    if (given == variant.with.end()) {
      given = serves.with.find(parameter);
      if (given == serves.with.end()) return {};
    }
    for (const std::string& text : given->second) {
      std::string filled = value;
      out.push_back(filled.replace(value.find('{'), parameter.size() + 2, text));
    }
  }
  return out;
}

}  // namespace

ir::Pred restrictionOf(const Variant& variant, const Serves& serves, Platform platform, const Settings& settings,
                       std::vector<std::string>& assumptions) {
  std::vector<ir::Pred> all;
  for (const Restriction& restriction : variant.restriction) {
    std::vector<std::string> values = filledIn(restriction.values, variant, serves);
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
    // What a setting says need not be a number.
    const bool numbers = restriction.number && std::all_of(values.begin(), values.end(), base::numeral);
    test.field = sourceField(variant, platform, restriction.field, numbers ? ir::TypeKind::number : ir::TypeKind::text);
    if (numbers) {
      test.op = ir::Op::equals;
      test.domain = ir::Domain::number;
    }
    for (const std::string& value : values)
      if (numbers)
        test.operands.push_back({ir::Number{value, *base::numeral(value)}, {}});
      else
        test.operands.push_back({ir::starGlob(value), {}});
    all.push_back({std::move(test), {}});
  }
  if (all.empty()) return {ir::Constant{true}, {}};
  return ir::conjunction(std::move(all));
}

}  // namespace quarry::schema
