#include "rule/timespan.h"

#include <charconv>

#include "rule/lower_expression.h"

namespace quarry::rule {

std::optional<ir::Duration> parseTimespan(std::string_view text) {
  // A year of the Gregorian calendar has 365.2425 days, a month is its twelfth part.
  constexpr std::int64_t kYear = 31'556'952'000, kMonth = kYear / 12, kMost = 3'650LL * 86'400'000;
  if (!text.ends_with('M') && !text.ends_with('y')) return parseDuration(text);
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size() - 1, count);
  const std::int64_t unit = text.ends_with('M') ? kMonth : kYear;
  if (error != std::errc{} || end != text.data() + text.size() - 1 || count <= 0 || count > kMost / unit)
    return std::nullopt;
  return ir::Duration{count * unit};
}

}  // namespace quarry::rule
