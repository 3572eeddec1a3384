// Limits of the system and an environment that is not what one expects.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "program.h"

namespace quarry::faults {
namespace {

void fill(const Folder& folder, int rules) {
  for (int i = 0; i < rules; ++i) folder.put("r/" + std::to_string(i) + ".yml", goodRule("Rule " + std::to_string(i)));
}

TEST_CASE("with few file descriptors the work is done in fewer processes, with the same result") {
  // To look at an object's type, UndefinedBehaviorSanitizer opens a pipe, and takes the object for broken if it cannot.
  if (isSanitized()) {
    MESSAGE("left out: the sanitizers need file descriptors of their own");
    return;
  }
  const Folder folder;
  fill(folder, 40);
  const std::string all = run(folder, {"build", "r", "-j", "2"}).out;
  for (const rlim_t most : {16, 8, 6, 4}) {
    Setting setting;
    setting.limits[RLIMIT_NOFILE] = most;
    const Outcome outcome = run(folder, {"build", "r", "-j", "16"}, setting);
    INFO(most);
    CHECK(outcome.exit == 0);
    CHECK(outcome.out == all);
  }
}

TEST_CASE("want of memory is said in a line, with the exit code 2, or costs no more than the file that needs it") {
  if (!memoryCanBeLimited()) return;
  const Folder folder;
  std::string large =
      "title: Large\nlogsource: {product: windows, category: process_creation}\ndetection:\n  sel:\n"
      "    Image:\n";
  for (int i = 0; i < 150'000; ++i) large += "      - 'value" + std::to_string(i) + "'\n";
  large += "  condition: sel\n";
  folder.put("large.yml", large);
  folder.put("small.yml", goodRule());
  bool wasScarce = false;
  for (const rlim_t megabytes : {96, 128, 192, 256, 384}) {
    Setting setting;
    setting.limits[RLIMIT_AS] = megabytes * 1024 * 1024;
    const Outcome outcome = run(folder, {"build", "large.yml", "small.yml", "--to", "kql", "-o", "out"}, setting);
    INFO(megabytes << " MB: " << outcome.exit << " " << outcome.err.substr(0, 500));
    CHECK((outcome.exit == 0 || outcome.exit == 1 || outcome.exit == 2));
    CHECK_FALSE(contains(outcome.err, "terminate"));
    CHECK_FALSE(contains(outcome.err, "internal error"));
    if (outcome.exit == 2) CHECK(contains(outcome.err, "quarry: there is not memory enough"));
    if (outcome.exit == 1) CHECK(contains(outcome.err, "RULE009"));
    wasScarce = wasScarce || outcome.exit != 0;
  }
  CHECK(wasScarce);
}

TEST_CASE("neither the locale nor the time zone nor a missing HOME changes a result") {
  const Folder folder;
  folder.put("rule.yml", goodRule("\xC3\x84rger"));
  folder.put("events.json", "{\"@timestamp\":\"2024-03-31T02:30:00+01:00\",\"x\":\"\xC3\x84\"}\n");
  folder.put("query.cql", "x=/\xC3\xA4/i | formatTime(\"%Y-%m-%d %H:%M\", field=@timestamp, as=t)");
  const std::string built = run(folder, {"build", "rule.yml"}).out;
  const std::string ran = run(folder, {"run", "query.cql", "events.json"}).out;
  CHECK(contains(built, "\xC3\x84rger"));
  CHECK(contains(ran, "2024-03-31 01:30"));
  const std::vector<std::pair<std::string, std::string>> variables = {{"LC_ALL", "C"},
                                                                      {"LC_ALL", "tr_TR.UTF-8"},
                                                                      {"TZ", "Pacific/Kiritimati"},
                                                                      {"TZ", ":/no/such/zone"},
                                                                      {"TZ", "\xFF"}};
  for (const auto& variable : variables) {
    Setting setting;
    setting.environment[variable.first] = variable.second;
    setting.without = {"HOME"};
    INFO(variable.first << "=" << variable.second);
    CHECK(run(folder, {"build", "rule.yml"}, setting).out == built);
    CHECK(run(folder, {"run", "query.cql", "events.json"}, setting).out == ran);
  }
}

TEST_CASE("a working folder that was removed is no fault of a run that needs none") {
  const Folder folder, gone;
  folder.put("rule.yml", goodRule());
  Setting setting;
  setting.removeFolder = true;
  const Outcome outcome = Running(gone.path(), {"build", folder / "rule.yml", "--emit", "cql"}, setting).wait();
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "ImageFileName"));
  const Folder again;
  const Outcome here = Running(again.path(), {"check", "."}, setting).wait();
  CHECK(here.exit == 2);
  CHECK(contains(here.err, "quarry: "));
  CHECK_FALSE(contains(here.err, "internal error"));
}

}  // namespace
}  // namespace quarry::faults
