#include "quarry/base/stable_list.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

using quarry::base::StableList;

TEST_CASE("elements keep their index and their place while the list grows") {
  StableList<std::string> list;
  std::vector<const std::string*> places;
  for (int i = 0; i < 5000; ++i) {
    CHECK(list.add(std::to_string(i)) == static_cast<std::size_t>(i));
    places.push_back(&list[static_cast<std::size_t>(i)]);
  }
  CHECK(list.size() == 5000);
  for (std::size_t i = 0; i < places.size(); ++i) {
    CHECK(&list[i] == places[i]);
    CHECK(list[i] == std::to_string(i));
  }
}

TEST_CASE("several threads add to a list, and each reads what it has added") {
  constexpr int kThreads = 4, kEach = 3000;
  StableList<std::string> list;
  std::vector<std::vector<std::size_t>> indices(kThreads);
  std::vector<char> good(kThreads, 1);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      const auto own = static_cast<std::size_t>(t);
      for (int i = 0; i < kEach; ++i) {
        const std::string text = std::to_string(t) + "." + std::to_string(i);
        indices[own].push_back(list.add(text));
        if (list[indices[own].back()] != text) good[own] = 0;
      }
    });
  for (std::thread& thread : threads) thread.join();
  std::set<std::size_t> all;
  for (int t = 0; t < kThreads; ++t) {
    const auto own = static_cast<std::size_t>(t);
    CHECK(good[own] == 1);
    for (int i = 0; i < kEach; ++i) {
      const std::size_t index = indices[own][static_cast<std::size_t>(i)];
      all.insert(index);
      CHECK(list[index] == std::to_string(t) + "." + std::to_string(i));
    }
  }
  CHECK(all.size() == kThreads * kEach);
  CHECK(list.size() == kThreads * kEach);
}

TEST_CASE("a list that was moved from is empty, and can be used again") {
  StableList<int> list;
  for (int i = 0; i < 100; ++i) list.add(i);
  StableList<int> moved = std::move(list);
  CHECK(moved.size() == 100);
  CHECK(moved[99] == 99);
  list = StableList<int>();
  CHECK(list.add(7) == 0);
  CHECK(list[0] == 7);
}
