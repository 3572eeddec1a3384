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

// True if the word is the code, its name, the beginning of it, or its category: what options and quarry.yml take.
bool names(std::string_view word, const base::DiagnosticDef& def);
// True if the word names any code.
bool namesCodes(std::string_view word);

}  // namespace quarry::driver
