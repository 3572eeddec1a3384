// Tests on a platform's own field as tests on the field of a rule: the rewriting of shapes.h, backwards.
#pragma once

#include <string>
#include <variant>

#include "quarry/ir/pred.h"
#include "schema/model.h"

namespace quarry::schema {

// `test` names the rule's field already; its operands are in the platform's words. The test that finds the same
// records, or why there is none.
std::variant<ir::Pred, std::string> inRuleWords(ir::Test test, const FieldMap& map, const base::Origin& origin);

}  // namespace quarry::schema
