#include "rule/network.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <string>

namespace quarry::rule {

std::optional<ir::Network> parseNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  const bool v6 = address.find(':') != std::string::npos;
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) return std::nullopt;
  const int most = v6 ? 128 : 32;
  if (slash == std::string_view::npos) return ir::Network{address + "/" + std::to_string(most), v6};
  const std::string_view digits = text.substr(slash + 1);
  int prefix = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  if (error != std::errc{} || end != digits.data() + digits.size() || prefix < 0 || prefix > most) return std::nullopt;
  return ir::Network{std::string(text), v6};
}

}  // namespace quarry::rule
