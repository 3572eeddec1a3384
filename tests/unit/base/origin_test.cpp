#include "quarry/base/origin.h"

#include <doctest/doctest.h>

namespace quarry::base {
namespace {

Span at(std::uint32_t begin) { return {FileId{1}, begin, begin + 1}; }

}  // namespace

TEST_CASE("an origin united with others names each place once, in their order") {
  Origin all;
  for (std::uint32_t round = 0; round < 3; ++round)
    for (std::uint32_t i = 0; i < 100; ++i) all |= Origin(at(i));
  std::vector<Span> expected;
  for (std::uint32_t i = 0; i < 100; ++i) expected.push_back(at(i));
  CHECK(all.spans() == expected);
  CHECK(all.primary() == at(0));
  CHECK((all | all).spans() == expected);
  CHECK((Origin() | all).spans() == expected);
  CHECK((all | Origin()).spans() == expected);
}

TEST_CASE("what is added to one origin does not show in another that began alike") {
  const Origin both = Origin(at(1)) | Origin(at(2));
  const Origin left = both | Origin(at(3));
  const Origin right = both | Origin(at(4));
  const Origin again = left | right;
  CHECK(both.spans() == std::vector{at(1), at(2)});
  CHECK(left.spans() == std::vector{at(1), at(2), at(3)});
  CHECK(right.spans() == std::vector{at(1), at(2), at(4)});
  CHECK(again.spans() == std::vector{at(1), at(2), at(3), at(4)});
  CHECK((both | left).spans() == left.spans());
  CHECK((left | both).spans() == left.spans());
}

TEST_CASE("origins that are united in turns do not grow beyond their places") {
  Origin a(at(1)), b(at(2));
  for (int round = 0; round < 64; ++round) {
    a |= b;
    b |= a;
  }
  CHECK(a.spans() == std::vector{at(1), at(2)});
  CHECK(b.spans() == std::vector{at(2), at(1)});
}

}  // namespace quarry::base
