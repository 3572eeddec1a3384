// The forms in which platforms write values: from how the log writes one to how the platform does. The other direction,
// for the tests of rules, is schema/shapes.h.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "quarry/engine/value.h"
#include "schema/model.h"

namespace quarry::carry {

// A value for the place itself (an empty part) or for one of its parts.
struct Piece {
  std::string part;
  engine::Value value;
};

// Empty: the platform keeps nothing of it.
std::vector<Piece> written(const engine::Value& value, schema::Shape shape, schema::Hives hives,
                           const schema::Place& place);

// ALGO=DIGEST,… as pairs, names in lower case.
std::vector<std::pair<std::string, std::string>> digestsOf(const std::string& text);
std::string asMarkup(const std::string& text);

}  // namespace quarry::carry
