#include "quarry/ir/type.h"

#include <array>
#include <string_view>
#include <utility>

namespace quarry::ir {

std::string name(const Type& type) {
  static constexpr std::array<std::string_view, 10> kNames = {"any",      "text", "number", "boolean", "time",
                                                              "duration", "ip",   "object", "list",    "ordinal"};
  return std::string(kNames[static_cast<std::size_t>(type.kind)]);
}

namespace {

constexpr std::pair<std::int64_t, std::string_view> kUnits[] = {
    {86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}, {1, "ms"}};

}  // namespace

std::string printSingle(Duration duration) {
  for (const auto& [length, unit] : kUnits)
    if (duration.milliseconds != 0 && duration.milliseconds % length == 0)
      return std::to_string(duration.milliseconds / length) + std::string(unit);
  return "0s";
}

std::string print(Duration duration) {
  if (duration.milliseconds == 0) return "0s";
  std::string out;
  std::int64_t rest = duration.milliseconds;
  for (const auto& [length, unit] : kUnits)
    if (rest >= length) {
      out += std::to_string(rest / length);
      out += unit;
      rest %= length;
    }
  return out;
}

}  // namespace quarry::ir
