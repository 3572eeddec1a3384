// Compares what correlations find with what their definitions say, on random happenings with few times, few keys and
// few kinds, so that ties, edges, repeated stages and interleaved keys come about by themselves.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <set>
#include <string>

#include "run.h"

namespace quarry::test {

inline Happenings random(std::mt19937& source, std::size_t count, std::int64_t span) {
  const std::vector<std::string> kinds = {"a", "a", "b", "b", "c", "x", "other"},
                                 keys = {"k", "k", "k", "l", "", "7", "7.0"};
  Happenings all;
  for (std::size_t i = 0; i < count; ++i) {
    Happening one;
    one.time = static_cast<std::int64_t>(source() % static_cast<std::uint64_t>(span));
    one.what = kinds[source() % kinds.size()];
    one.key = keys[source() % keys.size()];
    if (source() % 5 != 0) one.value = static_cast<double>(source() % 4);
    all.push_back(std::move(one));
  }
  return all;
}

inline Happenings only(const Happenings& all, const std::set<std::string>& kinds) {
  Happenings some;
  for (const Happening& one : all)
    if (kinds.contains(one.what)) some.push_back(one);
  return some;
}

inline std::string print(const ReferenceRows& rows) {
  std::string out;
  for (const auto& [key, first, last, value] : rows) out += fmt::format("({}, {}, {}, {}) ", key, first, last, value);
  return out;
}

// Compares on many random inputs. `exactly`: also through the emitted query.
inline void agree(const std::string& correlation, const std::function<ReferenceRows(const Happenings&)>& reference,
                  bool query = true, const std::string& inner = "", std::size_t least = 20) {
  const Runnable runnable(correlationRule(correlation, inner));
  std::mt19937 source(1);
  std::size_t found = 0;
  for (int round = 0; round < 150; ++round) {
    // In an order of its own: compilers evaluate arguments in different ones.
    const auto span = 4 + static_cast<std::int64_t>(source() % 25);
    const std::size_t count = 5 + source() % 30;
    const Happenings events = random(source, count, span);
    const ReferenceRows expected = reference(events);
    found += expected.size();
    CAPTURE(correlation);
    std::string input;
    for (const Happening& one : events)
      input += fmt::format("{} {} key {} value {}\n", one.time, one.what, one.key, one.value.value_or(-1));
    CAPTURE(input);
    REQUIRE(print(runnable.byEngine(events)) == print(expected));
    if (!query || round % 3 != 0) continue;
    REQUIRE(print(runnable.byQuery(events)) == print(expected));
  }
  CHECK(found > least);  // the inputs say something
}

inline double size(const std::vector<double>& values) { return static_cast<double>(values.size()); }
inline double total(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }
inline double rank(std::vector<double> values, double percent) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(percent / 100 * static_cast<double>(values.size() - 1))];
}

}  // namespace quarry::test
