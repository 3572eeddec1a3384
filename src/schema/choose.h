// Which source of which data file serves a plan on a platform.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/ir/plan.h"
#include "schema/model.h"

namespace quarry::schema {

struct Chosen {
  const Family* family = nullptr;
  const Serves* serves = nullptr;  // which of the family's log sources was asked for
};

// None if an error was reported: nothing serves the log source, or nothing does on this platform.
std::optional<Chosen> chooseFamily(const ir::Scan& scan, const base::Origin& origin, Platform platform,
                                   base::Report& report);
// The variants that the settings leave, in the file's order. Empty if an error was reported.
std::vector<const Variant*> candidates(const Family& family, Platform platform, const base::Origin& origin,
                                       const Settings& settings, base::Report& report);

// The parameter that a restriction's value waits for: "channel" in "XmlWinEventLog:{channel}"; "" if it waits for none.
std::string parameterIn(std::string_view value);

// The value of a setting, or its default; a default is an assumption that the query's header states.
std::string valueOf(const Choice& choice, std::string_view what, const Settings& settings,
                    std::vector<std::string>& assumptions);
// The source's restriction as a condition on its own fields.
ir::Pred restrictionOf(const Variant& variant, const Serves& serves, Platform platform, const Settings& settings,
                       std::vector<std::string>& assumptions);

}  // namespace quarry::schema
