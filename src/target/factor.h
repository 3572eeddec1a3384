// What alternatives have in common, said once: `(a and b) or (a and c)` is `a and (b or c)`. The part in common can
// then be asked first, where a platform is quickest.
#pragma once

#include "quarry/ir/plan.h"

namespace quarry::target {

// Of a condition in normal form, one of the same meaning, also in normal form. Of `not (f is null or …)` the first part
// becomes `f is present`, a condition of its own.
ir::Pred factored(ir::Pred pred);

// Every filter of a plan.
void factorFilters(ir::Plan& plan);

}  // namespace quarry::target
