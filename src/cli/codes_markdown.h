// docs/lint.md: every code with its documentation and examples.
#pragma once

#include <string>

namespace quarry::cli {

std::string codesMarkdown();

}  // namespace quarry::cli
