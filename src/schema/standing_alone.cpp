#include "quarry/schema/standing_alone.h"

#include <algorithm>
#include <iterator>

#include "quarry/base/text.h"

namespace quarry::schema {

namespace {

// Minimal processes have no image; `vmmem` stands for a virtual machine, with an ending for its kind.
constexpr std::string_view kNames[] = {"system",           "system idle process", "idle",          "registry",
                                       "memcompression",   "memory compression",  "secure system", "-",
                                       "<unknown process>"};
constexpr std::string_view kVirtualMachine = "vmmem";

}  // namespace

bool standsAlone(std::string_view name) {
  const std::string lower = base::asciiLower(name);
  return lower.starts_with(kVirtualMachine) ||
         std::find(std::begin(kNames), std::end(kNames), lower) != std::end(kNames);
}

bool mayStandAlone(std::string_view beginning) {
  const std::string lower = base::asciiLower(beginning);
  return lower.starts_with(kVirtualMachine) || kVirtualMachine.starts_with(lower) ||
         std::any_of(std::begin(kNames), std::end(kNames),
                     [&](std::string_view known) { return known.starts_with(lower); });
}

}  // namespace quarry::schema
