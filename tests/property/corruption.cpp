// Queries that were valid, damaged as people damage them: the mistake is reported once, where it is.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include "corruptions.h"
#include "quarry/cql/parse.h"

using namespace quarry;

namespace {
struct Tally { std::size_t all = 0, found = 0, silent = 0; std::vector<std::size_t> counts; };
}

TEST_CASE("dev corruption") {
  const char* list = std::getenv("LIST");
  if (!list) return;
  const char* showEnv = std::getenv("SHOW");
  const std::string show = showEnv ? showEnv : "-";
  std::map<std::string, Tally> tally;
  std::ifstream in(list);
  std::mt19937 random(42);
  std::size_t shown = 0;
  for (std::string path; std::getline(in, path);) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    base::Sources sources;
    base::Report report;
    const cql::Tree tree = cql::parse(sources.add("q.cql", text), sources, report);
    if (report.size() != 0) continue;
    auto all = test::corruptions(tree);
    std::shuffle(all.begin(), all.end(), random);
    if (all.size() > 12) all.resize(12);
    for (const auto& c : all) {
      base::Sources s2;
      base::Report r2;
      cql::parse(s2.add("q.cql", c.text), s2, r2);
      Tally& t = tally[std::string(c.kind)];
      ++t.all;
      std::size_t errors = 0;
      bool at = false;
      std::string got;
      for (const auto& d : r2.findings()) {
        if (d.def->severity != base::Severity::error) continue;
        ++errors;
        at = at || (d.primary.span.begin >= c.begin && d.primary.span.begin <= c.end);
        got += fmt::format("   {}@{} {}\n", d.def->code, d.primary.span.begin, d.message);
      }
      t.found += at;
      t.silent += errors == 0;
      t.counts.push_back(errors);
      if ((show == "miss" && !at) || (show == "many" && errors > 1) || (show == c.kind && (!at || errors > 1)))
        if (shown++ < 60) fmt::print("== {} [{}-{}] {}\n{}\n{}\n", c.kind, c.begin, c.end, path, c.text.size() < 3000 ? c.text : c.text.substr(c.begin > 200 ? c.begin - 200 : 0, 1200), got);
    }
  }
  std::size_t all = 0, found = 0;
  std::vector<std::size_t> counts;
  for (auto& [kind, t] : tally) {
    std::sort(t.counts.begin(), t.counts.end());
    std::size_t many = 0;
    for (auto n : t.counts) many += n > 1;
    fmt::print("{:35} {:5} found {:5.1f}% silent {:4} more than one {:5.1f}% max {}\n", kind, t.all, 100.0 * t.found / t.all, t.silent, 100.0 * many / t.all, t.counts.back());
    all += t.all; found += t.found;
    counts.insert(counts.end(), t.counts.begin(), t.counts.end());
  }
  std::sort(counts.begin(), counts.end());
  if (all) fmt::print("ALL {} found {:.2f}% median {} one {:.1f}% p99 {}\n", all, 100.0 * found / all, counts[counts.size() / 2],
    100.0 * std::count(counts.begin(), counts.end(), 1u) / all, counts[counts.size() * 99 / 100]);
}
