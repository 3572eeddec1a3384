// All diagnostic definitions: the compiler's table and the lint rules' own.
#pragma once

#include <string_view>
#include <vector>

#include "quarry/base/diagnostic.h"

namespace quarry::driver {

// Ordered by code.
std::vector<const base::DiagnosticDef*> allCodes();
// By code or by name; null if there is none.
const base::DiagnosticDef* findCode(std::string_view codeOrName);

// True if the word is a code, the name of one, or the beginning of codes: what options and quarry.yml take.
bool namesCodes(std::string_view word);

}  // namespace quarry::driver
