// Arrays among the fields of a row.
#include "engine/flat/row.h"

#include <doctest/doctest.h>

using namespace quarry::engine::flat;
using Texts = std::vector<std::string>;

namespace {

Row rowOf(const Row::Fields& fields) {
  Row row;
  row.fields() = fields;
  return row;
}

}  // namespace

TEST_CASE("flat array: what is an element by its name") {
  CHECK(elementOf("a[0]", "a")->index == 0);
  CHECK(elementOf("a[12].b[3]", "a")->index == 12);
  CHECK(elementOf("a[12].b[3]", "a")->rest == ".b[3]");
  CHECK(elementOf("[7]", "")->index == 7);
  for (const char* name : {"a", "a[]", "a[x]", "a[01]", "a[-1]", "a[1", "a[1]b", "ab[1]", "a[99999999999999999999]"}) {
    CAPTURE(name);
    CHECK_FALSE(elementOf(name, "a"));
  }
}

TEST_CASE("flat array: in any order, up to the first hole") {
  const Row row = rowOf({{"a[1]", "y"}, {"b", ""}, {"a[0]", "x"}, {"a[3]", "w"}, {"o[0].k", "1"}, {"o[1].k", "2"}});
  CHECK(arrayOf(row, "a") == Texts{"x", "y"});
  CHECK(arrayOf(row, "o").empty());
  CHECK(arrayOf(row, "o", ".k") == Texts{"1", "2"});
  CHECK(elementCount(row, "a") == 2);
  CHECK(elementCount(row, "o") == 2);
  CHECK(elementCount(row, "b") == 0);
}

TEST_CASE("flat array: setting one keeps its place, takes surplus elements away, and leaves those behind a hole") {
  Row row = rowOf({{"a[0]", "x"}, {"z", "1"}, {"a[1]", "y"}, {"a[1].k", "in"}, {"a[3]", "w"}});
  setArray(row, "a", {"X"});
  CHECK(row.fields() == Row::Fields{{"a[0]", "X"}, {"z", "1"}, {"a[1].k", "in"}, {"a[3]", "w"}});
  setArray(row, "a", {"p", "q", "r", "s"});
  CHECK(row.fields() ==
        Row::Fields{{"a[0]", "p"}, {"z", "1"}, {"a[1].k", "in"}, {"a[3]", "s"}, {"a[1]", "q"}, {"a[2]", "r"}});
}
