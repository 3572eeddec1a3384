// Pipelines, filters and expressions: the parts of the language that are no functions.
#include <algorithm>

#include "cql/flow_builder.h"

namespace quarry::cql {
namespace {

// A value that is there whatever the row holds.
bool isConstant(const Tree& tree, NodeId expression) {
  const NodeId inner = unwrapped(tree, expression);
  if (inner == kNoNode) return false;
  if (kindOf(tree, inner) == NodeKind::literal || kindOf(tree, inner) == NodeKind::constant) return true;
  return kindOf(tree, inner) == NodeKind::unary && tokenKindOf(tree, inner) == TokenKind::minus &&
         isConstant(tree, tree.nodes[inner].child);
}

}  // namespace

void FlowBuilder::run(const FlowOptions& options) {
  flow_.names_.clear();
  flow_.definitions.emplace_back();
  intern("");
  if (options.eventFields) {
    now_.open = false;
    for (const std::string& name : *options.eventFields) put(now_, name, kEvent, Presence::maybe);
  }
  flow_.start = now_;
  pipeline(mainPipeline(tree_));
  flow_.end = now_;

  // Which definitions something reads. An `either` that is read reads both of its sides; sides come before it.
  const std::size_t count = flow_.definitions.size();
  flow_.readers_.resize(count);
  flow_.mergedInto_.resize(count);
  flow_.used_.assign(count, false);
  flow_.inResult_.assign(count, false);
  for (std::uint32_t i = 0; i < flow_.reads.size(); ++i) {
    flow_.readers_[flow_.reads[i].definition].push_back(i);
    flow_.used_[flow_.reads[i].definition] = true;
  }
  for (const DefinitionId id : read_) flow_.used_[id] = true;
  flow_.maps_.visit(flow_.end.fields, [&](NameId, const FieldEntry& entry) {
    flow_.inResult_[entry.definition] = flow_.used_[entry.definition] = true;
  });
  for (std::size_t i = count; i-- > 1;) {
    const Definition& one = flow_.definitions[i];
    if (one.kind != Definition::Kind::either) continue;
    for (const DefinitionId side : {one.from, one.other}) {
      flow_.mergedInto_[side].push_back(static_cast<DefinitionId>(i));
      if (flow_.used_[i]) flow_.used_[side] = true;
      if (flow_.inResult_[i]) flow_.inResult_[side] = true;
    }
  }
}

Named FlowBuilder::namedBy(NodeId field) const {
  const std::uint32_t token = tree_.nodes[field].first;
  return {textOf(tree_, field), field, tree_.tokenSpan(token)};
}

void FlowBuilder::pipeline(NodeId pipeline) {
  if (pipeline == kNoNode) return;
  NodeId before = kNoNode;
  for (const NodeId one : children(tree_, pipeline)) {
    // Without a pipe between them it is a guess that these are two steps.
    if (before != kNoNode && tree_.nodes[before].end == tree_.nodes[one].first) unknown();
    step(one);
    before = one;
  }
}

void FlowBuilder::step(NodeId node) {
  const auto id = static_cast<StepId>(flow_.steps.size());
  StepFlow flow;
  flow.node = node;
  flow.parent = step_;
  flow.before = now_;
  flow.readsBegin = static_cast<std::uint32_t>(flow_.reads.size());
  flow.definitionsBegin = static_cast<std::uint32_t>(flow_.definitions.size());
  flow_.steps.push_back(flow);
  flow_.stepIds_.emplace(node, id);
  const StepId around = std::exchange(step_, id);
  stepInside(node);
  step_ = around;
  StepFlow& done = flow_.steps[id];
  done.after = now_;
  done.readsEnd = static_cast<std::uint32_t>(flow_.reads.size());
  done.definitionsEnd = static_cast<std::uint32_t>(flow_.definitions.size());
}

void FlowBuilder::stepInside(NodeId node) {
  switch (kindOf(tree_, node)) {
    case NodeKind::filterStep:
      return filter(tree_.nodes[node].child, {});
    case NodeKind::fieldOpStep:
      return filter(node, {});
    case NodeKind::assignStep:
      return assignment(node);
    case NodeKind::caseStep:
      return caseStep(node);
    case NodeKind::matchStep:
      return matchStep(node);
    case NodeKind::statsStep: {
      const Alive before = now_;
      now_ = functions(tree_.nodes[node].child, before);
      return;
    }
    case NodeKind::linkStep:
      return linkStep(node);
    default:
      return unknown();
  }
}

void FlowBuilder::filter(NodeId node, Mood mood) {
  if (node == kNoNode) return;
  switch (kindOf(tree_, node)) {
    case NodeKind::andFilter:
      for (const NodeId part : children(tree_, node)) filter(part, {mood.certain, false});
      return;
    case NodeKind::parenFilter:
      return filter(tree_.nodes[node].child, mood);
    case NodeKind::orFilter:
      for (const NodeId part : children(tree_, node)) filter(part, {false, false});
      return;
    case NodeKind::notFilter:
      return filter(tree_.nodes[node].child, {false, mood.alone});
    case NodeKind::comparison: {
      const auto comparison = *asComparison(tree_, node);
      const Named field = namedBy(comparison.field);
      read(field, Read::Role::condition);
      if (comparison.value == kNoNode) return;
      if (tree_.nodes[comparison.value].child != kNoNode) expression(tree_.nodes[comparison.value].child);
      if (mood.certain && tree_.tokens[comparison.op].kind != TokenKind::notEqual) require(field.name);
      captures(comparison.value);
      return;
    }
    case NodeKind::freeText:
      return captures(node);
    case NodeKind::constant:
      if (mood.certain && tokenKindOf(tree_, node) == TokenKind::kwFalse) now_.reachable = false;
      return;
    case NodeKind::fieldOpStep: {
      const NodeId field = tree_.nodes[node].child;
      const NodeId operand = tree_.nodes[field].next;
      if (operand != kNoNode) return filter(operand, mood);
      return unknown();
    }
    case NodeKind::call:
    case NodeKind::savedCall:
      return call(node, mood);
    default:
      return unknown();
  }
}

// The named groups of a regular expression, which a row that matches has as fields from then on.
void FlowBuilder::captures(NodeId node) {
  if (tokenKindOf(tree_, node) != TokenKind::regex) return;
  const std::uint32_t token = tree_.nodes[node].first;
  const std::string_view text = tree_.tokenText(token);
  for (std::string& name : groupNames(regexLiteral(text).pattern)) {
    base::Span span = tree_.tokenSpan(token);
    span.begin += static_cast<std::uint32_t>(text.find("<" + name + ">")) + 1;
    span.end = span.begin + static_cast<std::uint32_t>(name.size());
    assign({std::move(name), node, span}, Definition::Kind::captured, Presence::maybe);
  }
}

void FlowBuilder::assignment(NodeId step) {
  const Assignment assignment = *asAssignment(tree_, step);
  const Named field = namedBy(assignment.field);
  const NodeId value = assignment.value;
  if (value == kNoNode) return unknown();
  const bool computedName = tokenKindOf(tree_, assignment.field) == TokenKind::backquoted;
  if (kindOf(tree_, value) == NodeKind::call || kindOf(tree_, value) == NodeKind::savedCall) {
    // `field := f(…)` is `f(…, as=field)` for a function that has `as`.
    const auto bound = bindCall(tree_, value);
    if (bound && bound->function != nullptr && bound->receives != nullptr && !computedName) return call(value, {});
    if (!bound || bound->function == nullptr) unknown();
  }
  expression(value);
  if (computedName) return anyName(now_);
  Presence presence = isConstant(tree_, value) ? Presence::sure : Presence::maybe;
  const NodeId inner = unwrapped(tree_, value);
  if (kindOf(tree_, inner) == NodeKind::field && tokenKindOf(tree_, inner) == TokenKind::word)
    presence = flow_.presence(now_, textOf(tree_, inner)) == Presence::sure ? Presence::sure : Presence::maybe;
  assign(field, Definition::Kind::assigned, presence);
}

void FlowBuilder::caseStep(NodeId step) {
  const Alive before = now_;
  std::vector<Alive> outcomes;
  for (const NodeId clause : children(tree_, step)) {
    now_ = before;
    if (kindOf(tree_, clause) == NodeKind::clause)
      pipeline(tree_.nodes[clause].child);
    else
      unknown();
    outcomes.push_back(now_);
  }
  now_ = before;
  if (!outcomes.empty()) now_ = oneOf(std::move(outcomes));
}

void FlowBuilder::matchStep(NodeId step) {
  const NodeId field = tree_.nodes[step].child;
  if (field == kNoNode) return unknown();
  read(namedBy(field), Read::Role::condition);
  const Alive before = now_;
  std::vector<Alive> outcomes;
  for (NodeId arm = tree_.nodes[field].next; arm != kNoNode; arm = tree_.nodes[arm].next) {
    now_ = before;
    if (kindOf(tree_, arm) == NodeKind::arm) {
      for (const NodeId part : children(tree_, arm)) {
        if (kindOf(tree_, part) == NodeKind::guard)
          guard(tree_.nodes[part].child);
        else if (kindOf(tree_, part) == NodeKind::pipeline)
          pipeline(part);
        else
          unknown();
      }
    } else {
      unknown();
    }
    outcomes.push_back(now_);
  }
  now_ = before;
  if (!outcomes.empty()) now_ = oneOf(std::move(outcomes));
}

// A guard tests the field before `match`, which has been read.
void FlowBuilder::guard(NodeId guard) {
  if (guard == kNoNode) return;
  switch (kindOf(tree_, guard)) {
    case NodeKind::value:
      return captures(guard);
    case NodeKind::constant:
      return;
    case NodeKind::notFilter:
      return this->guard(tree_.nodes[guard].child);
    case NodeKind::call:
      return call(guard, {false});
    default:
      return unknown();
  }
}

void FlowBuilder::expression(NodeId node, Read::Role role) {
  if (node == kNoNode) return;
  switch (kindOf(tree_, node)) {
    case NodeKind::field:
      if (tokenKindOf(tree_, node) == TokenKind::backquoted)
        escape(now_);  // the field whose name this field holds
      else
        read(namedBy(node), role);
      return;
    case NodeKind::literal:
    case NodeKind::constant:
      return;
    case NodeKind::call:
      return callInExpression(node);
    case NodeKind::savedCall:
    case NodeKind::error:
      return escape(now_);
    case NodeKind::subquery: {
      const Alive before = now_;
      pipeline(tree_.nodes[node].child);
      now_ = before;
      return;
    }
    case NodeKind::assignStep:
      return expression(asAssignment(tree_, node)->value, role);
    case NodeKind::binary: {
      const Binary binary = *asBinary(tree_, node);
      expression(binary.left, role);
      // `a <=> Other.b`: the right side is a field of another query.
      if (tree_.tokens[binary.op].kind != TokenKind::link) expression(binary.right, role);
      return;
    }
    default:
      for (const NodeId part : children(tree_, node)) expression(part, role);
  }
}

}  // namespace quarry::cql
