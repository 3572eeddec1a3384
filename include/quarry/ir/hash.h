// Numbers by which equal conditions and operands are found without comparing each with each: a list of 100,000 values
// is nothing unusual.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

#include "quarry/ir/pred.h"

namespace quarry::ir {

// Equal ones have the same number; others seldom do.
std::size_t hash(const Operand& operand);
std::size_t hash(const Pred& pred);

// What equal means to Distinct, unless it is told otherwise.
struct Equal {
  template <class T>
  bool same(const T& a, const T& b) const {
    return a == b;
  }
  template <class T>
  std::size_t number(const T& value) const {
    return hash(value);
  }
};

// Keeps the first of equal ones, in order.
template <class T, class Alike = Equal>
class Distinct {
 public:
  Distinct() = default;
  explicit Distinct(Alike alike) : alike_(alike) {}

  // The one that is kept: `value`, or what equals it; `isNew` tells which.
  T& add(T value, bool& isNew) {
    T* same = of_.size() < kFew ? among(value) : numbered(value);
    isNew = same == nullptr;
    return isNew ? of_.emplace_back(std::move(value)) : *same;
  }
  T& add(T value) {
    bool isNew = false;
    return add(std::move(value), isNew);
  }
  bool empty() const { return of_.empty(); }
  std::vector<T> take() { return std::move(of_); }

 private:
  // As long as there are few, comparing is cheaper than numbering.
  static constexpr std::size_t kFew = 8;

  T* among(const T& value) {
    for (T& one : of_)
      if (alike_.same(one, value)) return &one;
    return nullptr;
  }
  // If none equals the value, it is entered as the one that is added next.
  T* numbered(const T& value) {
    for (std::size_t i = seen_.size(); i < of_.size(); ++i) seen_.emplace(alike_.number(of_[i]), i);
    const std::size_t number = alike_.number(value);
    const auto [begin, end] = seen_.equal_range(number);
    for (auto at = begin; at != end; ++at)
      if (T& one = of_[at->second]; alike_.same(one, value)) return &one;
    seen_.emplace(number, of_.size());
    return nullptr;
  }

  Alike alike_{};
  std::vector<T> of_;
  std::unordered_multimap<std::size_t, std::size_t> seen_;
};

}  // namespace quarry::ir
