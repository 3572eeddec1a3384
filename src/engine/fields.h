// Which fields of an event a program reads, as a tree of keys: one walk over the event finds them all.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/ir/field.h"

namespace quarry::engine {

using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = 0xFFFFFFFF;

// The ways to read a dotted path: a key may hold dots itself ("winlog.event_id": …), so `a.b` is the key `a.b`, or else
// the key `b` below the key `a`. The longest first key comes first; the first that leads somewhere counts.
std::vector<ir::Path> readings(const ir::Path& path);

// Keys of one object that lead further.
class Keys {
 public:
  void add(std::string key, std::uint32_t node);
  // The node behind a key; 0 if there is none (the root is no key's).
  std::uint32_t find(std::string_view key) const;
  std::size_t size() const { return entries_.size(); }

 private:
  void place(std::size_t entry);

  struct Entry {
    std::string key;
    std::uint64_t hash;
    std::uint32_t node;
  };
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> table_;  // index + 1 into entries_, open addressing
  std::uint64_t lengths_ = 0;         // which lengths (mod 64) occur
};

class FieldTable {
 public:
  struct End {
    Slot slot;
    std::uint16_t reading;  // rank among the path's readings: a lower one counts
  };
  struct Node {
    Keys keys;
    std::uint32_t each = 0;                                      // `[]`
    std::vector<std::pair<std::uint32_t, std::uint32_t>> index;  // `[3]`
    std::vector<End> ends;
  };

  // `envelopes`: paths of objects in which a field is looked for if it is not in the event itself.
  explicit FieldTable(std::vector<std::string> envelopes = {}) : envelopes_(std::move(envelopes)) {}

  // The slot of a path, made when first asked for.
  Slot slot(const std::string& path);
  const std::string& name(Slot slot) const { return names_[slot]; }
  std::size_t slots() const { return names_.size(); }
  const Node& root() const { return nodes_.front(); }
  const Node& node(std::uint32_t index) const { return nodes_[index]; }
  bool empty() const { return names_.empty(); }
  // The path has `[]`: a slot may hold many values.
  bool isMany(Slot slot) const { return many_[slot]; }
  const std::vector<ir::Path>& readings(Slot slot) const { return readings_[slot]; }

 private:
  std::uint32_t child(std::uint32_t node, const ir::PathSegment& segment);

  std::vector<std::string> envelopes_;
  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::map<std::string, Slot> bySpelling_;
  std::vector<std::string> names_;
  std::vector<bool> many_;
  std::vector<std::vector<ir::Path>> readings_;
};

}  // namespace quarry::engine
