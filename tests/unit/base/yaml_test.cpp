// What a rule's YAML becomes: kinds, places, and where the bytes of a value stand.
#include "quarry/base/yaml.h"

#include <doctest/doctest.h>

using namespace quarry::base;

namespace {

struct Parsed {
  Sources sources;
  Report report;
  std::vector<yaml::Node> documents;

  explicit Parsed(std::string text) {
    const FileId file = sources.add("rule.yml", std::move(text));
    documents = yaml::parse(file, sources, report);
  }
  std::string_view text(const yaml::Node& node) { return sources.text(node.span); }
  // The bytes of the file behind each byte of a value, as far as they are the same.
  std::string roundTrip(const yaml::Node& node) {
    const FileId inner = yaml::embed(sources, node);
    std::string out;
    for (std::uint32_t i = 0; i < node.text.size(); ++i)
      out += sources[node.span.file].text()[sources.outermost({inner, i, i + 1}).begin];
    return out;
  }
  std::string code() { return report.findings().empty() ? "" : std::string(report.findings().front().def->code); }
};

}  // namespace

TEST_CASE("scalars know their span, style and source bytes") {
  struct Row {
    const char *yaml, *source, *value;
    yaml::Style style;
    const char* behind;  // file bytes behind the value
  };
  const Row rows[] = {
      {"a: plain text # c\n", "plain text", "plain text", yaml::Style::plain, "plain text"},
      {"a: 'it''s'\n", "'it''s'", "it's", yaml::Style::singleQuoted, "it's"},
      {"a: \"x\\ty\\\\\"\n", "\"x\\ty\\\\\"", "x\ty\\", yaml::Style::doubleQuoted, "x\\y\\"},
      {"a: \"\\u00e9x\"\n", "\"\\u00e9x\"", "\xC3\xA9x", yaml::Style::doubleQuoted, "\\\\x"},
      {"a: one\n  two\n", "one\n  two", "one two", yaml::Style::plain, "one two"},
      {"a: |\n  x = 1\n  | y\nb: 1\n", "|\n  x = 1\n  | y", "x = 1\n| y\n", yaml::Style::literal, nullptr},
      {"a: >-\n  fold\n  me\n", ">-\n  fold\n  me", "fold me", yaml::Style::folded, nullptr},
      {"a: |2\n    in\n   x\n", "|2\n    in\n   x", "  in\n x\n", yaml::Style::literal, nullptr},
      {"a: &anchor 'v'\n", "'v'", "v", yaml::Style::singleQuoted, "v"},
      {"\xEF\xBB\xBF"
       "a: bom\n",
       "bom", "bom", yaml::Style::plain, "bom"},
      {"a: x\r\nb: 1\r\n", "x", "x", yaml::Style::plain, "x"},
      {"\xC3\xA9: y\n", "y", "y", yaml::Style::plain, "y"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    Parsed parsed(row.yaml);
    REQUIRE(parsed.documents.size() == 1);
    const yaml::Node& value = parsed.documents[0].entries.at(0).value;
    CHECK(value.text == row.value);
    CHECK(value.style == row.style);
    CHECK(parsed.text(value) == row.source);
    if (row.behind != nullptr && value.style != yaml::Style::plain) {
      if (std::string(row.yaml).find('\\') == std::string::npos) CHECK(parsed.roundTrip(value) == row.behind);
    }
  }
}

TEST_CASE("a place in a block scalar is a place in the file") {
  Parsed parsed("rules:\n  query: |\n    #tag=x\n\n    | where y\n");
  const yaml::Node& query = parsed.documents.at(0).entries.at(0).value.entries.at(0).value;
  REQUIRE(query.text == "#tag=x\n\n| where y\n");
  const FileId inner = yaml::embed(parsed.sources, query);
  const auto at = static_cast<std::uint32_t>(query.text.find("where"));
  const Span outer = parsed.sources.outermost({inner, at, at + 5});
  CHECK(parsed.sources.text(outer) == "where");
  CHECK(parsed.sources[outer.file].position(outer.begin) == Position{5, 7});
}

TEST_CASE("a block ends where the lines behind its indentation end") {
  for (const char* text :
       {"a:\n  b: |\n    x=1\nc: d\n", "a:\n  b: |\n    x=1\n  c: d\n", "a:\n- b: |\n    x=1\n# end\n",
        "a:\n  b: |+\n    x=1\n\n\nc:\n  d: e\n", "a:\n  b: >\n    x=1\nc: d\n"}) {
    CAPTURE(text);
    Parsed parsed(text);
    REQUIRE(parsed.documents.size() == 1);
    const yaml::Node& inner = parsed.documents[0].entries.at(0).value;
    const yaml::Node& value = (inner.isSequence() ? inner.items.at(0) : inner).entries.at(0).value;
    CHECK(parsed.text(value).substr(parsed.text(value).find('\n')) == "\n    x=1");
  }
}

TEST_CASE("types of plain scalars are those of YAML 1.2") {
  Parsed parsed("[yes, true, 010, 0x10, 1_000, 1.5, -3, '5', .inf, 12:30:45, 2026-01-01]");
  const auto& items = parsed.documents.at(0).items;
  CHECK_FALSE(items[0].asBool());
  CHECK(items[1].asBool() == true);
  CHECK(items[2].asInteger() == 10);
  CHECK(items[3].asInteger() == 16);
  CHECK_FALSE(items[4].asNumber());
  CHECK(items[5].asNumber() == 1.5);
  CHECK(items[6].asInteger() == -3);
  CHECK_FALSE(items[7].asNumber());
  CHECK_FALSE(items[8].asNumber());
  CHECK_FALSE(items[9].asNumber());
  CHECK_FALSE(items[10].asNumber());
}

TEST_CASE("nulls, empty and flow collections have places") {
  Parsed parsed("a:\nb: null\nc: ~\nd: {x: 1, y: [1, 2]}\ne: []\n");
  const auto& entries = parsed.documents.at(0).entries;
  CHECK(entries[0].value.isNull());
  CHECK(parsed.sources[FileId{}].position(entries[0].value.span.begin).line == 1);
  CHECK(parsed.text(entries[1].value) == "null");
  CHECK(parsed.text(entries[2].value) == "~");
  CHECK(parsed.text(entries[3].value) == "{x: 1, y: [1, 2]}");
  CHECK(parsed.text(entries[4].value) == "[]");
}

TEST_CASE("broken documents end in a coded error at a place") {
  struct Row {
    std::string yaml;
    const char* code;
    std::uint32_t line;
  };
  std::string deep;
  for (int i = 0; i < 10000; ++i) deep += "[";
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) laughs += "*a" + std::to_string(i - 1) + (k < 9 ? ", " : "]\n");
  }
  const Row rows[] = {
      {"a: 1\na: 2\n", "RULE005", 2},
      {"a: \"never closed\nb: 1\n", "RULE004", 1},
      {"a:\n\tb: 1\n", "RULE004", 2},
      {"- a\nb: 1\n", "RULE004", 2},
      {"a: [1, 2\nb: 1\n", "RULE004", 1},
      {"a: &x [*x]\n", "RULE007", 1},
      {"a: *nothing\n", "RULE007", 1},
      {deep, "RULE006", 1},
      {laughs, "RULE006", 5},
      {"a: {<<: {b: 1}}\n", "RULE004", 1},
      {"? [a, b]\n: 1\n", "RULE004", 1},
      {"a: \"\\q\"\n", "RULE004", 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml.substr(0, 60));
    Parsed parsed(row.yaml);
    CHECK(parsed.code() == row.code);
    if (!parsed.report.findings().empty())
      CHECK(parsed.sources[FileId{}].position(parsed.report.findings().front().primary.span.begin).line == row.line);
  }
}

TEST_CASE("aliases are expanded, several documents are read, malformed flow text ends") {
  Parsed aliases("a: &list [1, 2]\nb: *list\n");
  CHECK(aliases.report.size() == 0);
  CHECK(aliases.documents.at(0).find("b")->items.size() == 2);
  Parsed many("a: 1\n---\nb: 2\n...\n---\nc: 3\n");
  CHECK(many.documents.size() == 3);
  CHECK(many.report.size() == 0);
  Parsed endless("{\n  a: 'x\n  ,\n  - b\n  }\n:\n");
  CHECK(endless.report.size() > 0);
}
