// What is in the way of reading: each is named, and the good files beside it come out.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <vector>

#include "program.h"

namespace quarry::faults {
namespace {

namespace fs = std::filesystem;

void makeSocket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  close(fd);
}

struct Bad {
  std::string name, code, words;
};

// A folder with one good rule, one good query, and everything that cannot be read.
std::vector<Bad> fill(const Folder& folder) {
  folder.put("good.yml", goodRule());
  folder.put("good.cql", kGoodQuery);
  fs::create_directory(folder / "folder.yml");
  fs::create_symlink("nowhere.yml", folder / "dangling.yml");
  fs::create_symlink("self.yml", folder / "self.yml");
  fs::create_symlink(".", folder / "loop");
  fs::create_symlink("/proc/self/mem", folder / "io.yml");
  fs::create_symlink("/dev/zero", folder / "device.yml");
  REQUIRE(mkfifo((folder / "pipe.yml").c_str(), 0600) == 0);
  makeSocket(folder / "socket.yml");
  folder.put("nul.yml", std::string_view("title: a\0b\n", 11));
  folder.put("latin.yml", "title: caf\xE9\n");
  folder.put("utf16.yml", std::string_view("\xFF\xFEt\0i\0t\0l\0e\0:\0", 14));
  folder.put("empty.yml", "");
  folder.put("large.yml", "title: x\n" + std::string(16 * 1024 * 1024, '#'));
  folder.put("cr.yml", "title: Old\rlogsource: {product: windows}\r");
  return {{"dangling.yml", "RULE001", "it is a link to a file that is not there"},
          {"self.yml", "RULE001", "it is a link that leads back to itself"},
          {"io.yml", "RULE001", "input/output error"},
          {"device.yml", "RULE001", "it is a device"},
          {"pipe.yml", "RULE001", "it is a named pipe"},
          {"socket.yml", "RULE001", "it is a socket"},
          {"nul.yml", "RULE002", "byte 8 is zero"},
          {"latin.yml", "RULE002", "byte 10 begins no character"},
          {"utf16.yml", "RULE002", "this is UTF-16"},
          {"empty.yml", "RULE008", "no document"},
          {"large.yml", "RULE003", "larger than 16 MiB"},
          {"cr.yml", "RULE004", "carriage return"}};
}

void checkNamed(const std::vector<Bad>& all, const std::string& text) {
  for (const Bad& bad : all) {
    INFO(bad.name);
    CHECK(contains(text, bad.name + ":1:"));
    CHECK(contains(text, "[" + bad.code + "]"));
    CHECK(contains(text, bad.words));
  }
}

TEST_CASE("check names each file that cannot be read, with a code, and checks the others") {
  const Folder folder;
  const auto all = fill(folder);
  folder.put("faulty.cql", "x=(");
  for (const char* jobs : {"1", "3"}) {
    const Outcome outcome = run(folder, {"check", ".", "--format", "concise", "-j", jobs});
    CHECK(outcome.exit == 1);
    checkNamed(all, outcome.out);
    CHECK(contains(outcome.out, "faulty.cql:1:3: error[CQL031]"));  // the others are looked at
  }
}

TEST_CASE("build writes what can be built and names the rest") {
  const Folder folder;
  const auto all = fill(folder);
  const Outcome outcome = run(folder, {"build", ".", "-o", "out", "-j", "2"});
  CHECK(outcome.exit == 1);
  checkNamed(all, outcome.err);
  CHECK(fs::exists(folder / "out/good.cql"));
  CHECK(fs::exists(folder / "out/good.kql"));
  CHECK(fs::exists(folder / "out/good.spl"));
  const auto files = folder.list();
  CHECK(std::count_if(files.begin(), files.end(), [](const std::string& file) { return file.starts_with("out/"); }) ==
        3);
}

TEST_CASE("test and run name each rule that cannot be read and go on with the others") {
  const Folder folder;
  const auto all = fill(folder);
  folder.put("events.json", kEvent);
  const Outcome tested = run(folder, {"test", "."});
  CHECK(tested.exit == 1);
  checkNamed(all, tested.err);
  const Outcome ran = run(folder, {"run", ".", "events.json"});
  CHECK(ran.exit == 1);
  checkNamed(all, ran.err);
  CHECK(contains(ran.out, "{\"rule\":\"Good\",\"Image\":"));
}

TEST_CASE("fmt and translate name each query that cannot be read and go on with the others") {
  const Folder folder;
  folder.put("good.cql", kUntidyQuery);
  fs::create_symlink("/proc/self/mem", folder / "io.cql");
  folder.put("latin.cql", "caf\xE9");
  fs::create_symlink("nowhere", folder / "dangling.cql");
  REQUIRE(mkfifo((folder / "pipe.cql").c_str(), 0600) == 0);
  for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{
           {"fmt", "."}, {"translate", ".", "--source", "windows/process_creation"}}) {
    const Outcome outcome = run(folder, verb);
    CHECK(outcome.exit == 1);
    checkNamed({{"io.cql", "CQL001", "input/output error"},
                {"latin.cql", "CQL002", "byte 3 begins no character"},
                {"pipe.cql", "CQL001", "it is a named pipe"},
                {"dangling.cql", "CQL001", "it is a link to a file that is not there"}},
               outcome.err);
    if (verb[0] == "translate") CHECK(contains(outcome.out, "DeviceProcessEvents"));
  }
  CHECK(folder.get("good.cql") == kTidyQuery);
}

