// Texts of other languages get one message; CQL with a slip, or with words that others use, is read as CQL.
#include <doctest/doctest.h>

#include "parsed.h"

namespace quarry::cql::test {
namespace {

TEST_CASE("a text in another language is named, once") {
  constexpr std::string_view kTexts[] = {
      "index=web | eval kb=bytes/1024 | table host, kb",
      "| dedup host",
      "| makeresults\n| eval x=1",
      "sourcetype=syslog | rex field=_raw \"user=(?<user>\\w+)\" | stats count by user",
      "event_simpleName=ProcessRollup2 | stats values(FileName) as names by aid",
      "DeviceProcessEvents | where FileName =~ \"cmd.exe\" | project Timestamp, DeviceName",
      "let start = ago(1d);\nSigninLogs | summarize count() by UserPrincipalName",
      "SELECT user, count(*) FROM logins WHERE ok = 0 GROUP BY user",
      "process where process.name == \"cmd.exe\"",
      "sequence by host.id [process where true] [network where true]",
      "title: A rule\nlogsource:\n  product: windows\ndetection:\n  sel:\n    a: b\n  condition: sel",
      "{\"query\": \"a=1\"}",
      "<html>\n<body>",
      "| Field | Meaning |\n|-------|---------|\n| aid | agent |",
      "const q = require('x');\nconst r = q.run();",
  };
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    const Parsed parsed(text);
    REQUIRE(parsed.report.size() == 1);
    CHECK(std::string(parsed.report.findings().front().def->code) == "CQL004");
    CHECK(parsed.tree.text == text);
  }
}

TEST_CASE("CQL is not taken for another language") {
  constexpr std::string_view kTexts[] = {
      "#type=web | where status = 500",
      "error | head(5)",
      "where is my event",
      "fields missing",
      "process where",
      "select([a, b])",
      "#type=x | stats([count(), max(y)])",
      "table=users | sort(table)",
      "eval(x=1)",
      "extend=5 | project=6",
      "groupBy(x) | where n in (\"a\")",
      "_time=5 index=3",
      "Windows | count()",
      "title: detection",
  };
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    const Parsed parsed(text);
    for (const auto& finding : parsed.report.findings()) CHECK(std::string(finding.def->code) != "CQL004");
  }
}

}  // namespace
}  // namespace quarry::cql::test
