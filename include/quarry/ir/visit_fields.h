// Every field that a plan reads.
#pragma once

#include <functional>

#include "quarry/ir/plan.h"

namespace quarry::ir {

void visitFields(const Plan& plan, const std::function<void(const FieldRef&)>& see);

}  // namespace quarry::ir
