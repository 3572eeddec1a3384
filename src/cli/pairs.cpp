#include "cli/pairs.h"

#include <fmt/format.h>

namespace quarry::cli {

std::map<std::string, std::string> pairsOf(const std::vector<std::string>& texts, std::string_view option,
                                           std::vector<std::string>& problems) {
  std::map<std::string, std::string> out;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      problems.push_back(fmt::format("--{} {}: written NAME=VALUE", option, text));
    else if (const auto [at, fresh] = out.try_emplace(text.substr(0, equals), text.substr(equals + 1)); !fresh)
      at->second += "\n" + text.substr(equals + 1);
  }
  return out;
}

}  // namespace quarry::cli
