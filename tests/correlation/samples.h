// The tests that stand in correlation documents, to be run in other ways than `quarry test` does: by the emitted CQL
// over the events as LogScale keeps them, and as scheduled runs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "quarry/driver/workspace.h"
#include "quarry/ir/plan.h"
#include "quarry/rule/rule.h"

namespace quarry::test {

struct Sample {
  std::string json;       // as the vendor writes the event
  std::int64_t time = 0;  // milliseconds
};
using Samples = std::vector<Sample>;

// First and last, in milliseconds.
using Span = std::pair<std::int64_t, std::int64_t>;
using Spans = std::multiset<Span>;
std::string print(const Spans& spans);

// The correlations of files, compiled.
class Subject {
 public:
  Subject(driver::Workspace& workspace, const rule::Correlation& correlation, std::string cql);

  const rule::Correlation& correlation() const { return *correlation_; }
  const ir::Plan& plan() const { return *plan_; }
  const std::string& cql() const { return cql_; }
  // The events of a test.
  static Samples samples(const rule::Test& test);
  Spans byEngine(const Samples& events) const;
  // Every time at which it holds, and not the last of each key only.
  std::set<std::int64_t> moments(const Samples& events) const;
  // By the emitted query; `problem` says what is wrong with it.
  Spans byQuery(const Samples& events, std::string& problem) const;

 private:
  Spans run(const ir::Plan& plan, const Samples& events) const;

  driver::Workspace* workspace_;
  const rule::Correlation* correlation_;
  std::optional<ir::Plan> plan_;
  std::string cql_;
};

// Every correlation with tests below the paths.
struct Subjects {
  explicit Subjects(const std::vector<std::string>& paths, bool correlate = false);

  driver::Workspace workspace;
  std::vector<Subject> all;
};

}  // namespace quarry::test
