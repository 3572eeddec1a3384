// Values that mean "absent", other words, further places, columns of another type.
#include "plans.h"

using namespace quarry;
using namespace quarry::schema;
using namespace quarry::schema::testing;

namespace {

constexpr Platform cql = Platform::cql, kql = Platform::kql, spl = Platform::spl;

std::string onSplunk(ir::Pred pred) { return bindOn(spl, filter(kCloudTrail, std::move(pred))).where(); }

const std::string kMap = R"(id: a/b
title: A
serves: [{product: a}]

evidence: {page: vendor.example}
fields:
  x: {evidence: page}
  n: {type: number, evidence: page}
  e: {evidence: page}
  code: {case: one-spelling, spelling: upper, evidence: page}
platforms:
  cql:
    - variant: v
      title: V
      restriction: [{field: '#k', values: [k]}]
      time: '@timestamp'
      keywords: raw
      evidence: page
      confidence: high
      rest: 'V.{field}'
      fields:
        x: {name: X, also: [Y], values: {Good: [g, ok]}}
        e: {name: E, absent: ['-', none]}
        flag: {name: F, values: {'true': [Started], '2': [Error]}, evidence: page}
)";

std::string mapped(ir::Pred pred) { return bindWith(kMap, filter({"a", "", ""}, std::move(pred))).where(); }

}  // namespace

TEST_CASE("success in errorCode is the absence of an error") {
  CHECK(onSplunk(has("errorCode")) == "(errorCode is present and not errorCode matches (any case) 'success')");
  CHECK(onSplunk(no(has("errorCode"))) == "(not errorCode is present or errorCode matches (any case) 'success')");
  CHECK(onSplunk(has("errorCode", Op::null)) == "(errorCode is null or errorCode matches (any case) 'success')");
  CHECK(onSplunk(no(has("errorCode", Op::null))) ==
        "not (errorCode is null or errorCode matches (any case) 'success')");
  // Another operand needs no guard, the word itself is never present, and a pattern may let it in.
  CHECK(onSplunk(is("errorCode", {"AccessDenied"})) == "errorCode matches (any case) 'AccessDenied'");
  CHECK(onSplunk(is("errorCode", {"AccessDenied", "Success"})) == "errorCode matches (any case) 'AccessDenied'");
  CHECK(onSplunk(any({is("errorCode", {"Success"}), has("errorCode", Op::null)})) ==
        "(errorCode is null or errorCode matches (any case) 'success')");
  CHECK(onSplunk(is("errorCode", {"*Denied*"})) == "errorCode matches (any case) '*Denied*'");
  CHECK(onSplunk(is("errorCode", {"*ucc*"})) ==
        "(errorCode matches (any case) '*ucc*' and not errorCode matches (any case) 'success')");
  CHECK(onSplunk(no(is("errorCode", {"s*"}))) ==
        "not (errorCode matches (any case) 's*' and not errorCode matches (any case) 'success')");
  CHECK(onSplunk(regex("errorCode", "^A")) ==
        "(errorCode matches /^A/ and not errorCode matches (any case) 'success')");
  CHECK(onSplunk(same("errorMessage", "errorCode")) ==
        "(errorMessage same as exactly errorCode and not errorCode matches (any case) 'success')");
  // Elsewhere nothing of this is added.
  CHECK(bindOn(cql, filter(kCloudTrail, no(has("errorCode")))).where() == "not errorCode→Vendor.errorCode is present");
}

TEST_CASE("a value read from such a field is missing where the word stands") {
  const Result result = bindOn(spl, plan(kCloudTrail, {ir::Extend{{{"code", read("errorCode"), {}, {}}}}}));
  REQUIRE(result.bound.has_value());
  const auto& made = std::get<ir::Extend>(result.bound->plan.steps[0].node).columns[0];
  CHECK(ir::print(made.value) == "case(not errorCode matches (any case) 'success' -> errorCode; else missing)");
  CHECK(made.type.kind == ir::TypeKind::text);

  const Result selected =
      bindOn(spl, plan(kCloudTrail, {ir::Project{{event("errorCode"), event("userIdentity.arn")}, false}}));
  REQUIRE(selected.bound->plan.steps.size() == 2);
  const auto& project = std::get<ir::Project>(selected.bound->plan.steps[1].node);
  CHECK(project.columns[0] == column("errorCode"));
  CHECK(project.columns[1] == event("userIdentity.arn"));

  const Result sorted = bindOn(
      spl, plan(kCloudTrail,
                {ir::Sort{{{event("errorCode"), true, {}, at(9)}, {event("eventName"), false, {}, at(9)}}, {}}}));
  REQUIRE(sorted.bound->plan.steps.size() == 3);
  CHECK(std::get<ir::Sort>(sorted.bound->plan.steps[1].node).keys[0].field == column("q_sort_1"));
  const auto& drop = std::get<ir::Project>(sorted.bound->plan.steps[2].node);
  CHECK((drop.except && drop.columns.size() == 1));
}

