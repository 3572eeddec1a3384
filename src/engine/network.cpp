#include "engine/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace quarry::engine {

std::optional<Address> parseAddress(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN + 1> buffer{};
  if (text.empty() || text.size() >= buffer.size()) return std::nullopt;
  std::memcpy(buffer.data(), text.data(), text.size());
  Address address;
  address.v6 = text.find(':') != std::string_view::npos;
  if (inet_pton(address.v6 ? AF_INET6 : AF_INET, buffer.data(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

NetworkMatcher::NetworkMatcher(const ir::Network& network) {
  const std::string_view text = network.text;
  const std::size_t slash = text.find('/');
  base_ = parseAddress(text.substr(0, slash)).value_or(Address{});
  prefix_ = base_.v6 ? 128 : 32;
  if (slash != std::string_view::npos) std::from_chars(text.data() + slash + 1, text.data() + text.size(), prefix_);
}

bool NetworkMatcher::contains(const Address& address) const {
  if (address.v6 != base_.v6) return false;
  const auto whole = static_cast<std::size_t>(prefix_ / 8);
  if (!std::equal(base_.bytes.begin(), base_.bytes.begin() + static_cast<std::ptrdiff_t>(whole), address.bytes.begin()))
    return false;
  const unsigned rest = static_cast<unsigned>(prefix_) % 8;
  if (rest == 0) return true;
  const unsigned mask = 0xFF00U >> rest & 0xFFU;
  return ((base_.bytes[whole] ^ address.bytes[whole]) & mask) == 0;
}

}  // namespace quarry::engine
