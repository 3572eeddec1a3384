#include "schema/shapes_merge.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "quarry/ir/hash.h"

namespace quarry::schema {

namespace {

bool sameBut(std::size_t at, const Sides& a, const Sides& b) {
  if (a.size() != b.size() || a[at].part != b[at].part) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (i != at && !(a[i] == b[i])) return false;
  return true;
}

// The same for all that are the same but for one side.
std::size_t hashBut(std::size_t at, const Sides& sides) {
  std::size_t seed = std::hash<std::string>{}(sides[at].part);
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (i == at) continue;
    seed = seed * 31 + std::hash<std::string>{}(sides[i].part);
    for (const ir::Operand& operand : sides[i].operands) seed = seed * 31 + ir::hash(operand);
  }
  return seed;
}

// Those that differ in what one part is compared with, and in nothing else, as one.
std::vector<Sides> mergedAt(std::size_t at, std::vector<Sides> all) {
  struct Merged {
    Sides sides;
    ir::Distinct<ir::Operand> operands;
  };
  std::vector<Merged> fewer;
  std::unordered_multimap<std::size_t, std::size_t> byRest;
  for (Sides& sides : all) {
    if (at >= sides.size()) {
      fewer.push_back({std::move(sides), {}});
      continue;
    }
    std::vector<ir::Operand> operands = std::move(sides[at].operands);
    sides[at].operands.clear();
    const std::size_t rest = hashBut(at, sides);
    const auto [begin, end] = byRest.equal_range(rest);
    auto known = begin;
    while (known != end && !sameBut(at, fewer[known->second].sides, sides)) ++known;
    const std::size_t index = known == end ? fewer.size() : known->second;
    if (known == end) {
      byRest.emplace(rest, index);
      fewer.push_back({std::move(sides), {}});
    }
    for (ir::Operand& operand : operands) fewer[index].operands.add(std::move(operand));
  }
  std::vector<Sides> out;
  for (Merged& one : fewer) {
    if (at < one.sides.size()) one.sides[at].operands = one.operands.take();
    out.push_back(std::move(one.sides));
  }
  return out;
}

}  // namespace

std::vector<Sides> merged(const std::vector<Alternative>& alternatives) {
  std::vector<Sides> all;
  std::size_t most = 0;
  for (const Alternative& alternative : alternatives) {
    Sides& sides = all.emplace_back();
    for (const Piece& piece : alternative) sides.push_back({piece.part, {piece.operand}});
    most = std::max(most, sides.size());
  }
  for (std::size_t before = all.size() + 1; before != all.size() && all.size() > 1;) {
    before = all.size();
    for (std::size_t at = most; at-- > 0;) all = mergedAt(at, std::move(all));
  }
  return all;
}

}  // namespace quarry::schema
