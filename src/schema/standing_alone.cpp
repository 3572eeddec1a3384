#include "quarry/schema/standing_alone.h"

#include <algorithm>
#include <iterator>

#include "quarry/base/text.h"

namespace quarry::schema {

namespace {

// Minimal processes have no image; `vmmem` stands for a virtual machine, with an ending for its kind.
constexpr std::string_view kKernel[] = {"system",         "system idle process", "idle",         "registry",
                                        "memcompression", "memory compression",  "secure system"};
constexpr std::string_view kVirtualMachine = "vmmem";

// `-` and `<unknown process>`.
bool isUnknown(std::string_view name) { return name.starts_with('-') || name.starts_with('<'); }

}  // namespace

bool standsAlone(std::string_view name) {
  const std::string lower = base::asciiLower(name);
  return isUnknown(name) || lower.starts_with(kVirtualMachine) ||
         std::find(std::begin(kKernel), std::end(kKernel), lower) != std::end(kKernel);
}

bool mayStandAlone(std::string_view beginning) {
  const std::string lower = base::asciiLower(beginning);
  return isUnknown(beginning) || lower.starts_with(kVirtualMachine) || kVirtualMachine.starts_with(lower) ||
         std::any_of(std::begin(kKernel), std::end(kKernel),
                     [&](std::string_view known) { return known.starts_with(lower); });
}

}  // namespace quarry::schema
