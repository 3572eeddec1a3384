// The names that Sigma's taxonomy and the rules written after it give to log sources.
#pragma once

#include <span>
#include <string_view>

namespace quarry::lint {

std::span<const std::string_view> sourceCategories();
std::span<const std::string_view> sourceProducts();

}  // namespace quarry::lint
