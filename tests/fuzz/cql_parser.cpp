// Any text: the tree keeps it, nodes nest, findings and fixes are places in it, linting ends.
#include "quarry/base/edit.h"
#include "quarry/lint/rule.h"
#include "support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quarry;
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  fuzz::Parsed parsed(text);
  const cql::Tree& tree = parsed.tree;
  fuzz::require(tree.text == text, "the tree keeps the text");
  bool hasError = false;
  for (cql::NodeId id = 0; id < tree.nodes.size(); ++id) {
    const cql::Node& node = tree.nodes[id];
    hasError = hasError || node.kind == cql::NodeKind::error;
    fuzz::require(node.first <= node.end && node.end <= tree.tokens.size(), "nodes are ranges of tokens");
    const base::Span place = tree.span(id);
    fuzz::require(place.begin <= place.end && place.end <= text.size(), "nodes are places in the text");
    if (node.parent == cql::kNoNode) continue;
    const cql::Node& parent = tree.nodes[node.parent];
    fuzz::require(parent.first <= node.first && node.end <= parent.end, "nodes nest");
  }
  fuzz::require(!hasError || parsed.report.hasErrors(), "what could not be parsed is reported");
  lint::run({tree, parsed.sources}, parsed.report);
  for (const base::Diagnostic& finding : parsed.report.findings()) {
    const base::Span span = finding.primary.span;
    fuzz::require(span.begin <= span.end && span.end <= text.size(), "findings are places in the text");
    for (const base::Fix& fix : finding.fixes)
      fuzz::require(base::applyFixes(text, tree.file, {&fix}).fixes == 1, "a fix can be applied");
  }
  return 0;
}
