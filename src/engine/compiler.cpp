#include "engine/compiler.h"

#include <fmt/format.h>

#include "engine/regex.h"
#include "quarry/base/codes/run.h"

namespace quarry::engine {

void Compiler::checkRegex(const ir::Regex& regex, const base::Origin& origin) {
  const std::string error = Regex::check(regex);
  if (error.empty()) return;
  context_.report.add(codes::regexRefused, origin.empty() ? base::Span{} : origin.primary(),
                      fmt::format("`{}` cannot be run: {}", regex.text, error));
}

void Compiler::refuse(const ir::Apply& apply, const base::Origin& origin) {
  context_.report.add(codes::notRun, origin.empty() ? base::Span{} : origin.primary(),
                      fmt::format("`{}` cannot be run offline", ir::info(apply.operation).spelling));
}

}  // namespace quarry::engine
