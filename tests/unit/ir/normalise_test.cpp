// The normal form keeps the meaning, is reached in one go, and has the documented shape.
#include <doctest/doctest.h>

#include "quarry/ir/passes.h"
#include "random_pred.h"

namespace quarry::test {
namespace {

ir::FieldRef event(std::string name) { return {ir::FieldRef::Kind::event, std::move(name), nullptr}; }

ir::Pred glob(std::string field, std::vector<std::string> texts, ir::Fold fold = ir::Fold::unicode) {
  ir::Test test;
  test.field = event(std::move(field));
  test.fold = fold;
  for (std::string& text : texts) test.operands.push_back({ir::exactGlob(std::move(text)), {}});
  return {std::move(test), {}};
}
ir::Pred leaf(std::string field, ir::Op op) {
  ir::Test test;
  test.field = event(std::move(field));
  test.op = op;
  return {std::move(test), {}};
}
ir::Pred both(std::vector<ir::Pred> of) { return {ir::And{std::move(of)}, {}}; }
ir::Pred either(std::vector<ir::Pred> of) { return {ir::Or{std::move(of)}, {}}; }
std::string normal(ir::Pred pred) { return print(ir::normalised(std::move(pred))); }

ir::Val field(std::string name) { return {event(std::move(name)), {}}; }
template <class T>
ir::Val literal(T value) {
  return {ir::Literal{std::move(value)}, {}};
}
ir::Val call(ir::Function function, std::vector<ir::Val> arguments) {
  return {ir::Call{function, std::move(arguments)}, {}};
}
std::string truth(ir::Val value) { return normal({ir::IsTrue{std::move(value)}, {}}); }

}  // namespace

TEST_CASE("a normal form means the same and is normal") {
  const std::vector<Row> rows = RandomPred::rows();
  RandomPred random(20240917);
  for (int i = 0; i < 4000; ++i) {
    const ir::Pred pred = random.pred(3);
    const ir::Pred once = ir::normalised(pred);
    const ir::Pred twice = ir::normalised(once);
    INFO("condition  ", print(pred));
    INFO("normalised ", print(once));
    REQUIRE_MESSAGE(once == twice, print(twice));
    REQUIRE(print(once) == print(twice));
    for (const Row& row : rows) REQUIRE(evaluate(pred, row) == evaluate(once, row));
  }
}

TEST_CASE("and, or, not") {
  const ir::Pred a = glob("a", {"x"}), b = glob("b", {"y"}), c = glob("c", {"z"});
  const ir::Pred yes{ir::Constant{true}, {}}, no{ir::Constant{false}, {}};
  CHECK(normal(both({a, both({b, c})})) == print(both({a, b, c})));
  CHECK(normal(either({a, either({b, either({c})})})) == print(either({a, b, c})));
  CHECK(normal(both({})) == "true");
  CHECK(normal(either({})) == "false");
  CHECK(normal(both({a, yes})) == print(a));
  CHECK(normal(both({a, no})) == "false");
  CHECK(normal(either({a, yes})) == "true");
  CHECK(normal(either({no, a})) == print(a));
  CHECK(normal(both({a, b, a})) == print(both({a, b})));
  CHECK(normal(ir::negation(ir::negation(a))) == print(a));
  CHECK(normal(ir::negation(ir::negation(ir::negation(a)))) == print(ir::negation(a)));
  CHECK(normal(ir::negation(both({a, no}))) == "true");
  // What a negation covers stays together: `not (x or y)` reads better than two nots.
  CHECK(normal(ir::negation(either({a, b}))) == print(ir::negation(either({a, b}))));
}

TEST_CASE("null and present") {
  CHECK(normal(ir::negation(leaf("a", ir::Op::null))) == "a is present");
  CHECK(normal(ir::negation(leaf("a", ir::Op::present))) == "not a is present");
  // One element may be null where another is not.
  CHECK(normal(ir::negation(leaf("a[].b", ir::Op::null))) == "not a[].b is null");
  ir::Test anything;
  anything.field = event("a");
  anything.operands.push_back({ir::Glob{{ir::AnyRun{}}}, {}});
  CHECK(normal({anything, {}}) == "a is present");
  anything.field.kind = ir::FieldRef::Kind::raw;
  CHECK(normal({anything, {}}) != "a is present");
}

TEST_CASE("alternatives on one field become one test") {
  CHECK(normal(either({glob("a", {"x"}), glob("b", {"y"}), glob("a", {"z", "x"})})) ==
        "(a matches (any case) 'x', 'z' or b matches (any case) 'y')");
  CHECK(normal(either({glob("a", {"Foo"}), glob("a", {"foo"})})) == "a matches (any case) 'Foo'");
  CHECK(normal(either({glob("a", {"Foo"}, ir::Fold::exact), glob("a", {"foo"}, ir::Fold::exact)})) ==
        "a matches exactly 'Foo', 'foo'");
  // Folds differ: two tests.
  CHECK(normal(either({glob("a", {"x"}, ir::Fold::exact), glob("a", {"y"})})) ==
        "(a matches exactly 'x' or a matches (any case) 'y')");
  // What has no case joins either of them.
  CHECK(normal(either({glob("a", {"1"}), glob("a", {"y"})})) == "a matches (any case) '1', 'y'");
  CHECK(normal(either({glob("a", {"y"}), glob("a", {"1"}, ir::Fold::exact)})) == "a matches (any case) 'y', '1'");
  // A regex and a text do not share a list.
  ir::Test regex;
  regex.field = event("a");
  regex.operands.push_back({ir::Regex{"x", true, false, false}, {}});
  CHECK(normal(either({glob("a", {"y"}), {regex, {}}})) == "(a matches (any case) 'y' or a matches /x/i)");
  // `every element is x, or every element is y` is not `every element is x or y`.
  ir::Test every;
  every.field = event("a[]");
  every.quantifier = ir::Quantifier::all;
  every.operands.push_back({ir::exactGlob("x"), {}});
  ir::Test other = every;
  other.operands.front().value = ir::exactGlob("y");
  CHECK(std::holds_alternative<ir::Or>(ir::normalised(either({{every, {}}, {other, {}}})).node));
  // Under and, two tests stay two.
  CHECK(std::holds_alternative<ir::And>(ir::normalised(both({glob("a", {"x"}), glob("a", {"y"})})).node));
}

TEST_CASE("letters without case compare exactly") {
  CHECK(normal(glob("a", {"4624", "10.0.0.1"})) == "a matches exactly '4624', '10.0.0.1'");
  CHECK(normal(glob("a", {"4624", "x"})) == "a matches (any case) '4624', 'x'");
  CHECK(normal(glob("a", {"été"})) == "a matches (any case) 'été'");
  CHECK(normal(glob("a", {})) == "false");
  ir::Test regex;
  regex.field = event("a");
  regex.operands.push_back({ir::Regex{"^[0-9]+$", true, false, false}, {}});
  CHECK(normal({regex, {}}) == "a matches /^[0-9]+$/");
  regex.operands.push_back({ir::Regex{"\\d", true, false, false}, {}});
  CHECK(normal({regex, {}}) == "a matches /^[0-9]+$/, /\\d/i");
}

TEST_CASE("conditions that look alike as text are told apart") {
  const ir::Pred one = glob("a", {"x', 'y"}), two = glob("a", {"x", "y"});
  CHECK(print(one) != print(two));
  ir::Test slash, slashes;
  slash.field = slashes.field = event("a");
  slash.operands = {{ir::Regex{"x/, /y", false, false, false}, {}}};
  slashes.operands = {{ir::Regex{"x", false, false, false}, {}}, {ir::Regex{"y", false, false, false}, {}}};
  CHECK(std::holds_alternative<ir::And>(ir::normalised(both({{slash, {}}, {slashes, {}}})).node));
}

TEST_CASE("comparisons become tests") {
  using ir::Function;
  CHECK(truth(call(Function::equal, {field("a"), literal(std::string("Copy"))})) == "a matches exactly 'Copy'");
  CHECK(truth(call(Function::equal, {literal(std::string("Copy")), field("a")})) == "a matches exactly 'Copy'");
  CHECK(truth(call(Function::greater, {field("a"), literal(5.0)})) == "a > 5");
  CHECK(truth(call(Function::less, {literal(5.0), field("a")})) == "a > 5");
  CHECK(truth(call(Function::equal, {field("a"), literal(1e21)})) == "a equals 1000000000000000000000");
  CHECK(truth(call(Function::equal, {field("a"), literal(true)})) == "a equals true");
  CHECK(truth(field("a")) == "a equals true");
  CHECK(truth(call(Function::in, {field("a"), literal(std::string("x")), literal(std::string("y"))})) ==
        "a matches exactly 'x', 'y'");
  CHECK(truth(call(Function::in, {field("a"), literal(std::string("x")), literal(1.0)})) ==
        "(a matches exactly 'x' or a equals 1)");
  CHECK(truth(call(Function::exists, {field("a")})) == "a is present");
  // A missing field is neither equal nor different.
  CHECK(truth(call(Function::notEqual, {field("a"), literal(1.0)})) == "(a is present and not a equals 1)");
  CHECK(truth(call(Function::logicalNot, {call(Function::less, {field("a"), literal(1.0)})})) ==
        "(a is present and not a < 1)");
  CHECK(truth(call(Function::logicalNot, {call(Function::exists, {field("a")})})) == "not a is present");
  CHECK(truth(call(Function::logicalNot, {field("a")})) == "a equals false");
  // What a test cannot say stays a value.
  CHECK(truth(call(Function::equal, {field("a"), field("b")})) == "is true((a == b))");
  CHECK(truth(call(Function::logicalAnd, {call(Function::equal, {field("a"), field("b")}), field("c")})) ==
        "(is true((a == b)) and c equals true)");
}

TEST_CASE("literals are calculated") {
  using ir::Function;
  const auto minutes = [](double n) { return call(Function::multiply, {literal(n), literal(60.0)}); };
  CHECK(truth(call(Function::greater, {field("a"), minutes(15)})) == "a > 900");
  CHECK(truth(call(Function::greater, {minutes(2), literal(100.0)})) == "true");
  CHECK(truth(call(Function::equal, {literal(std::string("1")), literal(1.0)})) == "false");
  CHECK(truth(call(Function::greater, {field("a"), call(Function::negate, {literal(5.0)})})) == "a > -5");
  CHECK(truth(call(Function::greater, {field("a"), call(Function::divide, {literal(5.0), literal(0.0)})})) ==
        "is true((a > (5 / 0)))");
}

TEST_CASE("a score compares in its labels' spelling") {
  ir::Plan plan;
  ir::Extend score;
  ir::Case cases;
  cases.branches.push_back({glob("x", {"y"}), literal(std::string("High"))});
  cases.otherwise = literal(std::string("Low"));
  score.columns.push_back({"Risk", {cases, {}}, {ir::TypeKind::ordinal, {"High", "Low"}}, {}});
  plan.steps.push_back({score, {}});
  ir::Pred where = either({glob("Risk", {"high"}), glob("Risk", {"HIGH", "low"})});
  for (ir::Pred& pred : std::get<ir::Or>(where.node).of)
    std::get<ir::Test>(pred.node).field.kind = ir::FieldRef::Kind::column;
  plan.steps.push_back({ir::Filter{where}, {}});
  plan.steps.push_back({ir::Filter{both({})}, {}});
  ir::normalise(plan);
  REQUIRE(plan.steps.size() == 3);
  // A filter that lets everything through stays: verification reports it.
  CHECK(print(std::get<ir::Filter>(plan.steps[2].node).where) == "true");
  CHECK(print(std::get<ir::Filter>(plan.steps[1].node).where) == "$Risk matches exactly 'High', 'Low'");
  const std::string once = print(plan);
  ir::normalise(plan);
  CHECK(print(plan) == once);
}

}  // namespace quarry::test
