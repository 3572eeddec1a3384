#include "corruptions.h"

#include <algorithm>
#include <functional>
#include <set>

#include "quarry/base/text.h"
#include "quarry/cql/view.h"

using namespace quarry::cql;

namespace quarry::test {
namespace {

struct Range {
  std::uint32_t begin = 0, end = 0;
};

bool isStep(const Tree& tree, NodeId id) {
  const NodeId parent = tree.nodes[id].parent;
  return parent != kNoNode && kindOf(tree, parent) == NodeKind::pipeline;
}

// The damage done to one query, collected by its members.
class Vandal {
 public:
  explicit Vandal(const Tree& tree) : tree_(tree), step_(tree.tokens.size(), kNoNode) {
    walk(tree, [&](NodeId id) {
      if (!isStep(tree, id)) return;
      for (std::uint32_t t = tree.nodes[id].first; t < tree.nodes[id].end; ++t) step_[t] = id;
    });
    // What separates steps belongs to the step around the pipeline, if anything.
    walk(tree, [&](NodeId id) {
      if (kindOf(tree, id) != NodeKind::pipeline) return;
      const NodeId around = tree.nodes[id].parent;
      for (std::uint32_t t = tree.nodes[id].first; t < tree.nodes[id].end; ++t)
        if (around != kNoNode && kind(t) == TokenKind::pipe && (t == 0 || step_[t] == stepAround(id))) pipes_.insert(t);
    });
    for (std::uint32_t t = 0; t + 1 < tree.tokens.size(); ++t)
      quotesInTrivia_ = quotesInTrivia_ || tree.trivia(t).find('"') != std::string_view::npos;
    for (std::uint32_t t = 0; t + 1 < tree.tokens.size(); ++t)
      quotesInTrivia_ =
          quotesInTrivia_ || (kind(t) == TokenKind::regex && tree.tokenText(t).find('"') != std::string_view::npos);
  }

  std::vector<Corruption> run() {
    for (std::uint32_t t = 0; t + 1 < tree_.tokens.size(); ++t) {
      quotes(t);
      brackets(t);
      separators(t);
      operators(t);
      keywords(t);
      regexes(t);
    }
    walk(tree_, [&](NodeId id) { nodes(id); });
    return std::move(out_);
  }

 private:
  TokenKind kind(std::uint32_t t) const { return t < tree_.tokens.size() ? tree_.tokens[t].kind : TokenKind::end; }
  const Token& token(std::uint32_t t) const { return tree_.tokens[t]; }
  NodeId stepAround(NodeId pipeline) const {
    NodeId id = tree_.nodes[pipeline].parent;
    while (id != kNoNode && !isStep(tree_, id)) id = tree_.nodes[id].parent;
    return id;
  }
  bool operand(std::uint32_t t) const {
    switch (kind(t)) {
      case TokenKind::word:
      case TokenKind::string:
      case TokenKind::parameter:
        return true;
      default:
        return false;
    }
  }
  NodeKind stepKind(std::uint32_t t) const {
    return t >= step_.size() || step_[t] == kNoNode ? NodeKind::error : kindOf(tree_, step_[t]);
  }
  bool insideCall(std::uint32_t t) const { return depthOf(t) > 0; }
  // Parentheses and square brackets open before the token, within its step.
  int depthOf(std::uint32_t t) const {
    int depth = 0;
    if (step_[t] == kNoNode) return 0;
    for (std::uint32_t i = tree_.nodes[step_[t]].first; i < t; ++i) {
      if (kind(i) == TokenKind::leftParen || kind(i) == TokenKind::leftBracket) ++depth;
      if (kind(i) == TokenKind::rightParen || kind(i) == TokenKind::rightBracket) --depth;
    }
    return depth;
  }

  // Replaces bytes; the place is the step of each token in `at`.
  void change(std::string_view what, Range bytes, std::string_view with, std::initializer_list<std::uint32_t> at) {
    Corruption c;
    c.kind = what;
    c.text = tree_.text.substr(0, bytes.begin).append(with).append(tree_.text.substr(bytes.end));
    std::uint32_t begin = bytes.begin, end = bytes.end;
    for (std::uint32_t t : at) {
      const base::Span span = step_[t] == kNoNode ? tree_.tokenSpan(t) : tree_.span(step_[t]);
      begin = std::min(begin, span.begin);
      end = std::max(end, span.end);
    }
    c.begin = begin;
    c.end = static_cast<std::uint32_t>(end + with.size() - (bytes.end - bytes.begin));
    out_.push_back(std::move(c));
  }
  void replace(std::string_view what, std::uint32_t t, std::string_view with) {
    change(what, {token(t).begin, token(t).end}, with, {t});
  }

