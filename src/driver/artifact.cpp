#include "driver/artifact.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"
#include "quarry/target/target.h"

namespace quarry::driver {

namespace {

// A comment is one line, whatever the title holds.
std::string oneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

}  // namespace

std::string header(const rule::Metadata& rule, const schema::Bound& bound, const std::string& schedule,
                   const base::Report& findings, const std::set<std::string>& allow) {
  std::vector<std::string> lines = {oneLine(rule.title.value)};
  std::string about;
  const auto add = [&](std::string_view key, const std::string& value) {
    about += fmt::format("{}{} {}", about.empty() ? "" : ", ", key, value);
  };
  if (rule.id) add("id", rule.id->value);
  if (rule.level) add("level", rule.level->value);
  for (const rule::Text& tag : rule.tags) {
    const std::string lower = base::asciiLower(tag.value);
    if (lower.starts_with("attack.t") && lower.size() > 8 && lower[8] >= '0' && lower[8] <= '9') {
      std::string technique = lower.substr(7);
      technique[0] = 'T';
      add("technique", technique);
    }
  }
  if (!about.empty()) lines.push_back(oneLine(about));
  lines.push_back(fmt::format("compiled by quarry {} for {}", QUARRY_VERSION, schema::name(bound.platform)));
  for (const std::string& assumption : bound.assumptions) lines.push_back("assumes " + assumption);
  if (!schedule.empty()) lines.push_back(schedule);
  for (const base::Diagnostic& finding : findings.findings()) {
    std::string line =
        oneLine(fmt::format("{}{}: {}", allow.contains(std::string(finding.def->code)) ? "accepted " : "",
                            finding.def->code, finding.message));
    // Several parts of a query may have the same to say.
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }
  return target::target(bound.platform).comment(lines);
}

bool checkLength(schema::Platform platform, std::string_view query, base::Span at, base::Report& report) {
  if (query.size() > base::limit::kOutputBytes) {
    report.add(codes::outputTooLarge, at,
               fmt::format("the query for {} comes to more than {}", schema::name(platform),
                           base::shownLimit(base::limit::kOutputBytes, base::Limit::Unit::bytes)));
    return false;
  }
  if (platform != schema::Platform::kql) return true;
  const auto isFirstByte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto characters = static_cast<std::size_t>(std::count_if(query.begin(), query.end(), isFirstByte));
  if (characters > base::limit::kSentinelCharacters)
    report.add(codes::queryLength, at,
               fmt::format("the query has {}; Sentinel's analytics rules take at most {}",
                           base::shownLimit(characters, base::Limit::Unit::characters),
                           base::shownLimit(base::limit::kSentinelCharacters, base::Limit::Unit::count)));
  return true;
}

void dropAllowed(base::Report& findings, const std::set<std::string>& allow) {
  std::erase_if(findings.findings(), [&](const base::Diagnostic& finding) {
    return finding.severity != base::Severity::error && allow.contains(std::string(finding.def->code));
  });
}

}  // namespace quarry::driver
