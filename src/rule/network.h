// IPv4 and IPv6 networks in CIDR form.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "quarry/ir/pattern.h"

namespace quarry::rule {

struct NetworkFault {
  std::string message;
  std::string better;  // what was most likely meant; may be empty
};

// A bare address is a network of one. Bits behind the prefix are a fault: nobody can tell which of the two was meant.
std::variant<ir::Network, NetworkFault> parseNetwork(std::string_view text);

}  // namespace quarry::rule
