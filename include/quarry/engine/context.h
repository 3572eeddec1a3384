// What a run knows besides its plan and its events.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/engine/value.h"

namespace quarry::engine {

// A table that a query looks things up in.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

struct Context {
  base::Sources& sources;
  base::Report& report;  // what running finds out

  // The interval that is asked for and the time of asking; one value for the whole run.
  std::optional<Instant> start{}, end{};
  Instant now{};
  // Where an event says when it happened: paths, the first that is there counts.
  std::vector<std::string> timeFields = {"@timestamp", "eventTime", "TimeGenerated", "time",     "Timestamp",
                                         "timestamp",  "_time",     "UtcTime",       "EventTime"};
  // Objects that events may be wrapped in, as paths: `Image` is also looked for below "Event.EventData".
  std::vector<std::string> envelopes{};
  std::map<std::string, std::string> parameters{};
  std::map<std::string, Table> lookups{};
  std::map<std::string, std::string> lookupFiles{};         // name → path, read when first needed
  std::map<std::string, std::vector<std::string>> views{};  // repository or view → files of events

  // Set from elsewhere: no more events are read, what has been computed comes out and is not complete.
  const std::atomic<int>* stop = nullptr;

  // Called now and then with the number of bytes read.
  std::function<void(std::uint64_t bytes, std::uint64_t total)> progress{};
};

inline bool isStopped(const Context& context) {
  return context.stop != nullptr && context.stop->load(std::memory_order_relaxed) != 0;
}

}  // namespace quarry::engine
