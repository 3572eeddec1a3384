#include "quarry/cql/catalogue.h"

#include <algorithm>
#include <iterator>

namespace quarry::cql {
namespace {

#include "cql/catalogue_tables.inc"

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Order of two names without regard to case.
constexpr int compare(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return lower(a[i]) < lower(b[i]) ? -1 : 1;
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

constexpr bool sorted() {
  for (std::size_t i = 1; i < std::size(kFunctions); ++i)
    if (compare(kFunctions[i - 1].name, kFunctions[i].name) >= 0) return false;
  return true;
}
static_assert(sorted(), "find() searches by halves");

}  // namespace

bool Parameter::named(std::string_view spelling) const {
  return compare(name, spelling) == 0 ||
         std::any_of(aliases.begin(), aliases.end(), [&](std::string_view a) { return compare(a, spelling) == 0; });
}

const Parameter* Function::parameter(std::string_view spelling) const {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& p) { return p.named(spelling); });
  return found == parameters.end() ? nullptr : &*found;
}

std::span<const Function> functions() { return kFunctions; }

const Function* find(std::string_view name) {
  const auto* found = std::lower_bound(std::begin(kFunctions), std::end(kFunctions), name,
                                       [](const Function& f, std::string_view n) { return compare(f.name, n) < 0; });
  return found != std::end(kFunctions) && compare(found->name, name) == 0 ? found : nullptr;
}

}  // namespace quarry::cql
