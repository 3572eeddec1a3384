// Filters first, work later.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | ipLocation(ip) | status=500", "#type=web | status=500 | ipLocation(ip)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL264_work_before_filter;
const Rule CQL264_work_before_filter = {
    {"CQL264", "work-before-filter", base::Severity::info, base::Category::performance, base::FixKind::none,
     "a costly step stands before a filter that does not need it",
     "Looking up addresses, files and other queries takes time for each event. A filter that reads nothing of it, put "
     "in front, leaves fewer events to look up."},
    check,
    kExamples};

namespace {

constexpr std::array<std::string_view, 10> kCostly = {"ipLocation", "asn",      "reverseDns", "rdns",     "ioc:lookup",
                                                      "parseJson",  "parseXml", "kvParse",    "parseUrl", "parseUri"};

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  for (const Sequence& sequence : context.index->sequences()) {
    const Step* work = nullptr;
    cql::DefinitionId from = 0, to = 0;
    for (const Step& step : sequence.steps) {
      if (step.kind != NodeKind::filterStep && step.kind != NodeKind::assignStep && step.kind != NodeKind::fieldOpStep)
        break;
      if (step.call != nullptr && step.call->function == nullptr) break;
      if (step.call != nullptr && (step.call->function->kind == cql::FunctionKind::aggregate ||
                                   step.call->function->kind == cql::FunctionKind::generator))
        break;
      const bool costly =
          step.call != nullptr && std::find(kCostly.begin(), kCostly.end(), nameOf(*step.call)) != kCostly.end();
      if (costly && work == nullptr && step.flow != nullptr) {
        const cql::Function& function = *step.call->function;
        // What makes fields of any name may make the one that is asked.
        if (!cql::outputsOf(tree, *step.call).open.empty() &&
            (function.name.starts_with("parse") || function.name == "kvParse"))
          break;
        work = &step;
        from = step.flow->definitionsBegin;
        to = step.flow->definitionsEnd;
        continue;
      }
      if (work == nullptr || step.flow == nullptr || step.kind != NodeKind::filterStep || step.call != nullptr ||
          tree.nodeText(step.node) == "*")
        continue;
      bool independent = step.flow->readsBegin != step.flow->readsEnd;
      for (std::uint32_t i = step.flow->readsBegin; i < step.flow->readsEnd; ++i) {
        const cql::Read& read = flow.reads[i];
        // (What it reads must have been there before, and be none of what the work made.)
        independent = independent && !(read.definition >= from && read.definition < to) &&
                      flow.definitionOf(work->flow->before, flow.name(read.name)) == std::optional(read.definition);
      }
      cql::walk(tree, step.node,
                [&](NodeId id) { independent = independent && cql::kindOf(tree, id) != NodeKind::freeText; });
      if (!independent) continue;
      report
          .add(CQL264_work_before_filter.def, tree.tokenSpan(work->call->name),
               fmt::format("`{}` works on events that a filter behind it throws away", nameOf(*work->call)))
          .label(tree.span(step.node), "this filter needs nothing of it");
      break;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
