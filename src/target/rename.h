// Visits every field that a condition or a value reads.
#pragma once

#include <functional>

#include "quarry/ir/pred.h"

namespace quarry::target {

using FieldVisitor = std::function<void(ir::FieldRef&)>;
void renameFields(ir::Pred& pred, const FieldVisitor& visit);
void renameFields(ir::Val& value, const FieldVisitor& visit);

// True if the condition searches the text of the event.
bool readsRaw(const ir::Pred& pred);

}  // namespace quarry::target
