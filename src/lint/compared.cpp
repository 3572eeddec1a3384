#include "lint/compared.h"

#include "lint/index.h"

namespace quarry::lint {

namespace {

using cql::NodeId;
using cql::NodeKind;
using cql::TokenKind;

void look(const cql::Tree& tree, NodeId field, NodeId value, bool inList,
          const std::function<void(const ComparedText&)>& at) {
  const TokenKind kind = cql::tokenKindOf(tree, value);
  if (kind != TokenKind::word && kind != TokenKind::string) return;
  at({cql::textOf(tree, field), cql::textOf(tree, value), value, kind == TokenKind::string, inList});
}

}  // namespace

void forEachComparedText(const Context& context, const std::function<void(const ComparedText&)>& at) {
  const cql::Tree& tree = context.tree;
  for (const NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    const TokenKind op = comparison ? tree.tokens[comparison->op].kind : TokenKind::end;
    if (op == TokenKind::equal || op == TokenKind::notEqual)
      look(tree, comparison->field, comparison->value, false, at);
  }
  for (const cql::BoundCall& call : context.index->calls()) {
    if (!calls(call, "in")) continue;
    const NodeId field = call.value("field"), values = call.value("values");
    if (field == cql::kNoNode || values == cql::kNoNode || cql::kindOf(tree, values) != NodeKind::array) continue;
    for (const NodeId value : cql::children(tree, values)) look(tree, field, value, true, at);
  }
}

}  // namespace quarry::lint
