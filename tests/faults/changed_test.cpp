// `check --changed REVISION`: what git says of a folder, and what is said when git says nothing.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "program.h"

namespace quarry::faults {
namespace {

bool git(const Folder& folder, const std::string& arguments) {
  const std::string command = "git -C '" + folder.path() + "' -c user.name=t -c user.email=t@example.org " + arguments;
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;  // NOLINT(concurrency-mt-unsafe): one thread
}

// A repository with two queries in it, both with a fault; false without git.
bool commit(const Folder& folder) {
  folder.put("old.cql", "x=(");
  folder.put("sub/same.cql", "x=(");
  if (git(folder, "init -q") && git(folder, "add .") && git(folder, "commit -qm first")) return true;
  MESSAGE("skipped: git is not there");
  return false;
}

Outcome check(const Folder& folder, const std::string& what, const std::string& revision, Setting setting = {}) {
  setting.environment.emplace("LC_ALL", "C");
  return run(folder, {"check", what, "--changed", revision, "--select", "CQL031", "--format", "concise"}, setting);
}

TEST_CASE("only files that differ from the revision are reported, new ones too, whatever their names") {
  const Folder folder;
  if (!commit(folder)) return;
  CHECK(check(folder, ".", "HEAD").exit == 0);
  CHECK(check(folder, ".", "HEAD").out.empty());
  folder.put("old.cql", "y=(");
  folder.put("sub/new\nfile.cql", "x=(");
  folder.put("ignored.cql", "x=(");
  folder.put(".gitignore", "ignored.cql\n");
  const Outcome outcome = check(folder, ".", "HEAD");
  CHECK(outcome.exit == 1);
  CHECK(outcome.out ==
        "old.cql:1:3: error[CQL031] `(` is not closed\nsub/new\\nfile.cql:1:3: error[CQL031] `(` is not closed\n");
  CHECK(check(folder, "sub", "HEAD").out == "sub/new\\nfile.cql:1:3: error[CQL031] `(` is not closed\n");
}

TEST_CASE("a revision that is not there, or looks like an option, is told in git's words") {
  const Folder folder;
  if (!commit(folder)) return;
  for (const char* revision : {"nowhere", "--output=written"}) {
    const Outcome outcome = check(folder, ".", revision);
    CHECK(outcome.exit == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "quarry: fatal: bad revision '" + std::string(revision) + "'\n");
  }
  CHECK_FALSE(folder.has("written"));
}

TEST_CASE("without a repository or without git nothing is checked, and the reason is said") {
  const Folder folder;
  folder.put("old.cql", "x=(");
  Setting setting;
  setting.environment = {{"PATH", "/nonexistent"}};
  const Outcome none = check(folder, ".", "HEAD", setting);
  CHECK(none.exit == 2);
  CHECK(none.err == "quarry: git cannot be run: No such file or directory\n");
  if (!git(folder, "--version")) return;
  setting.environment = {{"GIT_CEILING_DIRECTORIES", folder.path()}};
  const Outcome outside = check(folder, ".", "HEAD", setting);
  CHECK(outside.exit == 2);
  CHECK(contains(outside.err, "quarry: fatal: not a git repository"));
}

}  // namespace
}  // namespace quarry::faults
