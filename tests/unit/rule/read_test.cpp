// Documents: what makes a rule, what is kept of it, what is said about one that is not right.
#include <doctest/doctest.h>

#include "support.h"

using namespace quarry;
using test::Run;

namespace {

const std::string kDetection = "detection: {s: {f: a}, condition: s}\n";
const std::string kSource = "logsource: {product: aws}\n";
const std::string kRule = "title: T\n" + kSource + kDetection;

}  // namespace

TEST_CASE("a full rule is kept as it is written") {
  const Run run(
      "title: T\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nname: n\nstatus: test\nlevel: high\ntaxonomy: "
      "quarry\ndescription: d\n"
      "author: a\ndate: 2026-11-24\nmodified: 2026-11-25\nlicense: MIT\ntags: [attack.t1578.004, "
      "tlp.green]\nreferences: [r]\n"
      "falsepositives:\n  - one\n  - two\nfields: [f]\nown_key: 1\n" +
      kSource + kDetection +
      "steps:\n  - limit: 5\nalert: {every: 15m}\n"
      "tests:\n  - {name: t, events: [{f: a}], expect: match}\n  - {name: u, events: e.ndjson, expect: 3, shape: aws}\n"
      "  - {name: v, events: [], expect: [{f: a}]}\n");
  CHECK(test::joined(run.findings()) == "");
  REQUIRE(run.documents.size() == 1);
  const auto& rule = std::get<rule::Rule>(run.documents.front());
  CHECK(rule.title.value == "T");
  CHECK(rule.id->value == "0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11");
  CHECK(rule.tags.size() == 2);
  CHECK(rule.falsePositives.size() == 2);
  CHECK(run.sources.text(rule.level->span) == "high");
  CHECK(rule.steps->items.size() == 1);
  CHECK(rule.alert->find("every")->text == "15m");
  REQUIRE(rule.tests.size() == 3);
  CHECK(rule.tests[1].shape->value == "aws");
  CHECK(rule.tests[2].expect.isSequence());
  const std::string printed = rule::print(rule);
  for (const std::string part :
       {"rule T", "level: high", "product: aws", "selection s", "f: 'a'", "condition: s", "tests: 3"})
    CHECK(printed.find(part) != std::string::npos);
}

TEST_CASE("the kind of a document is told by its keys") {
  const Run run(
      kRule + "---\ntitle: C\ncorrelation: {type: event_count, rules: r, timespan: 1h, condition: {gt: 1}}\n---\n" +
      "title: F\nlogsource: {product: aws}\nfilter: {rules: any, s: {a: b}, condition: not s}\n---\ntitle: X\n---\n" +
      kRule);
  REQUIRE(run.documents.size() == 5);
  CHECK(std::holds_alternative<rule::Rule>(run.documents[0]));
  CHECK(std::holds_alternative<rule::Correlation>(run.documents[1]));
  CHECK(std::holds_alternative<rule::Filter>(run.documents[2]));
  CHECK(std::holds_alternative<rule::Refused>(run.documents[3]));
  CHECK(run.plans.size() == 2);
}

