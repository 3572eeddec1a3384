#include "quarry/driver/embedded.h"

#include <doctest/doctest.h>

namespace quarry::driver {
namespace {

struct Host {
  Host(const std::string& path, const std::string& text)
      : file(sources.add(path, text)), queries(embeddedQueries(file, hostFormat(path), sources, report)) {}

  base::Sources sources;
  base::Report report;
  base::FileId file;
  std::vector<EmbeddedQuery> queries;

  std::string keys() const {
    std::string out;
    for (const EmbeddedQuery& query : queries)
      out += (out.empty() ? "" : " ") + query.key + (query.kind == EmbeddedQuery::Kind::parser ? "!" : "");
    return out;
  }
  std::string text(std::size_t i) const { return std::string(sources[queries.at(i).id].text()); }
  // What the n-th query's text `part` covers in the file.
  std::string outer(std::size_t i, std::string_view part) const {
    const auto at = static_cast<std::uint32_t>(sources[queries.at(i).id].text().find(part));
    const base::Span span{queries.at(i).id, at, at + static_cast<std::uint32_t>(part.size())};
    return std::string(sources.text(sources.outermost(span)));
  }
  // The file after replacing `part` of the n-th query; "-" where the form of the query cannot hold it.
  std::string edited(std::size_t i, std::string_view part, std::string replacement) const {
    const auto at = static_cast<std::uint32_t>(sources[queries.at(i).id].text().find(part));
    const base::Edit inner{{queries.at(i).id, at, at + static_cast<std::uint32_t>(part.size())},
                           std::move(replacement)};
    const auto edit = inFile(queries.at(i), inner, sources);
    if (!edit) return "-";
    std::string out(sources[file].text());
    return out.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->replacement);
  }
};

TEST_CASE("the vendor's templates, operator resources, rules and collections name the keys that hold queries") {
  CHECK(Host("a.yaml", "$schema: https://schemas.humio.com/alert/v0.3.0\nname: x\nqueryString: a=1\n").keys() ==
        "queryString");
  CHECK(Host("a.yaml", "$schema: https://schemas.humio.com/parser/v0.3.0\nname: x\nscript: kvParse()\n").keys() ==
        "script!");
  CHECK(Host("a.yaml", "name: x\nscript: kvParse()\ntestCases: []\n").keys() == "script!");
  CHECK(Host("a.yaml", "jobs:\n  build: {script: make all}\n").keys().empty());
  CHECK(Host("a.yaml",
             "$schema: https://schemas.humio.com/dashboard/v0.23.0\nparameters:\n  p: {type: query, query: a=1}\n"
             "widgets:\n  w: {queryString: b=1}\n  n: {type: note, text: hello}\n")
            .keys() == "parameters.p.query widgets.w.queryString");
  CHECK(Host("a.yaml",
             "apiVersion: core.humio.com/v1alpha1\nkind: HumioAlert\nspec:\n  query: {queryString: a=1, start: 1h}\n")
            .keys() == "spec.query.queryString");
  CHECK(Host("a.yaml", "kind: HumioParser\nspec:\n  parserScript: kvParse()\n").keys() == "spec.parserScript!");
  CHECK(Host("a.yaml", "name: x\nsearch:\n  filter: a=1\n  lookback: 1h\n").keys() == "search.filter");
  CHECK(Host("a.yaml", "search:\n  filter: a=1\n").keys().empty());
  CHECK(Host("a.yaml", "name: x\nquery: SecurityEvent | take 1\n").keys().empty());
  CHECK(Host("a.yaml", "name: x\ncql: a=1\n---\nname: y\ncql: b=1\n").keys() == "cql cql");
  CHECK(Host("a.yaml", "list:\n  - cql: a=1\n  - cql: ''\n  - cql: b=1\n").keys() == "list[0].cql list[2].cql");
  CHECK(Host("a.yaml", "a: {cql: &q a=1}\nb: {cql: *q}\n").keys() == "a.cql");
  CHECK(Host("a.json", R"({"queries": [{"queryString": "a=1"}]})").keys() == "queries[0].queryString");
}

TEST_CASE("a YAML file is a rule or holds queries, by its keys") {
  CHECK(looksLikeHost("name: x\nqueryString: a=1\n"));
  CHECK(looksLikeHost("name: x\nspec:\n  - \"cql\": |\n      a=1\n"));
  CHECK(looksLikeHost("search:\n  filter: |\n    a=1\n  lookback: 1h\n"));
  CHECK(looksLikeHost("script: |\n  kvParse()\n$schema: https://schemas.humio.com/parser/v0.3.0\n"));
  CHECK(looksLikeHost("widgets:\n  one: {title: x, queryString: a=1}\n"));
  CHECK(looksLikeHost("{\"name\": \"x\", \"queryString\": \"a=1\"}"));
  CHECK_FALSE(looksLikeHost("text: the queryString of an alert\n"));
  CHECK_FALSE(looksLikeHost("title: x\nlogsource: {}\ndetection:\n  cql: {queryString: x}\n"));
  CHECK_FALSE(looksLikeHost("title: x\ncorrelation:\n  type: event_count\n"));
  CHECK_FALSE(looksLikeHost("queryString=\"x\" | filter := 1\n"));
  CHECK_FALSE(looksLikeHost(""));
}

TEST_CASE("places in a query are places in the file, in every style") {
  const Host block("a.yaml", "x:\n  cql: |\n\n    a=1\n\n      | b=\"ä\"\n    | c=2\nend: 1\n");
  CHECK(block.text(0) == "\na=1\n\n  | b=\"ä\"\n| c=2\n");
  for (const char* part : {"a=1", "b=\"ä\"", "c=2", "\"ä\""}) CHECK(block.outer(0, part) == part);
  CHECK(block.outer(0, "a=1\n") == "a=1\n");
  CHECK(block.outer(0, "1\n\n  | b") == "1\n\n      | b");
  const Host twoBytes("a.yaml", "cql: |\r\n  a=1\r\n  | b=2\r\n");
  CHECK(twoBytes.outer(0, "| b=2") == "| b=2");
  CHECK(twoBytes.outer(0, "a=1") == "a=1");
  const Host quoted("a.json", R"({"cql": "a=\"x\"\n| b=\"y\\z\""})");
  CHECK(quoted.text(0) == "a=\"x\"\n| b=\"y\\z\"");
  CHECK(quoted.outer(0, "\"x\"") == R"(\"x\")");
  CHECK(quoted.outer(0, "\"y\\z\"") == R"(\"y\\z\")");
  CHECK(quoted.outer(0, "b=") == "b=");
  const Host single("a.yaml", "cql: 'a=\"it''s\" | b=1'\n");
  CHECK(single.outer(0, "b=1") == "b=1");
  const Host folded("a.yaml", "cql: >-\n  a=1\n  | b=2\n");
  CHECK(folded.text(0) == "a=1 | b=2");
  CHECK(folded.outer(0, "| b=2") == "| b=2");
  CHECK(folded.outer(0, "a=1") == "a=1");
  const Host fence("a.md",
                   "text\n- item\n  ```CQL title=\"x\"\n  a=1\n\n    | b=2\n  ```\n~~~cql\nc=3\n~~~\n```sql\nx\n```\n");
  REQUIRE(fence.queries.size() == 2);
  CHECK(fence.text(0) == "a=1\n\n  | b=2");
  CHECK(fence.outer(0, "| b=2") == "| b=2");
  CHECK(fence.text(1) == "c=3");
}

