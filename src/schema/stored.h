// What a platform stores, against what a rule compares with: spellings, other words for a value, values that mean
// "absent", columns of another type than text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quarry/ir/pred.h"
#include "schema/model.h"

namespace quarry::schema {

// Whether the glob matches the text; ASCII letters fold unless the fold is exact.
bool matches(const ir::Glob& glob, std::string_view text, ir::Fold fold);

// Whether every literal text of the operand is spelt as the field's values are.
bool obeys(const ir::Operand& operand, Spelling spelling);

// A comparison with true, false or a number as one with the text that the map of values knows it by.
ir::Test inRulesWords(ir::Test test, const FieldMap& map);
// The operands in the platform's words. A pattern stays and gains the words for the values it matches.
std::vector<ir::Operand> inStoredWords(const std::vector<ir::Operand>& operands, const FieldMap& map, ir::Fold fold);
// The stored words for one text, which is the text itself if the map does not say otherwise.
std::vector<std::string> storedWords(const std::string& text, const FieldMap& map);

// The field holds a value that means "absent".
ir::Test absentTest(const ir::FieldRef& field, const FieldMap& map);
// The text leaves, or could leave, a value that means "absent" in: such a record has to be kept out.
bool mayMatchAbsent(const ir::Test& test, const FieldMap& map);
// Operands that are nothing but a value that means "absent" match no present value: taken out.
void dropAbsentOperands(ir::Test& test, const FieldMap& map);

// A text comparison with a column of booleans or numbers, in that type. No change for other tests.
// Sets `never` if no value of the type can be equal.
ir::Test inColumnType(ir::Test test, ir::TypeKind type, bool& never);

}  // namespace quarry::schema
