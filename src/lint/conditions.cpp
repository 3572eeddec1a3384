// Reading conditions out of the filters of a query.
#include "lint/conditions.h"

#include <algorithm>
#include <map>

#include "lint/index.h"
#include "quarry/base/limits.h"

namespace quarry::lint {

using namespace cql;

namespace {

// What a value node asks: none for a parameter, whose value is not known.
bool readValue(const Tree& tree, NodeId value, Condition& condition) {
  const TokenKind kind = tokenKindOf(tree, value);
  if (tree.nodes[value].end != tree.nodes[value].first + 1) return false;
  if (kind == TokenKind::regex) {
    condition.kind = Condition::Kind::regex;
    condition.regex = std::string(tree.nodeText(value));
    return true;
  }
  if (kind != TokenKind::word && kind != TokenKind::string && kind != TokenKind::kwTrue && kind != TokenKind::kwFalse)
    return false;
  condition.patterns = {textOf(tree, value)};
  return true;
}

std::optional<Condition> ofComparison(const Tree& tree, const Comparison& comparison) {
  Condition condition;
  const TokenKind op = tree.tokens[comparison.op].kind;
  switch (op) {
    case TokenKind::notEqual:
      condition.negated = true;
      [[fallthrough]];
    case TokenKind::equal:
    case TokenKind::doubleEqual:
      return readValue(tree, comparison.value, condition) ? std::optional(condition) : std::nullopt;
    case TokenKind::kwLike:
      if (!readValue(tree, comparison.value, condition) || condition.kind != Condition::Kind::patterns)
        return std::nullopt;
      condition.patterns[0] = "*" + condition.patterns[0] + "*";
      return condition;
    case TokenKind::less:
    case TokenKind::lessEqual:
    case TokenKind::greater:
    case TokenKind::greaterEqual: {
      const auto number = numberOf(tree, comparison.value);
      if (!number) return std::nullopt;
      condition.kind = Condition::Kind::range;
      const bool upper = op == TokenKind::less || op == TokenKind::lessEqual;
      const bool included = op == TokenKind::lessEqual || op == TokenKind::greaterEqual;
      (upper ? condition.high : condition.low) = *number;
      (upper ? condition.highIncluded : condition.lowIncluded) = included;
      return condition;
    }
    default:
      return std::nullopt;
  }
}

// in(field, values=[…]) without `ignoreCase`.
std::optional<Condition> ofIn(const Tree& tree, const BoundCall& call, NodeId& field) {
  if (nameOf(call) != "in" || call.argument("ignoreCase") != nullptr) return std::nullopt;
  const NodeId values = call.value("values");
  field = call.value("field");
  if (values == kNoNode || field == kNoNode || kindOf(tree, unwrapped(tree, values)) != NodeKind::array)
    return std::nullopt;
  Condition condition;
  for (NodeId element : elements(tree, values)) {
    const NodeId inner = unwrapped(tree, element);
    const NodeKind kind = kindOf(tree, inner);
    const TokenKind token = tokenKindOf(tree, inner);
    if ((kind != NodeKind::field && kind != NodeKind::literal) ||
        (token != TokenKind::word && token != TokenKind::string))
      return std::nullopt;
    condition.patterns.push_back(textOf(tree, inner));
  }
  if (condition.patterns.empty()) return std::nullopt;
  return condition;
}

// Alternatives that all ask one field for patterns.
std::optional<Condition> ofAlternatives(const Tree& tree, const Index& index, NodeId filter) {
  std::optional<Condition> merged;
  for (NodeId operand : operands(tree, filter, NodeKind::orFilter)) {
    auto one = asCondition(tree, index, operand);
    if (!one || one->kind != Condition::Kind::patterns || one->negated) return std::nullopt;
    if (!merged) {
      merged = std::move(one);
      continue;
    }
    if (one->field != merged->field || one->definition != merged->definition) return std::nullopt;
    merged->patterns.insert(merged->patterns.end(), one->patterns.begin(), one->patterns.end());
  }
  return merged;
}

// True if a step leaves every value as it was, but for those that the flow knows a new definition of.
bool keepsValues(const Tree& tree, const Step& step) {
  switch (step.kind) {
    case NodeKind::filterStep:
    case NodeKind::assignStep:
    case NodeKind::fieldOpStep:
      break;
    default:
      return false;
  }
  if (step.call == nullptr) return true;
  const Function* function = step.call->function;
  if (function == nullptr || function->rows != Rows::each || function->kind == FunctionKind::aggregate) return false;
  return outputsOf(tree, *step.call).open.empty();
}

class Collector {
 public:
  Collector(const Tree& tree, const Index& index) : tree_(tree), index_(index) {}

