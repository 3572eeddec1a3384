// The families that ship. Only the heads of the data files are read to choose one; the rest of a file is read when a
// rule needs it, once.
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

std::span<const FamilyHead> familyHeads();
// By its place among the heads.
const Family& family(std::size_t index);

}  // namespace quarry::schema
