#include "cql/flow_words.h"

#include <fmt/format.h>

#include "quarry/cql/view.h"

namespace quarry::cql {

StepWord wordFor(const Tree& tree, NodeId step) {
  const base::Span whole = tree.span(step);
  switch (kindOf(tree, step)) {
    case NodeKind::caseStep:
      return {"case", tree.tokenSpan(tree.nodes[step].first)};
    case NodeKind::matchStep:
      return {"match", {whole.file, whole.begin, tree.span(tree.nodes[step].child).end}};
    case NodeKind::statsStep:
      return {"[…]", whole};
    default:
      break;
  }
  if (const auto call = stepCall(tree, step))
    return {std::string(tree.tokenText(call->name)), tree.tokenSpan(call->name)};
  return {std::string(tree.nodeText(step)), whole};
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  const std::size_t shown = names.size() <= most + 1 ? names.size() : most;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += "`" + names[i] + "`";
  }
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

}  // namespace quarry::cql
