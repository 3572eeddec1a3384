// Correlations over random happenings: by the engine, and by the emitted CQL over the same events as LogScale keeps
// them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "quarry/ir/reach.h"
#include "reference.h"

namespace quarry::test {

// Documents for the rules `a`, `b`, `c` and `x`, and behind them the correlation: what stands below `correlation:`.
// `before`: the same of one that it may name `inner`.
std::string correlationRule(const std::string& correlation, const std::string& before = "");
// The same with rules that make a row of each element of a list: the key is `instance` then, and a happening's key may
// be several, joined by `+`.
std::string expandingRule(const std::string& correlation);

// The correlation of such documents, compiled once.
class Runnable {
 public:
  explicit Runnable(const std::string& rule);
  ~Runnable();

  // What the head of the query says a scheduled run has to look at.
  ir::Reach reach() const;
  ReferenceRows byEngine(const Happenings& events) const;
  // What the emitted query finds; fails the test if it does not compile, parse or run.
  ReferenceRows byQuery(const Happenings& events) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace quarry::test
