// Reads data files: what is not exactly as docs/schema-data.md says is an error, so that a slip in a map cannot pass
// for a fact.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/yaml.h"
#include "schema/data.h"
#include "schema/model.h"
#include "schema/reader.h"

namespace quarry::schema {

struct Loaded {
  Family family;
  std::vector<std::string> errors;  // "aws_cloudtrail.yml:12: …"; empty for the files that ship
};

Loaded load(std::string_view name, std::string_view text);
// A file that the build embedded.
Loaded load(const DataFile& file);
// Only what a file is chosen by: its id, title and log sources.
Loaded loadHead(const DataFile& file);

// A file that is read already; `faults` gets what is wrong with it. `shared`: it names variants or evidence of
// shared_variants.yml.
Family loadDocument(const base::yaml::Node& root, base::Sources& sources, bool shared, std::vector<Fault>& faults);

}  // namespace quarry::schema
