// Applies fixes to a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/diagnostic.h"

namespace quarry::base {

struct Applied {
  std::string text;
  std::size_t fixes = 0;      // fixes whose edits went in
  std::size_t conflicts = 0;  // fixes left out because they overlap one that went in
};

// Applies the fixes whose edits all lie in `file`, first come first served. A fix goes in whole or not at all.
Applied applyFixes(std::string_view text, FileId file, const std::vector<const Fix*>& fixes);

}  // namespace quarry::base
