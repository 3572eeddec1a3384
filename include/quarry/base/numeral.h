// Numbers as rules, queries, events and settings spell them.
#pragma once

#include <charconv>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace quarry::base {

// The number that all of `text` is, in decimal with or without a fraction and an exponent ("1", "-0.5", ".5", "2e3");
// nothing for white space around it, a `+` before it, a number beyond what a double holds, and the words "inf" and
// "nan", which std::from_chars reads as well.
std::optional<double> numeral(std::string_view text);

// A plain decimal number that reads back as the same double: not every place of every language takes an exponent (the
// sign in `2e-08` is a minus in CQL).
std::string plainNumber(double value);

// The whole number that all of `text` is in digits of `base`; nothing if it does not fit. A `-` may come first if
// Number has negative values.
template <std::integral Number>
std::optional<Number> wholeNumeral(std::string_view text, int base = 10) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value, base);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

// The whole number that `number` is cut to, towards zero: what a cast gives, where one is defined. The closest that
// Whole holds for a number beyond it, and 0 for what is no number.
template <std::integral Whole>
constexpr Whole clamped(double number) {
  using Limits = std::numeric_limits<Whole>;
  // The least value is a power of two, or 0; one more than the greatest is a power of two.
  constexpr auto least = static_cast<double>(Limits::min());
  constexpr Whole half = Limits::max() / 2 + 1;
  constexpr double beyond = 2.0 * static_cast<double>(half);
  if (number != number) return 0;
  if (number <= least) return Limits::min();
  return number >= beyond ? Limits::max() : static_cast<Whole>(number);
}

}  // namespace quarry::base
