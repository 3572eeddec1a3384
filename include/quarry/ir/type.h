// The types of values in a plan.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quarry::ir {

enum class TypeKind {
  any,  // an event field of which nothing is known
  text,
  number,
  boolean,
  time,
  duration,
  ip,
  object,  // the result of json(): read by path
  list,
  ordinal,  // a score: labels with an order
};

struct Type {
  TypeKind kind = TypeKind::any;
  std::vector<std::string> labels;  // ordinal: from the first entry (highest) to the last

  friend bool operator==(const Type&, const Type&) = default;
};

std::string name(const Type& type);

// A length of time in milliseconds.
struct Duration {
  std::int64_t milliseconds = 0;

  friend auto operator<=>(const Duration&, const Duration&) = default;
};

// "15m", "1h30m", "250ms": the largest exact units, as a rule would write it.
std::string print(Duration duration);
// "90m", "250ms": the largest single unit that is exact, for languages that take no more than one.
std::string printSingle(Duration duration);

}  // namespace quarry::ir
