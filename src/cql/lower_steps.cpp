// Steps: pipelines, assignments, case and match.
#include <fmt/format.h>

#include "cql/lower.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/limits.h"
#include "quarry/ir/call.h"

namespace quarry::cql {

std::vector<ir::Step> Lowering::pipeline(NodeId pipeline, Place& place) {
  Steps out;
  if (pipeline == kNoNode) return out;
  for (const NodeId one : steps(tree_, pipeline)) step(one, out, place);
  return out;
}

ir::Plan Lowering::plan(NodeId pipeline, ir::Source source, Place place) {
  ir::Plan plan;
  plan.source = std::move(source);
  if (pipeline != kNoNode) plan.sourceOrigin = origin(pipeline);
  plan.steps = this->pipeline(pipeline, place);
  return plan;
}

void Lowering::step(NodeId step, Steps& out, Place& place) {
  switch (kindOf(tree_, step)) {
    case NodeKind::filterStep:
      filterStep(tree_.nodes[step].child, out, place);
      break;
    case NodeKind::assignStep:
      assignStep(step, out, place);
      break;
    case NodeKind::fieldOpStep: {
      NodeId call = lastChild(tree_, step);
      bool negated = false;
      while (kindOf(tree_, call) == NodeKind::notFilter) {
        negated = !negated;
        call = tree_.nodes[call].child;
      }
      callStep(call, negated, out, place);
      break;
    }
    case NodeKind::caseStep:
      caseStep(step, out, place);
      break;
    case NodeKind::matchStep:
      matchStep(step, out, place);
      break;
    case NodeKind::statsStep: {
      if (place.arm) error(codes::badPlacement, step, "an aggregate cannot stand in `case` or `match`");
      ir::Apply stats{ir::Operation::stats, {}, false};
      ir::ArgumentList list;
      Place inner = place;
      inner.argument = true;
      for (const NodeId element : elements(tree_, tree_.nodes[step].child)) {
        ir::Plan one;
        one.source = ir::Incoming{};
        Place mine = inner;
        if (kindOf(tree_, element) == NodeKind::subquery)
          one.steps = pipeline(tree_.nodes[element].child, mine);
        else if (kindOf(tree_, element) == NodeKind::call || kindOf(tree_, element) == NodeKind::savedCall)
          callStep(element, false, one.steps, mine);
        else
          this->step(element, one.steps, mine);
        list.of.push_back({{}, std::make_shared<const ir::Plan>(std::move(one)), origin(element)});
      }
      stats.arguments.push_back({"function", std::move(list), origin(step)});
      out.push_back({std::move(stats), origin(step)});
      place.aggregated = true;
      break;
    }
    case NodeKind::linkStep:
      linkStep(step, place);
      break;
    case NodeKind::error:
      break;  // the parser has said what is wrong
    default:
      filterStep(step, out, place);
      break;
  }
  // What only prepares the query leaves it where it begins.
  const auto call = stepCall(tree_, step);
  const Function* function = call ? find(tree_.tokenText(call->name)) : nullptr;
  if (function == nullptr || function->kind != FunctionKind::meta) place.first = false;
}

// Conditions joined by `and` are steps one after the other: only so may they bind fields.
void Lowering::filterStep(NodeId filter, Steps& out, Place& place) {
  switch (kindOf(tree_, filter)) {
    case NodeKind::andFilter:
      for (const NodeId part : children(tree_, filter)) filterStep(part, out, place);
      return;
    case NodeKind::parenFilter:
      filterStep(tree_.nodes[filter].child, out, place);
      return;
    case NodeKind::call:
      callStep(filter, false, out, place);
      return;
    case NodeKind::savedCall:
      savedCall(filter, out, place);
      return;
    case NodeKind::fieldOpStep:
    case NodeKind::assignStep:
    case NodeKind::caseStep:
    case NodeKind::matchStep:
      step(filter, out, place);
      return;
    case NodeKind::notFilter: {
      const NodeId inner = tree_.nodes[filter].child;
      if (kindOf(tree_, inner) == NodeKind::call) {
        callStep(inner, true, out, place);
        return;
      }
      break;
    }
    case NodeKind::comparison: {
      const Comparison comparison = *asComparison(tree_, filter);
      if (tree_.tokens[comparison.op].kind == TokenKind::equal &&
          tokenKindOf(tree_, comparison.value) == TokenKind::regex) {
        const std::uint32_t token = tree_.nodes[comparison.value].first;
        const RegexLiteral literal = regexLiteral(tree_.tokenText(token));
        if (!groupNames(literal.pattern).empty() || literal.flags.find('g') != std::string_view::npos) {
          capture(textOf(tree_, comparison.field), token, false, filter, out, place);
          return;
        }
      }
      break;
    }
    case NodeKind::freeText:
      if (tokenKindOf(tree_, filter) == TokenKind::regex && !place.aggregated) {
        const std::uint32_t token = tree_.nodes[filter].first;
        if (!groupNames(regexLiteral(tree_.tokenText(token)).pattern).empty()) {
          capture({}, token, false, filter, out, place);
          return;
        }
      }
      break;
    default:
      break;
  }
  out.push_back({ir::Filter{pred(filter, place)}, origin(filter)});
}

// A regular expression with named groups: a filter that binds. No field: any, the raw text of the event first.
void Lowering::capture(const std::string& field, std::uint32_t regexToken, bool negated, NodeId at, Steps& out,
                       Place& /*place*/) {
  const RegexLiteral literal = regexLiteral(tree_.tokenText(regexToken));
  ir::Apply apply{ir::Operation::regex, {}, negated};
  const base::Origin where(tree_.tokenSpan(regexToken));
  std::string flags;
  for (const char c : literal.flags)
    if (c != 'g' && c != 'F') flags += c;
  const bool repeat = literal.flags.find('g') != std::string_view::npos;
  apply.arguments.push_back({"field", base::Box<ir::Val>(ir::Val{fieldRef(field), where}), where});
  apply.arguments.push_back(textArgument("regex", regex(regexToken).text, where));
  apply.arguments.push_back(textArgument("flags", flags, where));
  apply.arguments.push_back(textArgument("strict", "true"));
  apply.arguments.push_back(textArgument("repeat", repeat ? "true" : "false"));
  apply.arguments.push_back(textArgument("limit", "100"));
  out.push_back({std::move(apply), origin(at)});
}

void Lowering::assignStep(NodeId step, Steps& out, Place& place) {
  const Assignment assignment = *asAssignment(tree_, step);
  const NodeId value = unwrapped(tree_, assignment.value);
  if (kindOf(tree_, value) == NodeKind::call) {
    const auto call = bindCall(tree_, assignment.value);
    // A call whose function names its output is that step; anything else is a value.
    if (call && call->function != nullptr && call->receives != nullptr) {
      callStep(value, false, out, place);
      return;
    }
  }
  const std::string name = textOf(tree_, assignment.field);
  const base::Origin where = origin(step);
  ir::Val computed = expression(assignment.value);
  // Null is not assigned: what the field held stays (Expressions).
  if (!std::holds_alternative<ir::Literal>(computed.node))
    computed = ir::callOf(ir::Function::coalesce, where, std::move(computed), ir::Val{fieldRef(name), where});
  ir::Extend extend;
  extend.columns.push_back({name, std::move(computed), {}, where});
  out.push_back({std::move(extend), where});
}

void Lowering::arm(NodeId pipeline, Steps steps, std::vector<Steps>& arms, const Place& place) {
  Place inner = place;
  inner.arm = true;
  Steps rest = this->pipeline(pipeline, inner);
  std::move(rest.begin(), rest.end(), std::back_inserter(steps));
  arms.push_back(std::move(steps));
}

void Lowering::caseStep(NodeId step, Steps& out, Place& place) {
  ir::Branch branch;
  for (const NodeId clause : children(tree_, step))
    if (kindOf(tree_, clause) == NodeKind::clause) arm(tree_.nodes[clause].child, {}, branch.arms, place);
  out.push_back({std::move(branch), origin(step)});
}

void Lowering::matchStep(NodeId step, Steps& out, Place& place) {
  ir::Branch branch;
  const NodeId field = tree_.nodes[step].child;
  for (const NodeId one : children(tree_, step)) {
    if (kindOf(tree_, one) != NodeKind::arm) continue;
    Steps guard;
    Place inner = place;
    inner.arm = true;
    guardStep(field, tree_.nodes[one].child, guard, inner);
    arm(childOf(tree_, one, NodeKind::pipeline), std::move(guard), branch.arms, place);
  }
  out.push_back({std::move(branch), origin(step)});
}

// `*` and `true` take every row; `**` and `"*"` need the field to be there (Conditional Evaluation).
void Lowering::guardStep(NodeId field, NodeId guard, Steps& out, Place& place) {
  const NodeId inner = tree_.nodes[guard].child;
  const base::Origin where = origin(guard);
  const std::string name = textOf(tree_, field);
  NodeId call = inner;
  bool negated = false;
  while (call != kNoNode && kindOf(tree_, call) == NodeKind::notFilter) {
    negated = !negated;
    call = tree_.nodes[call].child;
  }
  if (call != kNoNode && kindOf(tree_, call) == NodeKind::call) {
    callStep(call, negated, out, place);
    return;
  }
  const TokenKind kind = tokenKindOf(tree_, inner);
  if (kind == TokenKind::regex) {
    const std::uint32_t token = tree_.nodes[inner].first;
    if (!groupNames(regexLiteral(tree_.tokenText(token)).pattern).empty())
      capture(name, token, negated, guard, out, place);
    else
      out.push_back({ir::Filter{matches(fieldRef(name), {regex(token), where}, where)}, where});
    return;
  }
  const std::string text = word(inner).value_or(std::string());
  if (kind == TokenKind::kwTrue || (kind != TokenKind::string && text == "*")) return;
  if (kind == TokenKind::kwFalse) {
    out.push_back({ir::Filter{{ir::Constant{false}, where}}, where});
    return;
  }
  out.push_back({ir::Filter{matches(fieldRef(name), {ir::starGlob(text), where}, where)}, where});
}

void Lowering::linkStep(NodeId step, Place& place) {
  if (place.links == nullptr) {
    error(codes::badPlacement, step, "`<=>` links the queries of `correlate()` and means nothing elsewhere");
    return;
  }
  const NodeId left = tree_.nodes[step].child;
  const NodeId right = tree_.nodes[left].next;
  ir::ArgumentList pair;
  for (const NodeId side : {left, right})
    pair.of.push_back({{}, base::Box<ir::Val>(ir::Val{fieldRef(textOf(tree_, side)), origin(side)}), origin(side)});
  place.links->push_back({{}, std::move(pair), origin(step)});
}

void Lowering::savedCall(NodeId node, Steps& out, Place& place) {
  const auto call = bindCall(tree_, node);
  std::string name(tree_.tokenText(call->name));
  name.erase(0, 1);
  if (name.size() > 1 && name.front() == '"') name = decodeString(name);
  const Tree* saved = options_.savedQuery ? options_.savedQuery(name) : nullptr;
  if (saved == nullptr) {
    error(codes::noSavedQuery, node, fmt::format("there is no saved query `{}`", name))
        .note("name its file in `quarry.yml`: `queries: {" + name + ": path/to/query.cql}`");
    return;
  }
  if (depth_ >= base::limit::kSavedQueryLevels) {
    error(codes::noSavedQuery, node,
          fmt::format("the saved query `{}` calls itself, or saved queries call each other more than {} deep", name,
                      base::limit::kSavedQueryLevels));
    return;
  }
  if (*saved_ > base::limit::kSavedQueryCalls) return;  // it has been said
  if (++*saved_ > base::limit::kSavedQueryCalls) {
    error(codes::noSavedQuery, node,
          fmt::format("with `{}` saved queries are called more than {} times", name,
                      base::shownLimit(base::limit::kSavedQueryCalls, base::Limit::Unit::count)));
    return;
  }
  LowerOptions inner = options_;
  for (const BoundArgument& one : call->arguments) {
    if (!one.argument.name) {
      error(codes::badArgument, one.argument.node, "the arguments of a saved query have names");
      continue;
    }
    if (auto text = word(one.argument.value))
      inner.parameters[std::string(tree_.tokenText(*one.argument.name))] = std::move(*text);
    else
      error(codes::badArgument, one.argument.node, "an argument of a saved query is a word or a text in quotes");
  }
  Lowering lowering(*saved, inner, *this);
  Steps steps = lowering.pipeline(mainPipeline(*saved), place);
  std::move(steps.begin(), steps.end(), std::back_inserter(out));
}

}  // namespace quarry::cql
