// What binding needs once, taken apart before it is asked for.
#pragma once

#include "quarry/ir/plan.h"

namespace quarry::schema {

// Loads the data that ships of a log source, if any does. Binding does so at the first look; who is about to bind in
// several processes does it before, once for all of them. Several threads may.
void prepare(const ir::Scan& source);

}  // namespace quarry::schema
