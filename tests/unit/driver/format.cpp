#include "quarry/driver/format.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

namespace quarry::driver {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "quarry-format-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void put(const std::string& name, std::string_view text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

// What a file of that name becomes; "(left)", "(same)" or "(fault)" where nothing is written.
std::string formatted(const std::string& name, std::string_view text) {
  const Folder folder;
  folder.put(name, text);
  Workspace workspace = load({folder.path() + "/" + name});
  const FormatOutcome outcome = formatAll(workspace, 1);
  if (!outcome.faults.empty()) return "(fault)";
  if (!outcome.left.empty()) return "(left)";
  return outcome.changes.empty() ? "(same)" : outcome.changes.front().after;
}

TEST_CASE("line endings, byte order marks and the end of a file") {
  CHECK(formatted("a.cql", "a=1|b=2") == "a=1\n| b=2\n");
  CHECK(formatted("a.cql", "a=1\n| b=2") == "a=1\n| b=2\n");
  CHECK(formatted("a.cql", "a=1\n| b=2\n") == "(same)");
  CHECK(formatted("a.cql", "a=1\n| b=2\n\n\n") == "a=1\n| b=2\n");
  CHECK(formatted("a.cql", "a=1\r\n|b=2\n|c=3") == "a=1\r\n| b=2\r\n| c=3\r\n");
  CHECK(formatted("a.cql", "a=1\n|b=2\r\n|c=3") == "a=1\n| b=2\n| c=3\n");
  CHECK(formatted("a.cql", "a=1 // x\r\n|b=2\r\n") == "a=1 // x\r\n| b=2\r\n");
  CHECK(formatted("a.cql", "") == "(same)");
  CHECK(formatted("a.cql", " \n\n").empty());
  CHECK(formatted("a.cql",
                  "\xEF\xBB\xBF"
                  "a = 1\n") ==
        "\xEF\xBB\xBF"
        "a=1\n");
  CHECK(formatted("a.cql",
                  "\xEF\xBB\xBF"
                  "a=1\n") == "(same)");
  CHECK(formatted("a.cql", "// only a comment") == "// only a comment\n");
}

TEST_CASE("a file with a mistake, or that is no text, is left as it is") {
  CHECK(formatted("a.cql", "a == 1") == "(left)");
  CHECK(formatted("a.cql", "f(a") == "(left)");
  CHECK(formatted("a.cql", "a=\xFF") == "(left)");
  CHECK(formatted("a.yml", "queryString: |\n  a=1|b=(\n") == "(left)");
  CHECK(formatted("a.yml", "queryString: |\n  a=1|b=2\n other: [\n") == "(left)");
  CHECK(formatted("a.yml", "title: a\nlogsource: {product: windows}\ndetection: {s: {a: 1}, condition: s}\n") ==
        "(same)");
}

TEST_CASE("blocks of YAML keep their form") {
  CHECK(formatted("a.yml", "cql: |-\n  a=1|b=2\nx: y\n") == "cql: |-\n  a=1\n  | b=2\nx: y\n");
  CHECK(formatted("a.yml", "cql: |+\n\n      a=1|b=2\n\n\nx: y\n") == "cql: |+\n\n      a=1\n      | b=2\n\n\nx: y\n");
  CHECK(formatted("a.yml", "cql: |2\n    a=1|b=2\nx: y\n") == "cql: |2\n  a=1\n  | b=2\nx: y\n");
  CHECK(formatted("a.yml", "cql: |  # why\n  a=1|b=2") == "cql: |  # why\n  a=1\n  | b=2");
  CHECK(formatted("a.yml", "- cql: |\n    a=1|b=2\n- cql: |\n    c=1|d=2\n") ==
        "- cql: |\n    a=1\n    | b=2\n- cql: |\n    c=1\n    | d=2\n");
  CHECK(formatted("a.yml", "cql: |\r\n  a=1|b=2\r\nx: y\r\n") == "cql: |\r\n  a=1\r\n  | b=2\r\nx: y\r\n");
  CHECK(formatted("a.yml", "cql: |\n  a=\"x\n    y\" |  b=2\n") == "cql: |\n  a=\"x\n    y\" | b=2\n");
  for (const char* text : {"cql: a=1|b=2\n", "cql: 'a=1|b=2'\n", "cql: \"a=1|b=2\"\n", "cql: >\n  a=1|b=2\n",
                           "cql: |\n  a=1\n  | b=2\n"}) {
    CAPTURE(text);
    CHECK(formatted("a.yml", text) == "(same)");
  }
  CHECK(formatted("a.json", "{\"cql\": \"a=1|b=2\"}") == "(same)");
}

TEST_CASE("fences of Markdown") {
  CHECK(formatted("a.md", "1. x\n\n   ```cql\n   a=1|b=2\n   ```\n") ==
        "1. x\n\n   ```cql\n   a=1\n   | b=2\n   ```\n");
  CHECK(formatted("a.md", "```sql\na=1|b=2\n```\n") == "(same)");
}

TEST_CASE("a folder is formatted alike by any number of workers") {
  const Folder folder;
  for (int i = 0; i < 40; ++i)
    folder.put("q" + std::to_string(i) + ".cql", i % 3 == 0 ? "a == 1" : i % 3 == 1 ? "a=1|b=2" : "a=1\n");
  folder.put("more/alert.yaml", "queryString: |\n  a=1|b=2\n");
  const auto run = [&](unsigned jobs) {
    Workspace workspace = load({folder.path()});
    const FormatOutcome outcome = formatAll(workspace, jobs);
    CHECK(outcome.looked == 41);
    std::string all;
    for (const FormatOutcome::Change& change : outcome.changes) all += workspace.files[change.file].path + change.after;
    for (const std::size_t file : outcome.left) all += workspace.files[file].path;
    return all + std::to_string(outcome.report.size());
  };
  const std::string one = run(1);
  CHECK(one == run(3));
  CHECK(one.find("alert.yaml") != std::string::npos);
}

}  // namespace
}  // namespace quarry::driver
