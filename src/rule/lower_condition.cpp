// Conditions over selections.
#include <fmt/format.h>

#include <algorithm>

#include "SigmaConditionLexer.h"
#include "SigmaConditionParser.h"
#include "quarry/base/codes.h"
#include "quarry/base/text.h"
#include "rule/antlr_parse.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

using Lexer = grammar::condition::SigmaConditionLexer;
using Parser = grammar::condition::SigmaConditionParser;

constexpr std::size_t kMaxNesting = 200;     // ANTLR recurses; 20,000 parentheses would overflow its stack
constexpr std::size_t kMaxLength = 64 * 1024;  // bytes; a chain of operators is a deep tree as well

bool globMatches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t from = star; from <= name.size(); ++from)
    if (globMatches(rest, name.substr(from))) return true;
  return false;
}

class Lowering {
 public:
  Lowering(base::FileId file, const CodePoints& points, Scope& scope) : file_(file), points_(points), scope_(scope) {}

  std::optional<ir::Pred> expression(Parser::ExpressionContext* at) {
    keywordCase(at);
    if (at->OPEN() != nullptr) return expression(at->expression(0));
    if (at->NOT() != nullptr) {
      auto inner = expression(at->expression(0));
      if (!inner) return std::nullopt;
      return ir::negation(std::move(*inner));
    }
    if (at->OF() != nullptr) return quantified(at);
    if (at->AND() == nullptr && at->OR() == nullptr) return named(at->name());
    auto left = expression(at->expression(0));
    auto right = expression(at->expression(1));
    if (!left || !right) return std::nullopt;
    std::vector<ir::Pred> both;
    both.push_back(std::move(*left));
    both.push_back(std::move(*right));
    return at->AND() != nullptr ? ir::conjunction(std::move(both)) : ir::disjunction(std::move(both));
  }

 private:
  base::Span span(antlr4::Token* token) const { return {file_, points_.begin(token), points_.end(token)}; }

  void keywordCase(Parser::ExpressionContext* at) {
    for (auto* child : at->children) {
      auto* leaf = dynamic_cast<antlr4::tree::TerminalNode*>(child);
      if (leaf == nullptr) continue;
      const std::string text = leaf->getText(), lower = base::asciiLower(text);
      if (text == lower) continue;
      const base::Span where = span(leaf->getSymbol());
      scope_.report.add(codes::conditionCase, where, fmt::format("`{}` is written in lower case", text))
          .fix(fmt::format("write `{}`", lower), {{scope_.sources.outermost(where), lower}}, base::Safety::safe);
    }
  }

  std::optional<ir::Pred> named(Parser::NameContext* name) {
    const std::string text = name->getText();
    for (const Selection& selection : scope_.rule.selections)
      if (selection.name.value == text) return lowerSelection(selection, scope_);
    if (text.find('*') != std::string::npos) {
      scope_.report.add(codes::conditionSyntax, span(name->getStart()), "a pattern needs `1 of`, `any of` or `all of` before it");
      return std::nullopt;
    }
    std::vector<std::string_view> names;
    for (const Selection& selection : scope_.rule.selections) names.push_back(selection.name.value);
    auto& finding = scope_.report.add(codes::unknownSelection, span(name->getStart()), fmt::format("there is no selection `{}`", text));
    if (const auto near = base::closest(text, names)) finding.note(fmt::format("did you mean `{}`?", *near));
    return std::nullopt;
  }

  std::optional<ir::Pred> quantified(Parser::ExpressionContext* at) {
    const bool all = at->ALL() != nullptr;
    auto* name = at->name();
    const bool them = at->THEM() != nullptr || (name != nullptr && base::equalsIgnoringCase(name->getText(), "them"));
    const std::string pattern = them ? "*" : name->getText();
    std::vector<ir::Pred> preds;
    bool good = true, any = false;
    for (const Selection& selection : scope_.rule.selections) {
      // Names that begin with an underscore are left out of patterns, by the specification.
      if (selection.name.value.starts_with('_') || !globMatches(pattern, selection.name.value)) continue;
      any = true;
      const auto& pred = lowerSelection(selection, scope_);
      good = good && pred.has_value();
      if (pred) preds.push_back(*pred);
    }
    if (!any) {
      antlr4::Token* token = name != nullptr ? name->getStart() : at->getStart();
      scope_.report.add(codes::emptyPattern, span(token), fmt::format("no selection matches `{}`", pattern));
      return std::nullopt;
    }
    if (!good) return std::nullopt;
    return all ? ir::conjunction(std::move(preds)) : ir::disjunction(std::move(preds));
  }

  base::FileId file_;
  const CodePoints& points_;
  Scope& scope_;
};

bool tooDeep(std::string_view text) {
  std::size_t depth = 0, most = 0;
  for (const char c : text) {
    if (c == '(') most = std::max(most, ++depth);
    if (c == ')' && depth > 0) --depth;
  }
  std::size_t nots = 0;
  const std::string lower = base::asciiLower(text);
  for (std::size_t at = lower.find("not"); at != std::string::npos; at = lower.find("not", at + 3)) ++nots;
  return most > kMaxNesting || nots > 20 * kMaxNesting;
}

void reportFault(const SyntaxFault& fault, const base::yaml::Node& condition, base::FileId file, Scope& scope) {
  const std::string_view text = condition.text;
  const std::string found(text.substr(fault.begin, fault.end - fault.begin));
  if (found == "|") {
    scope.report.add(codes::oldAggregation, {file, fault.begin, static_cast<std::uint32_t>(text.size())}, "aggregations are not part of a condition")
        .note("write a `group` step and a `where`, or a correlation rule");
    return;
  }
  if (fault.atEnd || found.empty()) {
    scope.report.add(codes::conditionSyntax, {file, fault.begin, fault.end}, "the condition ends too early");
    return;
  }
  scope.report.add(codes::conditionSyntax, {file, fault.begin, fault.end}, fmt::format("`{}` does not fit here", found))
      .note("a condition reads like `selection and not 1 of filter_*`");
}

}  // namespace

std::optional<ir::Pred> lowerCondition(const base::yaml::Node& condition, Scope& scope) {
  const base::FileId file = base::yaml::embed(scope.sources, condition);
  if (condition.text.size() > kMaxLength || tooDeep(condition.text)) {
    scope.report.add(codes::conditionSyntax, condition.span,
                     fmt::format("the condition is longer than {} KiB or nests deeper than {} levels", kMaxLength / 1024, kMaxNesting));
    return std::nullopt;
  }
  std::optional<ir::Pred> result;
  const auto fault = parseText<Lexer, Parser>(
      condition.text, [](Parser& parser) { return parser.condition(); },
      [&](Parser::ConditionContext* tree, const CodePoints& points) { result = Lowering(file, points, scope).expression(tree->expression()); });
  if (fault) {
    reportFault(*fault, condition, file, scope);
    return std::nullopt;
  }
  return result;
}

}  // namespace quarry::rule
