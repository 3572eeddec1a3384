// A query parsed for a test, with short forms of what came out.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/edit.h"
#include "quarry/cql/parse.h"
#include "quarry/cql/view.h"

namespace quarry::cql::test {

// One line: `kind[name or operator](children)`, leaves as `kind:text`, steps joined by ` | `.
inline std::string shapeOf(const Tree& tree, NodeId id) {
  const Node& node = tree.nodes[id];
  std::string out(name(node.kind));
  switch (node.kind) {
    case NodeKind::call:
    case NodeKind::savedCall:
    case NodeKind::namedArgument:
    case NodeKind::attribute:
    case NodeKind::unary:
      out.append("[").append(tree.tokenText(node.first)).append("]");
      break;
    case NodeKind::binary:
      out.append("[").append(tree.tokenText(asBinary(tree, id)->op)).append("]");
      break;
    case NodeKind::comparison:
      out.append("[").append(tree.tokenText(asComparison(tree, id)->op)).append("]");
      break;
    default:
      break;
  }
  if (node.kind == NodeKind::pipeline) {
    std::string steps;
    for (NodeId step : children(tree, id)) steps.append(steps.empty() ? "" : " | ").append(shapeOf(tree, step));
    return "{" + steps + "}";
  }
  if (node.child == kNoNode) {
    if (node.kind != NodeKind::call && node.kind != NodeKind::savedCall) out.append(":").append(tree.nodeText(id));
    return out;
  }
  std::string inner;
  for (NodeId child : children(tree, id)) inner.append(inner.empty() ? "" : " ").append(shapeOf(tree, child));
  return out + "(" + inner + ")";
}

struct Parsed {
  explicit Parsed(std::string_view text) : file(sources.add("q.cql", std::string(text))) {
    tree = parse(file, sources, report);
  }

  std::string shape() const { return shapeOf(tree, mainPipeline(tree)); }
  // `CODE@offset` of each finding, in order.
  std::string codes() const {
    std::string out;
    for (const auto& d : report.findings())
      out.append(out.empty() ? "" : " ").append(d.def->code).append("@").append(std::to_string(d.primary.span.begin));
    return out;
  }
  // The text after the first fix of every finding.
  std::string repaired() const {
    std::vector<std::pair<base::Span, std::string>> edits;
    for (const auto& d : report.findings())
      if (!d.fixes.empty())
        for (const auto& e : d.fixes[0].edits) edits.emplace_back(e.span, e.replacement);
    std::stable_sort(edits.begin(), edits.end(),
                     [](const auto& a, const auto& b) { return a.first.begin > b.first.begin; });
    std::string out(sources[file].text());
    for (const auto& [span, text] : edits) out.replace(span.begin, span.end - span.begin, text);
    return out;
  }

  base::Sources sources;
  base::Report report;
  base::FileId file;
  Tree tree;
};

}  // namespace quarry::cql::test
