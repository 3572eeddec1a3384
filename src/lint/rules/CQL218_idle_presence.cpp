// A field asked for twice.
#include <fmt/format.h>
#include <algorithm>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL218_idle_presence;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | user=* user=root", "#type=web | user=root"},
    {"#type=web | user=* | user=/^r/", "#type=web | user=/^r/"},
};

struct Term {
  std::string field;
  cql::NodeId node = cql::kNoNode, step = cql::kNoNode;
  bool presence = false, alone = false;  // alone: all that the step is
};

void collect(const cql::Tree& tree, cql::NodeId step, std::vector<Term>& terms) {
  const cql::NodeId filter = tree.nodes[step].child;
  if (filter == cql::kNoNode) return;
  const bool several = cql::kindOf(tree, filter) == cql::NodeKind::andFilter;
  const auto add = [&](cql::NodeId node) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || tree.tokens[comparison->op].kind == cql::TokenKind::notEqual) return;
    const std::string_view value = tree.nodeText(comparison->value);
    terms.push_back({cql::textOf(tree, comparison->field), node, step, value == "*" || value == "\"*\"", !several});
  };
  if (!several) return add(filter);
  for (const cql::NodeId term : cql::children(tree, filter)) add(term);
}

// Takes a term out of its `and`, with the word or the blank before it.
std::optional<base::Edit> without(const cql::Tree& tree, const Term& term) {
  if (term.alone) return withoutStep(tree, term.step);
  const cql::NodeId first = tree.nodes[tree.nodes[term.node].parent].child;
  base::Span out = tree.span(term.node);
  if (first == term.node) {
    out.end = tree.span(tree.nodes[term.node].next).begin;
  } else {
    cql::NodeId before = first;
    while (tree.nodes[before].next != term.node) before = tree.nodes[before].next;
    out.begin = tree.span(before).end;
  }
  if (hasComment(tree, out.begin, out.end)) return std::nullopt;
  return base::Edit{out, ""};
}

void judge(const cql::Tree& tree, const std::vector<Term>& terms, base::Report& report) {
  for (const Term& term : terms) {
    if (!term.presence) continue;
    const auto other = std::find_if(terms.begin(), terms.end(),
                                    [&](const Term& one) { return !one.presence && one.field == term.field; });
    if (other == terms.end()) continue;
    auto& finding = report.add(CQL218_idle_presence.def, tree.span(term.node),
                               fmt::format("a test of `{}` asks for the field as well", term.field));
    finding.label(tree.span(other->node), "here");
    if (const auto edit = without(tree, term)) finding.fix("leave it out", {*edit}, base::Safety::safe);
  }
}

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId pipeline : context.index->of(cql::NodeKind::pipeline)) {
    // Filters in a row are one: what the next of them asks for is asked for here as well.
    std::vector<Term> terms;
    for (const cql::NodeId step : cql::steps(tree, pipeline)) {
      if (cql::kindOf(tree, step) != cql::NodeKind::filterStep) {
        judge(tree, terms, report);
        terms.clear();
        continue;
      }
      collect(tree, step, terms);
    }
    judge(tree, terms, report);
  }
}

}  // namespace

const Rule CQL218_idle_presence = {
    {"CQL218", "idle-presence", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a test for the presence of a field stands beside a test of its value",
     "Every comparison but `!=` is false where the field is missing: beside `user=root`, `user=*` adds nothing."},
    check,
    kExamples};

}  // namespace quarry::lint
