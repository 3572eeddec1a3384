#include "schema/families.h"

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

}  // namespace

std::span<const FamilyHead> familyHeads() {
  static const std::vector<FamilyHead> heads = readHeads();
  return heads;
}

const Family& family(std::size_t index) {
  static std::deque<Lazy> all(dataFiles().size());
  Lazy& lazy = all[index];
  std::call_once(lazy.once, [&] {
    Loaded loaded = load(dataFiles()[index]);
    assert(loaded.errors.empty() && "a data file has an error; the unit tests of schema name it");
    lazy.family = std::move(loaded.family);
  });
  return lazy.family;
}

}  // namespace quarry::schema
