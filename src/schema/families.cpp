#include "schema/families.h"

#include <algorithm>
#include <cassert>
#include <deque>
#include <mutex>
#include <optional>

#include "schema/data.h"
#include "schema/load.h"

namespace quarry::schema {

namespace {

std::vector<FamilyHead> readHeads() {
  std::vector<FamilyHead> heads;
  for (const DataFile& file : dataFiles()) {
    Family head = loadHead(file).family;
    heads.push_back({std::move(head.id), std::move(head.title), std::move(head.serves)});
  }
  return heads;
}

// A constant that is computed at the first look.
struct Lazy {
  std::once_flag once;
  Family family;
};

// What ships, in its order, with the user's own before it.
struct Known {
  std::vector<FamilyHead> heads = shippedHeads();
  std::vector<std::size_t> shipped;  // of each head after the user's own: its place among the data files
  std::vector<Family> own;

  Known() {
    for (std::size_t i = 0; i < heads.size(); ++i) shipped.push_back(i);
  }
};

Known& known() {
  static Known all;
  return all;
}

const Family& shippedFamily(std::size_t index) {
  static std::deque<Lazy> all(dataFiles().size());
  Lazy& lazy = all[index];
  std::call_once(lazy.once, [&] {
    Loaded loaded = load(dataFiles()[index]);
    assert(loaded.errors.empty() && "a data file has an error; the unit tests of schema name it");
    lazy.family = std::move(loaded.family);
  });
  return lazy.family;
}

}  // namespace

const std::vector<FamilyHead>& shippedHeads() {
  static const std::vector<FamilyHead> heads = readHeads();
  return heads;
}

std::span<const FamilyHead> familyHeads() { return known().heads; }

const Family& family(std::size_t index) {
  const Known& all = known();
  return index < all.own.size() ? all.own[index] : shippedFamily(all.shipped[index - all.own.size()]);
}

std::span<const Family> ownFamilies() { return known().own; }

void useOwn(std::vector<Family> families) {
  Known all;
  std::vector<FamilyHead> heads;
  std::vector<std::size_t> shipped;
  heads.reserve(families.size() + all.heads.size());
  for (const Family& one : families) heads.push_back({one.id, one.title, one.serves});
  for (std::size_t i = 0; i < all.heads.size(); ++i) {
    if (std::any_of(families.begin(), families.end(), [&](const Family& one) { return one.id == all.heads[i].id; }))
      continue;
    heads.push_back(std::move(all.heads[i]));
    shipped.push_back(i);
  }
  all.heads = std::move(heads);
  all.shipped = std::move(shipped);
  all.own = std::move(families);
  known() = std::move(all);
}

}  // namespace quarry::schema
