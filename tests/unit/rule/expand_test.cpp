// Placeholders.
#include <doctest/doctest.h>

#include "support.h"

using namespace quarry;
using test::Run;
using test::selectionWith;

namespace {

rule::Environment environment() {
  rule::Environment known;
  known.path = "quarry.yml";
  const auto text = [](std::string value) {
    rule::Value one;
    one.value = one.text = std::move(value);
    return one;
  };
  known.placeholders["admins"] = {text("alice"), text("svc_*")};
  known.placeholders["a-b"] = {text("x"), text("y")};
  known.placeholders["odd"] = {text("a.b*")};
  rule::Value number;
  number.value = 4624.0;
  number.text = "4624";
  known.placeholders["id"] = {number};
  known.placeholders["nets"] = {text("10.0.0.0/8"), text("fc00::/7")};
  return known;
}

std::string filter(const std::string& line) { return Run(selectionWith("    " + line), environment()).filter(); }

}  // namespace

TEST_CASE("placeholders stand for values, patterns and numbers of the configuration") {
  const std::pair<std::string, std::string> cases[] = {
      {"f|expand: '%admins%'", "f matches (any case) 'alice', 'svc_*'"},
      {"f|contains|expand: '%admins%'", "f matches (any case) '*alice*', '*svc_*'"},
      {"f|endswith|expand: 'CN=%a-b%,%a-b%'", "f matches (any case) '*CN=x,x', '*CN=x,y', '*CN=y,x', '*CN=y,y'"},
      {"f|expand: '%id%'", "f equals 4624"},
      {"f|gt|expand: '%id%'", "f > 4624"},
      {"f|cidr|expand: '%nets%'", "f in network 10.0.0.0/8, fc00::/7"},
      {"f|expand: '100\\% %a-b%'", "f matches (any case) '100% x', '100% y'"},
      // What stands before a placeholder is no escape of what it stands for.
      {"f|expand: 'C:\\%admins%'", "f matches (any case) 'C:%admins%'"},
      {"f|expand: 'C:\\\\%admins%'", "f matches (any case) 'C:\\\\alice', 'C:\\\\svc_*'"},
      {"f|re|expand: '^%odd%$'", "f matches /^a\\.b\\*$/"},
      {"f|expand|cased: '%a-b%'", "f matches exactly 'x', 'y'"},
  };
  for (const auto& [line, expected] : cases) {
    const std::string& asked = line;  // clang 14 captures no structured binding
    CAPTURE(asked);
    CHECK(filter(asked) == expected);
  }
}

TEST_CASE("under `all` the values of one placeholder are alternatives") {
  CHECK(filter("f|contains|all|expand: ['%a-b%', z]") ==
        "f matches (any case) '*x*', '*y*' and f matches (any case) '*z*'");
}

TEST_CASE("a placeholder that nobody declared is an error at its place, and the nearest one is named") {
  const Run run(selectionWith("    f|contains|expand: 'is %admin%'"), environment());
  CHECK(test::joined(run.findings()) == "RULE079 `%admin%` nothing says which values `%admin%` stands for");
  CHECK(run.report.findings().front().notes.back() == "did you mean `%admins%`?");
  CHECK(run.plans.empty());
}

TEST_CASE("a percent sign without `expand` is itself") {
  const Run run(selectionWith("    f: '%admins%'"), environment());
  CHECK(run.filter() == "f matches (any case) '%admins%'");
}
