#include "quarry/cql/tree.h"

#include <array>
#include <cassert>

namespace quarry::cql {

std::string_view name(TokenKind kind) {
  static constexpr std::array<std::string_view, 43> kNames = {
      "end",   "word", "string", "regex", "parameter", "savedQuery", "backquoted", "and", "or", "not",    "case",
      "match", "like", "true",   "false", "|",         ";",          ",",          ":",   "(",  ")",      "{",
      "}",     "[",    "]",      ":=",    "=~",        "=",          "!=",         "<",   "<=", ">",      ">=",
      "==",    "<=>",  "=>",     "+",     "-",         "*",          "/",          "%",   "!",  "invalid"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name(NodeKind kind) {
  static constexpr std::array<std::string_view, 32> kNames = {
      "query",      "pipeline",     "filter-step", "assign-step",    "field-op-step", "case-step", "clause",
      "match-step", "arm",          "guard",       "stats-step",     "link-step",     "and",       "or",
      "not",        "paren-filter", "comparison",  "free-text",      "constant",      "field",     "value",
      "call",       "saved-call",   "argument",    "named-argument", "binary",        "unary",     "paren-expression",
      "literal",    "array",        "subquery",    "attribute"};
  const auto index = static_cast<std::size_t>(kind);
  return index < kNames.size() ? kNames[index] : "error";
}

std::string_view Tree::nodeText(NodeId id) const {
  const Node& node = nodes[id];
  if (node.first == node.end) return {};
  const std::uint32_t begin = tokens[node.first].begin;
  return std::string_view(text).substr(begin, tokens[node.end - 1].end - begin);
}

base::Span Tree::span(NodeId id) const {
  const Node& node = nodes[id];
  if (node.first == node.end) return {file, tokens[node.first].begin, tokens[node.first].begin};
  return {file, tokens[node.first].begin, tokens[node.end - 1].end};
}

NodeId TreeBuilder::open(NodeKind kind) {
  const auto id = static_cast<NodeId>(tree_.nodes.size());
  Node node;
  node.kind = kind;
  node.first = node.end = static_cast<std::uint32_t>(tree_.tokens.size());
  if (!stack_.empty()) {
    node.parent = stack_.back();
    NodeId& last = lastChild_.back();
    (last == kNoNode ? tree_.nodes[stack_.back()].child : tree_.nodes[last].next) = id;
    last = id;
  }
  tree_.nodes.push_back(node);
  stack_.push_back(id);
  lastChild_.push_back(kNoNode);
  return id;
}

void TreeBuilder::close() {
  assert(!stack_.empty());
  tree_.nodes[stack_.back()].end = static_cast<std::uint32_t>(tree_.tokens.size());
  stack_.pop_back();
  lastChild_.pop_back();
}

void TreeBuilder::token(Token token) { tree_.tokens.push_back(token); }

Tree TreeBuilder::finish(base::FileId file, std::string text) && {
  assert(stack_.empty());
  tree_.file = file;
  tree_.text = std::move(text);
  if (tree_.tokens.empty() || tree_.tokens.back().kind != TokenKind::end) {
    const auto at = static_cast<std::uint32_t>(tree_.text.size());
    tree_.tokens.push_back({TokenKind::end, at, at});
  }
  return std::move(tree_);
}

}  // namespace quarry::cql
