#include "lint/edits.h"

#include <algorithm>

#include "quarry/base/regex.h"
#include "quarry/cql/view.h"

namespace quarry::lint {

using namespace cql;

namespace {

bool isBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n\f") == std::string_view::npos; }

base::Span between(const Tree& tree, std::uint32_t begin, std::uint32_t end) { return {tree.file, begin, end}; }

bool isFirst(const Tree& tree, NodeId node) { return tree.nodes[tree.nodes[node].parent].child == node; }

// Where the operand before the one that begins with this token ends. The word between them may be missing.
std::uint32_t endBefore(const Tree& tree, std::uint32_t token) {
  const TokenKind joint = tree.tokens[token - 1].kind;
  return tree.tokens[token - (joint == TokenKind::kwAnd || joint == TokenKind::kwOr ? 2 : 1)].end;
}

}  // namespace

base::Edit withArgument(const Tree& tree, NodeId call, const std::string& argument) {
  std::uint32_t last = tree.nodes[call].end - 2;
  if (tree.tokens[last].kind == TokenKind::comma) --last;
  const std::uint32_t at = tree.tokens[last].end;
  return {between(tree, at, at), (tree.tokens[last].kind == TokenKind::leftParen ? "" : ", ") + argument};
}

std::string blankBefore(const Tree& tree, std::uint32_t begin) {
  constexpr std::string_view kApart = " \t\r\n|({[,;!";
  return begin == 0 || kApart.find(tree.text[begin - 1]) != std::string_view::npos ? "" : " ";
}

std::string blankBehind(const Tree& tree, std::uint32_t end) {
  constexpr std::string_view kApart = " \t\r\n|;,)]}";
  return end >= tree.text.size() || kApart.find(tree.text[end]) != std::string_view::npos ? "" : " ";
}

std::optional<base::Edit> putRegex(const Tree& tree, base::Span part, const std::string& before,
                                   const std::string& regex) {
  const std::size_t close = regex.rfind('/');
  if (regex.find('\n') != std::string::npos || !base::readRegex(regex.substr(1, close - 1)).faults.empty())
    return std::nullopt;
  return base::Edit{part, before + regex + blankBehind(tree, part.end)};
}

std::vector<base::Edit> withoutStep(const Tree& tree, NodeId step) {
  const Node& node = tree.nodes[step];
  const base::Span whole = tree.span(step);
  const bool first = isFirst(tree, step);
  const auto isPipe = [&](std::uint32_t token) { return token != 0 && tree.tokens[token].kind == TokenKind::pipe; };
  if (first && (node.next == kNoNode || !isPipe(node.end))) return {{whole, "*"}};
  if (!first) {
    if (node.first == 0 || !isPipe(node.first - 1)) return {{whole, "*"}};
    const std::uint32_t pipe = node.first - 1;
    const std::uint32_t from = isBlank(tree.trivia(pipe)) ? tree.tokens[pipe - 1].end : tree.tokens[pipe].begin;
    if (isBlank(tree.trivia(node.first))) return {{between(tree, from, whole.end), ""}};
    return {{between(tree, from, tree.tokens[pipe].end), ""}, {whole, ""}};
  }
  // The first step: what follows it begins the pipeline.
  const std::uint32_t pipe = node.end;
  const std::uint32_t next = tree.nodes[node.next].first;
  if (isBlank(tree.trivia(pipe)) && isBlank(tree.trivia(next)))
    return {{between(tree, whole.begin, tree.tokens[next].begin), ""}};
  return {{whole, ""}, {tree.tokenSpan(pipe), ""}};
}

std::optional<std::vector<base::Edit>> withoutFilter(const Tree& tree, NodeId filter) {
  NodeId at = filter;
  NodeId up = tree.nodes[at].parent;
  while (up != kNoNode && kindOf(tree, up) == NodeKind::parenFilter) {
    at = up;
    up = tree.nodes[at].parent;
  }
  if (up == kNoNode) return std::nullopt;
  if (kindOf(tree, up) == NodeKind::filterStep) return withoutStep(tree, up);
  if (kindOf(tree, up) != NodeKind::andFilter && kindOf(tree, up) != NodeKind::orFilter) return std::nullopt;
  const base::Span whole = tree.span(at);
  const bool first = isFirst(tree, at);
  const base::Span gone = first ? between(tree, whole.begin, tree.span(tree.nodes[at].next).begin)
                                : between(tree, endBefore(tree, tree.nodes[at].first), whole.end);
  const base::Span rest = first ? between(tree, whole.end, gone.end) : between(tree, gone.begin, whole.begin);
  const std::string_view joint = std::string_view(tree.text).substr(rest.begin, rest.end - rest.begin);
  // What lies between is part of the edits of both neighbours, so that of two fixes only one is made at a time. Between
  // `in(a)#type=b` lies nothing.
  if (joint.empty()) return std::nullopt;
  if (joint.find("//") != std::string_view::npos || joint.find("/*") != std::string_view::npos) return std::nullopt;
  return std::vector<base::Edit>{{gone, first ? blankBefore(tree, gone.begin) : blankBehind(tree, gone.end)}};
}

std::vector<base::Edit> withoutElement(const Tree& tree, NodeId element) {
  const Node& node = tree.nodes[element];
  const base::Span whole = tree.span(element);
  if (node.first > 0 && tree.tokens[node.first - 1].kind == TokenKind::comma)
    return {{between(tree, tree.tokens[node.first - 1].begin, whole.end), ""}};
  if (tree.tokens[node.end].kind == TokenKind::comma)
    return {{between(tree, whole.begin, tree.tokens[node.end + 1].begin), ""}};
  return {{whole, ""}};
}

bool hasComment(const cql::Tree& tree, std::uint32_t begin, std::uint32_t end) {
  const auto behind = std::upper_bound(tree.tokens.begin(), tree.tokens.end(), begin,
                                       [](std::uint32_t at, const Token& token) { return at < token.begin; });
  for (auto i = static_cast<std::uint32_t>(behind - tree.tokens.begin()); i < tree.tokens.size(); ++i) {
    const std::uint32_t to = tree.tokens[i].begin, from = to - static_cast<std::uint32_t>(tree.trivia(i).size());
    if (from >= end) break;
    const std::uint32_t first = std::max(from, begin), last = std::min(to, end);
    const std::string_view inside = std::string_view(tree.text).substr(first, last - first);
    if (inside.find("//") != std::string_view::npos || inside.find("/*") != std::string_view::npos) return true;
  }
  return false;
}

std::vector<cql::Comparison> comparisonsOf(const cql::Tree& tree, NodeId filter, NodeKind joined, cql::TokenKind op) {
  while (filter != cql::kNoNode && cql::kindOf(tree, filter) == NodeKind::parenFilter)
    filter = tree.nodes[filter].child;
  if (filter == cql::kNoNode || cql::kindOf(tree, filter) != joined) return {};
  std::vector<cql::Comparison> all;
  for (const NodeId term : cql::children(tree, filter)) {
    const auto comparison = cql::asComparison(tree, term);
    if (!comparison || tree.tokens[comparison->op].kind != op) return {};
    if (!all.empty() && cql::textOf(tree, all.front().field) != cql::textOf(tree, comparison->field)) return {};
    all.push_back(*comparison);
  }
  return all;
}

std::optional<std::string> listOf(const Tree& tree, const std::vector<Comparison>& comparisons) {
  std::string list;
  for (const Comparison& one : comparisons) {
    const TokenKind kind = tokenKindOf(tree, one.value);
    const bool isOneToken = tree.nodes[one.value].end == tree.nodes[one.value].first + 1;
    if (!isOneToken || (kind != TokenKind::word && kind != TokenKind::string)) return std::nullopt;
    // A glob that was written bare is text in quotes.
    const bool isNumber = kind == TokenKind::word && numberOf(tree, one.value);
    list += (list.empty() ? "" : ", ") +
            (isNumber ? std::string(tree.nodeText(one.value)) : quoteString(textOf(tree, one.value)));
  }
  return list;
}

}  // namespace quarry::lint
