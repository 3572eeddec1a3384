// Any text as quarry.yml: understood, or each problem named with its place; unknown keys are problems, and what is no
// problem is kept.
#include "quarry/driver/config.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "folder.h"
#include "quarry/base/yaml.h"
#include "support.h"

using namespace quarry;

namespace {

constexpr std::array<std::string_view, 13> kKeys = {"targets", "strict",       "settings",  "lint",    "filters",
                                                    "lists",   "placeholders", "functions", "queries", "attack",
                                                    "sources", "lookups",      "version"};

// `PATH:LINE:COLUMN: …`, and the line is one of the text.
void requirePlace(const std::string& problem, const std::string& path, const std::string& text) {
  fuzz::require(problem.starts_with(fuzz::folder()), "a problem has a place", problem);
  if (!problem.starts_with(path + ":")) return;  // a file that it names
  char* end = nullptr;
  const long line = std::strtol(problem.c_str() + path.size() + 1, &end, 10);
  const long column = *end == ':' ? std::strtol(end + 1, &end, 10) : 0;
  fuzz::require(line > 0 && column > 0 && *end == ':', "a place is a line and a column", problem);
  fuzz::require(line <= 1 + std::count(text.begin(), text.end(), '\n'), "a problem's line is one of the text", problem);
}

// A second look at what was read.
void requireKept(const driver::Config& config, const std::string& text, const std::vector<std::string>& problems) {
  base::Sources sources;
  base::Report report;
  const auto documents = base::yaml::parse(sources.add("quarry.yml", text), sources, report);
  if (documents.empty() || report.hasErrors()) return;
  const base::yaml::Node& root = documents.front();
  const auto said = [&](const std::string& part) {
    return std::any_of(problems.begin(), problems.end(),
                       [&](const std::string& problem) { return problem.find(part) != std::string::npos; });
  };
  for (const base::yaml::Entry& entry : root.entries)
    if (std::find(kKeys.begin(), kKeys.end(), entry.key.text) == kKeys.end())
      fuzz::require(said("unknown key `" + entry.key.text + "`"), "unknown keys are problems", entry.key.text);
  if (!problems.empty()) return;
  if (const auto* targets = root.find("targets"))
    fuzz::require(config.targets && config.targets->size() == targets->items.size(), "targets are kept");
  if (const auto* settings = root.find("settings"))
    fuzz::require(config.settings.values.size() == settings->entries.size(), "settings are kept");
  if (const auto* functions = root.find("functions"))
    fuzz::require(config.functions.names.size() == functions->items.size(), "functions are kept");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  // Files of others are not for a fuzzer to read.
  if (text.find("/dev") != std::string::npos || text.find("/proc") != std::string::npos) return 0;
  // What a text names as a file beside it is not there, or has the same text.
  for (const char* name : {"own.yml", "own.csv", "own.cql", "own.json", "own.txt"})
    if (text.find(name) != std::string::npos) fuzz::written(name, text);
  const std::string path = fuzz::written("quarry.yml", text);
  std::vector<std::string> problems;
  const driver::Config config = driver::loadConfig(path, problems);
  for (const std::string& problem : problems) {
    fuzz::require(!base::invalidUtf8(problem), "problems are UTF-8", problem);
    if (problem.starts_with(path + ": ")) continue;  // the file itself
    requirePlace(problem, path, text);
  }
  requireKept(config, text, problems);
  // What is asked later of what was read must not fail.
  driver::LintSettings lint = config.lint;
  for (const auto& [name, values] : config.environment.placeholders)
    fuzz::require(!base::invalidUtf8(name), "names are UTF-8");
  // What sources there are is global, and reading them takes long.
  std::vector<std::string> none;
  if (text.find("sources") != std::string::npos) driver::loadConfig(fuzz::written("quarry.yml", "sources: []\n"), none);
  return 0;
}
