// Private to embedded*.cpp.
#pragma once

#include "quarry/driver/embedded.h"

namespace quarry::driver {

std::vector<EmbeddedQuery> queriesInYaml(base::FileId file, base::Sources& sources, base::Report& report);
std::vector<EmbeddedQuery> queriesInMarkdown(base::FileId file, base::Sources& sources);

}  // namespace quarry::driver
