// What is in the way of writing: a file is whole, old or new, and never anything between.
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>
#include <vector>

#include "program.h"

namespace quarry::faults {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a file that changed since it was read is not overwritten, by fmt or by --fix") {
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{"fmt"}, {"check", "--fix=review", "--fail-on", "never"}}) {
    const Folder folder;
    folder.put("a.cql", verb[0] == "fmt" ? kUntidyQuery : "x=(");
    folder.put("b.cql", verb[0] == "fmt" ? kUntidyQuery : "x=(");
    REQUIRE(mkfifo((folder / "z.cql").c_str(), 0600) == 0);
    std::vector<std::string> arguments = verb;
    arguments.insert(arguments.end(), {"a.cql", "b.cql", "z.cql"});
    Running running(folder.path(), arguments);
    // Files are read in order: the first two have been when the third is opened.
    Running::feed(folder / "z.cql", kTidyQuery, [&] { folder.put("a.cql", "somebody=else"); });
    const Outcome outcome = running.wait();
    CHECK(outcome.exit == 2);
    CHECK(contains(outcome.err, "quarry: a.cql: changed since it was read; it is left as it is"));
    CHECK(folder.get("a.cql") == "somebody=else");
    CHECK(folder.get("b.cql") == (verb[0] == "fmt" ? kTidyQuery : "x=()"));  // the other is written
    CHECK(folder.list() == std::vector<std::string>{"a.cql", "b.cql", "z.cql"});
  }
}

TEST_CASE("a file that vanished since it was read does not come back") {
  const Folder folder;
  folder.put("a.cql", kUntidyQuery);
  REQUIRE(mkfifo((folder / "z.cql").c_str(), 0600) == 0);
  Running running(folder.path(), {"fmt", "a.cql", "z.cql"});
  Running::feed(folder / "z.cql", kTidyQuery, [&] { fs::remove(folder / "a.cql"); });
  CHECK(running.wait().exit == 2);
  CHECK(folder.list() == std::vector<std::string>{"z.cql"});
}

TEST_CASE("a file under two names is written once and is no conflict") {
  const Folder folder;
  folder.put("a.cql", kUntidyQuery);
  fs::create_symlink("a.cql", folder / "link.cql");
  const Outcome outcome = run(folder, {"fmt", "."});
  CHECK(outcome.exit == 0);
  CHECK(folder.get("a.cql") == kTidyQuery);
  CHECK(fs::is_symlink(folder / "link.cql"));
}

TEST_CASE("a rewritten file keeps its mode, and its other hard links keep the old text") {
  const Folder folder;
  folder.put("a.cql", kUntidyQuery);
  fs::create_hard_link(folder / "a.cql", folder / "other");
  REQUIRE(chmod((folder / "a.cql").c_str(), 0600) == 0);
  CHECK(run(folder, {"fmt", "a.cql"}).exit == 0);
  struct stat now {};
  REQUIRE(stat((folder / "a.cql").c_str(), &now) == 0);
  CHECK((now.st_mode & 07777) == 0600);
  CHECK(folder.get("a.cql") == kTidyQuery);
  CHECK(folder.get("other") == kUntidyQuery);
}

TEST_CASE("a link in the place of an output file is followed, and stays") {
  const Folder folder;
  folder.put("rule.yml", goodRule());
  folder.put("elsewhere.cql", "old\n");
  fs::create_directory(folder / "out");
  fs::create_symlink("../elsewhere.cql", folder / "out/rule.cql");
  CHECK(run(folder, {"build", "rule.yml", "--to", "cql", "-o", "out"}).exit == 0);
  CHECK(fs::is_symlink(folder / "out/rule.cql"));
  CHECK(contains(folder.get("elsewhere.cql"), "ImageFileName"));
}

