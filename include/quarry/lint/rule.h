// A lint rule is one file in src/lint/rules: definition, check, fixes, examples. Its documentation is its test.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/cql/check.h"
#include "quarry/cql/tree.h"
#include "quarry/rule/environment.h"
#include "quarry/rule/rule.h"

namespace quarry::cql {
class Flow;
}

namespace quarry::lint {

// What runs a query. Only the file that a query stands in knows it.
enum class Use : std::uint8_t {
  unknown,
  dashboard,
  savedQuery,
  filterAlert,
  aggregateAlert,
  legacyAlert,
  scheduledSearch,
  correlationRule,
  parser,
};

// What an installation has besides the functions of the language, as far as it was told.
struct Installation {
  struct File {
    std::string name;
    std::optional<std::vector<std::string>> columns;  // none: not known
  };
  std::optional<std::vector<File>> files;           // lookup files; none: nothing was said
  std::optional<std::vector<std::string>> queries;  // names of saved queries; none: nothing was said
  std::string version;                              // of the service, such as 1.200; empty: nothing was said
};

// As it stands in quarry.yml: "filter-alert"; "unknown" for none.
std::string_view name(Use use);
std::optional<Use> useNamed(std::string_view name);
// With its article: "a filter alert".
std::string_view phrase(Use use);

class Index;  // src/lint/index.h

// A query.
struct Context {
  const cql::Tree& tree;
  const base::Sources& sources;
  cql::UserFunctions functions = {};
  const cql::Flow* flow = nullptr;  // run() fills it in: rules have it
  Use use = Use::unknown;
  const Installation* installation = nullptr;  // none: nothing is known
  const Index* index = nullptr;                // run() fills it in: rules have it
};

// A document of a rule file: rule, correlation or filter. What cannot be read is not linted.
struct DocumentContext {
  const rule::Document& document;
  const rule::Environment& environment;
  base::Sources& sources;
};

// All documents of a run, in order.
struct WorkspaceContext {
  std::span<const rule::Document* const> documents;
  const base::Sources& sources;
};

using QueryCheck = void (*)(const Context&, base::Report&);
using DocumentCheck = void (*)(const DocumentContext&, base::Report&);
using WorkspaceCheck = void (*)(const WorkspaceContext&, base::Report&);

// Each `bad` yields exactly the rule's code, and none after its fix; each `good` is silent under all rules. An example
// about rules may leave out the parts it is not about: `title`, `logsource` and so on are added (standing.h).
struct Example {
  std::string_view bad;
  std::string_view good;
  Use use = Use::unknown;  // what runs the query
  bool installed = false;  // the installation of exampleInstallation() is known
};

struct Rule {
  base::DiagnosticDef def;
  std::variant<QueryCheck, DocumentCheck, WorkspaceCheck> check;
  std::span<const Example> examples;
};

// What the examples about an installation take for granted: the file users.csv with the columns `user` and
// `department`, the file hosts.csv, the saved query `Enrich`, version 1.170.
const Installation& exampleInstallation();

// All rules, ordered by code. Built by CMake from the file names: src/lint/rules/CQL101_name.cpp defines
// `const Rule quarry::lint::CQL101_name`.
std::span<const Rule* const> rules();

// Checks the calls of a query and runs every rule over it, honouring `// quarry: ignore[CODE] reason`.
void run(const Context& context, base::Report& report);

// Runs every rule over the documents of a rule file, honouring `# quarry: ignore[CODE] reason` for what it finds and
// for what is in `report` already, errors excepted.
void run(base::FileId file, const std::vector<rule::Document>& documents, const rule::Environment& environment,
         base::Sources& sources, base::Report& report);

// Runs the rules that look at all documents at once, honouring the same comments.
void run(const WorkspaceContext& context, base::Report& report);

}  // namespace quarry::lint