TEST_CASE("what is wrong with a document is said at its place") {
  const std::pair<std::string, std::string> cases[] = {
      {"", "RULE008 `` the file holds no document"},
      {"# nothing\n", "RULE008 `` the file holds no document"},
      {"- a\n", "RULE029 `-` this document is not a mapping, so it is no rule"},
      {"{}\n", "RULE029 `{` this document is not a mapping, so it is no rule"},
      {"on: push\njobs: {}\n",
       "RULE029 `on` this document is no rule: it has neither `title`, `logsource` nor `detection`"},
      {kSource + kDetection, "RULE021 `logsource` the rule has no `title`"},
      {"title: ''\n" + kSource + kDetection, "RULE021 `''` the title is empty"},
      {"title: [T]\n" + kSource + kDetection, "RULE022 `[T]` `title` has to be text"},
      {"title: T\n" + kDetection, "RULE021 `title` the rule has no `logsource`"},
      {"title: T\nlogsource:\n" + kDetection, "RULE021 `logsource` `logsource` is empty"},
      {"title: T\nlogsource: aws\n" + kDetection,
       "RULE022 `aws` `logsource` has to be a mapping with `product`, `category` or `service`"},
      {"title: T\nlogsource: {definition: x}\n" + kDetection,
       "RULE027 `{definition: x}` the log source names neither product, category nor service"},
      {"title: T\nlogsource: {product: ''}\n" + kDetection,
       "RULE027 `{product: ''}` the log source names neither product, category nor service"},
      {"title: T\n" + kSource, "RULE021 `title` the rule has no `detection`"},
      {"title: T\n" + kSource + "detection: [a]\n",
       "RULE022 `[a]` `detection` has to be a mapping of selections, with a `condition`"},
      {"title: T\n" + kSource + "detection: {s: {f: a}}\n", "RULE021 `detection` the detection has no `condition`"},
      {"title: T\n" + kSource + "detection: {condition: s}\n", "RULE021 `detection` the detection has no selection"},
      {"title: T\n" + kSource + "detection: {s: {f: a}, condition: null}\n",
       "RULE022 `condition` a condition has to be text"},
      {"title: T\n" + kSource + "detection: {s: null, condition: s}\n",
       "RULE060 `null` nothing is said here about what should match"},
      {"title: T\n" + kSource + "detection: {s: {f: a}, timeframe: 5m, condition: s}\n",
       "RULE074 `timeframe` `timeframe` is no longer part of a rule"},
      {"titel: T\n" + kSource + kDetection,
       "RULE021 `titel` the rule has no `title`; `titel` was probably meant to be it"},
      {"title: T\nlog_source: {product: aws}\n" + kDetection,
       "RULE021 `log_source` the rule has no `logsource`; `log_source` was probably meant to be it"},
      {"title: T\n" + kSource + "detections: {s: {f: a}, condition: s}\n",
       "RULE021 `detections` the rule has no `detection`; `detections` was probably meant to be it"},
      {kRule + "taxonomy: other\n", "RULE026 `other` the taxonomy `other` is not known"},
      {kRule + "steps: [{limit: 1}]\n", "RULE025 `steps` `steps` needs `taxonomy: quarry`"},
      {kRule + "taxonomy: quarry\nsteps:\n", "RULE022 `steps` `steps` has to be a list of steps"},
      {kRule + "alert: 15m\n", "RULE022 `alert` `alert` has to be a mapping"},
      {kRule + "tags: {a: b}\n", "RULE022 `{a: b}` `tags` has to be a list of texts"},
      {kRule + "tests: {a: b}\n", "RULE022 `{a: b}` `tests` has to be a list"},
      {kRule + "tests: [{name: t, events: [], expect: maybe}]\n",
       "RULE028 `maybe` `expect` is `match`, `none`, a number of rows, or a list of rows"},
      {kRule + "tests: [{name: t, events: [], expect: -1}]\n",
       "RULE028 `-1` `expect` is `match`, `none`, a number of rows, or a list of rows"},
      {kRule + "tests: [{name: t, events: {f: a}, expect: none}]\n",
       "RULE028 `{f: a}` `events` is a list of events, or the path of a file"},
      {kRule + "tests: [{name: t, expect: none}]\n", "RULE028 `{name: t, expect: none}` the test has no `events`"},
      {kRule + "tests: [{name: t, events: [], expect: none, expects: 1}]\n",
       "RULE032 `expects` a test has no key `expects`"},
  };
  for (const auto& row : cases) {
    const auto& yaml = row.first;
    const auto& finding = row.second;
    CAPTURE(yaml);
    const Run run(yaml);
    CHECK(test::joined(run.findings()) == finding);
    CHECK(run.plans.empty());
  }
}

TEST_CASE("what does not touch the meaning is a warning") {
  const std::pair<std::string, std::string> cases[] = {
      {"id: 12\n", "RULE023 `12` `12` is no UUID"},
      {"status: tset\n", "RULE023 `tset` `tset` is no status"},
      {"level: High\n", "RULE023 `High` `High` is no level"},
      {"date: 2026/11/24\n", "RULE023 `2026/11/24` this is how Sigma wrote dates before version 2"},
      {"date: 2026-02-30\n", "RULE023 `2026-02-30` `2026-02-30` is no date"},
      {"modified: yesterday\n", "RULE023 `yesterday` `yesterday` is no date"},
      {"tags: [attack]\n", "RULE024 `attack` `attack` is no tag of the form `namespace.name`, in lower case"},
      {"tags: [attack.T1578]\n",
       "RULE024 `attack.T1578` `attack.T1578` is no tag of the form `namespace.name`, in lower case"},
      {"tag: [a.b]\n", "RULE020 `tag` `tag` means nothing here; did you mean `tags`?"},
      {"modifed: 2026-01-01\n", "RULE020 `modifed` `modifed` means nothing here; did you mean `modified`?"},
      {"false_positives: [a]\n",
       "RULE020 `false_positives` `false_positives` means nothing here; did you mean `falsepositives`?"},
      {"Level: high\n", "RULE020 `Level` `Level` means nothing here; did you mean `level`?"},
  };
  for (const auto& row : cases) {
    const auto& line = row.first;
    const auto& finding = row.second;
    CAPTURE(line);
    const Run run(kRule + line);
    CHECK(test::joined(run.findings()) == finding);
    CHECK(run.plans.size() == 1);
  }
  const Run source("title: T\nlogsource: {product: aws, servcie: cloudtrail}\n" + kDetection);
  CHECK(test::joined(source.findings()) == "RULE020 `servcie` `servcie` means nothing here; did you mean `service`?");
  // Keys of one's own are no mistakes.
  for (const std::string own : {"simulation", "regression_tests_path", "notes", "version", "severity", "ids", "owner",
                                "data_source", "custom", "team"}) {
    CAPTURE(own);
    CHECK(Run(kRule + own + ": x\n").findings().empty());
  }
}

