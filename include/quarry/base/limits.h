// The limits of limits.def as constants (`base::limit::kFileBytes`, in the row's unit) and as a table.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace quarry::base {

struct Limit {
  enum class Unit { bytes, levels, count, characters };
  enum class Section { files, rules, queries, regexes, output };

  std::string_view name;  // of the constant
  std::size_t value = 0;
  Unit unit = Unit::count;
  Section section = Section::files;
  std::string_view code;    // what is reported beyond it; empty: no diagnostic
  std::string_view what;    // what is limited
  std::string_view beyond;  // what happens beyond it
};

// All of them, in the order of limits.def.
std::span<const Limit> limits();

// "16 MiB", "200 levels", "100,000", "10,000 characters".
std::string shownLimit(std::size_t value, Limit::Unit unit);

namespace limit {
#define QUARRY_LIMIT(symbol, value, unit, section, code, what, beyond) inline constexpr std::size_t symbol = value;
#include "quarry/base/limits.def"
#undef QUARRY_LIMIT
}  // namespace limit

}  // namespace quarry::base
