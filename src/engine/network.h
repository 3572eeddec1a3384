// IP addresses and networks.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "quarry/ir/pattern.h"

namespace quarry::engine {

struct Address {
  std::array<unsigned char, 16> bytes{};
  bool v6 = false;
};

// Only a whole address: "10.0.0.1", "fe80::1". An IPv4 address inside IPv6 (::ffff:10.0.0.1) is IPv6.
std::optional<Address> parseAddress(std::string_view text);

class NetworkMatcher {
 public:
  explicit NetworkMatcher(const ir::Network& network);
  // IPv4 and IPv6 never match each other.
  bool contains(const Address& address) const;

 private:
  Address base_;
  int prefix_ = 0;
};

}  // namespace quarry::engine
