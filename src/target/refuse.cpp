#include "target/refuse.h"

#include <fmt/format.h>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"

namespace quarry::target {

void refuse(const ir::Apply& apply, const base::Origin& origin, std::string_view language, base::Report& report) {
  report.add(codes::cannotSay, origin.primary(),
             fmt::format("{} has no exact form for `{}`", language, ir::info(apply.operation).spelling));
}

void refuse(ir::Function function, const base::Origin& origin, std::string_view language, base::Report& report) {
  report
      .add(codes::cannotSay, origin.primary(),
           fmt::format("{} has no exact form for this {}", language,
                       function == ir::Function::falsy ? "negation of a text" : "comparison of texts"))
      .note("CQL compares two values as numbers if both can be read as such, and as texts otherwise");
}

}  // namespace quarry::target
