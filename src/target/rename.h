// Visits every field that a condition or a value reads.
#pragma once

#include <functional>

#include "quarry/ir/pred.h"

namespace quarry::target {

using FieldVisitor = std::function<void(ir::FieldRef&)>;
void renameFields(ir::Pred& pred, const FieldVisitor& visit);
void renameFields(ir::Val& value, const FieldVisitor& visit);

}  // namespace quarry::target
