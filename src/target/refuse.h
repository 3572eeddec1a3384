// What only CQL has: operations, and values that are texts until they are needed as numbers. No target says them (the
// CQL one neither: a query is translated from its text), so each place is an error of its own.
#pragma once

#include <string_view>

#include "quarry/base/report.h"
#include "quarry/ir/plan.h"

namespace quarry::target {

void refuse(const ir::Apply& apply, const base::Origin& origin, std::string_view language, base::Report& report);
// `same`, `different` and `falsy`.
void refuse(ir::Function function, const base::Origin& origin, std::string_view language, base::Report& report);

}  // namespace quarry::target
