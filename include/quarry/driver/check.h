// Checks rules and queries, and applies fixes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/cql/check.h"
#include "quarry/driver/workspace.h"
#include "quarry/lint/rule.h"
#include "quarry/rule/environment.h"

namespace quarry::driver {

enum class FixLevel { none, safe, review };

struct CheckOptions {
  FixLevel fix = FixLevel::none;
  rule::Environment environment;
  unsigned jobs = 1;
  cql::UserFunctions functions;  // that queries may call besides those of the catalogue
  lint::Installation installation;
  // What runs the queries of a file that does not say so itself. None: nothing is known.
  std::function<lint::Use(const File&)> useOf;
  // Files that are worked on; the others are only read, since rules name each other. None: all.
  std::function<bool(const File&)> only;
  // Takes the findings out that nobody wants to see; they are not fixed either. None: all are wanted.
  std::function<void(base::Report&, const base::Sources&)> sieve;
};

struct Checked {
  base::Sources sources;  // the files as they are after fixing
  base::Report report;    // sorted
  struct Change {
    std::size_t file = 0;  // of the workspace
    std::string before, after;
  };
  std::vector<Change> changes;  // files that fixes would change; nothing is written
};

// Consumes the workspace's findings.
Checked check(Workspace& workspace, const CheckOptions& options);

// What is known of a file's queries, for --emit: their trees, or what each step does to the fields.
std::string queryTree(const File& file, base::Sources& sources);
std::string queryFlow(const File& file, base::Sources& sources);

// The difference of two texts as a unified diff; empty if there is none.
std::string unifiedDiff(const std::string& path, const std::string& before, const std::string& after);

}  // namespace quarry::driver
