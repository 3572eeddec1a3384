// Reads one field of a data file: what the log fixes of it, and where a platform keeps it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "schema/model.h"
#include "schema/reader.h"

namespace quarry::schema {

// The file's evidence: key -> vendor page or sample.
using Evidence = std::map<std::string, std::string>;

// The text behind the key `evidence` of a mapping; "" if there is none or it is not known.
std::string readEvidence(const base::yaml::Node& mapping, const Evidence& known, Reader& reader);
std::optional<Confidence> readConfidence(const base::yaml::Node& mapping, Reader& reader);
Shape readShapeWord(const base::yaml::Node& node, Reader& reader);
std::string_view name(Shape shape);
// A name, or {name, access, path, parts, when}.
Place readPlace(const base::yaml::Node& node, Reader& reader);
// The place, and those under `also` that hold the same.
std::vector<Place> readPlaces(const base::yaml::Node& node, Reader& reader);
// What the log itself fixes, whatever platform keeps it.
FieldMap readFact(const base::yaml::Node& node, const Evidence& evidence, Reader& reader);
// The fact with what a platform says of it laid over. `node` is a name or a mapping.
FieldMap readField(const base::yaml::Node& node, FieldMap fact, const Evidence& evidence, Reader& reader);

}  // namespace quarry::schema