TEST_CASE("fixes of documents make them compile") {
  const std::pair<std::string, std::string> cases[] = {
      {"titel: T\n" + kSource + kDetection, kRule},
      {kRule + "level: High\n", kRule + "level: high\n"},
      {kRule + "date: 2026/11/24\n", kRule + "date: 2026-11-24\n"},
      {kRule + "tags: [Attack.T1578]\n", kRule + "tags: [attack.t1578]\n"},
      {kRule + "steps:\n  - limit: 1\n", kRule + "taxonomy: quarry\nsteps:\n  - limit: 1\n"},
      {kRule + "taxonomy: sigma\nsteps:\n  - limit: 1\n", kRule + "taxonomy: quarry\nsteps:\n  - limit: 1\n"},
      {kRule + "tests:\n  - {name: t, event: [], expect: none}\n",
       kRule + "tests:\n  - {name: t, events: [], expect: none}\n"},
      {"title: T\n" + kSource + "detection:\n  s:\n    f: a\n    condition: s\n",
       "title: T\n" + kSource + "detection:\n  s:\n    f: a\n  condition: s\n"},
      {"title: T\n" + kSource + "detection:\n  s:\n    f: a\ncondition: s\n",
       "title: T\n" + kSource + "detection:\n  s:\n    f: a\n  condition: s\n"},
  };
  for (const auto& row : cases) {
    const auto& yaml = row.first;
    const auto& fixed = row.second;
    CAPTURE(yaml);
    const Run run(yaml);
    CHECK(run.fixed() == fixed);
    const Run again(run.fixed());
    CHECK(test::joined(again.findings()) == "");
    CHECK(again.plans.size() == 1);
  }
}

TEST_CASE("a `condition` at the wrong column is found") {
  const Run inside(test::ruleWith("  s:\n    f: a\n    condition: s\n"));
  CHECK(test::joined(inside.findings()) ==
        "RULE021 `condition` this `condition` is indented too far: it became a field of the selection");
  // Moving a line that others follow would take them along.
  const Run middle(test::ruleWith("  s:\n    condition: s\n    f: a\n"));
  CHECK(middle.has("RULE021"));
  CHECK(middle.fixed() == "no fix");
  // Where there is a condition, a field may be called like it.
  CHECK(Run(test::ruleWith("  s:\n    condition: x\n  condition: s\n")).filter() == "condition matches (any case) 'x'");
}

TEST_CASE("all mistakes of a rule are told at once") {
  const Run run("title: T\nlogsource: {}\ndetection:\n  s: {f|containz: a}\n  t: {f|lt: x}\n  condition: s\n");
  CHECK(run.has("RULE027"));
  CHECK(run.has("RULE062"));
  CHECK(run.has("RULE064"));
  const Run unused(test::ruleWith("  s: {f: a}\n  t: {f|lt: x}\n  condition: s\n"));
  CHECK(unused.has("RULE064"));
  CHECK(unused.plans.empty());
}

TEST_CASE("no text makes the reader crash, and what is refused is explained") {
  const std::string seed =
      "title: T\nlogsource: {product: aws}\ndetection:\n  s:\n    f|contains|all: ['a*', \"b\\\\\"]\n    "
      "g|windash|base64offset|contains: -x\n"
      "  k: [foo, {h|re|i: '(a|b)+'}]\n  e:\n    a[]|any_of: {x|cidr: 10.0.0.0/8}\n  condition: s and (1 of k* or not "
      "all of them)\n"
      "tests: [{name: t, events: [{a: 1}], expect: 1}]\n";
  const std::string alphabet = "|*'\"[]{}:,-# \n()aé0\\?&!\t%@";
  std::uint64_t state = 1;
  const auto next = [&](std::size_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state >> 33) % below;
  };
  for (int round = 0; round < 1'500; ++round) {
    std::string text = seed;
    for (std::size_t edits = 1 + next(4); edits > 0; --edits) {
      const std::size_t at = next(text.size());
      switch (next(3)) {
        case 0:
          text.erase(at, 1 + next(8));
          break;
        case 1:
          text.insert(at, 1, alphabet[next(alphabet.size())]);
          break;
        default:
          text[at] = alphabet[next(alphabet.size())];
      }
      if (text.empty()) text = " ";
    }
    CAPTURE(text);
    const Run run(text);
    // Either there is a plan, or somebody is told why not.
    if (run.plans.empty()) REQUIRE_FALSE(run.findings().empty());
    for (const auto& finding : run.report.findings()) {
      const base::Span span = run.sources.outermost(finding.primary.span);
      REQUIRE(span.begin <= span.end);
      REQUIRE(span.end <= text.size());
    }
  }
}
