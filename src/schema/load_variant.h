// Reads one variant of a source: a platform's way of keeping it.
#pragma once

#include "schema/load_field.h"

namespace quarry::schema {

// What all variants of a family share.
struct Common {
  Evidence evidence;
  std::map<std::string, FieldMap> facts;
  std::map<std::string, bool> containers;  // -> flat
  std::map<std::string, std::string> unavailable;
};

// {name: value or list of values, …}
Parameters readParameters(const base::yaml::Node& node, Reader& reader);
// `one`: the platform has no other; each of several has to say when it is meant.
Variant readVariant(const base::yaml::Node& node, Platform platform, const Common& common, bool one, Reader& reader);

}  // namespace quarry::schema
