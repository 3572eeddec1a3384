// The call checks over real queries: every finding is one that somebody has read, and no valid query has any.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "corpus_files.h"
#include "quarry/cql/check.h"
#include "quarry/cql/parse.h"

namespace quarry::test {
namespace {

// FNV-1a: a query's text is known by it, and not held here.
std::uint64_t hashOf(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

struct Checked {
  base::Sources sources;
  base::Report syntax, calls;
};

void check(const std::string& name, const std::string& text, Checked& out) {
  const base::FileId file = out.sources.add(name, text);
  const cql::Tree tree = cql::parse(file, out.sources, out.syntax);
  cql::checkCalls(tree, {}, out.syntax, out.calls);
}

// "hash code line" to why the finding is right, from call_findings.tsv.
std::map<std::string, std::string> manifest() {
  std::map<std::string, std::string> reasons;
  std::ifstream in(QUARRY_ROOT "/tests/property/call_findings.tsv");
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::size_t tab = line.find('\t');
    tab = line.find('\t', line.find('\t', tab + 1) + 1);
    REQUIRE(tab != std::string::npos);
    reasons[line.substr(0, tab)] = line.substr(tab + 1);
  }
  return reasons;
}

}  // namespace

TEST_CASE("findings on calls in published queries are those that were read") {
  const auto root = corpus("cql");
  if (root.empty()) return;
  const auto reasons = manifest();
  std::map<std::string, std::string> found;
  std::size_t files = 0;
  for (const CorpusQuery& query : corpusQueries(root)) {
    if (query.tier != "A" || query.kind != "cql") continue;
    ++files;
    const std::string text = slurp(root / query.file);
    Checked checked;
    check(query.file, text, checked);
    for (const base::Diagnostic& d : checked.calls.findings()) {
      const auto line = checked.sources[d.primary.span.file].position(d.primary.span.begin).line;
      found[fmt::format("{:016x}\t{}\t{}", hashOf(text), d.def->code, line)] = query.file + ": " + d.message;
    }
  }
  for (const auto& one : found) CHECK_MESSAGE(reasons.contains(one.first), one.first << ": " << one.second);
  for (const auto& one : reasons) CHECK_MESSAGE(found.contains(one.first), "no longer found: " << one.first);
  MESSAGE(found.size() << " places in " << files << " queries");
  CHECK(files > 2000);
}

TEST_CASE("queries of the manual have no finding on their calls") {
  const auto path = corpus("cql-conformance/cases-open.jsonl");
  if (path.empty()) return;
  std::ifstream in(path);
  std::size_t cases = 0;
  for (std::string line; std::getline(in, line); ++cases) {
    const auto one = nlohmann::json::parse(line);
    Checked checked;
    check(one["id"], one["query"], checked);
    for (const base::Diagnostic& d : checked.calls.findings())
      CHECK_MESSAGE(false, one["id"].get<std::string>() << ": " << d.def->code << " " << d.message);
  }
  CHECK(cases > 500);
}

TEST_CASE("what the manual says is refused is refused") {
  const auto path = corpus("cql-conformance/cases-error.jsonl");
  if (path.empty()) return;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto one = nlohmann::json::parse(line);
    if (one["expect"]["stage"] != "compile") continue;
    Checked checked;
    check(one["id"], one["query"], checked);
    CHECK_MESSAGE((checked.syntax.hasErrors() || checked.calls.hasErrors()), one["id"].get<std::string>());
    if (!one.contains("accepted_variant")) continue;
    Checked accepted;
    check(one["id"], one["accepted_variant"], accepted);
    CHECK_MESSAGE((!accepted.syntax.hasErrors() && !accepted.calls.hasErrors()), one["id"].get<std::string>());
  }
}

}  // namespace quarry::test
