// The families that are known: those that ship, and the user's own. Only the heads of the data files are read to choose
// one; the rest of a file is read when a rule needs it, once.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "schema/model.h"

namespace quarry::schema {

struct FamilyHead {
  std::string id, title;
  std::vector<Serves> serves;
};

// One for each data file, in their order.
const std::vector<FamilyHead>& shippedHeads();
// Those of the user's own first: they are chosen before one that ships for the same log source.
std::span<const FamilyHead> familyHeads();
// By its place among the heads.
const Family& family(std::size_t index);

// The user's own families, instead of those of before. One with the id of a family that ships replaces it. Not while
// rules are being bound.
void useOwn(std::vector<Family> families);
std::span<const Family> ownFamilies();

}  // namespace quarry::schema
