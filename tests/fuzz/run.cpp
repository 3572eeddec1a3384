// Any query over any events and a lookup file: it ends, says the same twice, and in its one layout says the same again.
#include <fmt/format.h>

#include "folder.h"
#include "quarry/cql/format.h"
#include "quarry/cql/lower.h"
#include "quarry/engine/flat.h"
#include "support.h"

namespace {

using namespace quarry;

constexpr std::size_t kMostRows = 2000;

// Three that there are, one of which calls itself.
const cql::Tree* savedQuery(std::string_view name) {
  static const fuzz::Parsed kOne("user=?{u=\"*\"} | n := 1"), kTwo("$saved() | case { $saved(u=a); * }"),
      kAgain("$again()");
  return name == "saved" ? &kOne.tree : name == "two" ? &kTwo.tree : name == "again" ? &kAgain.tree : nullptr;
}

struct Ran {
  std::string rows;
  bool lowered = false, complete = false;
};

// Queries in which the clock or chance speaks are not compared.
bool isSettled(const std::string& query) {
  for (const char* word : {"now", "rand", "Rand", "sample", "shuffle", "uuid", "relative", "@id", "start", "end"})
    if (query.find(word) != std::string::npos) return false;
  return true;
}

Ran ran(const std::string& query, const std::string& events, const std::string& file, std::size_t choice) {
  Ran out;
  fuzz::Parsed parsed(query);
  if (parsed.report.hasErrors()) return out;
  cql::LowerOptions options;
  options.parameters["p"] = "1";
  options.savedQuery = savedQuery;
  const auto plan = cql::lower(parsed.tree, options, parsed.report);
  fuzz::require(plan || parsed.report.hasErrors(), "what is not lowered is reported", query);
  fuzz::requirePlaces(parsed.report, parsed.sources);
  if (!plan) return out;
  out.lowered = true;
  ir::print(*plan);
  engine::Context context{parsed.sources, parsed.report};
  context.now = engine::Instant{1'767'000'000'000};
  if (!file.empty())
    for (const char* name : {"own.csv", "ipLocation", "asn", "reverseDns", "rdns", "ioc:lookup"})
      context.lookupFiles[name] = file;
  // What the command line says besides follows from the input's size, so that a finding comes again.
  if (choice % 7 == 0) context.start = engine::Instant{1'767'323'100'000};
  if (choice % 5 == 0) context.end = engine::Instant{1'767'323'200'000};
  if (choice % 2 == 0) {
    const std::string view = fuzz::written("view.json", events);
    for (const char* name : {"other", "own-view"}) context.views[name] = {view};
  }
  std::uint64_t shown = 0;
  context.progress = [&](std::uint64_t bytes, std::uint64_t) { shown += bytes; };
  std::size_t rows = 0;
  engine::EventSource input = engine::EventSource::text("events", events, parsed.sources, parsed.report);
  const engine::Outcome outcome = engine::runFlat(
      *plan, input,
      [&](engine::FlatRow&& row) {
        row.writeJson(out.rows);
        out.rows += '\n';
        return ++rows < kMostRows;
      },
      context);
  out.complete = outcome.complete;
  fuzz::require(!base::invalidUtf8(out.rows), "rows are UTF-8", out.rows);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  const auto [query, rest] = fuzz::cut(text);
  const auto [events, table] = fuzz::cut(rest);
  // Files of others are not for a fuzzer to read.
  if (query.find("/dev") != std::string::npos || query.find("/proc") != std::string::npos) return 0;
  const std::string file =
      table.empty() ? std::string()
                    : fuzz::written(table.front() == '{' || table.front() == '[' ? "own.json" : "own.csv", table);
  const Ran first = ran(query, events, file, size);
  if (!first.lowered || !first.complete || !isSettled(query)) return 0;
  fuzz::require(ran(query, events, file, size).rows == first.rows, "a query says the same twice", query);
  const fuzz::Parsed parsed(query);
  const std::string formatted = cql::format(parsed.tree).text;
  const Ran again = ran(formatted, events, file, size);
  fuzz::require(again.lowered && again.rows == first.rows, "the layout of a query changes nothing", formatted);
  return 0;
}
