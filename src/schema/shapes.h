// Tests on fields that a platform writes in another form than the log does: a path without its drive letter, a registry
// key apart from its value, a digest in a column of its algorithm. Each test is rewritten so that it finds the same
// records; one that cannot be is refused with the reason.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "quarry/ir/pred.h"
#include "schema/model.h"

namespace quarry::schema {

// Where the shape keeps the field.
struct ShapedField {
  Shape shape = Shape::plain;
  Hives hives = Hives::sysmon;
  const Variant& variant;
  Platform platform{};
  ir::FieldRef field;  // the place itself
  const Place& place;  // its parts

  ir::FieldRef part(const std::string& name, ir::TypeKind type = ir::TypeKind::text) const;
  bool has(const std::string& name) const { return place.parts.contains(name); }
};

// The rewritten test, or why there is none.
using Shaped = std::variant<ir::Pred, std::string>;

Shaped shaped(const ir::Test& test, const ShapedField& field, const base::Origin& origin);

// ---- what the shapes share ----

// One way in which the test may hold: all of these.
struct Piece {
  std::string part;  // empty: the place itself
  ir::Operand operand;
};
using Alternative = std::vector<Piece>;
using Alternatives = std::variant<std::vector<Alternative>, std::string>;

// By operand. `fold` is how letters compare.
Alternatives devicePath(const ir::Operand& operand, ir::Fold fold);
Alternatives fileName(const ir::Operand& operand);
Alternatives pathAndFile(const ir::Operand& operand);
Alternatives registryPath(const ir::Operand& operand, const ShapedField& field);
Alternatives registryData(const ir::Operand& operand, const ShapedField& field);
Alternatives hashes(const ir::Operand& operand, const ShapedField& field);
Alternatives account(const ir::Operand& operand, const ShapedField& field, ir::Fold fold);
Alternatives decimal(const ir::Operand& operand);
Alternatives hexadecimal(const ir::Operand& operand);
Alternatives address(const ir::Operand& operand);
Alternatives domainName(const ir::Operand& operand);
Alternatives within(const ir::Operand& operand, const ShapedField& field, ir::Fold fold);
Alternatives element(const ir::Operand& operand, const ShapedField& field, ir::Fold fold);
Alternatives object(const ir::Operand& operand);
Alternatives segment(const ir::Operand& operand, const ShapedField& field, ir::Fold fold);
Alternatives markup(const ir::Operand& operand, bool plainToo);
// A pattern that markup writes as it is.
bool isMarkupFree(const ir::Operand& operand);

// A pattern over LEFT\RIGHT, where the right side holds no backslash, as patterns over the two sides.
std::vector<std::pair<ir::Glob, ir::Glob>> splitAtBackslash(const ir::Glob& glob);
// The glob as a regular expression without anchors.
std::string regexOf(const ir::Glob& glob);
bool isAnything(const ir::Glob& glob);
ir::Glob joined(std::vector<ir::GlobToken> tokens);

}  // namespace quarry::schema
