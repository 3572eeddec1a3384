// The table of limits.
#include "quarry/base/limits.h"

#include <doctest/doctest.h>

#include <set>

using quarry::base::Limit;
using quarry::base::limits;
using quarry::base::shownLimit;

TEST_CASE("limits: sizes are shown in the largest unit that they are whole in") {
  CHECK(shownLimit(16 * 1024 * 1024, Limit::Unit::bytes) == "16 MiB");
  CHECK(shownLimit(64 * 1024, Limit::Unit::bytes) == "64 KiB");
  CHECK(shownLimit(1025, Limit::Unit::bytes) == "1,025 bytes");
  CHECK(shownLimit(999, Limit::Unit::count) == "999");
  CHECK(shownLimit(1'000'000, Limit::Unit::count) == "1,000,000");
  CHECK(shownLimit(200, Limit::Unit::levels) == "200 levels");
  CHECK(shownLimit(10'000, Limit::Unit::characters) == "10,000 characters");
}

TEST_CASE("limits: each has a name of its own, and says what it limits and what happens") {
  std::set<std::string_view> names;
  for (const Limit& one : limits()) {
    CHECK_MESSAGE(names.insert(one.name).second, one.name);
    CHECK(one.value > 0);
    CHECK_FALSE(one.what.empty());
    CHECK_FALSE(one.beyond.empty());
  }
}