TEST_CASE("a pipe that is named outright is read: shells make them") {
  const Folder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  Running running(folder.path(), {"build", "pipe", "--emit", "cql"});
  Running::feed(folder / "pipe", goodRule());
  const Outcome outcome = running.wait();
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "ImageFileName"));
}

TEST_CASE("a file that vanishes between the search and the reading is named, and the batch goes on") {
  const Folder folder;
  REQUIRE(mkfifo((folder / "a").c_str(), 0600) == 0);
  folder.put("b.yml", goodRule("Gone"));
  folder.put("c.yml", goodRule("Here"));
  Running running(folder.path(), {"build", "a", "b.yml", "c.yml", "--emit", "cql"});
  // The program has listed all three once it opens the first.
  Running::feed(folder / "a", goodRule("Piped"), [&] { fs::remove(folder / "b.yml"); });
  const Outcome outcome = running.wait();
  CHECK(outcome.exit == 1);
  CHECK(contains(outcome.err, "error[RULE001]: the file cannot be read: no such file or directory\n --> b.yml:1:1"));
  CHECK(std::count(outcome.out.begin(), outcome.out.end(), '/') >= 4);  // two queries with their patterns
}

TEST_CASE("a folder in place of each file that an option names is an error in words") {
  const Folder folder;
  folder.put("rule.yml", goodRule());
  folder.put("query.cql", kGoodQuery);
  folder.put("events.json", kEvent);
  fs::create_directory(folder / "dir");
  const std::vector<std::vector<std::string>> all = {
      {"check", "rule.yml", "--config", "dir"},
      {"check", "rule.yml", "--baseline", "dir"},
      {"check", "rule.yml", "--write-baseline", "dir"},
      {"check", "rule.yml", "--also", "json=dir"},
      {"build", "rule.yml", "-o", "rule.yml"},
      {"build", "rule.yml", "--pipeline", "none.yml"},
      {"explain", "source", "windows/process_creation", "--config", "dir"},
      {"list", "sources", "--config", "dir"}};
  for (const auto& arguments : all) {
    const Outcome outcome = run(folder, arguments);
    INFO(arguments[0] << " " << arguments[2]);
    CHECK(outcome.exit == 2);
    CHECK(contains(outcome.err, "quarry: "));
    CHECK_FALSE(contains(outcome.err, "internal error"));
  }
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"run", "query.cql", "dir"},
                                             {"why", "rule.yml", "dir"},
                                             {"carry", "dir", "--as", "windows/process_creation", "--to", "cql"}}) {
    const Outcome outcome = run(folder, arguments);
    CHECK(outcome.exit == 1);
    CHECK(contains(outcome.err, "error[RULE170]: `dir` cannot be read: it is a folder"));
  }
}

TEST_CASE("a byte order mark and Windows' line ends are no fault") {
  const Folder folder;
  folder.put("bom.yml", "\xEF\xBB\xBF" + goodRule());
  std::string windows;
  for (const char c : goodRule()) windows += c == '\n' ? "\r\n" : std::string(1, c);
  folder.put("windows.yml", windows);
  const Outcome outcome = run(folder, {"build", "bom.yml", "windows.yml", "--emit", "cql"});
  CHECK(outcome.exit == 0);
  const std::string one = run(folder, {"build", "bom.yml", "--emit", "cql"}).out;
  CHECK(outcome.out == one + "\n" + one);
}

TEST_CASE("a file of /proc says it is empty and is read all the same") {
  const Folder folder;
  folder.put("query.cql", "x=* | count()");
  const Outcome outcome = run(folder, {"run", "query.cql", "/proc/self/status"});
  CHECK(outcome.exit == 1);
  CHECK(contains(outcome.err, "RULE171"));  // read, and no events
}

TEST_CASE("a folder of thousands of files, and one that is deep, are searched") {
  const Folder folder;
  for (int i = 0; i < 3000; ++i) folder.put("many/" + std::to_string(i) + ".cql", "a=" + std::to_string(i) + "\n");
  std::string deep = "deep";
  for (int i = 0; i < 200; ++i) deep += "/d";
  folder.put(deep + "/bottom.cql", "x=(");
  const Outcome outcome = run(folder, {"check", ".", "--format", "concise", "-j", "2"});
  CHECK(outcome.exit == 1);
  CHECK(contains(outcome.out, deep + "/bottom.cql:1:3: error[CQL031]"));
}

TEST_CASE("a folder that cannot be listed is said, the others are searched, and the exit code is 2") {
  const Folder folder;
  folder.put("in/faulty.cql", "x=(");
  // Folders in folders until no path can name the last: even root cannot list it.
  int at = open((folder / "in").c_str(), O_DIRECTORY | O_CLOEXEC);
  const std::string name(250, 'd');
  for (int i = 0; i < 17; ++i) {
    REQUIRE(mkdirat(at, name.c_str(), 0700) == 0);
    const int next = openat(at, name.c_str(), O_DIRECTORY | O_CLOEXEC);
    close(at);
    at = next;
  }
  close(at);
  const Outcome outcome = run(folder, {"check", "in", "--format", "concise"});
  CHECK(outcome.exit == 2);
  CHECK(contains(outcome.err, "ddd: file name too long"));
  CHECK(contains(outcome.out, "in/faulty.cql:1:3: error[CQL031]"));
}

}  // namespace
}  // namespace quarry::faults
