// The plain front end is a fair measure: it reads the same tokens and finds the same queries sound.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "plain_antlr.h"
#include "quarry/base/text.h"
#include "quarry/cql/parse.h"
#include "queries.h"

using namespace quarry;

TEST_CASE("both front ends read the same tokens and no errors") {
  const auto all = bench::queries();
  REQUIRE(all.size() >= 12);
  for (const bench::Query& query : all) {
    CAPTURE(query.name);
    CHECK(bench::sameTokens(query.text));
    CHECK(bench::plainParse(query.text).errors == 0);
    base::Sources sources;
    base::Report report;
    cql::parse(sources.add(query.name, query.text), sources, report);
    CHECK(report.size() == 0);
  }
}

TEST_CASE("nearly all sound real queries are measured") {
  const char* corpus = std::getenv("QUARRY_CORPUS");  // NOLINT(concurrency-mt-unsafe): one thread
  if (corpus == nullptr || *corpus == '\0') {
    MESSAGE("skipped: QUARRY_CORPUS is not set");
    return;
  }
  std::size_t clean = 0, same = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".cql") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (base::invalidUtf8(text)) continue;
    base::Sources sources;
    base::Report report;
    cql::parse(sources.add("query.cql", text), sources, report);
    if (report.size() != 0) continue;
    ++clean;
    same += bench::sameTokens(text) ? 1 : 0;
    if (!bench::sameTokens(text) && std::getenv("QUARRY_SHOW") != nullptr) MESSAGE(entry.path().string());
  }
  MESSAGE(same << " of " << clean << " sound queries have the same tokens in both");
  CHECK(static_cast<double>(same) >= 0.97 * static_cast<double>(clean));
}