TEST_CASE("outcomes of Azure operations under either spelling") {
  const auto where = [](ir::Pred pred) { return bindOn(kql, filter(kActivity, std::move(pred))).where(); };
  CHECK(where(is("resultType", {"Succeeded"})) ==
        "resultType→ActivityStatusValue matches (any case) 'Success', 'Succeeded'");
  CHECK(where(is("ActivityStatusValue", {"accept"})) == "ActivityStatusValue matches (any case) 'Accept', 'Accepted'");
  CHECK(where(no(is("status", {"Start", "Failed"}))) ==
        "not status→ActivityStatusValue matches (any case) 'Start', 'Started', 'Failure', 'Failed'");
  CHECK(where(is("resultType", {"*eded"})) == "resultType→ActivityStatusValue matches (any case) '*eded', 'Success'");
  CHECK(where(is("resultType", {"succeeded"}, ir::Fold::exact)) ==
        "resultType→ActivityStatusValue matches exactly 'succeeded'");
  CHECK(bindOn(spl, filter(kActivity, is("resultType", {"Success"})), with({{"spl.source.azure", "audit"}})).where() ==
        "resultType→status.value matches (any case) 'Succeeded'");

  const Result pattern = bindOn(kql, filter(kActivity, regex("resultType", "^Succ")));
  CHECK(pattern.codes() == std::vector<std::string>{"GEN007"});
  CHECK(pattern.bound.has_value());
}

TEST_CASE("comparisons in expressions are translated as well") {
  using ir::Function;
  const auto value = [](ir::Val v) {
    const Result result = bindOn(kql, plan(kActivity, {ir::Extend{{{"c", std::move(v), {}, {}}}}}));
    REQUIRE(result.bound.has_value());
    return std::make_pair(ir::print(std::get<ir::Extend>(result.bound->plan.steps[0].node).columns[0].value),
                          result.codes());
  };
  CHECK(value(call(Function::lower, {call(Function::equal, {read("resultType"), text("Success")})})).first ==
        "lower(in(resultType→ActivityStatusValue, 'Success', 'Succeeded'))");
  CHECK(value(call(Function::lower, {call(Function::notEqual, {text("Failed"), read("resultType")})})).first ==
        "lower(not(in(resultType→ActivityStatusValue, 'Failure', 'Failed')))");
  const auto [in, silent] =
      value(call(Function::lower, {call(Function::in, {read("resultType"), text("Success"), text("Other")})}));
  CHECK(in == "lower(in(resultType→ActivityStatusValue, 'Success', 'Succeeded', 'Other'))");
  CHECK(silent.empty());
  const auto [bare, told] = value(read("resultType"));
  CHECK(bare == "resultType→ActivityStatusValue");
  CHECK(told == std::vector<std::string>{"GEN007"});
}

TEST_CASE("one value in several places") {
  CHECK(mapped(is("x", {"v"})) == "(x→X matches (any case) 'v' or `Y`→Y matches (any case) 'v')");
  CHECK(mapped(no(is("x", {"v"}))) == "not (x→X matches (any case) 'v' or `Y`→Y matches (any case) 'v')");
  CHECK(mapped(has("x")) == "(x→X is present or `Y`→Y is present)");
  CHECK(mapped(no(has("x"))) == "not (x→X is present or `Y`→Y is present)");
  CHECK(mapped(has("x", Op::null)) == "(x→X is null and `Y`→Y is null)");
  CHECK(mapped(is("x", {"good"})) == "(x→X matches (any case) 'g', 'ok' or `Y`→Y matches (any case) 'g', 'ok')");
  CHECK(mapped(same("e", "x")) ==
        "((e→E same as exactly x→X and not e→E matches (any case) '-', 'none') or "
        "(e→E same as exactly `Y`→Y and not e→E matches (any case) '-', 'none'))");

  const Result result = bindWith(kMap, plan({"a", "", ""}, {ir::Extend{{{"c", read("x"), {}, {}}}}}));
  CHECK(ir::print(std::get<ir::Extend>(result.bound->plan.steps[0].node).columns[0].value) == "coalesce(x→X, `Y`→Y)");
}

