// The tests inside rules.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quarry/driver/verdict.h"
#include "quarry/driver/workspace.h"
#include "quarry/rule/environment.h"

namespace quarry::driver {

struct TestOptions {
  std::vector<std::string> only;    // names of tests, whole or in part; empty: all
  rule::Environment environment{};  // of the configuration
  bool why = false;                 // a verdict for every test, not only for those that fail
};

struct TestResult {
  std::string name;
  base::Span span;  // of the name
  bool passed = false;
  std::string expected, actual;     // in words: "no rows", "2 rows"
  std::vector<std::string> faults;  // which row differs, and where
  std::vector<std::string> rows;    // what came out, as JSON; the first few
  std::uint64_t events = 0;
  // The event that the verdict is about: the first, or the first that should not have matched.
  std::uint64_t shown = 0;  // from 1
  std::string event;
  std::optional<Verdict> verdict;
  std::vector<std::pair<std::string, std::uint64_t>> steps;  // what each step let through
};

// Whether the tests' events made a selection true, and false.
struct Coverage {
  std::string selection;
  bool wasTrue = false, wasFalse = false;
};

struct TestedRule {
  std::size_t file = 0;      // of the workspace
  std::size_t document = 0;  // within the file
  std::string id, title;
  bool compiled = false;
  std::vector<TestResult> tests;
  std::vector<Coverage> coverage;  // in the order of the rule
};

// Reads the workspace's rules and runs their tests; findings go to the workspace's report.
std::vector<TestedRule> runTests(Workspace& workspace, const TestOptions& options);

}  // namespace quarry::driver
