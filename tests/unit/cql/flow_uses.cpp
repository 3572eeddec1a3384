#include <doctest/doctest.h>

#include <string>

#include "flowed.h"

namespace quarry::cql {
namespace {

using test::Flowed;

TEST_CASE("a read of a lost field names the step that dropped it") {
  struct Case {
    const char *query, *codes;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"groupBy(a) | b=1", "CQL080 b@13"},
           {"groupBy(a) | table([a, b])", "CQL081 b@23"},
           {"groupBy(a) | select(a) | sort(_count)", "CQL080 _count@30"},
           {"groupBy(a) | x := b + 1", "CQL080 b@18"},
           {"groupBy(a) | format(\"%s\", field=[a, b], as=x)", "CQL080 b@36"},
           {"groupBy(a) | in(b, values=[1])", "CQL080 b@16"},
           {"groupBy(a) | b =~ in(values=[1])", "CQL080 b@13"},
           {"groupBy(a) | b match { 1 => *; * => * }", "CQL080 b@13"},
           {"groupBy(a) | groupBy(b)", "CQL080 b@21"},
           {"groupBy(a) | case { b=1 | x := 1; * }", "CQL080 b@20"},
           {"drop(a) | a=1", "CQL080 a@10"},
           {"rename(a, as=b) | a=1", "CQL080 a@18"},
           {"groupBy(a) | formatTime(\"%F\", as=d)", "CQL080 formatTime@13"},
           {"groupBy(a) | timeChart()", "CQL080 timeChart@13"},
           {"groupBy(a) | regex(\"x\")", "CQL080 regex@13"},
           {"defineTable(query={groupBy(a)}, name=t, include=[a, b])", "CQL081 b@52"},
           {"defineTable(query={a=1}, name=t, include=[a]) | match(table=t, field=x, column=y)", "CQL080 y@79"},
           {"join({groupBy(a)}, field=a, include=[b])", "CQL081 b@37"},
           {"join({groupBy(a)}, field=b)", "CQL080 b@25"},
           {"correlate(A: {groupBy(x)} include: [y], B: {z=1 | z <=> A.w})", "CQL080 A.w@56, CQL081 y@36"},
           // What is fine.
           {"groupBy(a) | default(value=0, field=b)", ""},
           {"groupBy(a) | coalesce([b, a])", ""},
           {"groupBy(a) | drop([b, a])", ""},
           {"groupBy(a) | sort(_count) | tail(3)", ""},
           {"drop(a) | a := 1 | a=1", ""},
           {"select([a]) | b := 1 | b=1", ""},
           {"case { x=1 | select([a]); * } | b=1", ""},
           // One finding, however often it is read.
           {"groupBy(a) | b=1 | c := b | table([a, b])", "CQL080 b@13"},
           {"groupBy(a) | rename(b, as=c) | c=1 | table([c])", "CQL080 b@20"},
       }) {
    CAPTURE(std::string(c.query));
    CHECK(Flowed(c.query).codes() == std::string(c.codes));
  }
}

TEST_CASE("each definition knows its reads") {
  const Flowed flowed(
      "x := 1 | y := 2 | z := 3 | case { a=1 | x := 4; * } | groupBy([x, y], function=count(as=n)) | n > 1");
  const Flow& flow = flowed.flow;
  const auto readers = [&](std::string_view name) { return flow.readsOf(flowed.definition(name)).size(); };
  CHECK(readers("n") == 1);
  CHECK_FALSE(flow.used(flowed.definition("z")));
  CHECK(flow.inResult(flowed.definition("n")));
  CHECK_FALSE(flow.inResult(flowed.definition("z")));
  // Both assignments of `x` reach the group.
  std::size_t reached = 0;
  for (DefinitionId id = 1; id < flow.definitions.size(); ++id)
    if (flow.name(flow.definitions[id].name) == "x" && flow.definitions[id].kind == Definition::Kind::assigned) {
      ++reached;
      CHECK(flow.used(id));
      CHECK(flow.readsOf(id).size() == 1);
    }
  CHECK(reached == 2);
}

