#include "engine/fields.h"

#include <algorithm>
#include <cstring>

namespace quarry::engine {

namespace {

// Beyond this many segments only the two usual forms are tried: nested all the way, and flat.
constexpr std::size_t kMostMixed = 5;

bool isPlain(const ir::PathSegment& segment) { return !segment.each && !segment.index; }

ir::PathSegment joined(const ir::Path& path, std::size_t from, std::size_t count) {
  ir::PathSegment segment = path[from + count - 1];
  std::string name;
  for (std::size_t i = from; i < from + count; ++i) name += (i == from ? "" : ".") + path[i].name;
  segment.name = std::move(name);
  return segment;
}

// How many segments from `from` on may be one key: up to and including the first that reads into an array.
std::size_t longestKey(const ir::Path& path, std::size_t from) {
  std::size_t count = 1;
  while (from + count < path.size() && isPlain(path[from + count - 1])) ++count;
  return count;
}

void collect(const ir::Path& path, std::size_t from, ir::Path& head, std::vector<ir::Path>& all) {
  if (from == path.size()) {
    all.push_back(head);
    return;
  }
  const std::size_t longest = longestKey(path, from);
  for (std::size_t count = longest; count > 0; --count) {
    if (path.size() > kMostMixed && count != 1 && count != longest) continue;
    head.push_back(joined(path, from, count));
    collect(path, from + count, head, all);
    head.pop_back();
  }
}

std::uint64_t hashOf(std::string_view key) {
  std::uint64_t first = 0, last = 0;
  if (key.size() >= 8) {
    std::memcpy(&first, key.data(), 8);
    std::memcpy(&last, key.data() + key.size() - 8, 8);
  } else {
    std::memcpy(&first, key.data(), key.size());
  }
  std::uint64_t hash = (first ^ (last * 0x9E3779B97F4A7C15ULL) ^ key.size()) * 0xD6E8FEB86659FD93ULL;
  return hash ^ (hash >> 32U);
}

}  // namespace

std::vector<ir::Path> readings(const ir::Path& path) {
  std::vector<ir::Path> all;
  ir::Path head;
  collect(path, 0, head, all);
  return all;
}

void Keys::add(std::string key, std::uint32_t node) {
  lengths_ |= std::uint64_t{1} << (key.size() & 63U);
  entries_.push_back({std::move(key), 0, node});
  entries_.back().hash = hashOf(entries_.back().key);
  if (table_.size() >= entries_.size() * 2) return place(entries_.size() - 1);
  table_.assign(std::max<std::size_t>(4, table_.size() * 2), 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) place(i);
}

void Keys::place(std::size_t entry) {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = entries_[entry].hash & mask;
  while (table_[at] != 0) at = (at + 1) & mask;
  table_[at] = static_cast<std::uint32_t>(entry + 1);
}

std::uint32_t Keys::find(std::string_view key) const {
  if ((lengths_ >> (key.size() & 63U) & 1U) == 0) return 0;
  const std::uint64_t hash = hashOf(key);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = hash & mask; table_[at] != 0; at = (at + 1) & mask) {
    const Entry& entry = entries_[table_[at] - 1U];
    if (entry.hash == hash && entry.key == key) return entry.node;
  }
  return 0;
}

std::uint32_t FieldTable::child(std::uint32_t node, const ir::PathSegment& segment) {
  const auto make = [&] {
    nodes_.emplace_back();
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  };
  std::uint32_t next = nodes_[node].keys.find(segment.name);
  if (next == 0) {
    next = make();
    nodes_[node].keys.add(segment.name, next);
  }
  if (segment.each) {
    if (nodes_[next].each == 0) {
      const std::uint32_t made = make();
      nodes_[next].each = made;
    }
    return nodes_[next].each;
  }
  if (segment.index) {
    for (const auto& [index, to] : nodes_[next].index)
      if (index == *segment.index) return to;
    const std::uint32_t made = make();
    nodes_[next].index.emplace_back(*segment.index, made);
    return made;
  }
  return next;
}

Slot FieldTable::slot(const std::string& path) {
  const auto [found, isNew] = bySpelling_.emplace(path, static_cast<Slot>(names_.size()));
  if (!isNew) return found->second;
  names_.push_back(path);
  const ir::Path parsed = ir::parsePath(path);
  many_.push_back(std::any_of(parsed.begin(), parsed.end(), [](const ir::PathSegment& s) { return s.each; }));
  if (path.empty()) {  // the element itself
    nodes_[0].ends.push_back({found->second, 0});
    readings_.push_back({ir::Path{}});
    return found->second;
  }
  std::uint16_t rank = 0;
  readings_.push_back(engine::readings(parsed));
  for (const std::string& envelope : envelopes_) {
    // `-data`: fields are named below an object that some exporters put around the event.
    if (envelope.starts_with('-')) {
      if (parsed.size() < 2 || parsed.front().name != envelope.substr(1) || !isPlain(parsed.front())) continue;
      for (ir::Path& inner : engine::readings({parsed.begin() + 1, parsed.end()}))
        readings_.back().push_back(std::move(inner));
      continue;
    }
    const ir::Path around = ir::parsePath(envelope);
    for (const ir::Path& inner : engine::readings(parsed)) {
      readings_.back().push_back(around);
      readings_.back().back().insert(readings_.back().back().end(), inner.begin(), inner.end());
    }
  }
  for (const ir::Path& reading : readings_.back()) {
    std::uint32_t node = 0;
    for (const ir::PathSegment& segment : reading) node = child(node, segment);
    nodes_[node].ends.push_back({found->second, rank++});
  }
  return found->second;
}

}  // namespace quarry::engine
