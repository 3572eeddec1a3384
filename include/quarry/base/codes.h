// The compiler's own diagnostic codes, one table in sections by module. Lint rules define theirs in their own files.
//
// A row is QUARRY_CODE(symbol, code, name, severity, category, fix, summary, doc). Codes never change meaning; a code
// that is no longer reported keeps its row's number unused.
#pragma once

#include <span>
#include <string_view>

#include "quarry/base/diagnostic.h"

namespace quarry::codes {

#define QUARRY_CODE(symbol, code, name, severity, category, fix, summary, doc) extern const base::DiagnosticDef symbol;
#include "quarry/base/codes/all.def"
#undef QUARRY_CODE

std::span<const base::DiagnosticDef* const> compilerCodes();

}  // namespace quarry::codes
