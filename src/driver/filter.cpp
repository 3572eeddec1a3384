#include "quarry/driver/filter.h"

#include <fnmatch.h>

#include <algorithm>
#include <utility>

#include "driver/paths.h"
#include "quarry/driver/codes.h"

namespace quarry::driver {

namespace {

bool anyNames(const std::vector<std::string>& codes, const base::DiagnosticDef& def) {
  return std::any_of(codes.begin(), codes.end(), [&](const std::string& code) { return names(code, def); });
}

bool matchesWhole(const std::string& glob, const std::string& path) {
  const bool deep = glob.find("**") != std::string::npos;
  return fnmatch(glob.c_str(), path.c_str(), deep ? 0 : FNM_PATHNAME) == 0;
}

}  // namespace

bool matchesGlob(const std::string& glob, const std::string& path) {
  std::string flat = glob;  // a/**/b also means a/b
  for (std::size_t at = flat.find("/**/"); at != std::string::npos; at = flat.find("/**/")) flat.erase(at, 3);
  std::string upTo;
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    upTo = path.substr(0, end);
    if (matchesWhole(glob, upTo) || (flat != glob && matchesWhole(flat, upTo))) return true;
    if (end == std::string::npos) return false;
  }
}

FindingFilter::FindingFilter(std::vector<std::string> select, std::vector<std::string> ignore, LintSettings settings,
                             const std::string& configPath)
    : select_(std::move(select)), ignore_(std::move(ignore)), settings_(std::move(settings)) {
  if (!configPath.empty()) root_ = canonical(configPath).parent_path().string();
}

std::string FindingFilter::relative(const std::string& path) const {
  return root_.empty() ? path : canonical(path).lexically_relative(root_).string();
}

lint::Use FindingFilter::useOf(const std::string& path) const {
  lint::Use use = lint::Use::unknown;
  for (const LintSettings::Block& block : settings_.blocks)
    if (block.use && matchesGlob(block.path, relative(path))) use = *block.use;
  return use;
}

bool FindingFilter::accept(base::Diagnostic& finding, const std::string& path) const {
  const base::DiagnosticDef& def = *finding.def;
  if (anyNames(ignore_, def) || (!select_.empty() && !anyNames(select_, def))) return false;
  if (settings_.blocks.empty()) return true;
  const std::string place = relative(path);
  bool reported = true;
  for (const LintSettings::Block& block : settings_.blocks) {
    if (!block.path.empty() && !matchesGlob(block.path, place)) continue;
    if (anyNames(block.ignore, def)) reported = false;
    for (const auto& [code, severity] : block.severity) {
      if (!names(code, def)) continue;
      reported = severity.has_value();
      if (severity) finding.severity = *severity;
    }
  }
  return reported;
}

}  // namespace quarry::driver
