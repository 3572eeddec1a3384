// What alternatives share is said once, and the meaning stays: every assignment of truth to the leaves is tried.
#include "target/factor.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

using namespace quarry;

namespace {

ir::Pred leaf(const std::string& field, const std::string& value) {
  ir::Test test;
  test.field.name = field;
  test.operands.push_back({ir::Glob{{value}}, {}});
  return {std::move(test), {}};
}

ir::Pred null(const std::string& field) {
  ir::Test test;
  test.field.name = field;
  test.op = ir::Op::null;
  return {std::move(test), {}};
}

ir::Pred both(std::vector<ir::Pred> of) { return {ir::And{std::move(of)}, {}}; }
ir::Pred either(std::vector<ir::Pred> of) { return {ir::Or{std::move(of)}, {}}; }
ir::Pred no(ir::Pred of) { return {ir::Not{std::move(of)}, {}}; }

using Event = std::map<std::string, std::string>;

bool holds(const ir::Pred& pred, const Event& event) {
  return std::visit(base::overloaded{
                        [](const ir::Constant& known) { return known.value; },
                        [&](const ir::And& all) {
                          return std::all_of(all.of.begin(), all.of.end(), [&](auto& p) { return holds(p, event); });
                        },
                        [&](const ir::Or& any) {
                          return std::any_of(any.of.begin(), any.of.end(), [&](auto& p) { return holds(p, event); });
                        },
                        [&](const ir::Not& negated) { return !holds(*negated.of, event); },
                        [&](const ir::Test& test) {
                          const auto found = event.find(test.field.name);
                          if (test.op == ir::Op::null) return found == event.end();
                          if (test.op == ir::Op::present) return found != event.end();
                          return found != event.end() &&
                                 std::any_of(test.operands.begin(), test.operands.end(), [&](const ir::Operand& one) {
                                   return literal(std::get<ir::Glob>(one.value)) == found->second;
                                 });
                        },
                        [](const auto&) { return false; },
                    },
                    pred.node);
}

// A condition over fields a, b, c with values 1, 2, 3.
ir::Pred arbitrary(std::mt19937& random, int depth) {
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::string field(1, static_cast<char>('a' + pick(3)));
  if (depth == 0 || pick(4) == 0) return pick(5) == 0 ? null(field) : leaf(field, std::to_string(1 + pick(3)));
  if (pick(4) == 0) return no(arbitrary(random, depth - 1));
  std::vector<ir::Pred> of;
  for (int i = 2 + pick(3); i > 0; --i) of.push_back(arbitrary(random, depth - 1));
  return pick(2) == 0 ? both(std::move(of)) : either(std::move(of));
}

std::string printed(const ir::Pred& pred) { return ir::print(target::factored(pred)); }

}  // namespace

TEST_CASE("what every alternative asks is asked first") {
  CHECK(printed(either({both({leaf("id", "1"), leaf("a", "x")}), both({leaf("b", "y"), leaf("id", "1")})})) ==
        ir::print(both({leaf("id", "1"), either({leaf("a", "x"), leaf("b", "y")})})));
  // An alternative that asks nothing else makes the others superfluous.
  CHECK(printed(either({leaf("id", "1"), both({leaf("id", "1"), leaf("a", "x")})})) == ir::print(leaf("id", "1")));
}

TEST_CASE("alternatives that differ in one value share it in a list") {
  ir::Pred list = leaf("b", "x");
  std::get<ir::Test>(list.node).operands.push_back({ir::Glob{{"y"}}, {}});
  CHECK(printed(either({both({leaf("a", "1"), leaf("b", "x")}), both({leaf("a", "2"), leaf("c", "z")}),
                        both({leaf("a", "1"), leaf("b", "y")})})) ==
        ir::print(either({both({leaf("a", "1"), list}), both({leaf("a", "2"), leaf("c", "z")})})));
}

TEST_CASE("fields of one name that are bound to two are not the same") {
  ir::Pred one = leaf("a", "x"), other = one;
  auto physical = std::make_shared<ir::PhysicalField>();
  physical->name = "another";
  std::get<ir::Test>(other.node).field.physical = physical;
  const ir::Pred pred = either({both({one, leaf("b", "1")}), both({other, leaf("c", "2")})});
  CHECK(printed(pred) == ir::print(pred));
}

TEST_CASE("a factored condition means the same") {
  std::mt19937 random(20260101);
  std::size_t shorter = 0;
  for (int i = 0; i < 3000; ++i) {
    const ir::Pred pred = arbitrary(random, 4);
    const ir::Pred made = target::factored(pred);
    shorter += ir::print(made).size() < ir::print(pred).size() ? 1 : 0;
    for (int values = 0; values < 4 * 4 * 4; ++values) {
      Event event;
      for (int field = 0, rest = values; field < 3; ++field, rest /= 4)
        if (rest % 4 != 0) event[std::string(1, static_cast<char>('a' + field))] = std::to_string(rest % 4);
      if (holds(pred, event) == holds(made, event)) continue;
      FAIL(ir::print(pred) << "\n" << ir::print(made));
    }
  }
  CHECK(shorter > 500);
}
