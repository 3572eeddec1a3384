// The compiler's own diagnostic codes, one table in sections by module. Lint rules define theirs in their own files.
//
// A row is QUARRY_CODE(symbol, code, name, severity, category, fix, summary, doc). Codes never change meaning; a code
// that is no longer reported keeps its row's number unused. A section's header declares its rows: who reports a code
// includes that header alone, so that a new code is not a reason to compile everything again.
#pragma once

#include <span>

#include "quarry/base/diagnostic.h"

namespace quarry::codes {

/// Every row of every section, in the order of codes/all.def.
std::span<const base::DiagnosticDef* const> compilerCodes();

}  // namespace quarry::codes
