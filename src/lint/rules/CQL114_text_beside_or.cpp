// `field=a or b`: the second is a search through the whole event.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | method=GET or PUT", "#type=web | in(method, values=[\"GET\", \"PUT\"])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL114_text_beside_or;
const Rule CQL114_text_beside_or = {
    {"CQL114", "text-beside-or", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "an alternative after a comparison is a text to search for",
     "`method=GET or PUT` does not ask `method` twice: `PUT` stands for itself and is searched for in the whole event. "
     "Each alternative needs its field, or all go into `in(method, values=[GET, PUT])`."},
    check,
    kExamples};

namespace {

// The comparison that the alternatives belong to: `field = value`, the only one among them.
std::optional<cql::Comparison> onlyComparison(const Tree& tree, NodeId filter) {
  std::optional<cql::Comparison> only;
  for (NodeId operand : operands(tree, filter, NodeKind::orFilter)) {
    if (cql::kindOf(tree, operand) == NodeKind::freeText) continue;
    const auto comparison = cql::asComparison(tree, operand);
    if (!comparison || only || tree.tokens[comparison->op].kind != cql::TokenKind::equal) return std::nullopt;
    only = comparison;
  }
  return only;
}

std::string quoted(const Tree& tree, NodeId id) { return cql::quoteString(cql::textOf(tree, id)); }

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId filter : context.index->of(NodeKind::orFilter)) {
    NodeId first = cql::kNoNode, text = cql::kNoNode;
    bool regex = false;
    std::string values;
    const auto only = onlyComparison(tree, filter);
    for (NodeId operand : operands(tree, filter, NodeKind::orFilter)) {
      if (cql::asComparison(tree, operand) && first == cql::kNoNode) first = operand;
      const bool isText = cql::kindOf(tree, operand) == NodeKind::freeText;
      // A text in front of all comparisons, or between texts alone, may well be meant.
      if (isText && first != cql::kNoNode && text == cql::kNoNode) text = operand;
      const NodeId value = isText ? operand : only ? only->value : cql::kNoNode;
      const cql::TokenKind kind = value == cql::kNoNode ? cql::TokenKind::end : cql::tokenKindOf(tree, value);
      regex = regex || (kind != cql::TokenKind::word && kind != cql::TokenKind::string);
      if (value != cql::kNoNode && !regex) values += (values.empty() ? "" : ", ") + quoted(tree, value);
    }
    if (text == cql::kNoNode || cql::tokenKindOf(tree, text) == cql::TokenKind::regex) continue;
    auto& finding = report.add(CQL114_text_beside_or.def, tree.span(text),
                               "this is searched for in the whole event, not in the field before `or`");
    if (only && !regex)
      finding.fix(fmt::format("list the values of `{}`", cql::textOf(tree, only->field)),
                  {{tree.span(filter), fmt::format("in({}, values=[{}])", tree.nodeText(only->field), values)}},
                  base::Safety::review);
    else
      finding.note("repeat the field: `field=a or field=b`");
  }
}

}  // namespace

}  // namespace quarry::lint
