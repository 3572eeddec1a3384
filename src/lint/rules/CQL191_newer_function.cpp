// Functions that came with a later version.
#include <fmt/format.h>
#include <charconv>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL191_newer_function;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | head() | accumulate(function=count())", "#type=web | head(limit=100) | count()", Use::unknown, true},
};

// Versions are numbers with dots between them.
bool isOlder(std::string_view version, std::string_view than) {
  while (!version.empty() && !than.empty()) {
    unsigned a = 0, b = 0;
    const char* endA = std::from_chars(version.data(), version.data() + version.size(), a).ptr;
    const char* endB = std::from_chars(than.data(), than.data() + than.size(), b).ptr;
    if (a != b) return a < b;
    version.remove_prefix(std::min<std::size_t>(version.size(), static_cast<std::size_t>(endA - version.data()) + 1));
    than.remove_prefix(std::min<std::size_t>(than.size(), static_cast<std::size_t>(endB - than.data()) + 1));
  }
  return version.empty() && !than.empty();
}

void check(const Context& context, base::Report& report) {
  if (context.installation == nullptr || context.installation->version.empty()) return;
  for (const cql::BoundCall& call : context.index->calls())
    if (call.function != nullptr && isOlder(context.installation->version, call.function->since))
      report.add(CQL191_newer_function.def, context.tree.tokenSpan(call.name),
                 fmt::format("`{}` came with version {}, and this is {}", call.function->name, call.function->since,
                             context.installation->version));
}

}  // namespace

const Rule CQL191_newer_function = {
    {"CQL191", "newer-function", base::Severity::error, base::Category::portability, base::FixKind::none,
     "a function is newer than the service that is used",
     "`version` in `quarry.yml` says which version of the service runs the queries. Functions that came later are "
     "unknown to it."},
    check,
    kExamples};

}  // namespace quarry::lint
