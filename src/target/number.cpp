#include "target/number.h"

#include <array>
#include <charconv>
#include <system_error>

namespace quarry::target {

std::string plainNumber(double value) {
  std::array<char, 1100> digits{};  // the longest, 2^-1074, has 1076
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return error == std::errc{} ? std::string(digits.data(), end) : std::string("0");
}

}  // namespace quarry::target