TEST_CASE("an assignment that is surely overwritten is read by nobody, one that may be computed is") {
  const Flowed sure("x := 1 | x := 2 | x=1");
  CHECK_FALSE(sure.flow.used(1));
  CHECK(sure.flow.used(2));
  const Flowed maybe("x := 1 | x := a + 1 | x=1");
  CHECK(maybe.flow.used(1));
}

TEST_CASE("what may read any field uses all of them") {
  for (const char* query :
       {"x := 1 | $saved() | count()", "x := 1 | nosuch(y) | count()", "x := 1 | y := getField(z) | count()",
        "x := 1 | a= | count()", "x := 1 | groupBy(?k)", "x := 1 | transpose() | count()"}) {
    CAPTURE(std::string(query));
    CHECK(Flowed(query).flow.used(1));
  }
  CHECK_FALSE(Flowed("x := 1 | count()").flow.used(1));
}

TEST_CASE("outputs of one name collide") {
  const auto collisions = [](const char* query) {
    const Flowed flowed(query);
    std::string out;
    for (const Collision& one : flowed.flow.collisions)
      out.append(out.empty() ? "" : " ").append(flowed.flow.name(flowed.flow.definitions[one.first].name));
    return out;
  };
  CHECK(collisions("groupBy(a, function=[sum(b), sum(c)])") == "_sum");
  CHECK(collisions("[count(), max(x, as=_count)]") == "_count");
  CHECK(collisions("groupBy(a, function=count(as=a))") == "a");
  CHECK(collisions("groupBy(a, function=[sum(b, as=x), sum(c, as=y)])").empty());
  CHECK(collisions("groupBy([a, b], function=[selectLast([a]), collect([b])])").empty());
}

TEST_CASE("with known event fields the set is closed from the start") {
  const FlowOptions options{std::vector<std::string>{"a", "b"}};
  CHECK(Flowed("x := 1", options).end() == "a? b? x");
  CHECK(Flowed("c=1", options).codes() == "CQL080 c@0");
  CHECK(Flowed("rename(a, as=c)", options).end() == "b? c?");
}

// The work and the memory of an analysis are the nodes of its maps.
std::size_t nodesFor(const std::string& query) { return Flowed(query).flow.mapNodes(); }

TEST_CASE("the cost grows with the query, not with its square") {
  const auto assignments = [](int n) {
    std::string query = "a=1";
    for (int i = 0; i < n; ++i) query += " | x" + std::to_string(i) + " := a";
    return query;
  };
  const auto clauses = [](int n) {
    std::string query = "x := 1 | case {";
    for (int i = 0; i < n; ++i)
      query += " a=" + std::to_string(i) + " | x" + std::to_string(i) + " := 1 | x := " + std::to_string(i) + ";";
    return query + " * }";
  };
  const auto cases = [](int n) {
    std::string query = "a=1";
    for (int i = 0; i < n; ++i) query += " | case { a=1 | x" + std::to_string(i) + " := 1; * }";
    return query;
  };
  for (const auto& make : {+assignments, +clauses, +cases}) {
    const std::size_t once = nodesFor(make(1000)), four = nodesFor(make(4000));
    CHECK(four < 6 * once);
  }
  CHECK(Flowed(assignments(10000)).flow.steps.size() == 10001);
}

TEST_CASE("flow: of ten thousand steps that each keep one field and read another, the first is what took them away") {
  std::string query = "#type=web";
  for (int i = 0; i < 10000; ++i) query += " | select([a]) | x" + std::to_string(i) + "=1";
  const Flowed flowed(query);
  REQUIRE(flowed.flow.lostReads.size() == 10000);
  const StepId first = flowed.flow.lostReads.front().droppedBy;
  CHECK(first != kNoStep);
  for (const LostRead& lost : flowed.flow.lostReads) CHECK(lost.droppedBy == first);
}

}  // namespace
}  // namespace quarry::cql
