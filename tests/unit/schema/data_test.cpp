// The data files that ship, and what the loader refuses.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "plans.h"
#include "schema/data.h"
#include "schema/families.h"

using namespace quarry;
using namespace quarry::schema;
using namespace quarry::schema::testing;

TEST_CASE("every data file is exactly as its description says") {
  REQUIRE(dataFiles().size() >= 3);
  for (const DataFile& file : dataFiles()) {
    const Loaded loaded = load(file.name, file.text);
    for (const std::string& error : loaded.errors) FAIL_CHECK(error);
    for (const auto& [platform, variants] : loaded.family.variants)
      for (const Variant& variant : variants) {
        CAPTURE(variant.name);
        CHECK((!variant.restriction.empty() || !variant.table.value.empty()));
        // A source of lines of text has no fields: it is searched by keywords.
        CHECK((!variant.fields.empty() || variant.rest.has_value() || variant.noKeywords.empty()));
        for (const auto& field : variant.fields) {
          CAPTURE(field.first);
          CHECK(field.second.places.empty() == field.second.constant.has_value());
          CHECK(!field.second.evidence.empty());
        }
      }
  }
}

// A rule may spell a field as another product does. Where each spelling had a map of its own, one would soon lack what
// the other has, and a rule would be compiled to a field that no record has.
TEST_CASE("no source maps two spellings of a field that differ in case only") {
  const std::map<std::string, std::string> meant = {
      // auditd writes the number in small letters, and what it stands for in capitals (auditd.conf,
      // log_format=ENRICHED).
      {"linux/auditd", "auid euid syscall uid"},
      // Event 8 has SourceProcessGuid, event 10 SourceProcessGUID (Sysmon's manifest).
      {"windows/sysmon", "sourceprocessguid targetprocessguid"},
  };
  for (const DataFile& file : dataFiles()) {
    const Loaded loaded = load(file.name, file.text);
    const auto excused = meant.find(loaded.family.id);
    for (const auto& [platform, variants] : loaded.family.variants)
      for (const Variant& variant : variants) {
        std::map<std::string, std::string> seen;
        for (const auto& field : variant.fields) {
          std::string lower = field.first;
          std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
          const auto& [at, isNew] = seen.emplace(lower, field.first);
          const std::string& first = at->second;
          CAPTURE(loaded.family.id);
          CAPTURE(variant.name);
          CAPTURE(field.first);
          CAPTURE(first);
          // Rules write the digest's name in two ways; the add-on's one field stands for both in all of Sysmon's
          // events.
          const bool digest = lower == "imphash" && variant.name == "sysmon";
          CHECK((isNew || digest || (excused != meant.end() && excused->second.find(lower) != std::string::npos)));
        }
      }
  }
}

TEST_CASE("the embedded text is the file's, whatever it holds") {
  bool quotes = false, lists = false;
  for (const DataFile& file : dataFiles()) {
    CHECK(file.text.ends_with("\n"));
    CHECK(file.text.find("\nplatforms:") != std::string_view::npos);
    quotes = quotes || file.text.find("['*']") != std::string_view::npos;
    lists = lists || file.text.find("; ") != std::string_view::npos;
  }
  CHECK(quotes);
  CHECK(lists);
}

TEST_CASE("heads are read without the rest, and no two files serve one log source") {
  std::set<std::string> served;
  for (std::size_t i = 0; i < familyHeads().size(); ++i) {
    const FamilyHead& head = familyHeads()[i];
    CHECK(!head.id.empty());
    CHECK(head.id == family(i).id);
    REQUIRE(head.serves.size() == family(i).serves.size());
    for (std::size_t j = 0; j < head.serves.size(); ++j) CHECK(head.serves[j].names(family(i).serves[j]));
    for (const Serves& serves : head.serves) CHECK(served.insert(print(serves)).second);
  }
}

namespace {

const std::string kGood = R"(id: a/b
title: A
serves: [{product: a}]

evidence: {page: vendor.example}
fields:
  x: {evidence: page}
  y: {type: number, evidence: page}
containers: [box]
arrays: [box.items]
platforms:
  cql:
    - variant: v
      title: V
      restriction: [{field: '#k', values: [k]}]
      time: '@timestamp'
      keywords: raw
      evidence: page
      confidence: high
      rest: 'V.{field}'
      fields:
        x: X
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a slip in a data file is an error with its line") {
  REQUIRE(load("test", kGood).errors.empty());
  struct Case {
    std::string from, to, says;
  };
  const Case cases[] = {
      {"title: A", "titel: A", "a source has no key `titel`; did you mean `title`?"},
      {"serves: [{product: a}]", "serves: []", "`serves` is a list of log sources"},
      {"serves: [{product: a}]", "serves: [{prodct: a}]", "a log source has no key `prodct`"},
      {"{type: number, evidence: page}", "{type: integer, evidence: page}", "`type` is one of"},
      {"{type: number, evidence: page}", "{type: number}", "the field has no evidence"},
      {"{type: number, evidence: page}", "{evidence: pge}", "there is no evidence `pge`"},
      {"{type: number, evidence: page}", "{case: one-spelling, evidence: page}", "go together"},
      {"  y: {type", "  z: {same: q}\n  y: {type", "`z` stands for `q`, which is no field"},
      {"restriction: [{field: '#k', values: [k]}]", "title: W", "`restriction` is not given"},
      {"restriction: [{field: '#k', values: [k]}]", "restriction: []", "`restriction` is a list of tests"},
      {"restriction: [{field: '#k', values: [k]}]", "restriction: [{field: '#k', setting: s}]",
       "holds without a setting"},
      {"      keywords: raw\n", "", "`keywords` is not given"},
      {"      confidence: high\n", "", "`confidence` is not given"},
      {"      confidence: high\n", "      confidence: sure\n", "`confidence` is one of"},
      {"      evidence: page\n", "", "the variant has no evidence"},
      {"      rest: 'V.{field}'\n", "", "nothing says where `y` is"},
      {"        x: X\n", "        x: {name: X, acces: column}\n", "a field has no key `acces`"},
      {"        x: X\n", "        x: {name: X, path: a.b}\n", "a path needs `access: dynamic`"},
      {"        x: X\n", "        x: X\n      containers: {boks: B}\n", "the family has no container `boks`"},
      {"variant: v", "variant: v\n      table: T", "a source on KQL has a `table`"},
      {"    - variant: v", "    - {variant: w, title: W}\n    - variant: v", "one of several variants says `when`"},
  };
  for (const Case& one : cases) {
    const std::vector<std::string> errors = load("test", replaced(kGood, one.from, one.to)).errors;
    CAPTURE(one.to);
    const bool found = std::any_of(errors.begin(), errors.end(),
                                   [&](const std::string& e) { return e.find(one.says) != std::string::npos; });
    CHECK_MESSAGE(found, (errors.empty() ? "no error" : errors.front()));
    CHECK((!errors.empty() && errors.front().starts_with("test.yml")));
  }
}
