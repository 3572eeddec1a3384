#include "cli/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/text.h"
#include "quarry/schema/list.h"

namespace quarry::cli {

namespace {

constexpr std::string_view kCorrelate = "cql.correlate";  // how a query is said, not where a platform keeps things

// A misspelt setting would change nothing, and nobody would know.
void checkSettings(const schema::Settings& settings, std::vector<std::string>& problems) {
  if (settings.values.empty()) return;
  std::vector<std::string> known = schema::settingNames();
  known.emplace_back(kCorrelate);
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (const auto& [key, value] : settings.values) {
    if (key == kCorrelate && value != "true" && value != "false")
      problems.push_back(fmt::format("the setting `{}` is `true` or `false`, and not `{}`", key, value));
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const auto near = base::closest(key, names);
    problems.push_back(
        fmt::format("there is no setting `{}`{}", key, near ? fmt::format("; did you mean `{}`?", *near) : ""));
  }
}

}  // namespace

void addSettings(const std::vector<std::string>& given, schema::Settings& settings,
                 std::vector<std::string>& problems) {
  for (const std::string& setting : given) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
      problems.push_back(fmt::format("--set {}: a setting is KEY=VALUE", setting));
    else
      settings.values[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  checkSettings(settings, problems);
}

std::optional<schema::Platform> platformNamed(const std::string& name, std::vector<std::string>& problems) {
  const auto platform = schema::platformByName(name);
  if (!platform) problems.push_back(fmt::format("`{}` is no target: cql, kql or spl", name));
  return platform;
}

}  // namespace quarry::cli
