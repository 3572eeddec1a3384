// One run of a query over events: what its steps share.
#pragma once

#include <map>
#include <string>

#include "engine/flat/registry.h"
#include "quarry/engine/context.h"

namespace quarry::engine::flat {

struct Lookup;

struct Run {
  explicit Run(Context& of) : context(of) {}

  Context& context;
  std::int64_t start = 0, end = 0, now = 0;  // milliseconds
  bool startKnown = false, endKnown = false;
  std::map<std::string, Rows> tables;                            // made by defineTable()
  std::map<std::string, std::shared_ptr<const Lookup>> lookups;  // read so far
  Rows events;                                                   // all that came in, if a subquery reads them again
  bool keepsEvents = false;                                      // `events` is needed
  bool keepsStart = false;                                       // Row::event is needed
  bool readsRaw = false;                                         // @rawstring is read
  bool failed = false;                                           // a step could not go on
  bool stopped = false;                                          // not all events were read
};

// Reports that a step cannot go on with the rows it is given; the run ends without a result.
void fail(Run& run, const base::Origin& origin, std::string message);

// An event of the input as a row: nested members as `a.b`, elements as `a[0]`; null is no value.
Row flatten(const Value& event);
// Sets `@timestamp` to milliseconds where the event says it in another way, else to the time of asking.
void settleTimestamp(Row& row, const Context& context);

}  // namespace quarry::engine::flat
