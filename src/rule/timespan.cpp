#include "rule/timespan.h"

#include "quarry/base/numeral.h"
#include "rule/lower_expression.h"

namespace quarry::rule {

std::optional<ir::Duration> parseTimespan(std::string_view text) {
  // A year of the Gregorian calendar has 365.2425 days, a month is its twelfth part.
  constexpr std::int64_t kYear = 31'556'952'000, kMonth = kYear / 12, kMost = 3'650LL * 86'400'000;
  if (!text.ends_with('M') && !text.ends_with('y')) return parseDuration(text);
  const auto count = base::wholeNumeral<std::int64_t>(text.substr(0, text.size() - 1));
  const std::int64_t unit = text.ends_with('M') ? kMonth : kYear;
  if (!count || *count <= 0 || *count > kMost / unit) return std::nullopt;
  return ir::Duration{*count * unit};
}

}  // namespace quarry::rule
