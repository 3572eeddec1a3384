// IPv4 and IPv6 networks in CIDR form.
#pragma once

#include <optional>
#include <string_view>

#include "quarry/ir/pattern.h"

namespace quarry::rule {

// None if the text is no address with a prefix length; a bare address is a network of one.
std::optional<ir::Network> parseNetwork(std::string_view text);

}  // namespace quarry::rule
