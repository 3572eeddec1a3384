#include "lint/index.h"

#include <algorithm>

namespace quarry::lint {

namespace {

using cql::TokenKind;

constexpr std::uint32_t kNone = 0xFFFFFFFF;

RegexUse ofLiteral(const Tree& tree, NodeId node) {
  RegexUse use;
  use.node = node;
  use.literal = true;
  use.file = tree.file;
  const cql::Token& token = tree.tokens[tree.nodes[node].first];
  const cql::RegexLiteral literal = cql::regexLiteral(tree.tokenText(tree.nodes[node].first));
  use.flags = literal.flags;
  use.tree = base::readRegex(literal.pattern);
  use.places.resize(literal.pattern.size() + 1);
  for (std::size_t i = 0; i < use.places.size(); ++i) use.places[i] = token.begin + 1 + static_cast<std::uint32_t>(i);
  return use;
}

// The text of a string with the place of each byte, and of its end.
std::string placed(std::string_view quoted, std::uint32_t at, std::vector<std::uint32_t>& places) {
  std::string text;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    places.push_back(at + static_cast<std::uint32_t>(i));
    const char next = quoted[i] == '\\' ? quoted[i + 1] : '\0';
    if (next == '"' || next == '\\' || next == 'n') {
      text += next == 'n' ? '\n' : next;
      ++i;
    } else {
      text += quoted[i];
    }
  }
  places.push_back(at + static_cast<std::uint32_t>(quoted.size()) - 1);
  return text;
}

std::optional<RegexUse> ofArgument(const Tree& tree, const cql::BoundCall& call, const cql::BoundArgument& argument) {
  const NodeId node = cql::unwrapped(tree, argument.argument.value);
  if (node == cql::kNoNode || cql::tokenKindOf(tree, node) != TokenKind::string) return std::nullopt;
  const cql::Token& token = tree.tokens[tree.nodes[node].first];
  const std::string_view quoted = tree.tokenText(tree.nodes[node].first);
  if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"') return std::nullopt;
  RegexUse use;
  use.node = node;
  use.call = &call;
  use.file = tree.file;
  use.tree = base::readRegex(placed(quoted, token.begin, use.places));
  if (const cql::BoundArgument* flags = call.argument("flags"))
    if (const NodeId value = cql::unwrapped(tree, flags->argument.value); value != cql::kNoNode)
      use.flags = cql::textOf(tree, value);
  return use;
}

bool isLeaf(NodeKind kind) {
  return kind == NodeKind::value || kind == NodeKind::freeText || kind == NodeKind::literal;
}

}  // namespace

Index::Index(const Tree& tree, const cql::Flow& flow)
    : callIndex_(tree.nodes.size(), kNone), readIndex_(tree.nodes.size(), kNone), flow_(flow) {
  cql::walk(tree, [&](NodeId id) {
    const NodeKind kind = cql::kindOf(tree, id);
    kinds_[static_cast<std::size_t>(kind)].push_back(id);
    if (kind == NodeKind::call || kind == NodeKind::savedCall) {
      auto bound = cql::bindCall(tree, id);
      if (!bound) return;
      callIndex_[id] = static_cast<std::uint32_t>(calls_.size());
      const cql::BoundCall& call = calls_.emplace_back(std::move(*bound));
      for (const cql::BoundArgument& argument : call.arguments)
        if (argument.parameter != nullptr && argument.parameter->type == cql::ParameterType::regex)
          if (auto use = ofArgument(tree, call, argument)) regexes_.push_back(std::move(*use));
    } else if (isLeaf(kind) && cql::tokenKindOf(tree, id) == TokenKind::regex) {
      regexes_.push_back(ofLiteral(tree, id));
    }
  });
  for (std::uint32_t i = 0; i < flow.reads.size(); ++i)
    if (const NodeId node = flow.reads[i].node; node != cql::kNoNode && readIndex_[node] == kNone) readIndex_[node] = i;
  for (NodeId pipeline : of(NodeKind::pipeline)) {
    Sequence& sequence = sequences_.emplace_back();
    sequence.pipeline = pipeline;
    for (NodeId node : cql::children(tree, pipeline)) {
      Step step{node, cql::kindOf(tree, node), nullptr, nullptr};
      if (const NodeId call = callOfStep(tree, node); call != cql::kNoNode) step.call = callAt(call);
      if (const cql::StepId id = flow.stepOf(node); id != cql::kNoStep) step.flow = &flow.steps[id];
      sequence.steps.push_back(step);
    }
  }
  conditions_ = conditionsOf(tree, *this);
}

const cql::BoundCall* Index::callAt(NodeId node) const {
  const std::uint32_t at = callIndex_[node];
  return at == kNone ? nullptr : &calls_[at];
}

const cql::Read* Index::readAt(NodeId node) const {
  const std::uint32_t at = readIndex_[node];
  return at == kNone ? nullptr : &flow_.reads[at];
}

bool calls(const cql::BoundCall& call, std::string_view function) {
  return call.function != nullptr && call.function->name == function;
}

base::Edit RegexUse::edit(std::uint32_t begin, std::uint32_t end, std::string_view text) const {
  std::string written;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\\';
    if (literal ? text[i] == '/' && (i == 0 || text[i - 1] != '\\')
                : text[i] == '"' || (text[i] == '\\' && (next == '\\' || next == '"' || next == 'n')))
      written += '\\';
    // Two backslashes of an expression are one escape: the second is not looked at again.
    if (text[i] == '\\' && i + 1 < text.size() && next == '\\') {
      written += literal ? "\\" : "\\\\";
      ++i;
    }
    written += text[i];
  }
  return {span(begin, end), std::move(written)};
}

bool RegexUse::ignoresCase() const {
  if (hasFlag('i')) return true;
  // (?i) in front of one branch, which is all there is.
  const base::RegexNode& root = tree[tree.root];
  if (root.kind != base::RegexKind::sequence || root.parts.empty()) return false;
  const base::RegexNode& first = tree[root.parts.front()];
  return first.kind == base::RegexKind::group && first.group == base::RegexGroup::switches &&
         first.name.substr(0, first.name.find('-')).find('i') != std::string::npos;
}

bool RegexUse::mayBeMultiLine() const {
  if (hasFlag('m')) return true;
  if (call != nullptr && flags.empty()) return true;  // the manual says both, that `m` is the default and that none is
  return std::any_of(tree.nodes.begin(), tree.nodes.end(), [](const base::RegexNode& one) {
    return one.kind == base::RegexKind::group &&
           (one.group == base::RegexGroup::switches || one.group == base::RegexGroup::plain) &&
           one.name.find('m') != std::string::npos;
  });
}

bool RegexUse::captures() const {
  return std::any_of(tree.nodes.begin(), tree.nodes.end(), [](const base::RegexNode& one) {
    return one.kind == base::RegexKind::group && one.group == base::RegexGroup::named;
  });
}

bool RegexUse::onlyMatches() const {
  if (call != nullptr && !calls(*call, "regex") && !calls(*call, "array:regex")) return false;
  return !captures();
}

}  // namespace quarry::lint
