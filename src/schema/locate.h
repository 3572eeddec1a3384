// Where a platform keeps a field that a rule names.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quarry/ir/field.h"
#include "schema/model.h"

namespace quarry::schema {

struct Located {
  enum class Kind {
    mapped,
    constant,     // the same in every record: `map->constant`
    unmapped,     // passed through by the source's pattern
    unavailable,  // `reason` says why
  };
  Kind kind = Kind::unavailable;
  // Bound references; a value may be in any of them. Only the first has the rule's name: references are told apart by
  // their names. Each belongs to the place of the same number in `map`.
  std::vector<ir::FieldRef> fields;
  std::string expression;  // what makes the first field, where it is no column of the table
  Shape shape = Shape::plain;
  const FieldMap* map = nullptr;  // null for what no entry describes
  std::string reason;
};

// Whether the field's own value is wanted, or the elements of the array that it is.
enum class Use { value, elements };

// What the names in a data file are keyed by: the path without brackets and quotes.
std::string keyOf(const ir::Path& path);

// `element` is the array whose element the name is read in (AnyElement), empty outside.
Located locate(const Family& family, const Variant& variant, Platform platform, const std::string& name,
               const std::string& element = {}, Use use = Use::value);
// A physical field of the source itself: one of its restriction, its time.
ir::FieldRef sourceField(const Variant& variant, Platform platform, const std::string& name, ir::TypeKind type);
// A further column of a shape's.
ir::FieldRef partField(const Variant& variant, Platform platform, const std::string& name, ir::TypeKind type);
// A column that keywords search.
ir::FieldRef textField(const Variant& variant, const std::string& name);

// Parts of the look-up that the loader needs as well.
using NamedContainer = std::pair<const std::string, Container>;
const NamedContainer* containerOf(const Variant& variant, const std::string& key);
const std::string* reasonUnavailable(const Variant& variant, const std::string& key);

}  // namespace quarry::schema
