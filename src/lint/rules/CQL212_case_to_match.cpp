// case whose clauses compare one field.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL212_case_to_match;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | case { status=200 | kind := \"ok\"; status=404 | kind := \"missing\"; status=500 | kind := "
     "\"broken\"; * | kind := \"other\" }",
     "#type=web | status match { 200 => kind := \"ok\"; 404 => kind := \"missing\"; 500 => kind := \"broken\"; * => "
     "kind := \"other\" }"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId node : context.index->of(cql::NodeKind::caseStep)) {
    std::string field;
    std::string arms;
    std::size_t compared = 0;
    bool good = true;
    for (const cql::NodeId clause : cql::children(tree, node)) {
      const cql::NodeId pipeline = cql::childOf(tree, clause, cql::NodeKind::pipeline);
      const auto steps = cql::steps(tree, pipeline);
      good = good && !steps.empty() && cql::kindOf(tree, clause) == cql::NodeKind::clause;
      if (!good) break;
      const bool last = tree.nodes[clause].next == cql::kNoNode;
      std::string guard = "*";
      if (!(last && tree.nodeText(steps.front()) == "*")) {
        const auto comparison = cql::asComparison(tree, tree.nodes[steps.front()].child);
        good = comparison && tree.tokens[comparison->op].kind == cql::TokenKind::equal &&
               tree.nodeText(comparison->value) != "*" && tree.nodeText(comparison->value) != "\"*\"" &&
               (field.empty() || field == tree.nodeText(comparison->field));
        if (!good) break;
        field = tree.nodeText(comparison->field);
        guard = tree.nodeText(comparison->value);
        ++compared;
      }
      const std::string rest =
          steps.size() == 1 ? "*"
                            : std::string(tree.text.substr(tree.span(steps[1]).begin,
                                                           tree.span(steps.back()).end - tree.span(steps[1]).begin));
      arms += fmt::format("{}{} => {}", arms.empty() ? "" : "; ", guard, rest);
    }
    const base::Span whole = tree.span(node);
    if (!good || compared < 3 || hasComment(tree, whole.begin, whole.end)) continue;
    report
        .add(CQL212_case_to_match.def, tree.tokenSpan(tree.nodes[node].first),
             fmt::format("every clause compares `{}`", field))
        .fix("write `match`", {{whole, fmt::format("{} match {{ {} }}", field, arms)}}, base::Safety::review);
  }
}

}  // namespace

const Rule CQL212_case_to_match = {{"CQL212", "case-to-match", base::Severity::info, base::Category::style,
                                    base::FixKind::review, "every clause of a `case` compares the same field",
                                    "`match` names the field once: `status match { 5* => …; * => … }`."},
                                   check,
                                   kExamples};

}  // namespace quarry::lint