TEST_CASE("a change of a query is a change of the file in its style, or none") {
  const Host block("a.yaml", "x:\n  cql: |\n    a=1\n    | b=2\nend: 1\n");
  CHECK(block.edited(0, "b=2", "b=2\n| c=3\n\n| d=4") ==
        "x:\n  cql: |\n    a=1\n    | b=2\n    | c=3\n\n    | d=4\nend: 1\n");
  CHECK(block.edited(0, "1\n|", "1 |") == "x:\n  cql: |\n    a=1 | b=2\nend: 1\n");
  const Host twoBytes("a.yaml", "cql: |\r\n  a=1\r\n  | b=2\r\n");
  CHECK(twoBytes.edited(0, "b=2", "b=2\n| c") == "cql: |\r\n  a=1\r\n  | b=2\r\n  | c\r\n");
  CHECK(twoBytes.edited(0, "a=1", "a=1 x") == "cql: |\r\n  a=1 x\r\n  | b=2\r\n");
  const Host quoted("a.json", R"({"cql": "a=\"x\""})");
  CHECK(quoted.edited(0, "\"x\"", "\"y\\z\"\n| b") == R"({"cql": "a=\"y\\z\"\n| b"})");
  const Host single("a.yaml", "cql: 'a=x'\n");
  CHECK(single.edited(0, "x", "\"it's\"") == "cql: 'a=\"it''s\"'\n");
  CHECK(single.edited(0, "x", "a\nb") == "-");
  const Host plain("a.yaml", "cql: a==x\n");
  CHECK(plain.edited(0, "==", "=") == "cql: a=x\n");
  CHECK(plain.edited(0, "x", "in(x: [1, 2])") == "-");
}

TEST_CASE("only whole lines behind one indentation are written anew") {
  const Host block("a.yaml", "x:\n- cql: |2-\n\n      a=1\n    | b=2\n\n  end: 1\n");
  REQUIRE(block.queries.size() == 1);
  REQUIRE(block.queries[0].lines);
  const base::Edit edit = replaceLines(block.queries[0], block.file, "c=1\n\n| d=2");
  std::string out(block.sources[block.file].text());
  out.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.replacement);
  CHECK(out == "x:\n- cql: |2-\n\n    c=1\n\n    | d=2\n\n  end: 1\n");
  for (const char* text : {"cql: a=1\n", "cql: 'a=1'\n", "cql: \"a=1\"\n", "cql: >\n  a=1\n"}) {
    CAPTURE(text);
    CHECK_FALSE(Host("a.yaml", text).queries.at(0).lines);
  }
  // A line that hangs left of its fence cannot be told from one that was meant there.
  CHECK_FALSE(Host("a.md", "  ```cql\n a=1\n  ```\n").queries.at(0).lines);
}

TEST_CASE("what cannot be read is reported") {
  const Host broken("a.yaml", "cql: |\n  a=1\n b: [\n");
  CHECK(broken.report.hasErrors());
  CHECK(Host("a.yaml", "").queries.empty());
  CHECK(Host("a.md", "```cql\n").queries.empty());
  CHECK(Host("a.md", "```cql\na=1").text(0) == "a=1");
}

}  // namespace
}  // namespace quarry::driver
