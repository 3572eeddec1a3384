// docs/limits.md: every limit with its code.
#pragma once

#include <string>

namespace quarry::cli {

std::string limitsMarkdown();

}  // namespace quarry::cli
