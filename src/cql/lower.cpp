#include "cql/lower.h"

#include <fmt/format.h>

#include "quarry/base/codes/query.h"

namespace quarry::cql {

ir::FieldRef fieldRef(std::string name) { return {ir::FieldRef::Kind::event, std::move(name), nullptr}; }

ir::Val literalText(std::string text, const base::Origin& origin) { return {ir::Literal{std::move(text)}, origin}; }

ir::Argument textArgument(std::string name, std::string value, const base::Origin& origin) {
  return {std::move(name), base::Box<ir::Val>(literalText(std::move(value), origin)), origin};
}

std::string Lowering::parameterValue(std::uint32_t token) {
  const ParameterText parameter = parameterText(tree_.tokenText(token));
  const auto given = options_.parameters.find(parameter.name);
  if (given != options_.parameters.end()) return given->second;
  if (parameter.fallback) return *parameter.fallback;
  report_
      .add(codes::noParameterValue, tree_.tokenSpan(token),
           fmt::format("the parameter `{}` has no value", parameter.name))
      .note(fmt::format("give it with `--param {}=...`, or write a default: `?{{{}=\"*\"}}`", parameter.name,
                        parameter.name));
  return {};
}

std::optional<std::string> Lowering::word(NodeId node) {
  node = unwrapped(tree_, node);
  if (node == kNoNode) return std::nullopt;
  switch (kindOf(tree_, node)) {
    case NodeKind::field:
    case NodeKind::literal:
    case NodeKind::value:
    case NodeKind::constant:
    case NodeKind::freeText:
      if (tokenKindOf(tree_, node) == TokenKind::parameter) return parameterValue(tree_.nodes[node].first);
      if (tree_.nodes[node].end - tree_.nodes[node].first != 1) return std::nullopt;
      return textOf(tree_, node);
    case NodeKind::unary: {
      if (tokenKindOf(tree_, node) != TokenKind::minus) return std::nullopt;
      const auto inner = word(tree_.nodes[node].child);
      return inner ? std::optional("-" + *inner) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::vector<std::string> Lowering::list(NodeId node) {
  std::vector<std::string> out;
  for (const NodeId element : elements(tree_, node)) {
    if (auto text = word(element))
      out.push_back(std::move(*text));
    else
      error(codes::badArgument, element, "a word or a text in quotes is expected here");
  }
  return out;
}

std::optional<ir::Plan> lower(const Tree& tree, const LowerOptions& options, base::Report& report) {
  const std::size_t before = report.size();
  ir::Scan events;
  events.flat = true;
  ir::Plan plan;
  plan.source = events;
  plan.sourceOrigin = base::Origin(tree.span(0));
  Place place;
  Lowering lowering(tree, options, report);
  plan.steps = lowering.pipeline(mainPipeline(tree), place);
  // Without an aggregate the service shows the latest 200 events (Returned Events).
  if (!place.aggregated)
    plan.steps.push_back({ir::Apply{ir::Operation::tail, {textArgument("limit", "200")}, false}, {}});
  if (report.hasErrorsSince(before)) return std::nullopt;
  return plan;
}

}  // namespace quarry::cql
