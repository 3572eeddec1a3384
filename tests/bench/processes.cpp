// What the program costs as a whole, against programs that do only what cannot be left out: load the same files with
// yaml-cpp, start with the same libraries. Prints tables; the figures in docs/performance.md come from here. Ends with
// 1 if a bound is exceeded.
#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "race.h"
#include "rule_files.h"

namespace quarry::bench {

namespace {

namespace fs = std::filesystem;

constexpr double kMostOfLoading = 1.5, kLeastFaster = 1.7, kMostOfEmpty = 3, kMostMegabytes = 100;

const std::string kQuarry = QUARRY_PROGRAM, kYamlTree = QUARRY_FLOOR_YAML, kEmpty = QUARRY_FLOOR_EMPTY;

bool within(std::string_view what, double figure, double bound, bool atMost) {
  const bool good = atMost ? figure <= bound : figure >= bound;
  fmt::print("{:<44} {:>7.2f}   {} {:.2f} is wanted{}\n", what, figure, atMost ? "at most" : "at least", bound,
             good ? "" : ": MISSED");
  return good;
}

// The first of them is the floor.
void print(const std::vector<Contender>& all) {
  fmt::print("{:<30} {:>10} {:>10} {:>10} {:>10} {:>8}\n", "", "wall ms", "of floor", "CPU ms", "of floor", "MB");
  const Cost& floor = all.front().least;
  for (const Contender& one : all)
    fmt::print("{:<30} {:>10.1f} {:>10.2f} {:>10.1f} {:>10.2f} {:>8.1f}\n", one.name, one.least.wall * 1e3,
               one.least.wall / floor.wall, one.least.cpu * 1e3, one.least.cpu / floor.cpu, one.least.megabytes);
}

std::vector<std::string> build(const std::string& rules, const char* jobs) {
  return {kQuarry, "build", rules, "--to", "cql,kql,spl", "-j", jobs};
}

bool rules(const std::string& folder, const fs::path& scratch, int rounds) {
  const std::vector<std::string> files = ruleFiles(folder);
  const std::string list = scratch / "list", out = scratch / "out";
  writeList(files, list);
  std::vector<std::string> written = build(folder, "2");
  written.insert(written.end(), {"-o", out});
  std::vector<Contender> all = {{"yaml-cpp's node tree", {kYamlTree, list}},
                                {"build, -j 1", build(folder, "1")},
                                {"build, -j 2", build(folder, "2")},
                                {"build, -j 2, a file each", written},
                                {"check, -j 1", {kQuarry, "check", folder, "-j", "1"}},
                                {"check, -j 2", {kQuarry, "check", folder, "-j", "2"}}};
  race(all, rounds);
  fmt::print("{} rule files to three targets\n\n", files.size());
  print(all);
  fmt::print("\n");
  bool good = within("build, -j 2, of loading", all[2].least.wall / all[0].least.wall, kMostOfLoading, true);
  good = within("-j 2 against -j 1", all[1].least.wall / all[2].least.wall, kLeastFaster, false) && good;
  return within("build, -j 1, MB", all[1].least.megabytes, kMostMegabytes, true) && good;
}

bool start(const fs::path& scratch, int rounds) {
  const std::string query = scratch / "query.cql", rule = scratch / "rule.yml";
  std::ofstream(query) << "#event_simpleName=ProcessRollup2 | where x in (\"High\", \"Medium\")\n";
  std::ofstream(rule) << "title: A\nlogsource: {category: process_creation}\n"
                         "detection: {a: {Image|endswith: \\a.exe}, condition: a}\n";
  std::vector<Contender> all = {{"an empty program", {kEmpty}},
                                {"--version", {kQuarry, "--version"}},
                                {"check a query", {kQuarry, "check", query}},
                                {"check a rule", {kQuarry, "check", rule}},
                                {"build a rule", build(rule, "1")}};
  race(all, rounds);
  fmt::print("\nfrom the start to the first finding\n\n");
  print(all);
  fmt::print("\n");
  return within("check a query, of an empty program", all[2].least.wall / all[0].least.wall, kMostOfEmpty, true);
}

void growth(const std::string& folder, const fs::path& scratch, int rounds) {
  const std::vector<std::string> files = ruleFiles(folder);
  fmt::print("\nhow cost grows, build -j 2\n\n{:>8} {:>12} {:>12} {:>10} {:>10} {:>8}\n", "rules", "loading ms",
             "build ms", "of loading", "us a rule", "MB");
  for (const std::size_t count : {10U, 100U, 1'000U, 10'000U}) {
    const fs::path some = scratch / std::to_string(count);
    const std::string list = scratch / "some";
    writeList(writeRules(files, count, some), list);
    std::vector<Contender> all = {{"loading", {kYamlTree, list}}, {"build", build(some, "2")}};
    race(all, count < 1'000 ? 3 * rounds : rounds);
    const Cost &floor = all[0].least, &own = all[1].least;
    fmt::print("{:>8} {:>12.1f} {:>12.1f} {:>10.2f} {:>10.0f} {:>8.1f}\n", count, floor.wall * 1e3, own.wall * 1e3,
               own.wall / floor.wall, own.wall / static_cast<double>(count) * 1e6, own.megabytes);
  }
}

}  // namespace

// The argument is the number of rounds.
int run(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 7;
  const char* corpus = std::getenv("QUARRY_CORPUS");  // NOLINT(concurrency-mt-unsafe): one thread
  const Folder scratch;
  std::string folder = corpus == nullptr ? "" : std::string(corpus) + "/sigma";
  if (!fs::is_directory(folder)) {
    // The shipped rules, often enough to be measured.
    folder = scratch.path() / "rules";
    writeRules(ruleFiles(QUARRY_ROOT "/detections"), 1'000, folder);
  }
  bool good = rules(folder, scratch.path(), rounds);
  good = start(scratch.path(), 10 * rounds) && good;
  growth(folder, scratch.path(), (rounds + 1) / 2);
  return good ? 0 : 1;
}

}  // namespace quarry::bench

int main(int argc, char** argv) {
  try {
    return quarry::bench::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_processes: {}\n", error.what());
    return 2;
  }
}
