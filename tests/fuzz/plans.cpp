#include "plans.h"

#include <fmt/format.h>

#include <array>

#include "plan_values.h"

namespace quarry::fuzz {

namespace {

ir::Glob globOf(Bytes& bytes) {
  ir::Glob glob;
  const unsigned form = bytes.take() % 8;
  const auto literal = [&] {
    std::string text = bytes.text();
    if (!text.empty()) glob.tokens.emplace_back(std::move(text));
  };
  // No two neighbouring texts, and no two runs.
  const auto run = [&] {
    if (glob.tokens.empty() || !std::holds_alternative<ir::AnyRun>(glob.tokens.back()))
      glob.tokens.emplace_back(ir::AnyRun{});
  };
  if (form == 1 || form == 3) run();
  literal();
  if (form == 2 || form == 3 || form == 5) run();
  if (form == 4) glob.tokens.emplace_back(ir::AnyOne{});
  if (form == 4 || form == 5) literal();
  return glob;
}

ir::Pred testOf(Bytes& bytes) {
  static constexpr std::array<const char*, 6> kFields = {"userAgent",
                                                         "errorMessage",
                                                         "requestParameters.roleName",
                                                         "userIdentity.userName",
                                                         "requestParameters.list[].id",
                                                         "responseElements.x"};
  ir::Test test;
  const unsigned field = bytes.take() % 7;
  test.field = field == 6 ? ir::FieldRef{ir::FieldRef::Kind::raw, "", nullptr}
                          : ir::FieldRef{ir::FieldRef::Kind::event, kFields[field], nullptr};
  test.fold = std::array{ir::Fold::exact, ir::Fold::ascii, ir::Fold::unicode}[bytes.take() % 3];
  if (field != 6 && bytes.take() % 6 == 0) {
    test.op = std::array{ir::Op::equals, ir::Op::less, ir::Op::greaterEqual}[bytes.take() % 3];
    test.domain = ir::Domain::number;
    const double value = bytes.number();
    test.operands.push_back({ir::Number{fmt::format("{}", value), value}, {}});
    return ir::Pred{test, {}};
  }
  for (unsigned count = 1 + bytes.take() % 3; count > 0; --count) test.operands.push_back({globOf(bytes), {}});
  ir::Pred pred{test, {}};
  return bytes.take() % 4 == 0 ? ir::negation(pred) : pred;
}

constexpr std::array kRegexes = {R"(^a.*b$)",
                                 R"([^x-z]+\\)",
                                 R"((?:foo|bar)\d{2,3})",
                                 R"("quoted"/'x'`)",
                                 R"((?i)a\.b|c$)",
                                 R"(\bqzkvx\b)",
                                 R"((?:power|pw)(?:shell|sh)(?:\.exe)?)",
                                 R"((a|b)(c|d)(e|f)(g|h)(i|j))",
                                 R"(x{3,}[yz]{2}(?:long text){1,2})",
                                 R"((?<name>abc)(?=def)(?!ghi))",
                                 R"(\x41\t\.\$\*[\]\-a])",
                                 R"((?:)|^$)",
                                 R"([A-Z][a]bcd*e+?f)",
                                 R"((?:a(?:b(?:c|d)|ef)|ghi)jkl)",
                                 R"(\w+@\S+\.(com|net))",
                                 R"((?-i:Exact)(?s:.)end\z)"};
constexpr std::array<const char*, 4> kNetworks = {"10.0.0.0/8", "192.168.1.7/32", "0.0.0.0/0", "fc00::/7"};

constexpr std::array<const char*, 4> kTyped = {"readOnly", "managementEvent", "requestParameters.force",
                                               "userIdentity.sessionContext.attributes.mfaAuthenticated"};

ir::Listed listOf(Bytes& bytes) {
  ir::Listed list;
  list.name = "a list";
  list.networks = bytes.flag();
  if (bytes.flag()) list.column = "a column";
  list.places = {{"cql", "a.csv"}, {"kql", "A"}, {"spl", "a"}};
  return list;
}

// What is no comparison of one value with texts or a number.
ir::Pred otherOf(Bytes& bytes) {
  ir::Test test;
  test.field = eventField(bytes.flag() ? "userAgent" : "requestParameters.list[].id");
  switch (bytes.take() % 11) {
    case 0:
      test.op = bytes.flag() ? ir::Op::present : ir::Op::null;
      break;
    case 1:
      test.fold = bytes.flag() ? ir::Fold::unicode : ir::Fold::exact;
      test.operands.push_back(
          {ir::Regex{kRegexes[bytes.take() % kRegexes.size()], bytes.flag(), bytes.flag(), bytes.flag()}, {}});
      break;
    case 2: {
      test.op = ir::Op::inNetwork;
      test.domain = ir::Domain::ip;
      const std::string network = kNetworks[bytes.take() % kNetworks.size()];
      test.operands.push_back({ir::Network{network, network.find(':') != std::string::npos}, {}});
      break;
    }
    case 3:
      test.op = ir::Op::sameAs;
      test.operands.push_back(
          {ir::OtherField{eventField("errorMessage"), static_cast<ir::OtherField::Where>(bytes.take() % 4)}, {}});
      break;
    case 4:
      test.quantifier = ir::Quantifier::all;
      test.fold = ir::Fold::ascii;
      test.operands.push_back({globOf(bytes), {}});
      break;
    case 5: {
      test.field = eventField("id");
      test.operands.push_back({globOf(bytes), {}});
      ir::Pred inside{std::move(test), {}};
      return {ir::AnyElement{eventField("requestParameters.list[]"), std::move(inside)}, {}};
    }
    case 6:
      return {ir::IsTrue{typedValue(bytes, ValueType::boolean, 3)}, {}};
    case 7:
      test.op = ir::Op::inList;
      test.fold = bytes.flag() ? ir::Fold::ascii : ir::Fold::exact;
      test.operands.push_back({listOf(bytes), {}});
      break;
    case 8:
      test.field = eventField(kTyped[bytes.take() % kTyped.size()]);
      test.fold = ir::Fold::ascii;
      test.operands.push_back({ir::exactGlob(bytes.flag() ? "true" : "FALSE"), {}});
      break;
    case 9:
      test.fold = bytes.flag() ? ir::Fold::ascii : ir::Fold::exact;
      // As many as have to be said in another way.
      for (unsigned i = 0, shape = bytes.take(); i < 60; ++i) {
        ir::Glob glob = ir::exactGlob(fmt::format("{}value {}", kCanary, i));
        if ((shape & 1) != 0) glob.tokens.insert(glob.tokens.begin(), ir::AnyRun{});
        if ((shape & 2) != 0) glob.tokens.emplace_back(ir::AnyRun{});
        test.operands.push_back({std::move(glob), {}});
      }
      break;
    default:
      return {ir::IsTrue{anyValue(bytes, 3)}, {}};
  }
  return {std::move(test), {}};
}

// Conditions that share parts, as rules of several selections have them.
ir::Pred nestedOf(Bytes& bytes, const std::vector<ir::Pred>& parts, unsigned depth) {
  const unsigned form = bytes.take() % (depth == 0 ? 2 : 6);
  if (form == 0) return parts[bytes.take() % parts.size()];
  if (form == 1) return ir::negation(parts[bytes.take() % parts.size()]);
  std::vector<ir::Pred> of;
  for (unsigned count = 2 + bytes.take() % 3; count > 0; --count) of.push_back(nestedOf(bytes, parts, depth - 1));
  ir::Pred whole = form % 2 == 0 ? ir::conjunction(std::move(of)) : ir::disjunction(std::move(of));
  return form == 5 ? ir::negation(whole) : whole;
}

}  // namespace

ir::Plan planOf(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  ir::Plan plan;
  plan.source = ir::Scan{"aws", "", "cloudtrail"};
  std::vector<ir::Pred> parts;
  for (unsigned count = 1 + bytes.take() % 3; count > 0; --count) parts.push_back(testOf(bytes));
  ir::Pred where = bytes.flag() ? ir::conjunction(std::move(parts)) : ir::disjunction(std::move(parts));
  plan.steps.push_back({ir::Filter{std::move(where)}, {}});
  if (bytes.flag()) {
    ir::Extend extend;
    std::vector<ir::Val> arguments;
    arguments.push_back({ir::FieldRef{ir::FieldRef::Kind::event, "userAgent", nullptr}, {}});
    arguments.push_back({ir::Literal{bytes.text()}, {}});
    extend.columns.push_back(
        {"x", ir::Val{ir::Call{ir::Function::coalesce, std::move(arguments)}, {}}, {ir::TypeKind::text, {}}, {}});
    plan.steps.push_back({std::move(extend), {}});
  }
  // A text that ends here has none of the others.
  if (bytes.flag())
    plan.steps.push_back({ir::Filter{bytes.flag() ? ir::negation(otherOf(bytes)) : otherOf(bytes)}, {}});
  if (bytes.flag()) {
    ir::Extend extend;
    extend.columns.push_back(
        {"y",
         bytes.flag() ? anyValue(bytes, 3) : typedValue(bytes, static_cast<ValueType>(bytes.take() % 3), 3),
         {ir::TypeKind::text, {}},
         {}});
    plan.steps.push_back({std::move(extend), {}});
  }
  if (bytes.flag()) {
    std::vector<ir::Pred> shared;
    for (unsigned count = 2 + bytes.take() % 3; count > 0; --count)
      shared.push_back(bytes.flag() ? otherOf(bytes) : testOf(bytes));
    plan.steps.push_back({ir::Filter{nestedOf(bytes, shared, 3)}, {}});
  }
  return plan;
}

}  // namespace quarry::fuzz
