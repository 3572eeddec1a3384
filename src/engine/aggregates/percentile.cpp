// Percentiles: exact while a group is small, then an estimate in bounded memory (the logarithmic buckets of Masson, Rim
// and Lee, "DDSketch: a fast and fully-mergeable quantile sketch").
#include <algorithm>
#include <cmath>

#include "engine/aggregates/accumulator.h"

namespace quarry::engine::aggregates {

namespace {

constexpr double kAccuracy = 0.005;  // relative
const double kLogBase = std::log((1 + kAccuracy) / (1 - kAccuracy));

int bucketOf(double size) { return static_cast<int>(std::ceil(std::log(size) / kLogBase)); }
double middleOf(int bucket) { return std::exp(bucket * kLogBase) * (1 - kAccuracy); }

void estimate(Percentile& state, double number) {
  if (number > 0)
    ++state.positive[bucketOf(number)];
  else if (number < 0)
    ++state.negative[bucketOf(-number)];
  else
    ++state.zeros;
}

bool isExact(const Percentile& state) { return state.exact.size() == state.numbers; }

void toBuckets(Percentile& state) {
  for (const double number : state.exact) estimate(state, number);
  state.exact = {};
}

}  // namespace

void addNumber(Percentile& state, double number) {
  if (isExact(state) && state.numbers < Percentile::kExact) {
    state.exact.push_back(number);
    ++state.numbers;
    return;
  }
  if (isExact(state)) toBuckets(state);
  estimate(state, number);
  ++state.numbers;
}

void mergeInto(Percentile& state, const Percentile& other) {
  if (isExact(other)) {
    for (const double number : other.exact) addNumber(state, number);
    return;
  }
  if (isExact(state)) toBuckets(state);
  for (const auto& [bucket, count] : other.positive) state.positive[bucket] += count;
  for (const auto& [bucket, count] : other.negative) state.negative[bucket] += count;
  state.zeros += other.zeros;
  state.numbers += other.numbers;
}

// The value at rank floor(p/100 * (n - 1)) of the sorted numbers, counted from 0.
Value resultOf(const Percentile& state) {
  if (state.numbers == 0) return {};
  const double share = std::clamp(state.percent, 0.0, 100.0) / 100;
  auto rank = static_cast<std::uint64_t>(std::floor(share * static_cast<double>(state.numbers - 1)));
  if (isExact(state)) {
    std::vector<double> sorted = state.exact;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(rank), sorted.end());
    return sorted[rank];
  }
  // clang 14 cannot read the views of libstdc++ 12. NOLINTNEXTLINE(modernize-loop-convert)
  for (auto it = state.negative.rbegin(); it != state.negative.rend(); ++it) {
    if (rank < it->second) return -middleOf(it->first);
    rank -= it->second;
  }
  if (rank < state.zeros) return 0.0;
  rank -= state.zeros;
  for (const auto& [bucket, count] : state.positive) {
    if (rank < count) return middleOf(bucket);
    rank -= count;
  }
  return {};
}

}  // namespace quarry::engine::aggregates
