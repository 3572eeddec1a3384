// Patterns that cover others, against holding every two of them against each other.
#include "lint/covering.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "lint/document.h"

using namespace quarry;

namespace {

using Patterns = std::vector<std::optional<ir::Glob>>;

// The definition.
std::vector<std::size_t> byPairs(const Patterns& patterns, bool exact, bool turned) {
  std::vector<std::size_t> found(patterns.size(), lint::kNothing);
  for (std::size_t i = 0; i < patterns.size(); ++i)
    for (std::size_t k = 0; k < patterns.size() && found[i] == lint::kNothing; ++k) {
      if (i == k || !patterns[i] || !patterns[k]) continue;
      const ir::Glob &wide = turned ? *patterns[i] : *patterns[k], &narrow = turned ? *patterns[k] : *patterns[i];
      if (lint::swallows(wide, narrow, exact) && !lint::swallows(narrow, wide, exact)) found[i] = k;
    }
  return found;
}

ir::Glob glob(std::string_view text) { return ir::starGlob(text); }

}  // namespace

TEST_CASE("covering: what covers what is what holding each against each finds") {
  std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases each time
  const auto below = [&](unsigned bound) { return random() % bound; };
  std::size_t covered = 0;
  for (int round = 0; round < 4000; ++round) {
    Patterns patterns;
    const unsigned count = 1 + below(9);
    for (unsigned i = 0; i < count; ++i) {
      if (below(12) == 0) {
        patterns.emplace_back();
        continue;
      }
      std::string text;
      for (unsigned length = below(6); length > 0; --length) text += "aAb*"[below(4)];
      patterns.emplace_back(glob(text));
    }
    for (const bool exact : {false, true})
      for (const bool turned : {false, true}) {
        const auto found = lint::covering(patterns, exact, turned);
        REQUIRE(found == byPairs(patterns, exact, turned));
        for (const std::size_t one : found) covered += one == lint::kNothing ? 0 : 1;
      }
  }
  CHECK(covered > 10'000);
}

TEST_CASE("covering: a hundred thousand patterns of each shape, none of which covers another, are looked at once") {
  for (const std::string_view shape : {"*%*", "%*", "*%"}) {
    Patterns patterns;
    for (std::size_t i = 0; i < 100'000; ++i) {
      std::string text(shape);
      text.replace(text.find('%'), 1, "<" + std::to_string(i) + ">");
      patterns.emplace_back(glob(text));
    }
    for (const bool turned : {false, true}) {
      const auto found = lint::covering(patterns, false, turned);
      CHECK(std::count(found.begin(), found.end(), lint::kNothing) == 100'000);
    }
  }
}

TEST_CASE("covering: texts that each end in all shorter ones") {
  Patterns patterns;
  for (std::size_t i = 1; i <= 3000; ++i) patterns.emplace_back(glob("*" + std::string(i, 'a') + "*"));
  const auto wider = lint::covering(patterns, false, false), narrower = lint::covering(patterns, false, true);
  CHECK(wider.front() == lint::kNothing);
  CHECK(narrower.back() == lint::kNothing);
  for (std::size_t i = 1; i < patterns.size(); ++i) CHECK(wider[i] == 0);
  for (std::size_t i = 0; i + 1 < patterns.size(); ++i) CHECK(narrower[i] == i + 1);
}
