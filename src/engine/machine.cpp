#include "engine/machine.h"

#include <fmt/format.h>

#include "quarry/base/codes/run.h"

namespace quarry::engine {

void Machine::regexLimit(const std::string& pattern, const base::Origin& origin) {
  incomplete = true;
  if (!limited.insert(pattern).second) return;
  const base::Span where = origin.empty() ? base::Span{} : origin.primary();
  context.report
      .add(codes::regexLimit, where,
           fmt::format("the regular expression `{}` took too many steps on a value and was stopped", pattern))
      .note("the value counts as not matching");
}

}  // namespace quarry::engine
