// The flow of a query in short forms, for tests.
#pragma once

#include <string>
#include <string_view>

#include "parsed.h"
#include "quarry/cql/flow.h"

namespace quarry::cql::test {

// "* a b? -c": open, `a` is there, `b` maybe, `c` is gone. A closed set has no star; "dead" is where no row gets.
inline std::string shown(const Flow& flow, const Alive& alive) {
  if (!alive.reachable) return "dead";
  std::string out = alive.open ? "*" : "";
  const auto put = [&](const std::string& text) { out.append(out.empty() ? "" : " ").append(text); };
  for (const Flow::Field& field : flow.fields(alive)) {
    if (alive.open && field.definition == kEvent) continue;
    put(std::string(field.name) + (field.presence == Presence::maybe ? "?" : ""));
  }
  if (alive.open)
    for (const std::string_view name : flow.lost(alive)) put("-" + std::string(name));
  return out;
}

struct Flowed {
  explicit Flowed(std::string_view text, const FlowOptions& options = {})
      : parsed(text), flow(cql::flow(parsed.tree, options)) {}

  std::string end() const { return shown(flow, flow.end); }
  // `CODE name@offset` of each finding.
  std::string codes() const {
    base::Report report;
    check(flow, report);
    std::string out;
    for (const base::Diagnostic& d : report.findings()) {
      out.append(out.empty() ? "" : ", ").append(d.def->code).append(" ");
      out.append(
          std::string_view(parsed.tree.text).substr(d.primary.span.begin, d.primary.span.end - d.primary.span.begin));
      out.append("@").append(std::to_string(d.primary.span.begin));
    }
    return out;
  }
  // The names that a step of the main pipeline reads, in the order of the text.
  std::string reads(std::size_t step) const {
    const StepFlow& one = flow.steps[flow.stepOf(steps(parsed.tree, mainPipeline(parsed.tree))[step])];
    std::string out;
    for (std::uint32_t i = one.readsBegin; i < one.readsEnd; ++i)
      out.append(out.empty() ? "" : " ").append(flow.name(flow.reads[i].name));
    return out;
  }
  // The last definition of a name, `either` aside.
  DefinitionId definition(std::string_view name) const {
    for (std::size_t i = flow.definitions.size(); i-- > 1;)
      if (flow.name(flow.definitions[i].name) == name && flow.definitions[i].kind != Definition::Kind::either)
        return static_cast<DefinitionId>(i);
    return kEvent;
  }

  Parsed parsed;
  Flow flow;
};

}  // namespace quarry::cql::test
