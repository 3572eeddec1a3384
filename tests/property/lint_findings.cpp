// The lint over published queries: every error, and every hit of a warning that fires on more than a few of them, is
// one that somebody has read; lint_findings.tsv says why each is right.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <set>

#include "corpus_files.h"
#include "quarry/cql/parse.h"
#include "quarry/lint/rule.h"

using namespace quarry;

namespace {

// A warning on up to so many of the files is read with its rule; on more, each hit has its line.
constexpr std::size_t kFew = 3;
// No rule that is more than advice fires on a larger part of the files than this, in percent.
constexpr std::size_t kMostPercent = 5;

bool isOfLint(std::string_view code) {
  // Syntax, calls and lost fields have manifests of their own.
  return code >= "CQL100" && code < "CQL300";
}

}  // namespace

TEST_CASE("what the lint finds in published queries is what was read") {
  const auto root = test::corpus("cql");
  if (root.empty()) return;
  const auto reasons = test::findingsManifest(QUARRY_ROOT "/tests/property/lint_findings.tsv");
  struct Hits {
    base::Severity severity{};
    std::map<std::string, std::string> places;  // by key of the manifest
    std::set<std::string> files;
  };
  std::map<std::string, Hits> codes;
  std::size_t files = 0;
  for (const test::CorpusQuery& query : test::corpusQueries(root)) {
    if (query.tier != "A" || query.kind != "cql") continue;
    ++files;
    const std::string text = test::slurp(root / query.file);
    base::Sources sources;
    base::Report syntax;
    const cql::Tree tree = cql::parse(sources.add(query.file, text), sources, syntax);
    base::Report report;
    lint::run({tree, sources}, report);
    for (const base::Diagnostic& finding : report.findings()) {
      if (!isOfLint(finding.def->code)) continue;
      const auto line = sources[finding.primary.span.file].position(finding.primary.span.begin).line;
      Hits& hits = codes[std::string(finding.def->code)];
      hits.severity = finding.severity;
      hits.files.insert(query.file);
      hits.places[fmt::format("{}\t{}\t{}", test::contentHash(text), finding.def->code, line)] =
          query.file + ": " + finding.message;
    }
  }
  CHECK(files > 2000);
  std::string summary;
  std::set<std::string> wanted;
  // By name, as clang's lambdas (those of the checks' messages) cannot hold structured bindings.
  for (const auto& ofCode : codes) {
    const std::string& code = ofCode.first;
    const Hits& hits = ofCode.second;
    summary += fmt::format("\n  {} {:7} {:4} places in {:4} files", code, base::name(hits.severity), hits.places.size(),
                           hits.files.size());
    if (hits.severity == base::Severity::info) continue;
    CHECK_MESSAGE(hits.files.size() * 100 <= files * kMostPercent,
                  code << " fires on " << hits.files.size() << " files");
    if (hits.severity != base::Severity::error && hits.files.size() <= kFew) continue;
    for (const auto& place : hits.places) {
      wanted.insert(place.first);
      CHECK_MESSAGE(reasons.contains(place.first), place.first << ": " << place.second);
    }
  }
  for (const auto& reason : reasons) CHECK_MESSAGE(wanted.contains(reason.first), "no longer found: " << reason.first);
  MESSAGE(codes.size() << " codes" << summary);
}
