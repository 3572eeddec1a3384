// A map from field names to what is known of them, of which every version stays: a step's map shares all but a few
// nodes with that of the step before it, so that a query of n steps costs O(n log n) time and memory and each step can
// still be asked which fields it had.
//
// A treap whose priorities are a hash of the key: one set of keys has one shape, whatever the order in which they came.
// Two versions of one map therefore share what they have in common, and uniting them costs their difference only.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace quarry::cql {

using NameId = std::uint32_t;
using DefinitionId = std::uint32_t;

enum class Presence : std::uint8_t {
  gone,   // no event has it
  maybe,  // some events may have it
  sure,   // every event has it
};

struct FieldEntry {
  DefinitionId definition = 0;
  Presence presence = Presence::maybe;

  friend bool operator==(const FieldEntry&, const FieldEntry&) = default;
};

class FieldMaps {
 public:
  using Root = std::uint32_t;  // one version of one map; 0 is the empty one

  FieldMaps() : nodes_(1) {}

  const FieldEntry* find(Root root, NameId name) const;
  Root with(Root root, NameId name, FieldEntry entry);
  Root without(Root root, NameId name);

  // combine(name, const FieldEntry* a, const FieldEntry* b) says what the union holds for a name that one of the two
  // has or both have: an entry, or nothing. It is not asked about what both share: an entry equal in both stays.
  template <class Combine>
  Root unite(Root a, Root b, Combine&& combine) {
    if (a == b) return a;
    const NameId name = a == 0                                  ? nodes_[b].name
                        : b == 0 || above(nodes_[a], nodes_[b]) ? nodes_[a].name
                                                                : nodes_[b].name;
    const Parts left = split(a, name), right = split(b, name);
    const Root below = unite(left.below, right.below, combine);
    const Root over = unite(left.over, right.over, combine);
    std::optional<FieldEntry> entry;
    if (left.has && right.has && left.entry == right.entry)
      entry = left.entry;
    else
      entry = combine(name, left.has ? &left.entry : nullptr, right.has ? &right.entry : nullptr);
    if (!entry) return join(below, over);
    for (const Root old : {a, b})  // what did not change stays shared
      if (old != 0 && nodes_[old].name == name && nodes_[old].entry == *entry && nodes_[old].below == below &&
          nodes_[old].over == over)
        return old;
    return make(name, *entry, below, over);
  }

  // fn(NameId, const FieldEntry&), in no order that means anything.
  template <class Fn>
  void visit(Root root, Fn&& fn) const {
    if (root == 0) return;
    visit(nodes_[root].below, fn);
    fn(nodes_[root].name, nodes_[root].entry);
    visit(nodes_[root].over, fn);
  }
  // The same, but stops at nodes for which `seen` holds true, and sets it for those it visits: several versions are
  // visited at the cost of what they do not share.
  template <class Fn>
  void visitNew(Root root, std::vector<bool>& seen, Fn&& fn) const {
    if (root == 0) return;
    if (seen.size() < nodes_.size()) seen.resize(nodes_.size());
    if (seen[root]) return;
    seen[root] = true;
    visitNew(nodes_[root].below, seen, fn);
    fn(nodes_[root].name, nodes_[root].entry);
    visitNew(nodes_[root].over, seen, fn);
  }

  std::size_t nodes() const { return nodes_.size(); }

 private:
  struct Node {
    NameId name = 0;
    FieldEntry entry;
    Root below = 0, over = 0;
  };
  struct Parts {
    Root below = 0, over = 0;
    bool has = false;
    FieldEntry entry;
  };

  static bool above(const Node& a, const Node& b);
  Root make(NameId name, FieldEntry entry, Root below, Root over);
  Parts split(Root root, NameId at);
  Root join(Root below, Root over);

  std::vector<Node> nodes_;
};

}  // namespace quarry::cql
