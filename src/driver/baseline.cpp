#include "quarry/driver/baseline.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "driver/paths.h"
#include "quarry/base/file.h"
#include "quarry/base/json.h"
#include "quarry/base/limits.h"

namespace quarry::driver {

namespace {

using Json = nlohmann::ordered_json;

std::string folderOf(const std::string& path) { return canonical(path).parent_path().string(); }

std::string trimmed(std::string_view line) {
  const std::size_t from = line.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return {};
  return std::string(line.substr(from, line.find_last_not_of(" \t\r") - from + 1));
}

}  // namespace

Baseline::Key Baseline::keyOf(const base::Diagnostic& finding, const base::Sources& sources,
                              const std::string& folder) {
  const base::Span at = sources.outermost(finding.primary.span);
  const base::Source& source = sources[at.file];
  return {base::asUtf8(canonical(source.path()).lexically_relative(folder).generic_string()),
          std::string(finding.def->code), trimmed(source.line(source.position(at.begin).line))};
}

Baseline Baseline::load(const std::string& path) {
  Baseline baseline;
  baseline.folder_ = folderOf(path);
  const base::FileText read = base::readFile(path, base::limit::kBaselineBytes);
  if (!read.fault.empty())
    throw std::runtime_error(fmt::format("{}: the baseline cannot be read: {}", path, read.fault));
  if (read.tooLarge)
    throw std::runtime_error(fmt::format("{}: the baseline is larger than {}", path,
                                         base::shownLimit(base::limit::kBaselineBytes, base::Limit::Unit::bytes)));
  const Json json = Json::parse(read.text, nullptr, false);
  const auto isText = [](const Json& entry, const char* key) { return entry.contains(key) && entry[key].is_string(); };
  if (!json.is_object() || json.value("version", Json()) != 1 || !json.contains("findings") ||
      !json["findings"].is_array())
    throw std::runtime_error(fmt::format("{}: this is no baseline; `--write-baseline` makes one", path));
  for (const Json& entry : json["findings"]) {
    if (!entry.is_object() || !isText(entry, "file") || !isText(entry, "code") || !isText(entry, "line") ||
        !entry.contains("count") || !entry["count"].is_number_unsigned())
      throw std::runtime_error(fmt::format("{}: an entry lacks `file`, `code`, `line` or `count`", path));
    baseline.left_[{entry["file"].get<std::string>(), entry["code"].get<std::string>(),
                    entry["line"].get<std::string>()}] += entry["count"].get<std::size_t>();
  }
  return baseline;
}

std::string Baseline::render(const base::Report& report, const base::Sources& sources, const std::string& path) {
  std::map<Key, std::size_t> counts;
  const std::string folder = folderOf(path);
  for (const base::Diagnostic& finding : report.findings()) ++counts[keyOf(finding, sources, folder)];
  Json findings = Json::array();
  for (const auto& [key, count] : counts)
    findings.push_back(
        {{"file", std::get<0>(key)}, {"code", std::get<1>(key)}, {"line", std::get<2>(key)}, {"count", count}});
  return base::dumpJson({{"version", 1}, {"findings", std::move(findings)}});
}

bool Baseline::cover(const base::Diagnostic& finding, const base::Sources& sources) {
  const auto entry = left_.find(keyOf(finding, sources, folder_));
  if (entry == left_.end() || entry->second == 0) return false;
  --entry->second;
  return true;
}

std::size_t Baseline::unused() const {
  std::size_t count = 0;
  for (const auto& [key, left] : left_)
    if (left > 0) ++count;
  return count;
}

}  // namespace quarry::driver
