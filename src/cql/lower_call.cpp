// Calls: arguments by parameter, defaults written out, and what may stand where.
#include <fmt/format.h>

#include <algorithm>

#include "cql/lower.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"

namespace quarry::cql {

namespace {

bool isOwnQuery(std::string_view function) { return function == "join" || function == "defineTable"; }

bool isNames(ParameterType type) {
  return type == ParameterType::field || type == ParameterType::fields || type == ParameterType::array ||
         type == ParameterType::pairs;
}

}  // namespace

bool Lowering::mayStandHere(const BoundCall& call, const Place& place) {
  const std::string_view written = tree_.tokenText(call.name);
  if (call.function == nullptr) {
    std::vector<std::string_view> names;
    for (const Function& function : cql::functions()) names.push_back(function.name);
    auto& finding =
        report_.add(codes::noFunction, tree_.tokenSpan(call.name), fmt::format("there is no function `{}`", written));
    if (const auto near = base::closest(written, names)) finding.note(fmt::format("did you mean `{}`?", *near));
    return false;
  }
  const Function& function = *call.function;
  const auto refuse = [&](std::string message) -> base::Diagnostic& {
    return error(codes::badPlacement, call.node, std::move(message));
  };
  const bool aggregate = function.kind == FunctionKind::aggregate;
  switch (function.placement) {
    case Placement::anywhere:
      break;
    case Placement::beforeAggregate:
      if (!place.aggregated) break;
      refuse(fmt::format("`{}()` cannot stand behind an aggregate", function.name));
      return false;
    case Placement::afterAggregate:
      if (place.aggregated || place.argument) break;
      refuse(fmt::format("`{}()` must come after an aggregate", function.name))
          .note("it needs rows in an order: put `groupBy()`, `bucket()`, `sort()`, `tail()` or `head()` before it");
      return false;
    case Placement::source:
      if (!place.aggregated && !place.argument && !place.arm && !place.sourced) break;
      refuse(place.aggregated ? fmt::format("`{}()` cannot stand behind an aggregate", function.name)
             : place.sourced
                 ? fmt::format("`{}()` cannot stand behind a function that makes its own events", function.name)
                 : fmt::format("`{}()` cannot stand inside another function", function.name));
      return false;
    case Placement::preamble:
      if (place.first) break;
      refuse(fmt::format("`{}()` comes before all other steps", function.name));
      return false;
    case Placement::chart:
      if (place.chart) break;
      refuse(fmt::format("`{}()` stands only as the function of `timeChart()` or `bucket()`", function.name));
      return false;
  }
  if (aggregate && place.arm) {
    refuse(fmt::format("`{}()` is an aggregate: it cannot stand in `case` or `match`", function.name));
    return false;
  }
  return true;
}

void Lowering::callStep(NodeId node, bool negated, Steps& out, Place& place) {
  if (kindOf(tree_, node) == NodeKind::savedCall) {
    savedCall(node, out, place);
    return;
  }
  const auto call = bindCall(tree_, node);
  if (!call) return;
  if (!mayStandHere(*call, place)) return;
  const Function& function = *call->function;
  const bool aggregate = function.kind == FunctionKind::aggregate;
  if (negated && !function.negatable) {
    error(codes::badPlacement, node, fmt::format("`{}()` cannot be negated: it is no filter", function.name));
    return;
  }
  if (call->receiver != kNoNode && call->receives == nullptr) {
    error(codes::badArgument, node, fmt::format("`{}()` takes no field from the left side", function.name));
    return;
  }
  if (!special(*call, negated, out, place)) {
    const auto operation = ir::operationNamed(function.name);
    if (!operation) {
      error(codes::notRunnable, node, fmt::format("`{}()` cannot be run offline", function.name));
      return;
    }
    ir::Apply apply;
    apply.operation = *operation;
    apply.negated = negated;
    if (!arguments(*call, apply, place)) return;
    out.push_back({std::move(apply), origin(node)});
  }
  if (aggregate) place.aggregated = true;
  if (function.kind == FunctionKind::generator) place.sourced = true;
}

bool Lowering::arguments(const BoundCall& call, ir::Apply& apply, const Place& place) {
  const std::size_t before = report_.size();
  const Function& function = *call.function;
  bool unnamedSeen = false;
  for (const BoundArgument& one : call.arguments) {
    if (function.freeArguments == FreeArguments::queries && !one.argument.name) {
      if (auto query = correlated(one.argument.node, place)) apply.arguments.push_back(std::move(*query));
      continue;
    }
    if (one.parameter != nullptr) {
      if (!one.argument.name) unnamedSeen = true;
      continue;
    }
    if (function.freeArguments == FreeArguments::unknown) continue;
    if (!one.argument.name) {
      error(codes::badArgument, one.argument.node,
            unnamedSeen ? "only one argument may be given without its name"
                        : fmt::format("`{}()` takes no argument without a name", function.name))
          .note("several fields are written as a list: `[a, b]`");
      continue;
    }
    const std::string_view written = tree_.tokenText(*one.argument.name);
    std::vector<std::string_view> names;
    for (const Parameter& parameter : function.parameters) names.push_back(parameter.name);
    auto& finding = report_.add(codes::badArgument, tree_.tokenSpan(*one.argument.name),
                                fmt::format("`{}()` has no parameter `{}`", function.name, written));
    if (const auto near = base::closest(written, names)) finding.note(fmt::format("did you mean `{}`?", *near));
  }
  for (const Parameter& parameter : function.parameters) {
    if (function.freeArguments == FreeArguments::queries && parameter.unnamed) continue;
    const NodeId value = call.value(parameter);
    if (value == kNoNode) {
      if (parameter.required)
        error(codes::badArgument, call.node, fmt::format("`{}()` needs `{}`", function.name, parameter.name));
      else if (parameter.hasDefault && parameter.type != ParameterType::function &&
               parameter.defaultValue != "[]")  // an empty list is what not saying anything means
        apply.arguments.push_back(textArgument(std::string(parameter.name), std::string(parameter.defaultValue)));
      continue;
    }
    if (auto said = argument(call, parameter, value, place)) apply.arguments.push_back(std::move(*said));
  }
  return !report_.hasErrorsSince(before);
}

std::optional<ir::Argument> Lowering::argument(const BoundCall& call, const Parameter& parameter, NodeId value,
                                               const Place& place) {
  const std::string name(parameter.name);
  const base::Origin where = origin(value);
  switch (parameter.type) {
    case ParameterType::expression:
      return ir::Argument{name, base::Box<ir::Val>(expression(value)), where};
    case ParameterType::expressions: {
      ir::ArgumentList list;
      for (const NodeId element : elements(tree_, value))
        list.of.push_back({{}, base::Box<ir::Val>(expression(element)), origin(element)});
      return ir::Argument{name, std::move(list), where};
    }
    case ParameterType::function:
    case ParameterType::pipeline:
    case ParameterType::pipelines:
      return functions(call, parameter, value, place);
    default:
      checkWords(call, parameter, value);
      return words(parameter, value);
  }
}

// Words and lists of words, as deep as they are nested.
ir::Argument Lowering::words(const Parameter& parameter, NodeId value) {
  const base::Origin where = origin(value);
  const NodeId inner = unwrapped(tree_, value);
  const std::string name(parameter.name);
  if (kindOf(tree_, inner) == NodeKind::array) {
    ir::ArgumentList list;
    for (const NodeId element : elements(tree_, inner)) {
      ir::Argument one = words(parameter, element);
      one.name.clear();
      list.of.push_back(std::move(one));
    }
    return {name, std::move(list), where};
  }
  const auto text = word(inner);
  if (!text) {
    error(codes::badArgument, value, fmt::format("`{}` is a word or a text in quotes", parameter.name))
        .note("to calculate it, give it a field of its own first: `x := ...`");
    return textArgument(name, {}, where);
  }
  ir::Val val = literalText(*text, where);
  if (isNames(parameter.type) && tokenKindOf(tree_, inner) != TokenKind::parameter) val.node = fieldRef(*text);
  return {name, base::Box<ir::Val>(std::move(val)), where};
}

void Lowering::checkWords(const BoundCall& call, const Parameter& parameter, NodeId value) {
  const auto complain = [&](NodeId at, std::string message) -> base::Diagnostic& {
    return error(codes::badArgument, at, std::move(message));
  };
  for (const NodeId element : elements(tree_, value)) {
    if (tokenKindOf(tree_, element) == TokenKind::parameter) continue;
    const auto text = word(element);
    if (!text) continue;
    const bool also = std::any_of(parameter.also.begin(), parameter.also.end(),
                                  [&](std::string_view one) { return base::equalsIgnoringCase(one, *text); });
    if (also) continue;
    switch (parameter.type) {
      case ParameterType::number:
      case ParameterType::numbers: {
        const auto number = base::numeral(*text);
        if (!number)
          complain(element, fmt::format("`{}` of `{}()` is {}", parameter.name, call.function->name,
                                        parameter.type == ParameterType::number ? "a number" : "a list of numbers"));
        else if (*number < static_cast<double>(parameter.least))
          complain(element,
                   fmt::format("`{}` of `{}()` is at least {}", parameter.name, call.function->name, parameter.least));
        else if (number > static_cast<double>(parameter.most))
          complain(element,
                   fmt::format("`{}` of `{}()` is at most {}", parameter.name, call.function->name, parameter.most));
        break;
      }
      case ParameterType::boolean:
        if (!base::equalsIgnoringCase(*text, "true") && !base::equalsIgnoringCase(*text, "false"))
          complain(element, fmt::format("`{}` of `{}()` is `true` or `false`", parameter.name, call.function->name));
        break;
      case ParameterType::choice:
      case ParameterType::choices: {
        const bool known = parameter.values.empty() ||
                           std::any_of(parameter.values.begin(), parameter.values.end(),
                                       [&](std::string_view one) { return base::equalsIgnoringCase(one, *text); });
        if (known) break;
        std::string list;
        for (const std::string_view one : parameter.values)
          list += fmt::format("{}`{}`", list.empty() ? "" : ", ", one);
        complain(element, fmt::format("`{}` is no `{}` of `{}()`", *text, parameter.name, call.function->name))
            .note("it is one of " + list);
        break;
      }
      case ParameterType::array:
        // Array Functions: without quotes the brackets are not read as an array's name.
        if (tokenKindOf(tree_, element) == TokenKind::word && text->ends_with("[]"))
          complain(element, fmt::format("the array `{}` has to stand in quotes", *text))
              .fix("put it in quotes", {{tree_.span(element), "\"" + *text + "\""}}, base::Safety::safe);
        break;
      case ParameterType::fields:
        // concat() joins fields; a text among them would be read as the name of one.
        if (call.function->name == "concat" && tokenKindOf(tree_, element) == TokenKind::string &&
            std::none_of(text->begin(), text->end(), [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; }))
          complain(element, fmt::format("`{}` is no field: `concat()` joins fields only", *text))
              .note("`format(\"%s/%s\", field=[a, b])` joins fields and texts");
        break;
      default:
        break;
    }
  }
}

std::shared_ptr<const ir::Plan> Lowering::functionPlan(const BoundCall& call, const Parameter& parameter, NodeId value,
                                                       const Place& outer) {
  const NodeId node = unwrapped(tree_, value);
  ir::Source source = ir::Incoming{};
  Place place;
  place.argument = true;
  place.first = false;
  place.aggregated = outer.aggregated;
  place.chart = base::equalsIgnoringCase(call.function->name, "timeChart") ||
                base::equalsIgnoringCase(call.function->name, "bucket");
  if (isOwnQuery(call.function->name)) {
    ir::Scan events;
    events.flat = true;
    source = events;
    place = Place{};
    place.argument = true;
    place.first = false;
  }
  const bool before = place.aggregated;
  place.aggregated = false;
  ir::Plan plan;
  plan.source = std::move(source);
  plan.sourceOrigin = origin(value);
  switch (kindOf(tree_, node)) {
    case NodeKind::subquery:
      plan.steps = pipeline(tree_.nodes[node].child, place);
      break;
    case NodeKind::call: {
      // A condition may be a function that makes a value: it has to be true.
      const auto inner = bindCall(tree_, node);
      const bool yieldsValue = parameter.type == ParameterType::pipeline && inner->function != nullptr &&
                               inner->function->kind == FunctionKind::transform &&
                               inner->function->parameter("as") != nullptr;
      if (yieldsValue)
        plan.steps.push_back({ir::Filter{{ir::IsTrue{callValue(node)}, origin(node)}}, origin(node)});
      else
        callStep(node, false, plan.steps, place);
      break;
    }
    case NodeKind::savedCall:
      callStep(node, false, plan.steps, place);
      break;
    case NodeKind::binary:
    case NodeKind::unary:
      if (parameter.type != ParameterType::pipeline) {
        error(codes::badArgument, value, fmt::format("`{}` takes a function or a pipeline in braces", parameter.name));
        break;
      }
      plan.steps.push_back({ir::Filter{{ir::IsTrue{expression(node)}, origin(node)}}, origin(node)});
      break;
    case NodeKind::assignStep:
      step(node, plan.steps, place);
      break;
    default:
      error(codes::badArgument, value, fmt::format("`{}` takes a function or a pipeline in braces", parameter.name));
      break;
  }
  if (parameter.accepts == Accepts::steps && place.aggregated)
    error(codes::badPlacement, value,
          fmt::format("`{}` of `{}()` cannot hold an aggregate", parameter.name, call.function->name));
  const bool needed = parameter.accepts == Accepts::aggregate || parameter.accepts == Accepts::singleRow;
  if (needed && !place.aggregated && !plan.steps.empty())
    error(codes::badPlacement, value,
          fmt::format("`{}` of `{}()` has to be an aggregate", parameter.name, call.function->name));
  place.aggregated = before;
  return std::make_shared<const ir::Plan>(std::move(plan));
}

std::optional<ir::Argument> Lowering::functions(const BoundCall& call, const Parameter& parameter, NodeId value,
                                                const Place& place) {
  const base::Origin where = origin(value);
  const std::string name(parameter.name);
  const NodeId inner = unwrapped(tree_, value);
  if (kindOf(tree_, inner) != NodeKind::array)
    return ir::Argument{name, functionPlan(call, parameter, inner, place), where};
  ir::ArgumentList list;
  for (const NodeId element : elements(tree_, inner))
    list.of.push_back({{}, functionPlan(call, parameter, element, place), origin(element)});
  return ir::Argument{name, std::move(list), where};
}

// `Name: { query } include: [fields]`, an argument of correlate().
std::optional<ir::Argument> Lowering::correlated(NodeId node, const Place& /*outer*/) {
  ir::ArgumentList query;
  std::string name;
  for (const NodeId part : children(tree_, node)) {
    if (kindOf(tree_, part) != NodeKind::attribute) continue;
    const std::string label = decoded(tree_, tree_.nodes[part].first);
    const NodeId value = lastChild(tree_, part);
    if (kindOf(tree_, value) == NodeKind::subquery && name.empty()) {
      name = label;
      Place place;
      place.argument = true;
      place.first = false;
      std::vector<ir::Argument> links;
      place.links = &links;
      ir::Plan plan;
      plan.source = ir::Incoming{};
      plan.sourceOrigin = origin(value);
      plan.steps = pipeline(tree_.nodes[value].child, place);
      if (place.aggregated) error(codes::badPlacement, value, "a query of `correlate()` cannot hold an aggregate");
      query.of.push_back({"steps", std::make_shared<const ir::Plan>(std::move(plan)), origin(value)});
      query.of.push_back({"links", ir::ArgumentList{std::move(links)}, origin(value)});
    } else {
      ir::ArgumentList fields;
      for (std::string& field : list(value))
        fields.of.push_back(
            {{}, base::Box<ir::Val>(ir::Val{fieldRef(std::move(field)), origin(value)}), origin(value)});
      query.of.push_back({label, std::move(fields), origin(value)});
    }
  }
  if (name.empty()) {
    error(codes::badArgument, node, "a query of `correlate()` is written `Name: { ... }`");
    return std::nullopt;
  }
  ir::ArgumentList named;
  named.of.push_back({std::move(name), std::move(query), origin(node)});
  return ir::Argument{"query", std::move(named), origin(node)};
}

}  // namespace quarry::cql
