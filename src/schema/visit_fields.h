// Every field that a plan reads.
#pragma once

#include <functional>

#include "quarry/ir/plan.h"

namespace quarry::schema {

void visitFields(const ir::Plan& plan, const std::function<void(const ir::FieldRef&)>& see);

}  // namespace quarry::schema
