#include "quarry/base/codes.h"

namespace quarry::codes {

#define QUARRY_CODE(symbol, code, name, severity, category, fix, summary, doc) \
  extern const base::DiagnosticDef symbol;                                     \
  const base::DiagnosticDef symbol = {                                         \
      code, name, base::Severity::severity, base::Category::category, base::FixKind::fix, summary, doc};
#include "quarry/base/codes/all.def"
#undef QUARRY_CODE

std::span<const base::DiagnosticDef* const> compilerCodes() {
  static const base::DiagnosticDef* const all[] = {
#define QUARRY_CODE(symbol, code, name, severity, category, fix, summary, doc) &symbol,
#include "quarry/base/codes/all.def"
#undef QUARRY_CODE
  };
  return all;
}

}  // namespace quarry::codes
