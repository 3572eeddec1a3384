// `+` does not join texts.
#include <fmt/format.h>

#include <algorithm>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | name := host + \"-\" + path", "#type=web | name := format(\"%s-%s\", field=[host, path])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL119_text_arithmetic;
const Rule CQL119_text_arithmetic = {
    {"CQL119", "text-arithmetic", base::Severity::error, base::Category::semantics, base::FixKind::review,
     "a text is added to something",
     "`+` adds numbers. With a text it yields nothing, and the field on the left of `:=` is not set. Texts are joined "
     "with `format(\"%s-%s\", field=[a, b])` or `concat([a, b])`."},
    check,
    kExamples};

namespace {

// The summands of a chain of `+`, from left to right.
void summands(const Tree& tree, NodeId node, std::vector<NodeId>& all) {
  const auto binary = cql::asBinary(tree, cql::unwrapped(tree, node));
  if (!binary || tree.tokens[binary->op].kind != cql::TokenKind::plus) {
    all.push_back(cql::unwrapped(tree, node));
    return;
  }
  summands(tree, binary->left, all);
  summands(tree, binary->right, all);
}

bool isText(const Tree& tree, NodeId node) {
  return cql::kindOf(tree, node) == NodeKind::literal && cql::tokenKindOf(tree, node) == cql::TokenKind::string &&
         !cql::numberOf(tree, node);
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::binary)) {
    const auto binary = cql::asBinary(tree, node);
    if (!binary || tree.tokens[binary->op].kind != cql::TokenKind::plus) continue;
    NodeId up = tree.nodes[node].parent;
    while (up != cql::kNoNode && cql::kindOf(tree, up) == NodeKind::parenExpression) up = tree.nodes[up].parent;
    if (up != cql::kNoNode && cql::kindOf(tree, up) == NodeKind::binary) continue;  // part of a longer sum
    std::vector<NodeId> all;
    summands(tree, node, all);
    const auto text = std::find_if(all.begin(), all.end(), [&](NodeId id) { return isText(tree, id); });
    if (text == all.end()) continue;
    auto& finding =
        report.add(CQL119_text_arithmetic.def, tree.span(*text), "`+` adds numbers; with a text the sum has no value");
    std::string format, fields;
    bool simple = true;
    for (NodeId id : all) {
      if (cql::tokenKindOf(tree, id) == cql::TokenKind::string && cql::kindOf(tree, id) == NodeKind::literal) {
        for (const char c : cql::textOf(tree, id)) format += c == '%' ? std::string("%%") : std::string(1, c);
        continue;
      }
      simple = simple && cql::kindOf(tree, id) == NodeKind::field;
      format += "%s";
      fields += (fields.empty() ? "" : ", ") + std::string(tree.nodeText(id));
    }
    const NodeId parent = tree.nodes[node].parent;
    if (simple && !fields.empty() && parent != cql::kNoNode && cql::kindOf(tree, parent) == NodeKind::assignStep)
      finding.fix("join the texts with `format`",
                  {{tree.span(node), fmt::format("format({}, field=[{}])", cql::quoteString(format), fields)}},
                  base::Safety::review);
    else
      finding.note("join texts with `format(\"%s%s\", field=[…])`");
  }
}

}  // namespace

}  // namespace quarry::lint
