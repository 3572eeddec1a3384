#include "cli/pairs.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/text.h"
#include "quarry/schema/list.h"

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

void addSettings(const std::vector<std::string>& texts, schema::Settings& settings,
                 std::vector<std::string>& problems) {
  for (const std::string& setting : texts) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
      problems.push_back(fmt::format("--set {}: a setting is KEY=VALUE", setting));
    else
      settings.values[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  if (settings.values.empty()) return;
  const std::vector<std::string> known = schema::settingNames();
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (const auto& [key, value] : settings.values) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const auto near = base::closest(key, names);
    problems.push_back(
        fmt::format("there is no setting `{}`{}", key, near ? fmt::format("; did you mean `{}`?", *near) : ""));
  }
}

}  // namespace quarry::cli
