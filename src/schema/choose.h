// Which source of which data file serves a plan on a platform.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/ir/plan.h"
#include "schema/model.h"

namespace quarry::schema {

// None if an error was reported: nothing serves the log source, or nothing does on this platform.
const Family* chooseFamily(const ir::Scan& scan, const base::Origin& origin, Platform platform, base::Report& report);
// None if an error was reported: a setting has a value that no variant goes by.
const Variant* chooseVariant(const Family& family, Platform platform, const base::Origin& origin,
                             const Settings& settings, base::Report& report);

// The value of a setting, or its default; a default is an assumption that the query's header states.
std::string valueOf(const Choice& choice, std::string_view what, const Settings& settings,
                    std::vector<std::string>& assumptions);
// The source's restriction as a condition on its own fields.
ir::Pred restrictionOf(const Variant& variant, Platform platform, const Settings& settings,
                       std::vector<std::string>& assumptions);

}  // namespace quarry::schema
