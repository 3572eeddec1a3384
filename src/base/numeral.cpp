#include "quarry/base/numeral.h"

#include <array>

namespace quarry::base {

std::optional<double> numeral(std::string_view text) {
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  if (text.size() <= first || ((text[first] < '0' || text[first] > '9') && text[first] != '.')) return std::nullopt;
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

std::string plainNumber(double value) {
  std::array<char, 1100> digits{};  // the longest, 2^-1074, has 1076
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return error == std::errc{} ? std::string(digits.data(), end) : std::string("0");
}

}  // namespace quarry::base
