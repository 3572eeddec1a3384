#include "quarry/ir/columns.h"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <vector>

namespace quarry::ir {
namespace {

std::vector<std::string> namesOf(const Columns& columns) {
  std::vector<std::string> names;
  columns.visit([&](const std::string& name, const Type&) { names.push_back(name); });
  return names;
}

Type typed(std::size_t number) { return {number % 2 == 0 ? TypeKind::number : TypeKind::text, {}}; }

}  // namespace

TEST_CASE("columns hold what a map holds, and every copy stays as it was") {
  std::mt19937 random(7);
  Columns columns;
  std::map<std::string, Type> expected;
  std::vector<std::pair<Columns, std::map<std::string, Type>>> versions;
  for (int round = 0; round < 2000; ++round) {
    const std::string name = "c" + std::to_string(random() % 60);
    if (random() % 3 == 0) {
      columns.erase(name);
      expected.erase(name);
    } else {
      const Type type = typed(random());
      columns.set(name, type);
      expected[name] = type;
    }
    if (round % 50 == 0) versions.emplace_back(columns, expected);
  }
  versions.emplace_back(columns, expected);
  for (const auto& [version, map] : versions) {
    std::vector<std::string> names;
    for (const auto& [name, type] : map) {
      names.push_back(name);
      REQUIRE(version.contains(name));
      CHECK(*version.find(name) == type);
    }
    CHECK(namesOf(version) == names);
  }
}

TEST_CASE("columns that are set in order do not become a list as deep as they are many") {
  Columns columns;
  std::vector<Columns> versions;
  for (int i = 0; i < 200'000; ++i) {
    columns.set(std::to_string(1'000'000 + i), {});
    versions.push_back(columns);
  }
  CHECK(columns.contains("1199999"));
  CHECK_FALSE(versions[1000].contains("1001001"));
  CHECK(versions[1000].contains("1001000"));
}

}  // namespace quarry::ir
