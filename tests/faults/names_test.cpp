// Names of files with every character that a file system allows.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "program.h"

namespace quarry::faults {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> kNames = {"sp ace.cql",      "new\nline.cql",   "tab\t.cql",       "quo\"te'.cql",
                                         "back\\slash.cql", "-dash.cql",       "bad\xFF\xFE.cql", "\xC3\xA4.cql",
                                         "a:b,c%d.cql",     "esc\x1B[31m.cql", "[glob]*?.cql"};

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

void fill(const Folder& folder) {
  for (const std::string& name : kNames) folder.put(name, "x=(");
}

TEST_CASE("every format has one finding for each odd name, on a line of its own") {
  const Folder folder;
  fill(folder);
  for (const char* format : {"concise", "github"}) {
    const Outcome outcome = run(folder, {"check", ".", "--select", "CQL031", "--format", format});
    CHECK(outcome.exit == 1);
    CHECK(lines(outcome.out) == kNames.size());
    CHECK_FALSE(contains(outcome.out, "\x1B["));
  }
  const Outcome concise = run(folder, {"check", ".", "--select", "CQL031", "--format", "concise"});
  for (const char* shown :
       {"new\\nline.cql:1:3: ", "bad\\xff\\xfe.cql:1:3: ", "esc\\x1b[31m.cql:1:3: ", "\xC3\xA4.cql:1:3: "})
    CHECK(contains(concise.out, shown));
  const Outcome text = run(folder, {"check", ".", "--select", "CQL031"});
  CHECK(contains(text.out, " --> new\\nline.cql:1:3\n"));
  CHECK_FALSE(contains(text.out, "\x1B["));
}

TEST_CASE("JSON, SARIF and JUnit are well-formed UTF-8 whatever the names are") {
  const Folder folder;
  fill(folder);
  const Json json = Json::parse(run(folder, {"check", ".", "--select", "CQL031", "--format", "json"}).out);
  std::vector<std::string> files;
  for (const Json& finding : json["findings"]) files.push_back(finding["file"]);
  CHECK(files.size() == kNames.size());
  CHECK(std::count(files.begin(), files.end(), "bad\\xff\\xfe.cql") == 1);
  CHECK(std::count(files.begin(), files.end(), "new\nline.cql") == 1);
  const Json sarif = Json::parse(run(folder, {"check", ".", "--select", "CQL031", "--format", "sarif"}).out);
  std::vector<std::string> uris;
  for (const Json& result : sarif["runs"][0]["results"])
    uris.push_back(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]);
  CHECK(uris.size() == kNames.size());
  CHECK(std::count(uris.begin(), uris.end(), "bad%FF%FE.cql") == 1);
  CHECK(std::count(uris.begin(), uris.end(), "new%0Aline.cql") == 1);
  const std::string junit = run(folder, {"check", ".", "--select", "CQL031", "--format", "junit"}).out;
  for (std::size_t i = 0; i < junit.size(); ++i)
    CHECK_MESSAGE((static_cast<unsigned char>(junit[i]) >= 0x20 || junit[i] == '\n'), "byte ", i);
}

TEST_CASE("files with odd names are formatted and built under their names") {
  const Folder folder;
  for (const std::string& name : kNames) folder.put("q/" + name, kUntidyQuery);
  CHECK(run(folder, {"fmt", "q"}).exit == 0);
  for (const std::string& name : kNames) {
    CHECK(folder.get("q/" + name) == kTidyQuery);
    const std::string stem = name.substr(0, name.size() - 4);
    folder.put("r/" + stem + ".yml", goodRule(std::to_string(name.size()) + " long"));
  }
  CHECK(run(folder, {"build", "r", "--to", "kql", "-o", "out", "--allow", "RULE031"}).exit == 0);
  for (const std::string& name : kNames) {
    INFO(name);
    CHECK(contains(folder.get("out/" + name.substr(0, name.size() - 4) + ".kql"), "DeviceProcessEvents"));
  }
  const Json built = Json::parse(run(folder, {"build", "r", "--format", "json"}).out);
  CHECK(built["rules"].size() == kNames.size());
}

TEST_CASE("a name that begins with a dash is taken after --, and an odd name in a complaint stays on one line") {
  const Folder folder;
  folder.put("-dash.cql", kUntidyQuery);
  CHECK(run(folder, {"fmt", "--", "-dash.cql"}).exit == 0);
  CHECK(folder.get("-dash.cql") == kTidyQuery);
  const Outcome outcome = run(folder, {"check", "no\nsuch\x1B[31m\xFF.cql"});
  CHECK(outcome.exit == 2);
  CHECK(outcome.err == "quarry: no\\nsuch\\x1b[31m\\xff.cql: no such file or folder\n");
}

TEST_CASE("a baseline knows a file by its name, whatever bytes it has") {
  const Folder folder;
  fill(folder);
  CHECK(run(folder, {"check", ".", "--write-baseline", "baseline.json"}).exit == 0);
  const Outcome outcome = run(folder, {"check", ".", "--baseline", "baseline.json"});
  CHECK(outcome.exit == 0);
  CHECK(outcome.out.empty());
}

}  // namespace
}  // namespace quarry::faults