TEST_CASE("columns of truth values and numbers") {
  const auto where = [](ir::Pred pred) { return bindOn(kql, filter(kCloudTrail, std::move(pred))).where(); };
  CHECK(where(is("readOnly", {"false"})) == "readOnly→ReadOnly equals false");
  CHECK(where(is("userIdentity.sessionContext.attributes.mfaAuthenticated", {"TRUE"})) ==
        "userIdentity.sessionContext.attributes.mfaAuthenticated→SessionMfaAuthenticated equals true");
  CHECK(where(is("readOnly", {"*e"})) == "readOnly→ReadOnly is present");
  const Result never = bindOn(kql, filter(kCloudTrail, any({is("readOnly", {"yes"}), has("errorCode")})));
  CHECK(never.codes() == std::vector<std::string>{"GEN010"});
  CHECK(never.where() == "errorCode→ErrorCode is present");
  CHECK(mapped(is("n", {"10"})) == "n→V.n equals 10");
  CHECK(mapped(is("n", {"1*"})) == "n→V.n matches exactly '1*'");
}

TEST_CASE("one spelling compares exactly, if the rule spells so too") {
  const auto where = [](ir::Pred pred) { return bindOn(cql, filter(kCloudTrail, std::move(pred))).where(); };
  CHECK(where(is("eventName", {"RunInstances"})) == "eventName→event.action matches exactly 'RunInstances'");
  CHECK(where(is("eventName", {"runinstances"})) == "eventName→event.action matches (any case) 'runinstances'");
  CHECK(where(is("eventName", {"RunInstances", "STOPINSTANCES"})) ==
        "eventName→event.action matches (any case) 'RunInstances', 'STOPINSTANCES'");
  CHECK(where(is("eventName", {"*Instances"})) == "eventName→event.action matches exactly '*Instances'");
  CHECK(where(is("eventSource", {"ec2.amazonaws.com"})) ==
        "eventSource→event.provider matches exactly 'ec2.amazonaws.com'");
  CHECK(where(is("eventSource", {"EC2.amazonaws.com"})) ==
        "eventSource→event.provider matches (any case) 'EC2.amazonaws.com'");
  CHECK(mapped(is("code", {"ABC"})) == "code→V.code matches exactly 'ABC'");
  CHECK(mapped(is("code", {"abc"})) == "code→V.code matches (any case) 'abc'");

  const Result folded = bindOn(cql, filter(kCloudTrail, is("eventName", {"runinstances"})));
  CHECK(
      std::get<ir::Test>(std::get<ir::Filter>(folded.bound->plan.steps[0].node).where.node).field.physical->caseRule ==
      ir::CaseRule::varies);
  const Result cased = bindOn(kql, filter(kActivity, is("resourceId", {"*/DISKS/*"}, ir::Fold::exact)));
  CHECK(cased.codes() == std::vector<std::string>{"GEN008"});
  CHECK(bindOn(kql, filter(kActivity, is("resourceId", {"*/disks/*"}, ir::Fold::exact))).codes().empty());
}

TEST_CASE("truth values and numbers go through a map of values as their texts do") {
  const auto equals = [](std::vector<ir::Operand> operands) {
    ir::Test test;
    test.field = event("flag");
    test.op = Op::equals;
    test.operands = std::move(operands);
    return ir::Pred{std::move(test), at(1)};
  };
  CHECK(mapped(equals({{true, {}}})) == mapped(is("flag", {"true"}, ir::Fold::exact)));
  CHECK(mapped(equals({{ir::Number{"2", 2}, {}}})) == mapped(is("flag", {"2"}, ir::Fold::exact)));
  CHECK(mapped(equals({{true, {}}})).find("Started") != std::string::npos);
  // What the map does not know stays what it is.
  CHECK(mapped(equals({{false, {}}})).find("false") != std::string::npos);
}

TEST_CASE("a restriction that asks for any value leaves what a rule asks of it alone") {
  std::string map = kMap;
  const std::string from = "restriction: [{field: '#k', values: [k]}]";
  map.replace(map.find(from), from.size(), "restriction: [{field: '#k', values: [k]}, {field: E, values: ['*']}]");
  const auto where = [&](ir::Pred pred) { return bindWith(map, filter({"a", "", ""}, std::move(pred))).where(); };
  CHECK(where(is("e", {"one"})).find("one") != std::string::npos);
}
