#include <algorithm>

#include "cql/format_trivia.h"
#include "quarry/cql/format.h"

namespace quarry::cql {
namespace {

bool separates(TokenKind kind) {
  return kind == TokenKind::pipe || kind == TokenKind::comma || kind == TokenKind::semicolon;
}

// What a person reads, in order: tokens other than separators, and comments.
std::vector<std::string_view> contents(const Tree& tree) {
  std::vector<std::string_view> all;
  for (std::uint32_t i = 0; i < tree.tokens.size(); ++i) {
    for (const Comment& comment : readTrivia(tree.trivia(i)).comments) all.push_back(comment.text);
    if (!separates(tree.tokens[i].kind)) all.push_back(tree.tokenText(i));
  }
  return all;
}

bool sameNode(const Node& a, const Node& b) {
  return a.kind == b.kind && a.first == b.first && a.end == b.end && a.parent == b.parent;
}

}  // namespace

bool sameQuery(const Tree& a, const Tree& b) {
  const bool sameTokens = std::equal(a.tokens.begin(), a.tokens.end(), b.tokens.begin(), b.tokens.end(),
                                     [](const Token& x, const Token& y) { return x.kind == y.kind; });
  return sameTokens && std::equal(a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(), sameNode) &&
         contents(a) == contents(b);
}

}  // namespace quarry::cql
