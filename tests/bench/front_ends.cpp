// What parsing, formatting and linting cost, against a plain ANTLR front end on the same queries in the same run. Ends
// with 1 if ours costs more than 0.6 of it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <map>

#include "cql/lexer.h"
#include "plain_antlr.h"
#include "quarry/cql/format.h"
#include "quarry/cql/parse.h"
#include "quarry/lint/rule.h"
#include "queries.h"

namespace quarry::bench {

namespace {

constexpr double kMostOfPlain = 0.6, kMostOfParse = 2.5;

// The queries as sources, read once.
struct Input {
  base::Sources sources;
  std::vector<base::FileId> files;
  std::vector<std::string> texts;
  std::size_t bytes = 0;

  explicit Input(const std::vector<Query>& queries) {
    for (const Query& query : queries) {
      files.push_back(sources.add(query.name, query.text));
      texts.push_back(query.text);
      bytes += query.text.size();
    }
  }
};

// A step of the work on every query once.
using Work = void (*)(const Input&);

void plain(const Input& input) {
  for (const std::string& text : input.texts) benchmark::DoNotOptimize(plainParse(text));
}
void plainLexer(const Input& input) {
  for (const std::string& text : input.texts) benchmark::DoNotOptimize(plainTokens(text));
}
void parse(const Input& input) {
  for (const base::FileId file : input.files) {
    base::Report report;
    benchmark::DoNotOptimize(cql::parse(file, input.sources, report));
  }
}
void lexer(const Input& input) {
  for (const std::string& text : input.texts) benchmark::DoNotOptimize(cql::lex(text));
}
void parseAndFormat(const Input& input) {
  for (const base::FileId file : input.files) {
    base::Report report;
    benchmark::DoNotOptimize(cql::format(cql::parse(file, input.sources, report)));
  }
}
void parseAndLint(const Input& input) {
  for (const base::FileId file : input.files) {
    base::Report report;
    const cql::Tree tree = cql::parse(file, input.sources, report);
    lint::run({tree, input.sources}, report);
    benchmark::DoNotOptimize(report.size());
  }
}

struct Row {
  const char* name;
  Work work;
};
constexpr Row kRows[] = {{"plain ANTLR, parse", plain},      {"parse", parse},
                         {"plain ANTLR, lexer", plainLexer}, {"lexer", lexer},
                         {"parse + format", parseAndFormat}, {"parse + lint", parseAndLint}};

// Keeps the fastest repetition of each: what others do on the machine only ever adds.
class Times : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      const double time = run.cpu_accumulated_time / static_cast<double>(run.iterations);
      const auto [at, isNew] = best.try_emplace(run.run_name.function_name, time);
      if (!isNew) at->second = std::min(at->second, time);
    }
  }

  std::map<std::string, double> best;  // seconds for all queries
};

std::size_t heldBytes() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;  // large blocks are counted apart
}

// Bytes that a tree holds per byte of the query, for one query repeated to several sizes.
void printMemory(const std::string& query) {
  fmt::print("\nmemory that a tree holds\n{:>12} {:>14} {:>16}\n", "query bytes", "tree bytes", "bytes per byte");
  std::string text = query;
  while (text.size() < 1024) text += "| " + query;
  for (; text.size() <= 2 * 1024 * 1024; text += "| " + text + "| " + text + "| " + text) {
    base::Sources sources;
    base::Report report;
    const base::FileId file = sources.add("big.cql", text);
    cql::parse(file, sources, report);  // what the parser keeps for all queries is not the tree's
    const std::size_t before = heldBytes();
    const cql::Tree tree = cql::parse(file, sources, report);
    const std::size_t held = heldBytes() - before;
    fmt::print("{:>12} {:>14} {:>16.1f}\n", text.size(), held,
               static_cast<double>(held) / static_cast<double>(text.size()));
  }
}

}  // namespace

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const Input input(queries());
  for (const Row& row : kRows)
    benchmark::RegisterBenchmark(row.name,
                                 [&input, work = row.work](benchmark::State& state) {
                                   for (auto _ : state) work(input);
                                 })
        ->Repetitions(5)
        ->ReportAggregatesOnly(false);
  Times times;
  benchmark::RunSpecifiedBenchmarks(&times);
  if (times.best.empty()) return 0;

  const auto count = static_cast<double>(input.files.size());
  fmt::print("{} queries, {} bytes\n\n{:<20} {:>12} {:>10} {:>10}\n", input.files.size(), input.bytes, "",
             "us per query", "of plain", "parses");
  const auto find = [&](const char* name) {
    const auto found = times.best.find(name);
    return found == times.best.end() ? 0.0 : found->second;
  };
  const double plainTime = find("plain ANTLR, parse"), parseTime = find("parse");
  for (const Row& row : kRows) {
    const double time = find(row.name);
    if (time == 0.0) continue;
    fmt::print("{:<20} {:>12.1f} {:>10} {:>10}\n", row.name, time / count * 1e6,
               plainTime == 0 ? "" : fmt::format("{:.2f}", time / plainTime),
               parseTime == 0 ? "" : fmt::format("{:.2f}", time / parseTime));
  }
  printMemory(input.texts.front());
  if (plainTime == 0 || parseTime == 0) return 0;
  fmt::print("\nparse is {:.2f} of the plain front end; at most {:.2f} is wanted\n", parseTime / plainTime,
             kMostOfPlain);
  const double lintTime = find("parse + lint");
  fmt::print("parse + lint is {:.2f} parses; at most {:.2f} is wanted over real ones\n", lintTime / parseTime, kMostOfParse);
  return parseTime <= kMostOfPlain * plainTime ? 0 : 1;
}

}  // namespace quarry::bench

int main(int argc, char** argv) { return quarry::bench::run(argc, argv); }
