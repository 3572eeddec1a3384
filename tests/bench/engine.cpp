// What running rules over a file costs, against reading and parsing it alone. Prints a table; the figures in
// docs/performance.md come from here.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"

namespace {

using namespace quarry;  // NOLINT(google-build-using-namespace): a program of its own

constexpr int kEvents = 60'000, kRounds = 5;

// Process creations as an endpoint sensor writes them: some forty fields, about 1.6 KB each.
std::string makeEvents() {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::string all;
  for (int i = 0; i < kEvents; ++i) {
    all += fmt::format(
        R"({{"EventID":{},"Image":"C:\\Windows\\System32\\program{}.exe","CommandLine":"program{} -option{} --value {} )"
        R"(C:\\Users\\user{}\\Documents\\file{}.docx","User":"CORP\\user{}","ParentImage":"C:\\Windows\\explorer{}.exe",)"
        R"("ProcessId":{},"Hashes":"SHA256={:064x}")",
        1 + below(30), below(5000), below(5000), below(300), below(100000), below(200), below(1000), below(200),
        below(40), below(60000), i);
    for (int k = 0; k < 32; ++k) all += fmt::format(R"(,"Detail{}":"some value of this field {}")", k, below(100000));
    all += "}\n";
  }
  return all;
}

std::string makeRule(int i) {
  return fmt::format(
      "title: r{0}\nlogsource: {{category: process_creation}}\ndetection:\n"
      "  image: {{Image|endswith: ['\\program{0}.exe', '\\tool{0}.exe']}}\n"
      "  words: {{CommandLine|contains: ['option{1} --value', 'secret{0}']}}\n"
      "  other: {{EventID: {2}, User|startswith: 'CORP\\user{3}'}}\n"
      "  filter: {{ParentImage|endswith: '\\explorer{4}.exe'}}\n"
      "  condition: {5} and not filter\n",
      i, i % 300, 1 + i % 30, i % 200, i % 40,
      i % 3 == 0   ? "image and words"
      : i % 3 == 1 ? "words"
                   : "image or (words and other)");
}

template <class Work>
double best(Work work) {
  double least = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    work();
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return least;
}

}  // namespace

int main() {
  const std::string file = (std::filesystem::temp_directory_path() / "quarry_bench_events.ndjson").string();
  const double megabytes = [&] {
    const std::string text = makeEvents();
    std::ofstream(file, std::ios::binary) << text;
    return static_cast<double>(text.size()) / 1e6;
  }();
  std::size_t parsed = 0;
  const double stream = best([&] {
    const simdjson::padded_string padded = simdjson::padded_string::load(file);
    simdjson::dom::parser parser;
    parsed = 0;
    for (auto document : parser.parse_many(padded, 1'000'000)) parsed += document.error() == simdjson::SUCCESS ? 1 : 0;
  });
  const double lines = best([&] {
    const simdjson::padded_string padded = simdjson::padded_string::load(file);
    const std::string_view text = padded;
    simdjson::dom::parser parser;
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = text.find('\n', from);
      static_cast<void>(parser.parse(text.data() + from, end - from, false).error());
      from = end + 1;
    }
  });
  fmt::print("{} events, {:.0f} MB\n", parsed, megabytes);
  fmt::print("{:<34} {:>8.1f} ms {:>8.0f} MB/s\n", "simdjson, parse_many", stream * 1e3, megabytes / stream);
  fmt::print("{:<34} {:>8.1f} ms {:>8.0f} MB/s\n", "simdjson, a line at a time", lines * 1e3, megabytes / lines);
  double first = 0;
  for (const int count : {1, 10, 100, 1000}) {
    base::Sources sources;
    base::Report report;
    std::vector<ir::Plan> plans;
    for (int i = 0; i < count; ++i) {
      const auto documents = rule::read(sources.add("rule.yml", makeRule(i)), sources, report);
      plans.push_back(*rule::lower(std::get<rule::Rule>(documents.front()), sources, report));
      ir::normalise(plans.back());
    }
    std::vector<const ir::Plan*> pointers;
    for (const ir::Plan& plan : plans) pointers.push_back(&plan);
    engine::Context context{sources, report};
    std::uint64_t rows = 0;
    const double time = best([&] {
      auto events = engine::EventSource::files({file}, sources, report);
      rows = engine::runAll(
                 pointers, events, [](std::size_t, const engine::ResultRow&) {}, context)
                 .rows;
    });
    if (count == 1) first = time;
    fmt::print("{:<34} {:>8.1f} ms {:>8.0f} MB/s   {:.2f} x parsing, {:.2f} x one rule, {} matches\n",
               fmt::format("{} rule{}", count, count == 1 ? "" : "s"), time * 1e3, megabytes / time, time / stream,
               time / first, rows);
  }
  std::filesystem::remove(file);
  return 0;
}
