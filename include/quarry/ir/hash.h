// Numbers by which equal conditions and operands are found without comparing each with each: a list of 100,000 values
// is nothing unusual.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "quarry/ir/pred.h"

namespace quarry::ir {

// Equal ones have the same number; others seldom do.
std::size_t hash(const Operand& operand);
std::size_t hash(const Pred& pred);

// Keeps the first of equal ones, in order.
template <class T>
class Distinct {
 public:
  // The one that is kept: `value`, or what equals it.
  T& add(T value) {
    const std::size_t number = hash(value);
    const auto [begin, end] = seen_.equal_range(number);
    for (auto at = begin; at != end; ++at)
      if (T& same = of_[at->second]; same == value) return same;
    seen_.emplace(number, of_.size());
    return of_.emplace_back(std::move(value));
  }
  bool empty() const { return of_.empty(); }
  std::vector<T> take() { return std::move(of_); }

 private:
  std::vector<T> of_;
  std::unordered_multimap<std::size_t, std::size_t> seen_;
};

}  // namespace quarry::ir
