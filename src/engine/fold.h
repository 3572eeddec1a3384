// Letters without regard to case.
#pragma once

#include <string>
#include <string_view>

#include "quarry/ir/pred.h"

namespace quarry::engine {

// The text in the form in which two texts that differ in case only are the same. `exact` leaves it as it is, `ascii`
// folds A to Z, `unicode` every character that has one other case (Unicode's simple case folding).
std::string folded(std::string_view text, ir::Fold fold);
// The same without a copy where none is needed: the result points into `text` or into `buffer`.
std::string_view foldedView(std::string_view text, ir::Fold fold, std::string& buffer);

}  // namespace quarry::engine
