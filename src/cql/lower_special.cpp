// Functions that other nodes of a plan say: in, cidr, wildcard, regex, test, eval, select, drop, dropEvent.
#include <fmt/format.h>

#include <arpa/inet.h>

#include <algorithm>

#include "cql/lower.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/text.h"
#include "quarry/ir/call.h"

namespace quarry::cql {

std::string Lowering::wordOr(const BoundCall& call, std::string_view parameter, std::string fallback) {
  const NodeId value = call.value(parameter);
  if (value == kNoNode) return fallback;
  if (auto text = word(value)) return *text;
  error(codes::badArgument, value, fmt::format("`{}` is a word or a text in quotes", parameter));
  return fallback;
}

bool Lowering::flag(const BoundCall& call, std::string_view parameter) {
  return base::equalsIgnoringCase(wordOr(call, parameter, "false"), "true");
}

bool Lowering::special(const BoundCall& call, bool negated, Steps& out, Place& place) {
  const std::string_view name = call.function->name;
  const base::Origin where = origin(call.node);
  if (name == "eval") {
    eval(call, out);
    return true;
  }
  if (name == "select" || name == "drop") {
    project(call, name == "drop", out);
    return true;
  }
  if (name == "regex") {
    // One that binds, or that gives several rows, is a step of its own kind.
    const NodeId pattern = call.value("regex");
    const bool binds = pattern != kNoNode && !groupNames(word(pattern).value_or(std::string())).empty();
    if (binds || flag(call, "repeat") || !base::equalsIgnoringCase(wordOr(call, "strict", "true"), "true"))
      return false;
  }
  if (name == "cidr" && call.value("file") != kNoNode) {
    // A table of networks: match() without columns of its own.
    ir::Apply checked;
    if (!arguments(call, checked, place)) return true;
    ir::Apply lookup{ir::Operation::match, {}, negated != flag(call, "negate")};
    for (const std::string_view parameter : {"field", "file", "column"})
      if (const ir::Argument* argument = checked.find(parameter)) lookup.arguments.push_back(*argument);
    lookup.arguments.push_back(textArgument("mode", "cidr"));
    lookup.arguments.push_back({"include", ir::ArgumentList{}, {}});
    out.push_back({std::move(lookup), where});
    return true;
  }
  if (auto condition = specialPred(call, place)) {
    if (negated) condition = ir::negation(std::move(*condition), where);
    out.push_back({ir::Filter{std::move(*condition)}, where});
    return true;
  }
  return false;
}

std::optional<ir::Pred> Lowering::specialPred(const BoundCall& call, const Place& place) {
  const std::string_view name = call.function->name;
  const base::Origin where = origin(call.node);
  const bool known =
      name == "in" || name == "cidr" || name == "wildcard" || name == "regex" || name == "test" || name == "dropEvent";
  if (!known) return std::nullopt;
  if (name == "cidr" && call.value("file") != kNoNode) return std::nullopt;
  if (name == "dropEvent") return ir::Pred{ir::Constant{false}, where};
  // Says what is wrong with the arguments; what they mean is read below.
  ir::Apply checked;
  if (!arguments(call, checked, place)) return ir::Pred{ir::Constant{false}, where};
  if (name == "test") return ir::Pred{ir::IsTrue{expression(call.value("expression"))}, where};
  if (name == "in") return in(call);
  if (name == "cidr") return cidr(call);
  if (name == "wildcard") return wildcard(call);
  return regexPred(call);
}

ir::Pred Lowering::in(const BoundCall& call) {
  ir::Test test;
  const base::Origin where = origin(call.node);
  test.field = fieldRef(wordOr(call, "field", {}));
  test.fold = flag(call, "ignoreCase") ? ir::Fold::unicode : ir::Fold::exact;
  bool any = false;
  const NodeId values = call.value("values");
  for (const NodeId element : elements(tree_, values)) {
    // A parameter may have several values, one a line.
    const bool parameter = tokenKindOf(tree_, element) == TokenKind::parameter;
    const std::string text = word(element).value_or(std::string());
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = parameter ? std::min(text.find('\n', at), text.size()) : text.size();
      const ir::Glob glob = ir::starGlob(std::string_view(text).substr(at, end - at));
      any = any || shape(glob) == ir::GlobShape::anything;
      test.operands.push_back({glob, origin(element)});
      at = end + 1;
    }
  }
  if (test.operands.empty()) return {ir::Constant{false}, where};
  if (any) {
    test.op = ir::Op::present;
    test.operands.clear();
  }
  return {std::move(test), where};
}

