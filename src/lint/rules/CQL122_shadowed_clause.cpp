// Clauses whose rows an earlier one takes.
#include <algorithm>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | case { path=\"/a*\" | kind := \"all\"; path=\"/admin*\" | kind := \"admin\"; * }",
     "#type=web | case { path=\"/admin*\" | kind := \"admin\"; path=\"/a*\" | kind := \"all\"; * }"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL122_shadowed_clause;
const Rule CQL122_shadowed_clause = {
    {"CQL122", "shadowed-clause", base::Severity::warning, base::Category::semantics, base::FixKind::none,
     "a clause of `case` asks for rows that an earlier clause has taken",
     "A row goes through the first clause that lets it through. If all that a clause asks for is covered by an earlier "
     "one, no row ever reaches it; put the narrower clause first."},
    check,
    kExamples};

namespace {

// What a clause asks of its rows if that is all it asks: conditions, then steps that let every row through.
std::optional<std::vector<Condition>> asks(const Context& context, NodeId clause) {
  const Tree& tree = context.tree;
  const NodeId pipeline = cql::childOf(tree, clause, NodeKind::pipeline);
  if (pipeline == cql::kNoNode) return std::nullopt;
  std::vector<Condition> all;
  for (NodeId step : cql::children(tree, pipeline)) {
    const NodeKind kind = cql::kindOf(tree, step);
    if (kind == NodeKind::assignStep) continue;
    if (kind != NodeKind::filterStep || tree.nodes[step].child == cql::kNoNode) return std::nullopt;
    for (NodeId operand : operands(tree, tree.nodes[step].child, NodeKind::andFilter)) {
      auto condition = asCondition(tree, *context.index, operand);
      if (!condition) return std::nullopt;
      all.push_back(std::move(*condition));
    }
  }
  return all;
}

// The conditions of a clause that every row in it fulfils, whatever else it asks.
std::vector<Condition> required(const Context& context, NodeId clause) {
  const Tree& tree = context.tree;
  std::vector<Condition> all;
  const NodeId pipeline = cql::childOf(tree, clause, NodeKind::pipeline);
  if (pipeline == cql::kNoNode) return all;
  for (NodeId step : cql::children(tree, pipeline)) {
    if (cql::kindOf(tree, step) != NodeKind::filterStep || tree.nodes[step].child == cql::kNoNode) break;
    for (NodeId operand : operands(tree, tree.nodes[step].child, NodeKind::andFilter))
      if (auto condition = asCondition(tree, *context.index, operand)) all.push_back(std::move(*condition));
  }
  return all;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId step : context.index->of(NodeKind::caseStep)) {
    std::vector<std::pair<NodeId, std::vector<Condition>>> before;
    for (NodeId clause : cql::children(tree, step)) {
      if (cql::kindOf(tree, clause) != NodeKind::clause) continue;
      const std::vector<Condition> own = required(context, clause);
      for (const auto& [earlier, conditions] : before) {
        const bool covered = std::all_of(conditions.begin(), conditions.end(), [&](const Condition& asked) {
          return std::any_of(own.begin(), own.end(), [&](const Condition& has) { return implies(has, asked); });
        });
        if (!covered) continue;
        const NodeId first = tree.nodes[cql::childOf(tree, clause, NodeKind::pipeline)].child;
        report
            .add(CQL122_shadowed_clause.def, tree.span(first),
                 "no row gets here: an earlier clause takes all that this one asks for")
            .label(tree.span(tree.nodes[cql::childOf(tree, earlier, NodeKind::pipeline)].child), "the earlier clause")
            .note("put the narrower clause first");
        break;
      }
      auto asked = asks(context, clause);
      if (asked && !asked->empty()) before.emplace_back(clause, std::move(*asked));
    }
  }
}

}  // namespace

}  // namespace quarry::lint
