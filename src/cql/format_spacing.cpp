#include "cql/format_spacing.h"

namespace quarry::cql {

std::vector<Item> items(const Tree& tree, NodeId node) {
  std::vector<Item> list;
  std::uint32_t at = tree.nodes[node].first;
  for (NodeId child : children(tree, node)) {
    const Node& inner = tree.nodes[child];
    for (; at < inner.first; ++at) list.push_back({kNoNode, at});
    if (inner.first == inner.end) continue;
    list.push_back({child, inner.first});
    at = inner.end;
  }
  for (; at < tree.nodes[node].end; ++at) list.push_back({kNoNode, at});
  return list;
}

namespace {

class Spacing {
 public:
  explicit Spacing(const Tree& tree) : tree_(tree), gaps_(tree.tokens.size(), Gap::blank) {}

  std::vector<Gap> run() {
    for (NodeId node = 0; node < tree_.nodes.size(); ++node) visit(node);
    for (NodeId node = 0; node < tree_.nodes.size(); ++node)
      if (tree_.nodes[node].kind == NodeKind::error) keep(node);
    for (std::uint32_t i = 0; i < tree_.tokens.size(); ++i)
      if (isOdd(i) || (i > 0 && isOdd(i - 1))) gaps_[i] = Gap::verbatim;
    if (!gaps_.empty() && gaps_[0] != Gap::verbatim) gaps_[0] = Gap::none;
    return std::move(gaps_);
  }

 private:
  TokenKind kind(std::uint32_t token) const { return tree_.tokens[token].kind; }

  // Where such a token ends was a guess from what stands around it: a literal over several lines or without an end, a
  // value that begins like a regex.
  bool isOdd(std::uint32_t token) const {
    const std::string_view text = tree_.tokenText(token);
    if (kind(token) == TokenKind::invalid || text.find('\n') != std::string_view::npos) return true;
    if (kind(token) == TokenKind::word) return text.starts_with('/');
    if (kind(token) != TokenKind::regex) return false;
    // Pairs of backslashes stand for themselves: `/C:\\/` ends, `/C:\\\/` does not.
    const std::size_t slash = text.rfind('/');
    std::size_t backslashes = 0;
    while (backslashes < slash && text[slash - 1 - backslashes] == '\\') ++backslashes;
    return slash == 0 || backslashes % 2 == 1;
  }

  void keep(NodeId node) {
    for (std::uint32_t i = tree_.nodes[node].first + 1; i < tree_.nodes[node].end; ++i) gaps_[i] = Gap::verbatim;
  }

  void visit(NodeId node) {
    const std::vector<Item> all = items(tree_, node);
    for (std::size_t i = 1; i < all.size(); ++i)
      if (touches(tree_.nodes[node].kind, all, i)) gaps_[all[i].first] = Gap::none;
  }

  // Whether an item follows the one before it without a blank.
  bool touches(NodeKind node, const std::vector<Item>& all, std::size_t i) const {
    const TokenKind here = all[i].node == kNoNode ? kind(all[i].first) : TokenKind::end;
    const TokenKind before = all[i - 1].node == kNoNode ? kind(all[i - 1].first) : TokenKind::end;
    switch (node) {
      case NodeKind::comparison:
        return comparisonTouches(here, before, all[i].first);
      case NodeKind::notFilter:
      case NodeKind::unary:
        return before != TokenKind::kwNot && !joinsOperator(before, all[i].first);
      case NodeKind::call:
      case NodeKind::savedCall:
        return i == 1 || bracketTouches(here, before);
      case NodeKind::array:
      case NodeKind::subquery:
      case NodeKind::parenFilter:
      case NodeKind::parenExpression:
        return bracketTouches(here, before);
      case NodeKind::namedArgument:
        return here == TokenKind::equal || before == TokenKind::equal;
      case NodeKind::attribute:
        return here == TokenKind::colon;
      case NodeKind::caseStep:
      case NodeKind::matchStep:
        return here == TokenKind::semicolon;
      default:
        return false;
    }
  }

  static bool bracketTouches(TokenKind here, TokenKind before) {
    return here == TokenKind::comma || here == TokenKind::rightParen || here == TokenKind::rightBracket ||
           here == TokenKind::rightBrace || before == TokenKind::leftParen || before == TokenKind::leftBracket ||
           before == TokenKind::leftBrace;
  }

  // `a=1`, `a>=1`; `a like b`, and the operators of other languages as expressions have them.
  bool comparisonTouches(TokenKind here, TokenKind before, std::uint32_t token) const {
    const auto apart = [](TokenKind k) {
      return k == TokenKind::kwLike || k == TokenKind::doubleEqual || k == TokenKind::arrow;
    };
    return !apart(here) && !apart(before) && !joinsOperator(before, token);
  }

  // `= ~x` is a comparison with `~x`, `=~x` is an operator of its own.
  bool joinsOperator(TokenKind before, std::uint32_t token) const {
    return (before == TokenKind::equal || before == TokenKind::bang) && tree_.tokenText(token).starts_with('~');
  }

  const Tree& tree_;
  std::vector<Gap> gaps_;
};

}  // namespace

std::vector<Gap> gapsOf(const Tree& tree) { return Spacing(tree).run(); }

}  // namespace quarry::cql
