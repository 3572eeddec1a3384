#pragma once

#include "quarry/base/diagnostic.h"

namespace quarry::codes {

#define QUARRY_CODE(symbol, code, name, severity, category, fix, summary, doc) extern const base::DiagnosticDef symbol;
#include "quarry/base/codes/cql.def"
#undef QUARRY_CODE

}  // namespace quarry::codes
