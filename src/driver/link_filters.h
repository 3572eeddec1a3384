// Which rules a filter covers.
#pragma once

#include "driver/references.h"

namespace quarry::driver {

// Gives each rule the filters that name it, or whose log source covers it.
void linkFilters(Workspace& workspace, const References& references);

}  // namespace quarry::driver
