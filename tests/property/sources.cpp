// Measures over real rules: how many reach their data on each platform. They run when QUARRY_CORPUS names the folder.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "quarry/schema/bind.h"
#include "quarry/target/target.h"
#include "refusals.h"

using namespace quarry;
namespace fs = std::filesystem;

namespace {

constexpr schema::Platform kPlatforms[] = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};

std::vector<fs::path> rulesOf(const fs::path& root) {
  std::vector<fs::path> files;
  for (const char* folder : {"rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance"})
    if (fs::exists(root / folder))
      for (const auto& entry : fs::recursive_directory_iterator(root / folder))
        if (entry.path().extension() == ".yml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

bool isRestricted(const schema::Bound& bound) {
  return !bound.table.empty() || !std::holds_alternative<ir::Constant>(bound.restriction.node);
}

}  // namespace

TEST_CASE("Sigma rules reach the right data on three platforms") {
  const char* folder = std::getenv("QUARRY_CORPUS");
  const fs::path root = fs::path(folder == nullptr ? "" : folder) / "sigma";
  if (folder == nullptr || !fs::exists(root)) {
    MESSAGE("skipped: QUARRY_CORPUS does not name a folder with sigma");
    return;
  }
  const std::vector<test::Refusal> limits = test::refusals();
  std::size_t rules = 0;
  std::map<schema::Platform, std::size_t> strictly, otherwise;
  for (const fs::path& path : rulesOf(root)) {
    std::ifstream in(path, std::ios::binary);
    base::Sources sources;
    base::Report report;
    const auto documents =
        rule::read(sources.add(path.string(), std::string(std::istreambuf_iterator<char>(in), {})), sources, report);
    for (const rule::Document& document : documents) {
      const auto* one = std::get_if<rule::Rule>(&document);
      if (one == nullptr) continue;
      ++rules;
      auto plan = rule::lower(*one, sources, report);
      if (!plan) continue;
      ir::normalise(*plan);
      for (const schema::Platform platform : kPlatforms) {
        CAPTURE(path.string());
        for (const bool strict : {true, false}) {
          schema::Settings settings;
          settings.strict = strict;
          base::Report findings;
          const auto bound = schema::bind(*plan, platform, settings, findings);
          CHECK(bound.has_value() != findings.hasErrors());
          if (bound) CHECK(isRestricted(*bound));
          if (bound && target::target(platform).generate(*bound, findings)) ++(strict ? strictly : otherwise)[platform];
          for (const base::Diagnostic& finding : findings.findings()) {
            if (finding.severity != base::Severity::error) continue;
            CAPTURE(finding.message);
            CHECK(test::explanation(finding, platform, limits) != nullptr);
          }
        }
      }
    }
  }
  const auto share = [&](std::size_t count) { return static_cast<double>(count) / static_cast<double>(rules); };
  for (const schema::Platform platform : kPlatforms)
    MESSAGE(schema::name(platform) << ": " << strictly[platform] << " of " << rules << " compiled strictly, "
                                   << otherwise[platform] << " otherwise");
  CHECK(share(strictly[schema::Platform::cql]) >= 0.97);
  CHECK(share(strictly[schema::Platform::kql]) >= 0.85);
  CHECK(share(strictly[schema::Platform::spl]) >= 0.97);
  CHECK(share(otherwise[schema::Platform::cql]) >= 0.995);
  CHECK(share(otherwise[schema::Platform::kql]) >= 0.90);
  CHECK(share(otherwise[schema::Platform::spl]) >= 0.995);
}