  void quotes(std::uint32_t t) {
    const std::string_view text = tree_.tokenText(t);
    if (kind(t) != TokenKind::string || text.size() < 3 || text.find_first_of("\n'\\") != std::string_view::npos)
      return;
    // An odd number of quotes cannot be valid, unless one stands where it is none.
    if (!quotesInTrivia_) {
      change("closing quote dropped", {token(t).end - 1, token(t).end}, "", {t});
      change("opening quote dropped", {token(t).begin, token(t).begin + 1}, "", {t});
    }
    const std::string inner(text.substr(1, text.size() - 2));
    replace("single quotes", t, "'" + inner + "'");
    replace("smart quotes", t, "\xE2\x80\x9C" + inner + "\xE2\x80\x9D");
  }

  void brackets(std::uint32_t t) {
    switch (kind(t)) {
      case TokenKind::leftParen:
      case TokenKind::leftBracket:
      case TokenKind::leftBrace:
        replace("opening bracket dropped", t, "");
        if (kind(t + 1) == TokenKind::leftParen || kind(t + 1) == TokenKind::leftBracket)
          if (kind(t) != kind(t + 1) && kind(t) != TokenKind::leftBrace)
            change("opening brackets swapped", {token(t).begin, token(t + 1).end},
                   std::string(tree_.tokenText(t + 1)) + std::string(tree_.tokenText(t)), {t});
        break;
      case TokenKind::rightParen:
      case TokenKind::rightBracket:
      case TokenKind::rightBrace: {
        replace("closing bracket dropped", t, "");
        const bool round = kind(t) == TokenKind::rightParen;
        if (kind(t) != TokenKind::rightBrace) replace("bracket of the other kind", t, round ? "]" : ")");
        change("closing bracket doubled", {token(t).end, token(t).end}, tree_.tokenText(t), {t});
        if ((kind(t + 1) == TokenKind::rightParen || kind(t + 1) == TokenKind::rightBracket) &&
            kind(t) != kind(t + 1) && kind(t) != TokenKind::rightBrace)
          change("closing brackets swapped", {token(t).begin, token(t + 1).end},
                 std::string(tree_.tokenText(t + 1)) + std::string(tree_.tokenText(t)), {t});
        break;
      }
      default:
        break;
    }
    if (operand(t) && kind(t + 1) == TokenKind::pipe) change("stray bracket", {token(t).end, token(t).end}, ")", {t});
  }

  // Steps that are no operands of a filter: a pipe before or behind them cannot be left out.
  static bool standsAlone(NodeKind kind) {
    return kind == NodeKind::assignStep || kind == NodeKind::caseStep || kind == NodeKind::matchStep;
  }

  void separators(std::uint32_t t) {
    if (pipes_.contains(t) && t > 0 && kind(t + 1) != TokenKind::end && step_[t - 1] != kNoNode) {
      const NodeKind before = stepKind(t - 1), after = stepKind(t + 1);
      if (standsAlone(before) || standsAlone(after))
        change("pipe dropped", {token(t).begin, token(t).end}, token(t).begin > 0 ? "" : " ", {t - 1, t + 1});
      change("pipe doubled", {token(t).begin, token(t).end}, "| |", {t - 1, t + 1});
      const bool inBlock = step_[t] != kNoNode && (kindOf(tree_, step_[t]) == NodeKind::caseStep ||
                                                   kindOf(tree_, step_[t]) == NodeKind::matchStep);
      if (!inBlock) change("semicolon for pipe", {token(t).begin, token(t).end}, ";", {t - 1, t + 1});
    }
    if (kind(t) == TokenKind::comma && operand(t - 1) && operand(t + 1) && kind(t + 2) != TokenKind::leftParen) {
      change("comma dropped", {token(t).begin, token(t).end}, " ", {t});
      replace("semicolon for comma", t, ";");
    }
    if (kind(t) == TokenKind::comma && kind(t - 1) != TokenKind::comma) replace("comma doubled", t, ",,");
    if (kind(t) == TokenKind::semicolon && stepKind(t) == NodeKind::matchStep && kind(t + 1) != TokenKind::rightBrace)
      replace("pipe between arms", t, "|");
  }