TEST_CASE(
    "an output folder that is a file, or an output that is a folder, is an error, and the other outputs are written") {
  const Folder folder;
  folder.put("rule.yml", goodRule());
  folder.put("file", "mine\n");
  const Outcome file = run(folder, {"build", "rule.yml", "-o", "file"});
  CHECK(file.exit == 2);
  CHECK(contains(file.err, "quarry: file/rule.cql: cannot make the folder"));
  CHECK(folder.get("file") == "mine\n");
  fs::create_directories(folder / "out/rule.kql");
  const Outcome inTheWay = run(folder, {"build", "rule.yml", "-o", "out"});
  CHECK(inTheWay.exit == 2);
  CHECK(contains(inTheWay.err, "quarry: out/rule.kql: cannot write: is a directory"));
  CHECK(folder.has("out/rule.cql"));
  CHECK(folder.has("out/rule.spl"));
}

TEST_CASE("a folder in which nothing can be made is an error for each output") {
  const Folder folder;
  folder.put("rule.yml", goodRule());
  const Outcome outcome = run(folder, {"build", "rule.yml", "-o", "/proc/quarry"});  // nobody may write there
  CHECK(outcome.exit == 2);
  CHECK(contains(outcome.err, "quarry: /proc/quarry/rule.cql: cannot make the folder"));
  CHECK_FALSE(contains(outcome.err, "internal error"));
}

TEST_CASE("a limit of file size, as a full disk, leaves the old file whole and nothing beside it") {
  const Folder folder;
  folder.put("rule.yml", goodRule());
  CHECK(run(folder, {"build", "rule.yml", "--to", "cql", "-o", "out"}).exit == 0);
  const std::string before = folder.get("out/rule.cql");
  folder.put("rule.yml", goodRule("Another"));
  const auto files = folder.list();
  Setting tiny;
  tiny.limits[RLIMIT_FSIZE] = 16;
  const Outcome outcome = run(folder, {"build", "rule.yml", "--to", "cql", "-o", "out"}, tiny);
  CHECK(outcome.exit == 2);
  CHECK(contains(outcome.err, "quarry: out/rule.cql: cannot write: file too large"));
  CHECK(folder.get("out/rule.cql") == before);
  CHECK(folder.list() == files);

  folder.put("query.cql", kUntidyQuery);
  CHECK(run(folder, {"fmt", "query.cql"}, tiny).exit == 2);
  CHECK(folder.get("query.cql") == kUntidyQuery);
}

TEST_CASE("two rules for one output are an error, also where only case tells them apart") {
  const Folder folder;
  folder.put("a/rule.yml", goodRule("First"));
  folder.put("b/rule.yml", goodRule("Second"));
  const Outcome same = run(folder, {"build", "a/rule.yml", "b/rule.yml", "--to", "cql", "-o", "out"});
  CHECK(same.exit == 2);
  CHECK(contains(same.err, "quarry: out/rule.cql: two rules would be written there; `Second` is left out"));
  CHECK(contains(folder.get("out/rule.cql"), "// First"));

  const Folder cased;
  cased.put("in/rule.yml", goodRule("Lower"));
  cased.put("in/Rule.yml", goodRule("Upper"));
  const Outcome byCase = run(cased, {"build", "in", "--to", "cql", "-o", "out"});
  CHECK(byCase.exit == 2);
  CHECK(contains(byCase.err, "two rules would be written there"));
  CHECK(cased.list().size() == 3);
}

TEST_CASE("many runs that write the same output at once leave one of their texts, whole") {
  const Folder folder;
  std::string texts[2];
  for (int i = 0; i < 2; ++i) {
    const std::string sub = i == 0 ? "a/rule.yml" : "b/rule.yml";
    folder.put(sub, goodRule(std::string(i == 0 ? 2000 : 4000, i == 0 ? 'a' : 'b')));
    REQUIRE(run(folder, {"build", sub, "--to", "cql", "-o", "alone"}).exit == 0);
    texts[i] = folder.get("alone/rule.cql");
  }
  std::vector<std::unique_ptr<Running>> all;
  for (int i = 0; i < 12; ++i)
    all.push_back(std::make_unique<Running>(
        folder.path(),
        std::vector<std::string>{"build", i % 2 == 0 ? "a/rule.yml" : "b/rule.yml", "--to", "cql", "-o", "out"}));
  for (const auto& one : all) CHECK(one->wait().exit == 0);
  const std::string text = folder.get("out/rule.cql");
  CHECK((text == texts[0] || text == texts[1]));
  const auto files = folder.list();
  CHECK(std::count_if(files.begin(), files.end(), [](const std::string& file) { return file.starts_with("out/"); }) ==
        1);
}

