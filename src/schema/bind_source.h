// Binding to a source that is already chosen: what a test with a data file of its own calls.
#pragma once

#include <optional>

#include "quarry/base/report.h"
#include "schema/model.h"

namespace quarry::schema {

std::optional<Bound> bindTo(const Family& family, const Serves& serves, const Variant& variant, const ir::Plan& plan,
                            Platform platform, const Settings& settings, base::Report& report);

}  // namespace quarry::schema
