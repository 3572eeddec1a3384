// Prints a tree for `--emit tree`: one node a line with its byte range, and the text of nodes that hold tokens only.
#include <fmt/format.h>

#include "quarry/cql/view.h"

namespace quarry::cql {
namespace {

// Line breaks inside a string would break the one-node-a-line layout.
std::string oneLine(std::string_view text) {
  std::string line;
  for (char c : text) {
    if (c == '\n')
      line += "\\n";
    else if (c == '\r')
      line += "\\r";
    else if (c == '\t')
      line += "\\t";
    else
      line += c;
  }
  return line;
}

// The text that names a node at a glance: operators and names stand in tokens of the node itself.
std::string label(const Tree& tree, NodeId id) {
  const Node& node = tree.nodes[id];
  switch (node.kind) {
    case NodeKind::call:
    case NodeKind::savedCall:
    case NodeKind::namedArgument:
    case NodeKind::attribute:
      return oneLine(tree.tokenText(node.first));
    case NodeKind::unary:
      return std::string(tree.tokenText(node.first));
    case NodeKind::binary:
      return std::string(tree.tokenText(asBinary(tree, id)->op));
    case NodeKind::comparison:
      return std::string(tree.tokenText(asComparison(tree, id)->op));
    default:
      return node.child == kNoNode || node.kind == NodeKind::error ? oneLine(tree.nodeText(id)) : std::string();
  }
}

void dump(const Tree& tree, NodeId id, std::size_t depth, std::string& out) {
  const base::Span span = tree.span(id);
  fmt::format_to(std::back_inserter(out), "{:{}}{} [{}-{}]", "", depth * 2, name(kindOf(tree, id)), span.begin,
                 span.end);
  const std::string text = label(tree, id);
  if (!text.empty()) out += " " + text;
  out += '\n';
  for (NodeId child : children(tree, id)) dump(tree, child, depth + 1, out);
}

}  // namespace

std::string dump(const Tree& tree) {
  std::string out;
  if (!tree.nodes.empty()) dump(tree, 0, 0, out);
  return out;
}

}  // namespace quarry::cql