TEST_CASE("a signal while input is read ends the run with 128 and its number, and nothing is written") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    const Folder folder;
    folder.put("rule.yml", goodRule());
    REQUIRE(mkfifo((folder / "z.yml").c_str(), 0600) == 0);
    Running running(folder.path(), {"build", "rule.yml", "z.yml", "-o", "out"});
    Running::feed(folder / "z.yml", "", [&] { running.signal(signal); });
    CHECK(running.wait().exit == 128 + signal);
    CHECK(folder.list() == std::vector<std::string>{"rule.yml", "z.yml"});
  }
}

TEST_CASE("a run over events that a signal stops shows what it has and says that it is not all") {
  const Folder folder;
  folder.put("query.cql", "x=*");
  REQUIRE(mkfifo((folder / "events").c_str(), 0600) == 0);
  Running running(folder.path(), {"run", "query.cql", "events"});
  Running::feed(folder / "events", "{\"x\":1}\n{\"x\":2}\n", [&] { running.signal(SIGTERM); });
  const Outcome outcome = running.wait();
  CHECK(outcome.exit == 143);
  CHECK(contains(outcome.err, "error[RULE176]: SIGTERM stopped the run"));
}

TEST_CASE("a signal while files are written leaves each of them whole, and nothing beside them") {
  const Folder folder;
  for (int i = 0; i < 400; ++i) folder.put("in/" + std::to_string(i) + ".yml", goodRule("Rule " + std::to_string(i)));
  Running running(folder.path(), {"build", "in", "--to", "cql", "-o", "out", "-j", "2"});
  while (!folder.has("out/0.cql")) usleep(100);
  running.signal(SIGTERM);
  const int exit = running.wait().exit;
  CHECK((exit == 143 || exit == 0));  // 0: it was done before the signal came
  for (const std::string& file : folder.list()) {
    if (!file.starts_with("out/")) continue;
    INFO(file);
    CHECK(file.ends_with(".cql"));
    CHECK(folder.get(file).ends_with("\n"));
    CHECK(contains(folder.get(file), "ImageFileName"));
  }
}

TEST_CASE("a run that is killed leaves whole files, and hidden ones that nothing takes for rules") {
  const Folder folder;
  for (int i = 0; i < 400; ++i) folder.put("in/" + std::to_string(i) + ".yml", goodRule("Rule " + std::to_string(i)));
  Running running(folder.path(), {"build", "in", "--to", "cql", "-o", "out", "-j", "2"});
  while (!folder.has("out/0.cql")) usleep(100);
  running.signal(SIGKILL);
  const int exit = running.wait().exit;
  CHECK((exit == 137 || exit == 0));
  for (const std::string& file : folder.list()) {
    if (!file.starts_with("out/") || file.starts_with("out/.quarry-")) continue;
    INFO(file);
    CHECK(file.ends_with(".cql"));
    CHECK(contains(folder.get(file), "ImageFileName"));
  }
  folder.put("out/.quarry-abcdef", "|||");
  CHECK(run(folder, {"check", "out"}).exit == 0);
  // The next run completes what is not there, and its workers are not those of the one that was killed.
  CHECK(run(folder, {"build", "in", "--to", "cql", "-o", "out"}).exit == 0);
  for (int i = 0; i < 400; ++i) CHECK(folder.has("out/" + std::to_string(i) + ".cql"));
}

}  // namespace
}  // namespace quarry::faults
