// A query as it is often written, fixed by the tool and run: what comes out is what its author meant.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "corpus_files.h"
#include "quarry/cql/lower.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/check.h"
#include "quarry/driver/run.h"
#include "quarry/driver/workspace.h"

using namespace quarry;
namespace fs = std::filesystem;

namespace {

// Events of a day: two deletions and a snapshot by one person, a deletion by automation, a change that is no risk, an
// event without a user, one of another type.
constexpr std::string_view kEvents =
    R"({"@timestamp":1700000300000,"#event_simpleName":"CloudResourceModification","aid":"a1","ActorUserName":"alice","OperationName":"CreateSnapshot","ResourceType":"disk","ResourceName":"d1"}
{"@timestamp":1700000200000,"#event_simpleName":"CloudResourceModification","aid":"a1","ActorUserName":"alice","OperationName":"DeleteSnapshot","ResourceType":"disk","ResourceName":"d1"}
{"@timestamp":1700000100000,"#event_simpleName":"CloudResourceModification","aid":"a2","ActorUserName":"alice","OperationName":"DeleteSnapshot","ResourceType":"disk","ResourceName":"d1"}
{"@timestamp":1700000100000,"#event_simpleName":"CloudResourceModification","aid":"a1","ActorUserName":"svc-backup","OperationName":"DeleteSnapshot","ResourceType":"disk","ResourceName":"d2"}
{"@timestamp":1700000100000,"#event_simpleName":"CloudResourceModification","aid":"a1","ActorUserName":"bob","OperationName":"ModifyInstance","ResourceType":"vm","ResourceName":"v1"}
{"@timestamp":1700000100000,"#event_simpleName":"CloudResourceModification","aid":"a1","OperationName":"DeleteSnapshot","ResourceType":"disk","ResourceName":"d3"}
{"@timestamp":1700000100000,"#event_simpleName":"ProcessRollup2","aid":"a1","ActorUserName":"carol","OperationName":"DeleteSnapshot","ResourceType":"disk","ResourceName":"d4"}
)";

// The query as `check --fix=review` leaves it.
std::string fixed(const fs::path& path) {
  driver::Workspace workspace = driver::load({path.string()});
  driver::CheckOptions options;
  options.fix = driver::FixLevel::review;
  const driver::Checked checked = driver::check(workspace, options);
  CHECK_FALSE(checked.report.hasErrors());
  REQUIRE(checked.changes.size() == 1);
  return checked.changes.front().after;
}

using Rows = std::vector<std::map<std::string, std::string>>;

Rows run(const std::string& text) {
  base::Sources sources;
  base::Report report;
  const cql::Tree tree = cql::parse(sources.add("fixed.cql", text), sources, report);
  auto plan = cql::lower(tree, {}, report);
  CAPTURE(text);
  REQUIRE_FALSE(report.hasErrors());
  REQUIRE(plan);
  const fs::path events = fs::temp_directory_path() / "quarry-seed-events.ndjson";
  std::ofstream(events) << kEvents;
  engine::Context context{.sources = sources, .report = report};
  context.now = {1700000600000};
  std::vector<driver::Runnable> plans;
  plans.push_back({0, "fixed.cql", std::move(*plan)});
  Rows rows;
  const driver::RunOutcome outcome = driver::run(plans, {events.string()}, context, [&](driver::RunRow&& row) {
    rows.emplace_back(row.fields.begin(), row.fields.end());
    return true;
  });
  fs::remove(events);
  CHECK(outcome.complete);
  CHECK_FALSE(report.hasErrors());
  return rows;
}

// Both outcomes, the more severe one first; the automation, the harmless change and the event without a user left out.
void checkRows(Rows rows, const std::string& level) {
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["ActorUserName"] == "alice");
  CHECK(rows[0]["OperationName"] == "DeleteSnapshot");
  CHECK(rows[0][level] == "High");
  CHECK(rows[0]["OpCount"] == "2");
  CHECK(rows[1]["OperationName"] == "CreateSnapshot");
  CHECK(rows[1][level] == "Medium");
  CHECK(rows[1]["OpCount"] == "1");
}

}  // namespace

TEST_CASE("the example with mistakes, fixed and run, finds what was meant") {
  Rows rows = run(fixed(QUARRY_ROOT "/examples/cql/cloud_compute_risk.cql"));
  checkRows(rows, "Risk");
  CHECK(rows.at(0)["FirstSeen"] == "1700000100000");
}

TEST_CASE("the customer's query, fixed and run, finds what was meant") {
  const fs::path path = test::corpus("seed-query.cql");
  if (path.empty()) return;
  Rows rows = run(fixed(path));
  checkRows(rows, "RiskScore");
  CHECK(rows.at(0)["FirstSeen"] == "2023-11-14 22:15:00");
  CHECK_FALSE(rows.at(0).contains("aid"));
}
