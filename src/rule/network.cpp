#include "rule/network.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "quarry/base/numeral.h"

namespace quarry::rule {

namespace {

using Bytes = std::array<unsigned char, 16>;

std::optional<Bytes> parseAddress(const std::string& text, bool v6) {
  Bytes bytes{};
  if (inet_pton(v6 ? AF_INET6 : AF_INET, text.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

std::string print(const Bytes& bytes, bool v6) {
  std::array<char, INET6_ADDRSTRLEN> out{};
  inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), out.data(), out.size());
  return out.data();
}

// Clears the bits behind the prefix; true if one of them was set.
bool mask(Bytes& bytes, int prefix) {
  bool changed = false;
  for (int i = 0; i < 16; ++i) {
    const int keep = std::clamp(prefix - 8 * i, 0, 8);
    const auto kept = static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)] & (0xFF00U >> keep & 0xFFU));
    changed = changed || kept != bytes[static_cast<std::size_t>(i)];
    bytes[static_cast<std::size_t>(i)] = kept;
  }
  return changed;
}

// 255.255.0.0 as 16; none if its ones are not in one row.
std::optional<int> prefixOfMask(const Bytes& bytes) {
  const std::uint32_t bits = static_cast<std::uint32_t>(bytes[0]) << 24 | static_cast<std::uint32_t>(bytes[1]) << 16 |
                             static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3];
  int ones = 0;
  while (ones < 32 && (bits >> (31 - ones) & 1U) != 0) ++ones;
  if (ones < 32 && (bits << ones) != 0) return std::nullopt;
  return ones;
}

}  // namespace

std::variant<ir::Network, NetworkFault> parseNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  const bool v6 = address.find(':') != std::string::npos;
  auto bytes = parseAddress(address, v6);
  if (!bytes) return NetworkFault{fmt::format("`{}` is no IPv4 or IPv6 network", text), ""};
  const int most = v6 ? 128 : 32;
  if (slash == std::string_view::npos) return ir::Network{fmt::format("{}/{}", address, most), v6};

  const std::string digits(text.substr(slash + 1));
  const int prefix = base::wholeNumeral<int>(digits).value_or(-1);
  if (prefix < 0 || prefix > most) {
    const auto dotted = v6 ? std::nullopt : parseAddress(digits, false);
    const auto meant = dotted ? prefixOfMask(*dotted) : std::nullopt;
    if (!meant) return NetworkFault{fmt::format("`/{}` is no prefix length: it goes from 0 to {}", digits, most), ""};
    mask(*bytes, *meant);
    return NetworkFault{"a network is written with a prefix length, not with a mask",
                        fmt::format("{}/{}", print(*bytes, v6), *meant)};
  }
  if (mask(*bytes, prefix)) {
    const std::string network = fmt::format("{}/{}", print(*bytes, v6), prefix);
    return NetworkFault{fmt::format("`{}` is an address inside the network `{}`, not a network", text, network),
                        network};
  }
  return ir::Network{std::string(text), v6};
}

}  // namespace quarry::rule
