// JSON to values. The parsed document is passed as a pointer to simdjson's element, so that its header stays in the few
// files that parse.
#pragma once

#include "quarry/engine/value.h"

namespace quarry::engine::json {

// A copy of a parsed element. Fractions are printed anew: the parsed form does not keep their text.
Value materialise(const void* element);

}  // namespace quarry::engine::json
