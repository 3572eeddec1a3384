// `// quarry: ignore[CQL101] reason` silences a code on its own line and, when it stands on a line of its own, on the
// next line that holds code. `ignore[CQL101, CQL102]` names several.
#pragma once

#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/cql/tree.h"

namespace quarry::lint {

struct Suppression {
  std::string code;
  base::Span span;             // of the code in the comment
  std::uint32_t line = 0;      // where the comment stands
  std::uint32_t codeLine = 0;  // where its findings stand: the same line, or the next one that holds code
  bool used = false;
};

std::vector<Suppression> findSuppressions(const cql::Tree& tree, const base::Sources& sources);
// The same in the comments of a rule file: `# quarry: ignore[RULE210] reason`.
std::vector<Suppression> findSuppressions(base::FileId file, const base::Sources& sources);

// True for the code of a rule that looks at all documents of a run.
bool isAboutWorkspace(std::string_view code);

// Moves the findings of `found` that no suppression covers to `report`, and reports suppressions that cover none.
void applySuppressions(std::vector<Suppression> suppressions, base::Report found, const base::Sources& sources,
                       base::Report& report);

}  // namespace quarry::lint
