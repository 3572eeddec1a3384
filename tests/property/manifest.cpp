// Every published query against what it was found to be, one by one: valid, or invalid with a code and the reason.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "corpus_files.h"
#include "quarry/cql/parse.h"

using namespace quarry;

namespace {

struct Verdict {
  bool valid = true;
  std::string codes;  // separated by commas, in order
  std::string reason;
};

std::string hashOf(std::string_view bytes) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return fmt::format("{:016x}", hash);
}

std::map<std::string, Verdict> manifest() {
  std::map<std::string, Verdict> verdicts;
  std::ifstream in(QUARRY_ROOT "/tests/property/corpus/cql_manifest.tsv");
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream cells(line);
    std::string hash, verdict, codes, reason;
    std::getline(cells, hash, '\t');
    std::getline(cells, verdict, '\t');
    std::getline(cells, codes, '\t');
    std::getline(cells, reason, '\t');
    verdicts[hash] = {verdict == "valid", codes, reason};
  }
  return verdicts;
}

// The codes of its errors of syntax, in order, each once.
std::string codesOf(const base::Report& report) {
  std::set<std::string> codes;
  for (const base::Diagnostic& finding : report.findings())
    if (finding.def->severity == base::Severity::error && finding.def->category == base::Category::syntax)
      codes.insert(std::string(finding.def->code));
  std::string joined;
  for (const std::string& code : codes) joined.append(joined.empty() ? "" : ",").append(code);
  return joined;
}

}  // namespace

TEST_CASE("the manifest of published queries says why each invalid one is invalid") {
  const auto verdicts = manifest();
  CHECK(verdicts.size() > 100);
  for (const auto& one : verdicts) {
    const std::string& hash = one.first;
    const auto& verdict = one.second;
    CAPTURE(hash);
    CHECK(hash.size() == 16);
    CHECK(verdict.reason.size() > 5);
    CHECK((verdict.codes == "-") == verdict.valid);
  }
}

TEST_CASE("published queries parse as the manifest says, and print back byte for byte") {
  const auto folder = test::corpus("cql");
  if (folder.empty()) return;
  const auto verdicts = manifest();
  std::size_t files = 0, published = 0, publishedValid = 0;
  for (const test::CorpusQuery& query : test::corpusQueries(folder)) {
    CAPTURE(query.file);
    const std::string text = test::slurp(folder / query.file);
    base::Sources sources;
    base::Report report;
    const cql::Tree tree = cql::parse(sources.add(query.file, text), sources, report);
    const std::string codes = codesOf(report);
    ++files;
    std::string printed;
    for (std::uint32_t token = 0; token < tree.tokens.size(); ++token)
      printed.append(tree.trivia(token)).append(tree.tokenText(token));
    CHECK(printed == text);
    for (const base::Diagnostic& finding : report.findings()) {
      for (const char* raw : {"mismatched input", "no viable", "extraneous", "missing {", "token recognition"})
        CHECK(finding.message.find(raw) == std::string::npos);
    }
    const auto verdict = verdicts.find(hashOf(text));
    if (verdict != verdicts.end())
      CHECK(codes == (verdict->second.valid ? "" : verdict->second.codes));
    else if (query.kind == "not-cql" || query.kind == "suspect")
      CHECK(codes != "");
    else
      CHECK(codes == "");
    if (query.tier != "A" || query.kind != "cql") continue;
    ++published;
    if (codes.empty()) ++publishedValid;
  }
  MESSAGE(files << " files; " << publishedValid << " of " << published << " published queries are valid");
  CHECK(files > 2500);
}
