#include "quarry/carry/carry.h"

#include <algorithm>

#include "carry/carry_to.h"
#include "schema/choose.h"

namespace quarry::carry {

std::optional<Carrier> Carrier::to(const ir::Scan& scan, schema::Platform platform, const schema::Settings& settings,
                                   std::string_view variant, const base::Origin& origin, base::Report& report) {
  const auto chosen = schema::chooseFamily(scan, origin, platform, report);
  if (!chosen) return std::nullopt;
  const auto variants = schema::candidates(*chosen->family, platform, origin, settings, report);
  const auto wanted = std::find_if(variants.begin(), variants.end(),
                                   [&](const schema::Variant* one) { return variant.empty() || one->name == variant; });
  if (wanted == variants.end()) return std::nullopt;
  Carrier carrier;
  carrier.family_ = chosen->family;
  carrier.serves_ = chosen->serves;
  carrier.variant_ = *wanted;
  carrier.platform_ = platform;
  carrier.settings_ = settings;
  return carrier;
}

std::variant<Carried, std::string> Carrier::carry(const engine::Value& event) const {
  return carryTo(event, {*family_, *serves_, *variant_, platform_, settings_});
}

}  // namespace quarry::carry
