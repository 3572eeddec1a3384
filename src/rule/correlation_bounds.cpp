// What the bounds of a correlation can and cannot hold of. They are asked at rows, so at least one is there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "quarry/base/codes/rule.h"
#include "rule/correlation_parts.h"

namespace quarry::rule {

namespace {

using Type = Correlation::Type;

bool meets(const Threshold& bound, double value) {
  switch (bound.op) {
    case Threshold::Op::less:
      return value < bound.value;
    case Threshold::Op::lessEqual:
      return value <= bound.value;
    case Threshold::Op::greater:
      return value > bound.value;
    case Threshold::Op::greaterEqual:
      return value >= bound.value;
    case Threshold::Op::equal:
      return value == bound.value;
    case Threshold::Op::notEqual:
      break;
  }
  return value != bound.value;
}

bool allMeet(const std::vector<Threshold>& bounds, double value) {
  return std::all_of(bounds.begin(), bounds.end(), [&](const Threshold& bound) { return meets(bound, value); });
}

bool isFromAbove(const Threshold& bound) {
  return bound.op == Threshold::Op::less || bound.op == Threshold::Op::lessEqual || bound.op == Threshold::Op::equal;
}

// Whole numbers, of which a row is one: of events, of values, of rules.
bool counts(const Correlation& correlation) {
  return correlation.type == Type::eventCount || correlation.type == Type::valueCount ||
         correlation.type == Type::temporal;
}

// The first number that a count can have and that meets all bounds: looked for around the bounds, where it begins.
bool canHold(const Correlation& correlation) {
  const double most = correlation.type == Type::temporal ? static_cast<double>(correlation.rules.size()) : 1e300;
  std::vector<double> tried = {1};
  for (const Threshold& bound : correlation.bounds)
    for (const double near : {std::floor(bound.value), std::floor(bound.value) + 1, std::ceil(bound.value) - 1})
      tried.push_back(near);
  return std::any_of(tried.begin(), tried.end(),
                     [&](double value) { return value >= 1 && value <= most && allMeet(correlation.bounds, value); });
}

std::string_view ofWhat(Type type) {
  if (type == Type::temporal) return "number of rules";
  if (type == Type::valueCount) return "number of values";
  return type == Type::valueSum ? "sum" : "number of events";
}

}  // namespace

void checkBounds(const Correlation& correlation, base::Report& report) {
  const std::vector<Threshold>& bounds = correlation.bounds;
  if (bounds.empty()) return;
  const base::Span place = base::join(bounds.front().span, bounds.back().span);
  if (counts(correlation) && !canHold(correlation)) {
    report.add(codes::badCorrelation, place, fmt::format("no {} meets this", ofWhat(correlation.type)))
        .note(correlation.type == Type::temporal
                  ? fmt::format("it is a whole number from 1 to {}, the number of rules", correlation.rules.size())
                  : "it is a whole number, and at least 1: it is asked at events");
    return;
  }
  if (!counts(correlation) && correlation.type != Type::valueSum) return;  // of nothing there is no mean and no rank
  if (allMeet(bounds, 0)) {
    auto& finding =
        report.add(codes::upperBound, place,
                   fmt::format("0 meets this, and a key without events is still not found: no event marks that"));
    if (!correlation.tumbling && allMeet(bounds, 1) && correlation.type != Type::valueSum)
      finding.note("in a sliding window it holds at the first event of every key, whatever follows");
    finding.note("what did not happen is said by `without`, or by `heartbeat and not update` in `temporal`");
    return;
  }
  const auto above = std::find_if(bounds.begin(), bounds.end(), isFromAbove);
  if (above == bounds.end() || correlation.tumbling || correlation.type == Type::valueSum ||
      correlation.type == Type::temporal)
    return;
  report
      .add(codes::upperBound, above->span,
           fmt::format("the {} passes through this on its way up: keys with more are found, too",
                       ofWhat(correlation.type)))
      .note(
          "a sliding window fills one event at a time, and what held is not taken back; `window: tumbling` counts "
          "whole windows");
}

}  // namespace quarry::rule