ir::Pred Lowering::cidr(const BoundCall& call) {
  ir::Test test;
  const base::Origin where = origin(call.node);
  test.op = ir::Op::inNetwork;
  test.domain = ir::Domain::ip;
  test.field = fieldRef(wordOr(call, "field", {}));
  const NodeId subnets = call.value("subnet");
  if (subnets == kNoNode) {
    error(codes::badArgument, call.node, "`cidr()` needs `subnet`, or `file` and `column`");
    return {ir::Constant{false}, where};
  }
  for (const NodeId element : elements(tree_, subnets)) {
    const std::string text = word(element).value_or(std::string());
    const std::size_t slash = text.find('/');
    const std::string address = text.substr(0, slash);
    const bool v6 = address.find(':') != std::string::npos;
    unsigned char bytes[16];
    int bits = v6 ? 128 : 32;
    bool good = inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes) == 1;
    if (slash != std::string::npos) {
      const std::string length = text.substr(slash + 1);
      good = good && !length.empty() && length.size() <= 3 &&
             length.find_first_not_of("0123456789") == std::string::npos && std::stoi(length) <= bits;
      if (good) bits = std::stoi(length);
    }
    if (!good)
      error(codes::badArgument, element, fmt::format("`{}` is no subnet", text))
          .note("as in `10.0.0.0/8` or `fc00::/7`");
    else
      test.operands.push_back({ir::Network{fmt::format("{}/{}", address, bits), v6}, origin(element)});
  }
  ir::Pred result{std::move(test), where};
  return flag(call, "negate") ? ir::negation(std::move(result), where) : result;
}

// With a field the whole value has to match, without one any part of the event.
ir::Pred Lowering::wildcard(const BoundCall& call) {
  const base::Origin where = origin(call.node);
  const ir::Glob glob = ir::starGlob(wordOr(call, "pattern", {}));
  const bool everything = shape(glob) == ir::GlobShape::anything;
  if (everything && flag(call, "includeEverythingOnAsterisk")) return {ir::Constant{true}, where};
  const ir::Fold fold = flag(call, "ignoreCase") ? ir::Fold::unicode : ir::Fold::exact;
  const auto one = [&](const ir::FieldRef& field, ir::Glob pattern) {
    ir::Pred test = matches(field, {std::move(pattern), where}, where);
    std::get<ir::Test>(test.node).fold = fold;
    return test;
  };
  const NodeId fields = call.value("field");
  if (fields == kNoNode) return one({ir::FieldRef::Kind::raw, {}, nullptr}, ir::withRuns(glob, true, true));
  std::vector<ir::Pred> any;
  for (std::string& field : list(fields)) any.push_back(one(fieldRef(std::move(field)), glob));
  return ir::disjunction(std::move(any), where);
}

ir::Pred Lowering::regexPred(const BoundCall& call) {
  const base::Origin where = origin(call.node);
  ir::Regex regex;
  const std::string flags = wordOr(call, "flags", "m");  // its default (regex)
  const bool newer = flags.find('F') != std::string::npos;
  regex.text = settledInlineFlags(wordOr(call, "regex", {}), newer);
  regex.ignoreCase = flags.find('i') != std::string::npos;
  regex.multiLine = flags.find('m') != std::string::npos;
  regex.dotAll = flags.find('d') != std::string::npos;
  return matches(fieldRef(wordOr(call, "field", "@rawstring")), {std::move(regex), where}, where);
}

// The fields of one eval() are assigned one after the other; null is not assigned.
void Lowering::eval(const BoundCall& call, Steps& out) {
  ir::Extend extend;
  for (const BoundArgument& one : call.arguments) {
    const base::Origin where = origin(one.argument.node);
    if (!one.argument.name) {
      error(codes::badArgument, one.argument.node, "`eval()` takes assignments: `eval(field = expression)`");
      continue;
    }
    const std::string name = decoded(tree_, *one.argument.name);
    ir::Val value = expression(one.argument.value);
    if (!std::holds_alternative<ir::Literal>(value.node))
      value = ir::callOf(ir::Function::coalesce, where, std::move(value), ir::Val{fieldRef(name), where});
    extend.columns.push_back({name, std::move(value), {}, where});
  }
  if (extend.columns.empty()) error(codes::badArgument, call.node, "`eval()` assigns nothing");
  out.push_back({std::move(extend), origin(call.node)});
}

void Lowering::project(const BoundCall& call, bool except, Steps& out) {
  ir::Apply checked;
  if (!arguments(call, checked, {})) return;
  ir::Project project;
  project.except = except;
  for (std::string& field : list(call.value("fields"))) project.columns.push_back(fieldRef(std::move(field)));
  out.push_back({std::move(project), origin(call.node)});
}

}  // namespace quarry::cql
