#include "quarry/cql/field_map.h"

namespace quarry::cql {
namespace {

// A bijection of 32 bits that scatters (the finaliser of MurmurHash3), so no two names have the same priority.
std::uint32_t priority(NameId name) {
  std::uint32_t h = name + 0x9E3779B9U;
  h = (h ^ (h >> 16)) * 0x85EBCA6BU;
  h = (h ^ (h >> 13)) * 0xC2B2AE35U;
  return h ^ (h >> 16);
}

}  // namespace

bool FieldMaps::above(const Node& a, const Node& b) { return priority(a.name) > priority(b.name); }

FieldMaps::Root FieldMaps::make(NameId name, FieldEntry entry, Root below, Root over) {
  nodes_.push_back({name, entry, below, over});
  return static_cast<Root>(nodes_.size() - 1);
}

const FieldEntry* FieldMaps::find(Root root, NameId name) const {
  while (root != 0) {
    const Node& node = nodes_[root];
    if (node.name == name) return &node.entry;
    root = name < node.name ? node.below : node.over;
  }
  return nullptr;
}

FieldMaps::Parts FieldMaps::split(Root root, NameId at) {
  if (root == 0) return {};
  const Node node = nodes_[root];
  if (node.name == at) return {node.below, node.over, true, node.entry};
  Parts parts = split(at < node.name ? node.below : node.over, at);
  if (at < node.name)
    parts.over = parts.over == node.below ? root : make(node.name, node.entry, parts.over, node.over);
  else
    parts.below = parts.below == node.over ? root : make(node.name, node.entry, node.below, parts.below);
  return parts;
}

FieldMaps::Root FieldMaps::join(Root below, Root over) {
  if (below == 0) return over;
  if (over == 0) return below;
  const Node a = nodes_[below], b = nodes_[over];
  if (above(a, b)) return make(a.name, a.entry, a.below, join(a.over, over));
  return make(b.name, b.entry, join(below, b.below), b.over);
}

FieldMaps::Root FieldMaps::with(Root root, NameId name, FieldEntry entry) {
  if (const FieldEntry* there = find(root, name); there != nullptr && *there == entry) return root;
  if (root == 0 || priority(name) > priority(nodes_[root].name)) {
    const Parts parts = split(root, name);
    return make(name, entry, parts.below, parts.over);
  }
  const Node node = nodes_[root];
  if (node.name == name) return make(name, entry, node.below, node.over);
  if (name < node.name) return make(node.name, node.entry, with(node.below, name, entry), node.over);
  return make(node.name, node.entry, node.below, with(node.over, name, entry));
}

FieldMaps::Root FieldMaps::without(Root root, NameId name) {
  if (find(root, name) == nullptr) return root;
  const Node node = nodes_[root];
  if (node.name == name) return join(node.below, node.over);
  if (name < node.name) return make(node.name, node.entry, without(node.below, name), node.over);
  return make(node.name, node.entry, node.below, without(node.over, name));
}

}  // namespace quarry::cql
