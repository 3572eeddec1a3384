#include "quarry/ir/reach.h"

#include <algorithm>

namespace quarry::ir {

namespace {

bool looksAhead(const Presence& presence) {
  return presence.kind == Presence::Kind::absent || std::any_of(presence.of.begin(), presence.of.end(), looksAhead);
}

// Whether a condition over what is measured can only come true as that grows: lower bounds, and all of them.
bool isFromBelow(const Pred& condition) {
  if (const auto* all = std::get_if<And>(&condition.node))
    return std::all_of(all->of.begin(), all->of.end(), isFromBelow);
  const auto* test = std::get_if<Test>(&condition.node);
  return test != nullptr && (test->op == Op::greater || test->op == Op::greaterEqual);
}

// Whether what has been seen of a tumbling window decides it, whatever else happens in it.
bool isDecidedEarly(const Threshold& threshold) {
  const bool grows = threshold.measure == Aggregate::count || threshold.measure == Aggregate::distinct;
  // Another correlation sees one row a window, which moves on as the window fills.
  return grows && isFromBelow(threshold.condition) && threshold.results == Results::once;
}

}  // namespace

Reach reachOf(const Source& source) {
  Reach reach;
  for (const Plan* part : partsOf(source)) {
    const Reach inner = reachOf(part->source);
    reach.back = std::max(reach.back, inner.back);
    reach.ahead = std::max(reach.ahead, inner.ahead);
  }
  const auto extend = [&](const Window& window, Results results, bool looksBehind) {
    const std::int64_t length = window.length.milliseconds;
    reach.back += length;
    // Whether it begins to hold is asked of a row that is no further back than the window, and of what that one sees.
    if (results == Results::beginnings && window.kind == Window::Kind::sliding) reach.back += length;
    if (looksBehind) reach.ahead += length;
  };
  if (const auto* threshold = std::get_if<Threshold>(&source)) {
    const bool whole =
        threshold->window.kind == Window::Kind::tumbling && (reach.ahead > 0 || !isDecidedEarly(*threshold));
    extend(threshold->window, threshold->results, whole);
  } else if (const auto* sequence = std::get_if<Sequence>(&source)) {
    const bool whole = sequence->window.kind == Window::Kind::tumbling && reach.ahead > 0;
    extend(sequence->window, sequence->results, !sequence->ordered && (whole || looksAhead(sequence->presence)));
  }
  return reach;
}

void showMoments(Source& source) {
  if (reachOf(source).ahead == 0) return;
  if (auto* threshold = std::get_if<Threshold>(&source);
      threshold != nullptr && threshold->window.kind == Window::Kind::sliding)
    threshold->results = Results::moments;
  if (auto* sequence = std::get_if<Sequence>(&source);
      sequence != nullptr && !sequence->ordered && sequence->window.kind == Window::Kind::sliding)
    sequence->results = Results::moments;
}

}  // namespace quarry::ir
