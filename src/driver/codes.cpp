#include "quarry/driver/codes.h"

#include <algorithm>

#include "quarry/base/codes.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::driver {

std::vector<const base::DiagnosticDef*> allCodes() {
  std::vector<const base::DiagnosticDef*> all(codes::compilerCodes().begin(), codes::compilerCodes().end());
  for (const lint::Rule* rule : lint::rules()) all.push_back(&rule->def);
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->code < b->code; });
  return all;
}

const base::DiagnosticDef* findCode(std::string_view codeOrName) {
  static const auto all = allCodes();
  const auto found =
      std::lower_bound(all.begin(), all.end(), codeOrName,
                       [](const base::DiagnosticDef* def, std::string_view code) { return def->code < code; });
  if (found != all.end() && (*found)->code == codeOrName) return *found;
  for (const base::DiagnosticDef* def : all)
    if (base::equalsIgnoringCase(def->code, codeOrName) || def->name == codeOrName) return def;
  return nullptr;
}

bool names(std::string_view word, const base::DiagnosticDef& def) {
  return def.code.starts_with(word) || def.name == word || base::name(def.category) == word;
}

bool namesCodes(std::string_view word) {
  const auto all = allCodes();
  return std::any_of(all.begin(), all.end(), [&](const base::DiagnosticDef* def) { return names(word, *def); });
}

}  // namespace quarry::driver
