// The table of limits against the codes.
#include "quarry/base/limits.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "quarry/driver/codes.h"

TEST_CASE("limits: whatever code a limit names is one") {
  const auto codes = quarry::driver::allCodes();
  for (const quarry::base::Limit& one : quarry::base::limits())
    if (!one.code.empty())
      CHECK_MESSAGE(std::any_of(codes.begin(), codes.end(), [&](const auto* def) { return def->code == one.code; }),
                    one.name);
}
