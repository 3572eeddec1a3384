#include "driver/schedule.h"

#include <fmt/format.h>

#include "quarry/ir/reach.h"

namespace quarry::driver {

namespace {

std::string print(std::int64_t milliseconds) { return ir::print(ir::Duration{milliseconds}); }

}  // namespace

std::string scheduleLine(const ir::Source& source, const std::optional<rule::Schedule>& schedule) {
  const ir::Reach reach = ir::reachOf(source);
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
