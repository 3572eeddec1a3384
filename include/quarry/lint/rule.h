// A lint rule is one file in src/lint/rules: definition, check, fixes, examples. Its documentation is its test.
#pragma once

#include <span>
#include <string_view>

#include "quarry/base/report.h"
#include "quarry/cql/tree.h"

namespace quarry::cql {
class Flow;
}

namespace quarry::lint {

struct Context {
  const cql::Tree& tree;
  const base::Sources& sources;
  const cql::Flow* flow = nullptr;  // run() fills it in: rules have it
};

// Each `bad` yields exactly the rule's code, and none after its fix; each `good` is silent under all rules.
struct Example {
  std::string_view bad;
  std::string_view good;
};

struct Rule {
  base::DiagnosticDef def;
  void (*check)(const Context&, base::Report&);
  std::span<const Example> examples;
};

// All rules, ordered by code. Built by CMake from the file names: src/lint/rules/CQL101_name.cpp defines
// `const Rule quarry::lint::CQL101_name`.
std::span<const Rule* const> rules();

// Runs every rule over a query, honouring `// quarry: ignore[CODE] reason`.
void run(const Context& context, base::Report& report);

}  // namespace quarry::lint
