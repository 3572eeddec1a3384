// Where platforms keep fields by their documentation, for maps of which there is no record:
// tests/native/documented.tsv.
#pragma once

#include <map>
#include <string>

#include "schema/model.h"

namespace quarry::test {

// "family platform variant field" to the place, as print() gives it.
using Documented = std::map<std::string, std::string>;
Documented documented();

std::string entryName(const schema::Family& family, schema::Platform platform, const schema::Variant& variant,
                      const std::string& field);

// The places, then what the platform stores for the rule's words: `Vendor.category, else Vendor.type; Success=0`.
std::string print(const schema::FieldMap& map);

}  // namespace quarry::test
