// What a function does to the fields, by its entry in the catalogue.
#include <algorithm>
#include <array>

#include "cql/flow_builder.h"

namespace quarry::cql {
namespace {

// As what a function reads the fields that it is given.
Read::Role roleOf(const Function& function) {
  static constexpr std::array kKeys = {"groupBy", "top",   "bucket",         "timeChart", "sort",
                                       "join",    "match", "selfJoinFilter", "selfJoin",  "matchAsArray"};
  static constexpr std::array kColumns = {"table",  "select",        "selectLast",    "collect",
                                          "series", "selectFromMax", "selectFromMin", "neighbor"};
  static constexpr std::array kOptional = {"default", "coalesce", "array:append"};
  const auto is = [&](std::string_view name) { return function.name == name; };
  if (std::any_of(kKeys.begin(), kKeys.end(), is)) return Read::Role::key;
  if (std::any_of(kColumns.begin(), kColumns.end(), is)) return Read::Role::column;
  if (std::any_of(kOptional.begin(), kOptional.end(), is)) return Read::Role::optional;
  return function.kind == FunctionKind::filter ? Read::Role::condition : Read::Role::value;
}

// A default that is read if nothing else is said, and that is missed if it is not there. `@timezone` is not: without it
// a function takes UTC. What aggregates sort by is a matter of their own.
bool missesDefault(const Function& function, const Parameter& parameter) {
  return function.kind != FunctionKind::aggregate && function.name != "sample" && parameter.defaultValue != "@timezone";
}

// An argument that the function does not take: nobody knows what was meant by it.
bool isMalformed(const BoundCall& call) {
  if (call.function->freeArguments == FreeArguments::unknown) return true;
  if (call.function->freeArguments != FreeArguments::none) return false;
  return std::any_of(call.arguments.begin(), call.arguments.end(),
                     [](const BoundArgument& argument) { return argument.parameter == nullptr; });
}

}  // namespace

Names namesOf(const Tree& tree, NodeId expression) {
  Names names;
  for (const NodeId element : elements(tree, expression)) {
    const NodeId inner = unwrapped(tree, element);
    const NodeKind kind = kindOf(tree, inner);
    const TokenKind token = tokenKindOf(tree, inner);
    const bool one = (kind == NodeKind::field || kind == NodeKind::literal || kind == NodeKind::constant) &&
                     tree.nodes[inner].end == tree.nodes[inner].first + 1;
    std::string text = one ? textOf(tree, inner) : std::string();
    if (text.empty() || text.find('*') != std::string::npos || token == TokenKind::parameter ||
        token == TokenKind::backquoted) {
      names.complete = false;
      continue;
    }
    std::erase(text, '`');  // array:length("user.`e-mail`[]")
    names.list.push_back({std::move(text), inner, tree.span(inner)});
  }
  return names;
}

Named FlowBuilder::placeOf(const BoundCall& call, std::string name) const {
  return {std::move(name), call.node, tree_.tokenSpan(call.name)};
}

Named FlowBuilder::placeOf(const BoundCall& call, const OutputName& output) const {
  if (output.node == kNoNode) return placeOf(call, output.name);
  Named named{output.name, output.node, tree_.span(output.node)};
  const std::uint32_t token = tree_.nodes[output.node].first;
  // An assignment's name, or a capture's, is but a part of what says it.
  if (kindOf(tree_, output.node) == NodeKind::namedArgument) named.span = tree_.tokenSpan(token);
  const std::string_view text = tree_.tokenText(token);
  if (const std::size_t at = text.find("<" + output.name + ">"); at != std::string_view::npos) {
    named.span.begin += static_cast<std::uint32_t>(at) + 1;
    named.span.end = named.span.begin + static_cast<std::uint32_t>(output.name.size());
  }
  return named;
}

void FlowBuilder::call(NodeId node, Mood mood) {
  const auto bound = bindCall(tree_, node);
  if (!bound || bound->function == nullptr) {
    unknown();
    if (bound && bound->receiver != kNoNode &&
        kindOf(tree_, tree_.nodes[bound->receiver].parent) == NodeKind::assignStep)
      assign(namedBy(bound->receiver), Definition::Kind::assigned, Presence::maybe);
    return;
  }
  // Only filters can stand beside other conditions: this must have been meant as a step of its own.
  const bool misplaced = !mood.alone && (bound->function->kind == FunctionKind::aggregate ||
                                         bound->function->kind == FunctionKind::generator);
  if (misplaced) return unknown();
  const bool around = std::exchange(doubtful_, doubtful_ || isMalformed(*bound));
  callBound(*bound, mood);
  doubtful_ = around;
}

void FlowBuilder::callBound(const BoundCall& call, Mood mood) {
  if (special(call, mood)) return;
  const Alive before = now_;
  readArguments(call);
  if (mood.certain && (call.function->name == "in" || call.function->name == "cidr"))
    for (const Named& field : cql::namesOf(tree_, call.value("field")).list) require(field.name);
  outputs(call, before);
}

// A call inside an expression gives its value there: nothing is named after it.
void FlowBuilder::callInExpression(NodeId node) {
  const auto bound = bindCall(tree_, node);
  if (!bound || bound->function == nullptr) return escape(now_);
  if (bound->function->name == "getField") return readSource(*bound);
  readArguments(*bound);
}

void FlowBuilder::readArray(const Named& array) {
  const Named elements{array.name + "[]", array.node, array.span};
  const Flow::Lookup bare = flow_.look(now_, array.name), whole = flow_.look(now_, elements.name);
  const bool asArray = whole.definition != kEvent || bare.presence == Presence::gone;
  read(asArray && whole.presence != Presence::gone ? elements : array, Read::Role::value);
}

void FlowBuilder::readArguments(const BoundCall& call) {
  for (const Parameter& parameter : call.function->parameters) readParameter(call, parameter);
  for (const BoundArgument& argument : call.arguments) {
    if (argument.parameter != nullptr) continue;
    if (call.function->freeArguments == FreeArguments::assignments)
      expression(argument.argument.value);
    else
      escape(now_);  // whatever it is, it may name fields
  }
}

void FlowBuilder::readParameter(const BoundCall& call, const Parameter& parameter) {
  const NodeId value = call.value(parameter);
  const Read::Role role = parameter.name == "sortby" ? Read::Role::key : roleOf(*call.function);
  switch (parameter.type) {
    case ParameterType::expression:
    case ParameterType::expressions:
      return expression(value, role);
    case ParameterType::function:
    case ParameterType::pipeline:
    case ParameterType::pipelines: {
      const auto isOutput = [&](const Output& output) {
        return output.kind == OutputKind::function && output.parameter >= 0 &&
               &call.function->parameters[static_cast<std::size_t>(output.parameter)] == &parameter;
      };
      // (Queries that begin anew are walked by the rule for their function.)
      if (parameter.name == "query") return;
      const auto& outputs = call.function->outputs;
      if (value == kNoNode || std::any_of(outputs.begin(), outputs.end(), isOutput)) return;
      const Alive before = now_;
      functions(value, before);
      now_ = before;
      return;
    }
    default:
      break;
  }
  switch (parameter.role) {
    case ParameterRole::reads:
    case ParameterRole::moves: {
      if (value == kNoNode) {
        if (parameter.hasDefault && missesDefault(*call.function, parameter))
          read(placeOf(call, std::string(parameter.defaultValue)), Read::Role::byDefault);
        return;
      }
      // The field of `match` was read before the guards were.
      if (value == call.receiver && kindOf(tree_, tree_.nodes[value].parent) == NodeKind::matchStep) return;
      const Names names = namesOf(tree_, value);
      if (!names.complete) escape(now_);
      for (const Named& field : names.list) {
        read(field, role);
        if (parameter.role == ParameterRole::moves) drop(now_, field.name);
      }
      return;
    }
    case ParameterRole::removes:
      for (const Named& field : namesOf(tree_, value).list) drop(now_, field.name);
      return;
    case ParameterRole::none:
    case ParameterRole::writes:
    case ParameterRole::subquery:
    case ParameterRole::column:
      return;
  }
}

Alive FlowBuilder::functions(NodeId value, const Alive& before) {
  const NodeId inner = unwrapped(tree_, value);
  if (inner == kNoNode || kindOf(tree_, inner) != NodeKind::array) return functionElement(inner, before);
  Alive all = closed();
  all.reachable = before.reachable;
  for (const NodeId element : children(tree_, inner)) all = allOf(all, functionElement(element, before));
  return all;
}

Alive FlowBuilder::functionElement(NodeId element, const Alive& before) {
  now_ = before;
  const NodeId inner = unwrapped(tree_, element);
  if (inner == kNoNode) {
    unknown();
    return now_;
  }
  switch (kindOf(tree_, inner)) {
    case NodeKind::array:
      return functions(inner, before);
    case NodeKind::subquery:
      pipeline(tree_.nodes[inner].child);
      return now_;
    case NodeKind::call:
    case NodeKind::savedCall:
      call(inner, {});
      return now_;
    case NodeKind::assignStep:
      assignment(inner);
      return now_;
    default:
      unknown();
      return now_;
  }
}

void FlowBuilder::outputs(const BoundCall& call, const Alive& before) {
  const Function& function = *call.function;
  const OutputNames names = outputsOf(tree_, call);
  const Alive after = now_;
  Alive made = function.dropsOtherFields ? closed() : after;
  std::vector<Alive> inner;
  for (const NodeId value : names.functions) inner.push_back(functions(value, before));

  now_ = made;
  for (const OutputName& output : names.fields) {
    if (output.name.empty() || output.name.find('*') != std::string::npos) {
      anyName(made);
      continue;
    }
    const Named named = placeOf(call, output);
    const Flow::Lookup carried = flow_.look(before, output.name);
    const bool kept = output.parameter != nullptr && output.parameter->role == ParameterRole::reads;
    const auto twice = function.dropsOtherFields && !now_.open ? flow_.definitionOf(now_, output.name) : std::nullopt;
    const auto id = static_cast<DefinitionId>(flow_.definitions.size());
    if (kept && function.dropsOtherFields) {
      if (carried.presence == Presence::gone) continue;  // a key that no row has makes no field
      assign(named, Definition::Kind::kept, carried.presence, carried.definition);
    } else {
      static constexpr std::array kAlways = {"count", "sum", "now", "default"};  // others may have no value to give
      const bool always = std::find(kAlways.begin(), kAlways.end(), function.name) != kAlways.end() ||
                          output.name == "_bucket" || (names.countsByDefault && output.name == "_count");
      assign(named, Definition::Kind::output, always ? Presence::sure : Presence::maybe);
    }
    if (twice && collide(*twice, id)) flow_.collisions.push_back({step_, *twice, id});
  }
  for (const OutputName& open : names.open) assignPrefix(placeOf(call, open), Definition::Kind::unknown);
  for (const Alive& state : inner) now_ = function.dropsOtherFields ? allOf(now_, state) : over(now_, state);
  if (isMalformed(call)) anyName(now_);
}

}  // namespace quarry::cql
