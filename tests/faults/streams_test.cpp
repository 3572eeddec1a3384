// Standard streams that are closed, full or have no reader.
#include <doctest/doctest.h>

#include <vector>

#include "program.h"

namespace quarry::faults {
namespace {

// Every verb that prints a result, with arguments that make it print one.
const std::vector<std::vector<std::string>> kPrinting = {
    {"check", "broken.cql"},
    {"check", "broken.cql", "--format", "json"},
    {"check", "broken.cql", "--diff", "--fix=review"},
    {"check", "good.cql", "--emit", "tree"},
    {"fmt", "untidy.cql", "--diff"},
    {"fmt", "untidy.cql", "--check"},
    {"build", "rule.yml"},
    {"build", "rule.yml", "--format", "json"},
    {"test", "rule.yml", "--coverage"},
    {"why", "rule.yml", "events.json"},
    {"run", "query.cql", "events.json"},
    {"translate", "good.cql", "--source", "windows/process_creation"},
    {"carry", "events.json", "--as", "windows/process_creation", "--to", "kql"},
    {"explain", "RULE001"},
    {"explain", "function", "groupBy"},
    {"explain", "source", "windows/process_creation"},
    {"list", "codes"},
    {"list", "cql-functions", "--format", "json"},
    {"list", "sources"},
    {"--help"},
    {"--version"}};

void fill(const Folder& folder) {
  folder.put("broken.cql", "x=(");
  folder.put("good.cql", kGoodQuery);
  folder.put("untidy.cql", kUntidyQuery);
  folder.put("query.cql", "Image=*");
  folder.put("rule.yml", goodRule());
  folder.put("events.json", kEvent);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}

TEST_CASE("a reader that went away ends every verb quietly, with the exit code of SIGPIPE") {
  const Folder folder;
  fill(folder);
  Setting setting;
  setting.out = Stream::brokenPipe;
  for (const auto& arguments : kPrinting) {
    INFO(joined(arguments));
    const Outcome outcome = run(folder, arguments, setting);
    CHECK(outcome.exit == 141);
    CHECK_FALSE(contains(outcome.err, "quarry:"));
  }
}

TEST_CASE("output that cannot be written is said, with the exit code 2") {
  const Folder folder;
  fill(folder);
  for (const Stream stream : {Stream::full, Stream::closed}) {
    Setting setting;
    setting.out = stream;
    for (const auto& arguments : kPrinting) {
      INFO(joined(arguments));
      const Outcome outcome = run(folder, arguments, setting);
      CHECK(outcome.exit == 2);
      CHECK(contains(outcome.err, stream == Stream::full ? "standard output cannot be written: no space left on device"
                                                         : "standard output cannot be written: bad file descriptor"));
    }
  }
}

TEST_CASE("with standard output closed nothing that belongs there lands in a file") {
  const Folder folder;
  fill(folder);
  Setting setting;
  setting.out = Stream::closed;
  setting.inClosed = true;
  setting.err = Stream::closed;
  run(folder, {"check", "broken.cql", "--also", "json=report.json"}, setting);
  run(folder, {"build", "rule.yml", "-o", "out", "--format", "json"}, setting);
  const std::string alone = [&] {
    const Folder other;
    fill(other);
    run(other, {"build", "rule.yml", "-o", "out"});
    return other.get("out/rule.cql");
  }();
  CHECK(folder.get("out/rule.cql") == alone);
}

TEST_CASE("messages that cannot be written leave the results whole, and closed standard error is as asked") {
  const Folder folder;
  fill(folder);
  Setting full, closed;
  full.err = Stream::full;
  closed.err = Stream::closed;
  CHECK(run(folder, {"fmt", "untidy.cql"}, full).exit == 2);
  CHECK(folder.get("untidy.cql") == kTidyQuery);
  CHECK(run(folder, {"check", "good.cql"}, closed).exit == 0);
  CHECK(run(folder, {"check", "broken.cql"}, closed).exit == 1);
}

TEST_CASE("standard input that is closed is an error at once, for each verb that reads it") {
  const Folder folder;
  fill(folder);
  Setting setting;
  setting.inClosed = true;
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"check", "-"},
                                             {"build", "-", "--stdin-name", "a.yml"},
                                             {"fmt", "-"},
                                             {"run", "query.cql", "-"},
                                             {"why", "rule.yml", "-"},
                                             {"carry", "-", "--as", "windows/process_creation", "--to", "cql"}}) {
    INFO(joined(arguments));
    const Outcome outcome = run(folder, arguments, setting);
    CHECK(outcome.exit == 1);
    CHECK(contains(outcome.err + outcome.out, "cannot be read: bad file descriptor"));
  }
}

TEST_CASE("a report that `--also` writes may be a stream") {
  const Folder folder;
  fill(folder);
  const Outcome outcome = run(folder, {"check", "broken.cql", "--format", "concise", "--also", "concise=/dev/stderr"});
  CHECK(outcome.exit == 1);
  CHECK(outcome.err == outcome.out);
  const Outcome full = run(folder, {"check", "broken.cql", "--also", "json=/dev/full"});
  CHECK(full.exit == 2);
  CHECK(contains(full.err, "quarry: /dev/full: cannot write: no space left on device"));
}

}  // namespace
}  // namespace quarry::faults