  Conditions run() {
    for (const Sequence& sequence : index_.sequences()) pipeline(sequence);
    // Conjunctions that are not a step by themselves.
    for (NodeId filter : index_.of(NodeKind::andFilter)) {
      NodeId up = tree_.nodes[filter].parent;
      while (up != kNoNode && kindOf(tree_, up) == NodeKind::parenFilter) up = tree_.nodes[up].parent;
      if (up == kNoNode || kindOf(tree_, up) == NodeKind::filterStep || kindOf(tree_, up) == NodeKind::andFilter)
        continue;
      keep(gather(filter, NodeKind::andFilter), out_.all);
    }
    for (NodeId filter : index_.of(NodeKind::orFilter)) {
      NodeId up = tree_.nodes[filter].parent;
      while (up != kNoNode && kindOf(tree_, up) == NodeKind::parenFilter) up = tree_.nodes[up].parent;
      if (up != kNoNode && kindOf(tree_, up) == NodeKind::orFilter) continue;
      keep(gather(filter, NodeKind::orFilter), out_.any);
    }
    return std::move(out_);
  }

 private:
  std::vector<Condition> gather(NodeId filter, NodeKind kind) const {
    std::vector<Condition> list;
    for (NodeId operand : operands(tree_, filter, kind))
      if (auto condition = asCondition(tree_, index_, operand)) list.push_back(std::move(*condition));
    return list;
  }

  void pipeline(const Sequence& sequence) {
    std::vector<Condition> run;
    for (const Step& step : sequence.steps) {
      if (step.kind == NodeKind::filterStep && tree_.nodes[step.node].child != kNoNode)
        for (Condition& one : gather(tree_.nodes[step.node].child, NodeKind::andFilter)) run.push_back(std::move(one));
      if (step.kind == NodeKind::fieldOpStep)
        if (auto one = asCondition(tree_, index_, step.node)) run.push_back(std::move(*one));
      if (keepsValues(tree_, step)) continue;
      keep(std::move(run), out_.all);
      run.clear();
    }
    keep(std::move(run), out_.all);
  }

  // Keeps the conditions on each value apart, where there are several: those on others do not matter to them.
  static void keep(std::vector<Condition> list, std::vector<std::vector<Condition>>& into) {
    std::map<std::pair<std::string, DefinitionId>, std::vector<Condition>> byValue;
    for (Condition& one : list) {
      auto& same = byValue[{one.field, one.definition}];
      if (same.size() < base::limit::kComparedConditions) same.push_back(std::move(one));
    }
    for (auto& [value, same] : byValue)
      if (same.size() > 1) into.push_back(std::move(same));
  }

  const Tree& tree_;
  const Index& index_;
  Conditions out_;
};

}  // namespace

NodeId bare(const Tree& tree, NodeId filter) {
  while (kindOf(tree, filter) == NodeKind::parenFilter && tree.nodes[filter].child != kNoNode)
    filter = tree.nodes[filter].child;
  return filter;
}

std::vector<NodeId> operands(const Tree& tree, NodeId filter, NodeKind kind) {
  const NodeId inner = bare(tree, filter);
  if (kindOf(tree, inner) != kind) return {filter};
  std::vector<NodeId> all;
  for (NodeId child : children(tree, inner))
    for (NodeId operand : operands(tree, child, kind)) all.push_back(operand);
  return all;
}

std::optional<Condition> asCondition(const Tree& tree, const Index& index, NodeId filter) {
  NodeId inner = bare(tree, filter);
  bool flip = false;
  while (kindOf(tree, inner) == NodeKind::notFilter && tree.nodes[inner].child != kNoNode) {
    flip = !flip;
    inner = bare(tree, tree.nodes[inner].child);
  }
  std::optional<Condition> condition;
  NodeId field = kNoNode;
  if (const auto comparison = asComparison(tree, inner)) {
    condition = ofComparison(tree, *comparison);
    field = comparison->field;
  } else if (kindOf(tree, inner) == NodeKind::orFilter) {
    condition = ofAlternatives(tree, index, inner);
    if (condition) condition->node = filter;
    if (condition && flip) condition->negated = !condition->negated;
    return condition;
  } else if (kindOf(tree, inner) == NodeKind::call || kindOf(tree, inner) == NodeKind::fieldOpStep) {
    NodeId call = inner;
    if (kindOf(tree, inner) == NodeKind::fieldOpStep) {
      call = lastChild(tree, inner);
      while (call != kNoNode && kindOf(tree, call) == NodeKind::notFilter) {
        flip = !flip;
        call = tree.nodes[call].child;
      }
    }
    const BoundCall* bound = call == kNoNode ? nullptr : index.callAt(call);
    if (bound != nullptr) condition = ofIn(tree, *bound, field);
  }
  if (!condition || field == kNoNode || condition->patterns.size() > base::limit::kComparedPatterns)
    return std::nullopt;
  condition->node = filter;
  condition->field = textOf(tree, field);
  if (const Read* read = index.readAt(field)) condition->definition = read->definition;
  if (flip) condition->negated = !condition->negated;
  return condition;
}

Conditions conditionsOf(const Tree& tree, const Index& index) { return Collector(tree, index).run(); }

}  // namespace quarry::lint
