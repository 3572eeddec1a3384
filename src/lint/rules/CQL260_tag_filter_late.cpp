// Tags decide what is read at all.
#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"host := lower(host) | #type=web", "#type=web | host := lower(host)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL260_tag_filter_late;
const Rule CQL260_tag_filter_late = {
    {"CQL260", "tag-filter-late", base::Severity::info, base::Category::performance, base::FixKind::review,
     "a filter on a tag stands behind other filters",
     "Tags (`#type`, `#event_simpleName`) choose which data is read at all. The service finds them where they are, but "
     "a filter behind steps that compute or gather can no longer narrow what is read. Put tags first."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences()) {
    if (sequence.steps.empty() || cql::enclosing(tree, sequence.pipeline, NodeKind::clause) != cql::kNoNode ||
        cql::enclosing(tree, sequence.pipeline, NodeKind::arm) != cql::kNoNode)
      continue;
    const NodeId parent = tree.nodes[sequence.pipeline].parent;
    if (parent != 0 && cql::kindOf(tree, parent) != NodeKind::subquery) continue;
    const Step* work = nullptr;
    for (const Step& step : sequence.steps) {
      if (step.kind == NodeKind::error || step.kind == NodeKind::caseStep || step.kind == NodeKind::matchStep) break;
      if (step.call != nullptr && step.call->function == nullptr) break;
      if (step.call != nullptr && step.call->function->placement == cql::Placement::preamble) continue;
      if (step.call != nullptr && (step.call->function->kind == cql::FunctionKind::aggregate ||
                                   step.call->function->kind == cql::FunctionKind::generator))
        break;
      if (step.kind == NodeKind::assignStep ||
          (step.call != nullptr && step.call->function->kind == cql::FunctionKind::transform)) {
        if (work == nullptr) work = &step;
        continue;
      }
      if (work == nullptr || step.kind != NodeKind::filterStep || step.call != nullptr) continue;
      const NodeId filter = tree.nodes[step.node].child;
      if (filter == cql::kNoNode) continue;
      const auto comparison = cql::asComparison(tree, bare(tree, filter));
      if (!comparison || tree.tokens[comparison->op].kind != cql::TokenKind::equal) continue;
      const std::string field = cql::textOf(tree, comparison->field);
      const cql::Read* read = context.index->readAt(comparison->field);
      if (!field.starts_with('#') || read == nullptr || read->definition != cql::kEvent) continue;
      auto& finding = report.add(CQL260_tag_filter_late.def, tree.span(step.node),
                                 "a filter on a tag narrows what is read only if it stands first");
      finding.label(tree.span(work->node), "work is done on all events here");
      const NodeId first = sequence.steps.front().node;
      const base::Span at = tree.span(first), from = tree.span(step.node);
      auto edits = withoutStep(tree, step.node);
      edits.push_back({{at.file, at.begin, at.begin}, tree.text.substr(from.begin, from.end - from.begin) + " | "});
      finding.fix("put it first", std::move(edits), base::Safety::review);
      break;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
