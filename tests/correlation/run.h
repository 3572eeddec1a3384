// Correlations over random happenings: by the engine, and by the emitted CQL over the same events as LogScale keeps
// them.
#pragma once

#include <string>
#include <vector>

#include "reference.h"

namespace quarry::test {

// Documents for the rules `a`, `b`, `c` and `x`, and behind them the correlation: what stands below `correlation:`.
// `before`: the same of one that it may name `inner`.
std::string correlationRule(const std::string& correlation, const std::string& before = "");

// Events of the times [from, to].
ReferenceRows byEngine(const std::string& rule, const Happenings& events, std::int64_t from = INT64_MIN,
                       std::int64_t to = INT64_MAX);
// What the emitted query finds; empty and `problem` set if it does not compile, parse or run.
ReferenceRows byQuery(const std::string& rule, const Happenings& events, std::string& problem);

}  // namespace quarry::test
