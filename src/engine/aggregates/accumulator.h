// Aggregates: many values to one. Two halves of a group can be merged, whatever the order their rows came in.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "quarry/engine/value.h"
#include "quarry/ir/value.h"

namespace quarry::engine::aggregates {

struct Count {
  std::uint64_t rows = 0;
};
// The value of the first row (of the input) that has one.
struct First {
  std::uint64_t sequence = UINT64_MAX;
  Value value;
};
// The least or greatest number, time or duration, as it was written; the first of equal ones.
struct Extreme {
  bool greatest = false;
  std::uint64_t sequence = UINT64_MAX;
  Value value;
};
struct Sum {
  double sum = 0, correction = 0;  // Kahan's summation: the order of rows does not show
  std::uint64_t numbers = 0;
  bool average = false;
};
// Different values, by their text, in the order they first came.
struct Distinct {
  bool count = false;
  struct Seen {
    std::uint64_t sequence;
    Value value;
  };
  std::unordered_map<std::string, Seen> values;
};
// Exact up to kExact numbers, then by buckets whose middle is at most half a percent off.
struct Percentile {
  static constexpr std::size_t kExact = 10'000;
  double percent = 50;
  std::uint64_t numbers = 0;
  std::vector<double> exact;
  std::map<int, std::uint64_t> positive, negative;  // bucket of the logarithm → count
  std::uint64_t zeros = 0;
};

class Accumulator {
 public:
  // `percent` is for Aggregate::percentile.
  explicit Accumulator(ir::Aggregate function, double percent = 0);

  // One row's value; a list counts as its elements, a missing value not at all. Of count and count_if the value does
  // not matter: a row that does not count is not added.
  void add(const Value& value, std::uint64_t sequence);
  void merge(const Accumulator& other);
  Value result() const;

 private:
  std::variant<Count, First, Extreme, Sum, Distinct, Percentile> state_;
};

// percentile.cpp
void addNumber(Percentile& state, double number);
void mergeInto(Percentile& state, const Percentile& other);
Value resultOf(const Percentile& state);

}  // namespace quarry::engine::aggregates
