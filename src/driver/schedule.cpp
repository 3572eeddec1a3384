#include "driver/schedule.h"

#include <fmt/format.h>

#include <algorithm>

namespace quarry::driver {

namespace {

bool looksAhead(const ir::Presence& presence) {
  return presence.kind == ir::Presence::Kind::absent || std::any_of(presence.of.begin(), presence.of.end(), looksAhead);
}

struct Reach {
  std::int64_t back = 0, ahead = 0;  // milliseconds around the row of a result
};

// A correlation that another builds on reaches further back from each of its own rows.
Reach reachOf(const ir::Source& source) {
  Reach inner;
  for (const ir::Plan* part : ir::partsOf(source)) {
    const Reach one = reachOf(part->source);
    inner.back = std::max(inner.back, one.back);
    inner.ahead = std::max(inner.ahead, one.ahead);
  }
  if (const auto* threshold = std::get_if<ir::Threshold>(&source)) inner.back += threshold->window.length.milliseconds;
  if (const auto* sequence = std::get_if<ir::Sequence>(&source)) {
    inner.back += sequence->window.length.milliseconds;
    if (!sequence->ordered && looksAhead(sequence->presence)) inner.ahead += sequence->window.length.milliseconds;
  }
  return inner;
}

std::string print(std::int64_t milliseconds) { return ir::print(ir::Duration{milliseconds}); }

}  // namespace

std::string scheduleLine(const ir::Source& source, const std::optional<rule::Schedule>& schedule) {
  const Reach reach = reachOf(source);
  if (reach.back == 0) return "";
  if (!schedule) {
    std::string line =
        fmt::format("schedule: a run looks back {}, and besides as long as lies between runs and as events come late",
                    print(reach.back + reach.ahead));
    if (reach.ahead != 0) line += fmt::format("; what is not {} old may still be disturbed", print(reach.ahead));
    return line;
  }
  const std::int64_t every = schedule->every.milliseconds, settle = schedule->settle.milliseconds,
                     whole = reach.back + every + settle + reach.ahead;
  const std::string end = settle == 0 ? "now" : print(settle) + " ago";
  std::string line =
      fmt::format("schedule: every {}, over the time from {} ago to {}", print(every), print(whole), end);
  const std::int64_t own = settle + reach.ahead;
  return line + fmt::format("; a run's own results are those whose last row is from {} to {} ago", print(own + every),
                            own == 0 ? "nothing" : print(own));
}

}  // namespace quarry::driver
