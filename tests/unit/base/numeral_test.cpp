#include "quarry/base/numeral.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using namespace quarry::base;

TEST_CASE("a numeral is all of a text, and no word") {
  CHECK(numeral("1") == 1);
  CHECK(numeral("-0.5") == -0.5);
  CHECK(numeral(".5") == 0.5);
  CHECK(numeral("2e3") == 2000);
  for (const char* text :
       {"", "-", "+1", " 1", "1 ", "1x", "0x10", "inf", "-inf", "nan", "infinity", "1e999", "--1", "-e1"})
    CHECK_MESSAGE(!numeral(text), text);
}

TEST_CASE("a whole numeral fits its type") {
  CHECK(wholeNumeral<int>("-12") == -12);
  CHECK(wholeNumeral<std::uint64_t>("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK(wholeNumeral<unsigned>("ff", 16) == 255u);
  CHECK(!wholeNumeral<std::uint64_t>("18446744073709551616"));
  CHECK(!wholeNumeral<unsigned>("-1"));
  CHECK(!wholeNumeral<int>("1.5"));
  CHECK(!wholeNumeral<int>(""));
}

TEST_CASE("a plain number has no exponent and reads back as itself") {
  CHECK(plainNumber(5) == "5");
  CHECK(plainNumber(-0.1) == "-0.1");
  CHECK(plainNumber(2e-8) == "0.00000002");
  CHECK(plainNumber(1e22) == "10000000000000000000000");
  using Limits = std::numeric_limits<double>;
  for (const double value : {3.4e-266, -1e-300, Limits::denorm_min(), Limits::max(), Limits::min(), 1.0 / 3})
    CHECK(numeral(plainNumber(value)) == value);
}

TEST_CASE("a number beyond a type is the closest that it holds") {
  using Signed = std::numeric_limits<std::int64_t>;
  CHECK(clamped<std::int64_t>(-1.9) == -1);
  CHECK(clamped<std::int64_t>(1e30) == Signed::max());
  CHECK(clamped<std::int64_t>(9223372036854775808.0) == Signed::max());
  CHECK(clamped<std::int64_t>(-1e30) == Signed::min());
  CHECK(clamped<std::uint64_t>(-1) == 0);
  CHECK(clamped<std::uint64_t>(1e19) == 10000000000000000000u);
  CHECK(clamped<std::uint64_t>(18446744073709551616.0) == std::numeric_limits<std::uint64_t>::max());
  CHECK(clamped<int>(2147483647.9) == std::numeric_limits<int>::max());
  CHECK(clamped<int>(-2147483648.9) == std::numeric_limits<int>::min());
  CHECK(clamped<int>(std::numeric_limits<double>::infinity()) == std::numeric_limits<int>::max());
  CHECK(clamped<int>(std::numeric_limits<double>::quiet_NaN()) == 0);
}