  void operators(std::uint32_t t) {
    const NodeKind step = stepKind(t);
    if (kind(t) == TokenKind::equal && depthOf(t) == 0 && step == NodeKind::filterStep) {
      replace("double equal in a filter", t, "==");
      if (kind(t + 1) == TokenKind::regex) replace("match operator with a pattern", t, "=~");
      if (operand(t + 1)) {
        replace("not after equal", t, "=!");
        if (kind(t + 2) == TokenKind::pipe || kind(t + 2) == TokenKind::end)
          change("value dropped", {token(t + 1).begin, token(t + 1).end}, "", {t});
      }
    }
    if (kind(t) == TokenKind::assign && kind(t + 1) == TokenKind::leftParen) replace("equal for assign", t, "=");
    if (kind(t) == TokenKind::assign && operand(t + 1) && kind(t + 2) == TokenKind::leftParen &&
        kind(t + 4) == TokenKind::comma)
      replace("equal for assign", t, "=");
    if (kind(t) == TokenKind::arrow) {
      replace("thin arrow", t, "->");
      replace("pipe for arrow", t, "|");
      replace("colon for arrow", t, ":");
    }
    if (kind(t) == TokenKind::pipe && step == NodeKind::caseStep) {
      replace("arrow in a case", t, "=>");
      replace("thin arrow in a case", t, "->");
    }
    if (kind(t) == TokenKind::kwOr) {
      replace("C-style or", t, "||");
      change("operand dropped", {token(t).begin, token(t).end}, "or or", {t});
    }
    if (kind(t) == TokenKind::kwAnd) replace("operand dropped", t, "and or");
    if (kind(t) == TokenKind::doubleEqual && insideCall(t))
      change("and in an expression", {token(t + 1).end, token(t + 1).end}, " and b == c", {t});
  }

  void keywords(std::uint32_t t) {
    if (kind(t) == TokenKind::kwCase) {
      replace("misspelt case", t, "cas");
      replace("misspelt case", t, "csae");
      change("step for case", {token(t).begin, token(t).end}, "x := case", {t});
    }
    if (kind(t) == TokenKind::kwMatch) replace("misspelt match", t, "mach");
  }

  void regexes(std::uint32_t t) {
    if (kind(t) != TokenKind::regex) return;
    const std::string_view text = tree_.tokenText(t);
    const std::size_t close = text.rfind('/');
    bool inClass = false;
    for (std::size_t i = 1; i < close; ++i) {
      if (text[i] == '\\') {
        ++i;
        continue;
      }
      if (text[i] == '[') inClass = true;
      if (text[i] == ']') inClass = false;
      if (inClass || (text[i] != '(' && text[i] != ')')) continue;
      if (text.substr(i, 2) == "(?") continue;
      const auto at = static_cast<std::uint32_t>(token(t).begin + i);
      change("parenthesis of a regex dropped", {at, at + 1}, "", {t});
      break;
    }
    // Without another slash in the rest of its line it has no end.
    const std::size_t lineEnd = std::min(tree_.text.find('\n', token(t).end), tree_.text.size());
    const bool more = tree_.text.substr(token(t).end, lineEnd - token(t).end).find('/') != std::string::npos;
    const auto slash = static_cast<std::uint32_t>(token(t).begin + close);
    if (!more && text.find("\\/") == std::string_view::npos && text.find('/', 1) == close)
      change("slash of a regex dropped", {slash, slash + 1}, "", {t});
    change("unknown flag", {token(t).end, token(t).end}, "x", {t});
  }

  void nodes(NodeId id) {
    const auto call = asCall(tree_, id);
    if (!call || kindOf(tree_, id) != NodeKind::call) return;
    const Argument* field = call->unnamed();
    const Argument* values = call->named(tree_, "values");
    if (call->is(tree_, "in") && field && values && isStep(tree_, tree_.nodes[id].parent)) {
      const base::Span whole = tree_.span(id);
      change("in as an operator", {whole.begin, whole.end},
             std::string(tree_.nodeText(field->node)) + " in " + std::string(tree_.nodeText(values->value)),
             {tree_.nodes[id].first});
    }
  }

  const Tree& tree_;
  std::vector<NodeId> step_;  // per token
  std::set<std::uint32_t> pipes_;
  bool quotesInTrivia_ = false;
  std::vector<Corruption> out_;
};

}  // namespace

std::vector<Corruption> corruptions(const Tree& valid) { return Vandal(valid).run(); }

}  // namespace quarry::test
