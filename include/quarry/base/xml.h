// Text inside XML.
#pragma once

#include <string>
#include <string_view>

namespace quarry::base {

// Escaped for an attribute or for content. Characters that XML 1.0 cannot hold become U+FFFD.
std::string xmlText(std::string_view text);

}  // namespace quarry::base
