#include "quarry/schema/native.h"

#include <algorithm>

#include "quarry/base/box.h"
#include "schema/choose.h"
#include "schema/families.h"
#include "schema/native_test.h"
#include "schema/stored.h"

namespace quarry::schema {

struct Native::Source {
  const Variant* variant = nullptr;
  std::vector<std::string> restricted;
};

namespace {

// How many of the restriction's tests the query meets; none if it misses one.
struct Fit {
  std::size_t met = 0, missed = 0;
  bool contradicts = false;  // the query asks for something else
  std::vector<std::string> fields;
};

Fit fitOf(const ir::Pred& restriction, const Native::Asked& asked) {
  Fit fit;
  std::vector<const ir::Pred*> tests;
  if (const auto* all = std::get_if<ir::And>(&restriction.node))
    for (const ir::Pred& one : all->of) tests.push_back(&one);
  else
    tests.push_back(&restriction);
  for (const ir::Pred* one : tests) {
    const auto* test = std::get_if<ir::Test>(&one->node);
    if (test == nullptr) continue;
    const std::string& name = test->field.physical ? test->field.physical->name : test->field.name;
    fit.fields.push_back(name);
    const auto found = asked.find(name);
    const bool met =
        found != asked.end() && !found->second.empty() &&
        std::all_of(found->second.begin(), found->second.end(), [&](const std::string& value) {
          return std::any_of(test->operands.begin(), test->operands.end(), [&](const ir::Operand& operand) {
            if (const auto* number = std::get_if<ir::Number>(&operand.value)) return number->text == value;
            const auto* glob = std::get_if<ir::Glob>(&operand.value);
            return glob != nullptr && matches(*glob, value, ir::Fold::ascii);
          });
        });
    ++(met ? fit.met : fit.missed);
    fit.contradicts = fit.contradicts || (!met && found != asked.end());
  }
  return fit;
}

// The field of a rule whose place this is, the plainest first.
const std::pair<const std::string, FieldMap>* entryFor(const Variant& variant, std::string_view native) {
  const std::pair<const std::string, FieldMap>* best = nullptr;
  for (const auto& entry : variant.fields) {
    const FieldMap& map = entry.second;
    if (map.places.empty() || map.constant || map.places.front().name != native ||
        map.places.front().access != ir::Access::column)
      continue;
    const auto cost = [](const FieldMap& one) { return one.shape == Shape::plain ? one.values.empty() ? 0 : 1 : 2; };
    if (best == nullptr || cost(map) < cost(best->second)) best = &entry;
  }
  return best;
}

// A field that stands where a pattern puts whatever is not listed: `Vendor.x` is `x`.
std::optional<std::string> fromPattern(const Variant& variant, std::string_view native) {
  if (!variant.rest || variant.rest->access != ir::Access::column || variant.restShape != Shape::plain)
    return std::nullopt;
  const std::string& pattern = variant.rest->name;
  const std::size_t at = pattern.find("{field}");
  if (at == std::string::npos || at == 0 || at + std::string_view("{field}").size() != pattern.size())
    return std::nullopt;
  if (!native.starts_with(std::string_view(pattern).substr(0, at)) || native.size() == at) return std::nullopt;
  return std::string(native.substr(at));
}

// The field of a rule, a path, whose file name alone is kept in this place.
const std::pair<const std::string, FieldMap>* pathOf(const Variant& variant, std::string_view native) {
  for (const auto& entry : variant.fields) {
    if (entry.second.places.empty()) continue;
    const auto& parts = entry.second.places.front().parts;
    if (const auto file = parts.find("file"); file != parts.end() && file->second == native) return &entry;
  }
  return nullptr;
}

}  // namespace

std::vector<Native> Native::meeting(const Asked& asked, Platform platform) {
  std::vector<Native> best;
  std::size_t most = 0;
  for (std::size_t i = 0; i < familyHeads().size(); ++i) {
    const Family& one = family(i);
    const std::vector<Variant>* variants = one.on(platform);
    if (variants == nullptr) continue;
    for (const Serves& serves : one.serves)
      for (const Variant& variant : *variants) {
        std::vector<std::string> assumptions;
        const Fit fit = fitOf(restrictionOf(variant, serves, platform, {}, assumptions), asked);
        if (fit.missed > 0 || fit.met == 0 || fit.met < most) continue;
        if (fit.met > most) best.clear();
        most = fit.met;
        Native found;
        found.id_ = one.id;
        found.scan_ = {serves.product, serves.category, serves.service, false};
        found.source_ = std::make_shared<const Source>(Source{&variant, fit.fields});
        const bool known =
            std::any_of(best.begin(), best.end(), [&](const Native& other) { return other.scan_ == found.scan_; });
        if (!known) best.push_back(std::move(found));
      }
  }
  return best;
}

std::vector<std::string> Native::near(const Asked& asked, Platform platform) {
  std::vector<std::string> ids;
  std::size_t most = 0;
  for (std::size_t i = 0; i < familyHeads().size(); ++i) {
    const Family& one = family(i);
    const std::vector<Variant>* variants = one.on(platform);
    if (variants == nullptr) continue;
    for (const Serves& serves : one.serves)
      for (const Variant& variant : *variants) {
        std::vector<std::string> assumptions;
        const Fit fit = fitOf(restrictionOf(variant, serves, platform, {}, assumptions), asked);
        if (fit.contradicts || fit.met == 0 || fit.met < most) continue;
        if (fit.met > most) ids.clear();
        most = fit.met;
        if (ids.empty() || ids.back() != one.id) ids.push_back(one.id);
      }
  }
  return ids;
}

std::optional<Native> Native::named(std::string_view id, const Asked& asked, Platform platform) {
  for (std::size_t i = 0; i < familyHeads().size(); ++i) {
    if (familyHeads()[i].id != id) continue;
    const Family& one = family(i);
    const std::vector<Variant>* variants = one.on(platform);
    Native found;
    found.id_ = one.id;
    const Serves& serves = one.serves.front();
    found.scan_ = {serves.product, serves.category, serves.service, false};
    const Variant* best = nullptr;
    Fit fit;
    if (variants != nullptr)
      for (const Variant& variant : *variants) {
        std::vector<std::string> assumptions;
        const Fit own = fitOf(restrictionOf(variant, serves, platform, {}, assumptions), asked);
        if (best != nullptr && own.met <= fit.met) continue;
        best = &variant;
        fit = own;
      }
    found.source_ = std::make_shared<const Source>(Source{best, fit.fields});
    return found;
  }
  return std::nullopt;
}

bool Native::restricts(std::string_view field) const {
  return std::find(source_->restricted.begin(), source_->restricted.end(), field) != source_->restricted.end();
}

std::optional<std::string> Native::field(std::string_view native) const {
  if (source_->variant == nullptr) return std::nullopt;
  const auto* entry = entryFor(*source_->variant, native);
  if (entry == nullptr) return fromPattern(*source_->variant, native);
  // A value in another form would be another value.
  const Shape shape = entry->second.shape;
  if (!entry->second.values.empty()) return std::nullopt;
  if (shape != Shape::plain && shape != Shape::devicePath && shape != Shape::domain) return std::nullopt;
  return entry->first;
}

bool Native::isClosed() const { return source_->variant != nullptr && !source_->variant->rest; }

// The last part of a path or of an account: what follows the last backslash.
std::optional<ir::Val> Native::value(std::string_view native, const base::Origin& origin) const {
  if (source_->variant == nullptr) return std::nullopt;
  const auto* entry = entryFor(*source_->variant, native);
  const auto* image = entry == nullptr ? pathOf(*source_->variant, native) : nullptr;
  const bool part = entry != nullptr && entry->second.values.empty() &&
                    (entry->second.shape == Shape::fileName || entry->second.shape == Shape::account);
  if (!part && image == nullptr) return std::nullopt;
  const std::string& rule = part ? entry->first : image->first;
  const ir::Val whole{ir::FieldRef{ir::FieldRef::Kind::event, rule, nullptr}, origin};
  const ir::Val parts{ir::Call{ir::Function::split, {whole, {ir::Literal{std::string("\\")}, origin}}}, origin};
  return ir::Val{ir::Call{ir::Function::element, {parts, {ir::Literal{-1.0}, origin}}}, origin};
}

std::variant<ir::Pred, std::string> Native::test(ir::Test test, const base::Origin& origin) const {
  const std::string native = test.field.name;
  if (source_->variant == nullptr) return ir::Pred{std::move(test), origin};
  if (const auto* entry = entryFor(*source_->variant, native)) {
    test.field.name = entry->first;
    return inRuleWords(std::move(test), entry->second, origin);
  }
  if (const auto* image = pathOf(*source_->variant, native)) {
    test.field.name = image->first;
    FieldMap name;
    name.shape = Shape::fileName;
    return inRuleWords(std::move(test), name, origin);
  }
  auto name = fromPattern(*source_->variant, native);
  if (!name && isClosed()) return "no field that rules know holds the same";
  if (name) test.field.name = std::move(*name);
  return ir::Pred{std::move(test), origin};
}

}  // namespace quarry::schema
