// The limits that take a large file to show; docs/limits.md lists all, tests/golden/limits shows the others.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "program.h"
#include "quarry/base/limits.h"

namespace quarry::faults {
namespace {

namespace fs = std::filesystem;
namespace limit = base::limit;

// A file of as many zero bytes, which takes no room on the disk.
void putHole(const Folder& folder, std::string_view name, std::size_t bytes) {
  folder.put(name, "");
  fs::resize_file(folder / name, bytes);
}

// An object with as many bytes.
std::string eventOf(std::size_t bytes) {
  const std::string head = R"({"a":1,"b":")", tail = R"("})";
  return head + std::string(bytes - head.size() - tail.size(), 'x') + tail;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("an event of exactly the limit is read, one byte more is passed over, in every form of a file") {
  const Folder folder;
  folder.put("query.cql", "a=1 | drop([b, @rawstring])");
  const std::string good = eventOf(limit::kEventBytes), large = eventOf(limit::kEventBytes + 1);
  const std::string small = R"({"a":1})", longer = "{\n" + good.substr(1);
  const std::vector<std::pair<std::string, std::string>> forms = {
      {"lines.ndjson", good + "\n" + large + "\n" + small + "\n"},
      {"array.json", "[" + good + "," + large + ",\n" + small + "]"},
      {"records.json", "{\"Records\": [" + good + ", " + large + ", " + small + "]}"},
      // A line break makes the second one byte too long.
      {"objects.json", "{\n\"a\":1}" + good + longer + small},
  };
  for (const auto& [name, text] : forms) {
    const std::string& file = name;  // clang 14 captures no structured binding
    INFO(file);
    folder.put(name, text);
    const Outcome outcome = run(folder, {"run", "query.cql", name, "--format", "json"});
    CHECK(outcome.exit == 1);
    CHECK(count(outcome.out, "\"a\":") == (name == "objects.json" ? 3 : 2));
    CHECK(count(outcome.err, "error[RULE171]: this record is skipped: it is larger than 64 MiB") == 1);
    CHECK(outcome.err.size() < 8 * 1024);
  }
}

TEST_CASE("an event without an end takes no more memory than the limit asks for") {
  if (!memoryCanBeLimited()) return;
  const Folder folder;
  folder.put("query.cql", "a=1");
  folder.put("small.ndjson", R"({"a":1})"
                             "\n");
  putHole(folder, "endless.ndjson", std::size_t{2} * 1024 * 1024 * 1024);
  Setting setting;
  setting.limits[RLIMIT_AS] = rlim_t{1024} * 1024 * 1024;
  const Outcome outcome = run(folder, {"run", "query.cql", "endless.ndjson", "small.ndjson"}, setting);
  CHECK(contains(outcome.err, "it is larger than 64 MiB"));
  CHECK(contains(outcome.out, R"("a":)"));
}

TEST_CASE(
    "files larger than their limits are refused in words: a pipeline, a lookup file, data of ATT&CK, a baseline") {
  const Folder folder;
  folder.put("rule.yml", goodRule());
  putHole(folder, "pipeline.yml", limit::kPipelineBytes + 1);
  const Outcome pipeline = run(folder, {"build", "rule.yml", "--to", "cql", "--pipeline", "pipeline.yml"});
  CHECK(contains(pipeline.err, "error[RULE043]: the pipeline is larger than 16 MiB"));
  CHECK(pipeline.exit == 2);

  putHole(folder, "table.csv", limit::kLookupBytes + 1);
  folder.put("query.cql", "match(file=\"table.csv\", field=a)");
  folder.put("events.ndjson", R"({"a":1})");
  const Outcome lookup = run(folder, {"run", "query.cql", "events.ndjson", "--lookup", "table.csv=table.csv"});
  CHECK(contains(lookup.err, "error[CQL306]: the file `table.csv` is larger than 200 MiB"));
  CHECK(lookup.exit == 1);

  putHole(folder, "attack.json", limit::kAttackBytes + 1);
  folder.put("attack.yml", "attack: attack.json\n");
  const Outcome attack = run(folder, {"check", "rule.yml", "--config", "attack.yml"});
  CHECK(contains(attack.err, "is larger than 256 MiB"));
  CHECK(attack.exit == 2);

  putHole(folder, "baseline.json", limit::kBaselineBytes + 1);
  const Outcome baseline = run(folder, {"check", "rule.yml", "--baseline", "baseline.json"});
  CHECK(contains(baseline.err, "the baseline is larger than 256 MiB"));
  CHECK(baseline.exit == 2);

  putHole(folder, "config.yml", limit::kConfigBytes + 1);
  const Outcome config = run(folder, {"check", "rule.yml", "--config", "config.yml"});
  CHECK(contains(config.err, "is larger than 16 MiB"));
  CHECK(config.exit == 2);
}

TEST_CASE("a saved query that is too large is named, and the query that calls it is not run") {
  const Folder folder;
  putHole(folder, "saved.cql", limit::kQueryBytes + 1);
  folder.put("quarry.yml", "queries: {Saved: saved.cql}\n");
  folder.put("query.cql", "$Saved()");
  folder.put("events.ndjson", R"({"a":1})");
  const Outcome outcome = run(folder, {"run", "query.cql", "events.ndjson"});
  CHECK(contains(outcome.err, "error[CQL003]: the file is larger than 16 MiB"));
  CHECK(outcome.exit == 1);
}

TEST_CASE("a query of ten thousand steps that each hold a row runs: calls do not nest as deep as steps are many") {
  const Folder folder;
  std::string query = "a=1\n";
  for (int i = 0; i < 10'000; ++i) query += "| regex(\"(?<c" + std::to_string(i % 3) + ">1)\", field=a)\n";
  folder.put("query.cql", query + "| sort(a) | head(1)\n");
  folder.put("events.ndjson", "{\"a\":1}\n{\"a\":2}\n{\"a\":1}\n");
  Setting setting;
  setting.limits[RLIMIT_STACK] = rlim_t{512} * 1024;
  const Outcome outcome = run(folder, {"run", "query.cql", "events.ndjson", "--format", "json"}, setting);
  CHECK(outcome.exit == 0);
  CHECK(count(outcome.out, "\"c2\":1") == 1);
}

TEST_CASE("thousands of regular expressions need no more address space than they need memory") {
  if (!memoryCanBeLimited()) return;
  const Folder folder;
  std::string query = "a=1\n";
  for (int i = 0; i < 8'000; ++i) query += "| regex(\"(?<c" + std::to_string(i) + ">1)\", field=a)\n";
  folder.put("query.cql", query);
  folder.put("events.ndjson", "{\"a\":1}\n");
  Setting setting;
  setting.limits[RLIMIT_AS] = rlim_t{1024} * 1024 * 1024;
  const Outcome outcome = run(folder, {"run", "query.cql", "events.ndjson", "--format", "json"}, setting);
  CHECK(outcome.exit == 0);
  CHECK(count(outcome.out, "\"c7999\":1") == 1);
}

}  // namespace quarry::faults
