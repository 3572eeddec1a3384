#include "quarry/base/limits.h"

#include <fmt/format.h>

namespace quarry::base {

namespace {

std::string grouped(std::size_t value) {
  std::string text = std::to_string(value);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

constexpr Limit kLimits[] = {
#define QUARRY_LIMIT(symbol, value, unit, section, code, what, beyond) \
  {#symbol, limit::symbol, Limit::Unit::unit, Limit::Section::section, code, what, beyond},
#include "quarry/base/limits.def"
#undef QUARRY_LIMIT
};

}  // namespace

std::span<const Limit> limits() { return kLimits; }

std::string shownLimit(std::size_t value, Limit::Unit unit) {
  constexpr std::size_t kKibi = 1024, kMebi = kKibi * kKibi;
  switch (unit) {
    case Limit::Unit::bytes:
      if (value >= kMebi && value % kMebi == 0) return fmt::format("{} MiB", grouped(value / kMebi));
      if (value >= kKibi && value % kKibi == 0) return fmt::format("{} KiB", grouped(value / kKibi));
      return fmt::format("{} bytes", grouped(value));
    case Limit::Unit::levels:
      return fmt::format("{} levels", grouped(value));
    case Limit::Unit::characters:
      return fmt::format("{} characters", grouped(value));
    case Limit::Unit::count:
      return grouped(value);
  }
  return grouped(value);
}

}  // namespace quarry::base
