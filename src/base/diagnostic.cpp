#include "quarry/base/diagnostic.h"

#include <array>

namespace quarry::base {

namespace {

template <class Enum, std::size_t N>
std::string_view nameOf(Enum value, const std::array<std::string_view, N>& names) {
  return names[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view name(Severity severity) {
  static constexpr std::array<std::string_view, 3> kNames = {"info", "warning", "error"};
  return nameOf(severity, kNames);
}

std::string_view name(Category category) {
  static constexpr std::array<std::string_view, 8> kNames = {"syntax",      "semantics", "flow", "performance",
                                                             "portability", "style",     "rule", "compile"};
  return nameOf(category, kNames);
}

std::string_view name(Safety safety) { return safety == Safety::safe ? "safe" : "review"; }

std::string_view name(FixKind kind) {
  static constexpr std::array<std::string_view, 3> kNames = {"none", "safe", "review"};
  return nameOf(kind, kNames);
}

}  // namespace quarry::base
