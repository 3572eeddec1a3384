// Any text as an expression and as a measure of a step, or as steps if it begins with a dash: lowered, normalised,
// generated for each target, and computed over events.
#include <fmt/format.h>

#include <array>

#include "quarry/driver/compile.h"
#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "support.h"

namespace {

using namespace quarry;

constexpr std::string_view kEvents =
    R"({"a":1,"b":"two","c":{"d":[1,"x",null,{"e":true}]},"eventTime":"2026-01-02T03:04:05Z"}
{"a":-0.5,"b":"","c":{"d":[]},"t":"2026-01-02 03:04:05+02:00","ip":"10.1.2.3"}
{"a":"7","b":true,"c":null,"j":"{\"k\":{\"l\":9}}"}
)";

// Text within single quotes of YAML, on one line.
std::string scalar(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out + "'";
}

// A rule with these steps. Whether it was lowered.
bool use(const std::string& steps) {
  static constexpr std::array<std::string_view, 4> kSources = {
      "product: aws, service: cloudtrail", "product: windows, category: process_creation",
      "product: azure, service: signinlogs", "product: windows, category: registry_set"};
  const std::string yaml = fmt::format(
      "title: A rule\ntaxonomy: quarry\nlogsource: {{{}}}\ndetection:\n  s: {{a|exists: true}}\n  t: {{b: [two, x*], "
      "n|gt: 1}}\n  condition: s\nsteps:\n{}",
      kSources[steps.size() % kSources.size()], steps);
  bool lowered = false;
  base::Sources sources;
  base::Report report;
  for (const rule::Document& document : rule::read(sources.add("fuzz.yml", yaml), sources, report)) {
    const auto* rule = std::get_if<rule::Rule>(&document);
    if (rule == nullptr) continue;
    auto plan = rule::lower(*rule, sources, report);
    fuzz::require(plan || report.hasErrors(), "what is not lowered is reported");
    fuzz::requirePlaces(report, sources);
    if (!plan) continue;
    if (steps.front() == ' ') fuzz::require(plan->steps.size() > 1 || report.hasErrors(), "no step is lost", yaml);
    lowered = true;
    const std::string written = ir::print(*plan);
    ir::normalise(*plan);
    const std::string normal = ir::print(*plan);
    ir::normalise(*plan);
    fuzz::require(ir::print(*plan) == normal, "normalising is final", written);
    if (!ir::verify(*plan, report)) continue;
    driver::CompileOptions options;
    options.to = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};
    const driver::CompiledRule compiled = driver::compile(*rule, sources, options);
    for (const auto& [platform, artifact] : compiled.outputs)
      if (platform == "cql") {
        const fuzz::Parsed parsed(artifact.query);
        fuzz::require(!parsed.report.hasErrors(), "emitted CQL can be parsed", artifact.query);
      }
    engine::Context context{sources, report};
    engine::EventSource events = engine::EventSource::text("events", std::string(kEvents), sources, report);
    engine::run(
        *plan, events, [](const engine::ResultRow& row) { return !row.object().empty() || true; }, context);
  }
  return lowered;
}

std::string let(std::string_view text) { return "  - let: {x: " + scalar(text) + "}\n"; }
std::string where(std::string_view text) { return "  - where: " + scalar(text) + "\n"; }
std::string group(std::string_view text) { return "  - group: {by: [b], x: " + scalar(text) + "}\n"; }

// What is refused whatever stands in it would test nothing.
bool requireTaken() {
  fuzz::require(use(let("a + 1")) && use(where("a > 1")) && use(group("count_if(a > 1)")),
                "the steps around are taken");
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  static const bool taken = requireTaken();
  if (text.starts_with("- ")) {
    use(text);
    return 0;
  }
  use(let(text));
  use(where(text));
  use(group(text));
  return taken ? 0 : 1;
}
