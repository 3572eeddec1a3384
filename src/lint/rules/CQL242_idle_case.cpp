// A case that neither changes nor drops a row.
#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | case { status=5* | kind := \"error\"; status=4*; * }",
     "#type=web | case { status=5* | kind := \"error\"; status=4* | kind := \"client\"; * }"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL242_idle_case;
const Rule CQL242_idle_case = {
    {"CQL242", "idle-case", base::Severity::info, base::Category::flow, base::FixKind::none,
     "a clause of `case` does nothing that a clause `*` behind it would not do",
     "A clause that only filters lets its rows through as they are. If the clauses behind it do so too, down to a `*`, "
     "it makes no difference whether a row takes it. A step that assigns is mostly missing."},
    check,
    kExamples};

namespace {

bool onlyFilters(const Tree& tree, NodeId clause) {
  const NodeId pipeline = cql::childOf(tree, clause, NodeKind::pipeline);
  if (pipeline == cql::kNoNode) return false;
  for (NodeId step : cql::children(tree, pipeline)) {
    if (cql::kindOf(tree, step) != NodeKind::filterStep || cql::stepCall(tree, step)) return false;
    bool captures = false;
    cql::walk(tree, step, [&](NodeId id) {
      captures = captures || (cql::tokenKindOf(tree, id) == cql::TokenKind::regex &&
                              tree.nodeText(id).find("(?<") != std::string_view::npos);
    });
    if (captures) return false;
  }
  return true;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  if (context.index->broken()) return;
  for (NodeId step : context.index->of(NodeKind::caseStep)) {
    std::vector<NodeId> clauses;
    for (NodeId clause : cql::children(tree, step)) clauses.push_back(clause);
    if (clauses.size() < 2 || cql::kindOf(tree, clauses.back()) != NodeKind::clause) continue;
    const std::string_view last = tree.nodeText(clauses.back());
    if (last != "*" && !base::equalsIgnoringCase(last, "true")) continue;
    for (std::size_t i = clauses.size() - 1; i-- > 0;) {
      if (cql::kindOf(tree, clauses[i]) != NodeKind::clause || !onlyFilters(tree, clauses[i])) break;
      report
          .add(CQL242_idle_case.def, tree.span(cql::childOf(tree, clauses[i], NodeKind::pipeline)),
               "rows go through here unchanged, as they would through the last clause")
          .label(tree.span(clauses.back()), "the last clause");
    }
  }
}

}  // namespace

}  // namespace quarry::lint
