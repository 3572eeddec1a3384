// Any text as YAML: a tree whose places are in the text and whose scalars stand there, or a finding; packed and
// unpacked it is the same.
#include "quarry/base/yaml.h"
#include "support.h"

namespace {

using namespace quarry;
using base::yaml::Node;

void requireNode(const Node& node, std::string_view text, bool unique, int depth) {
  fuzz::require(depth < 210, "nesting is limited");
  fuzz::require(node.span.begin <= node.span.end && node.span.end <= text.size(), "nodes are places in the text");
  std::size_t inner = 0;
  for (const base::Piece& piece : node.pieces) {
    fuzz::require(piece.inner >= inner && std::size_t{piece.inner} + piece.length <= node.text.size() &&
                      std::size_t{piece.outer} + piece.length <= text.size(),
                  "pieces are in order and within");
    fuzz::require(node.text.compare(piece.inner, piece.length, text.substr(piece.outer, piece.length)) == 0,
                  "a piece is the same in the scalar and in the file");
    inner = piece.inner + piece.length;
  }
  if (node.isScalar()) fuzz::require(!base::invalidUtf8(node.text), "scalars are UTF-8");
  node.asBool();
  node.asInteger();
  node.asNumber();
  for (const Node& item : node.items) requireNode(item, text, unique, depth + 1);
  for (const base::yaml::Entry& entry : node.entries) {
    requireNode(entry.key, text, unique, depth + 1);
    requireNode(entry.value, text, unique, depth + 1);
    if (entry.key.isScalar() && unique) fuzz::require(node.findEntry(entry.key.text) == &entry, "keys are there once");
  }
}

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.span.begin != b.span.begin || a.span.end != b.span.end ||
      (a.isScalar() && (a.text != b.text || a.style != b.style)) || a.items.size() != b.items.size() ||
      a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i)
    if (!same(a.entries[i].key, b.entries[i].key) || !same(a.entries[i].value, b.entries[i].value)) return false;
  return true;
}

void requireEmbedded(const Node& node, base::Sources& sources) {
  if (node.isScalar() && !node.text.empty()) {
    const base::FileId inner = base::yaml::embed(sources, node);
    const auto end = static_cast<std::uint32_t>(node.text.size());
    for (const std::uint32_t at : {0U, end / 2, end}) {
      const base::Span outer = sources.outermost({inner, at, end});
      fuzz::require(node.span.begin <= outer.begin && outer.begin <= outer.end && outer.end <= node.span.end,
                    "places of a scalar lead into it");
    }
  }
  for (const Node& item : node.items) requireEmbedded(item, sources);
  for (const base::yaml::Entry& entry : node.entries) requireEmbedded(entry.value, sources);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  base::Sources sources;
  base::Report report;
  base::yaml::Limits limits;
  limits.expandedNodes = 5000;
  const base::FileId file = sources.add("fuzz.yml", text);
  const std::vector<Node> documents = base::yaml::parse(file, sources, report, limits);
  fuzz::requirePlaces(report, sources);
  for (const Node& document : documents) {
    requireNode(document, text, !report.hasErrors(), 0);
    fuzz::require(same(base::yaml::unpack(base::yaml::pack(document), file), document),
                  "packed and unpacked is the same");
    requireEmbedded(document, sources);
  }
  return 0;
}
