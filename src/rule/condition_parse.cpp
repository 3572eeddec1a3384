// Runs the generated parser over a condition and makes our own tree of its result.
#include <string>
#include <unordered_map>

#include "quarry/base/text.h"
#include "quarry/rule/condition.h"
#include "rule/antlr_parse.h"
#include "rule/condition_messages.h"
#include "SigmaConditionLexer.h"
#include "SigmaConditionParser.h"

namespace quarry::rule {

namespace {

using Lexer = grammar::condition::SigmaConditionLexer;
using Parser = grammar::condition::SigmaConditionParser;

// Plain recursion over the parse tree; as deep as the parentheses, which are limited.
class TreeBuilder {
 public:
  TreeBuilder(base::FileId file, const CodePoints& points, const base::Sources& sources, base::Report& report)
      : file_(file), points_(points), sources_(sources), report_(report) {}

  Condition disjunction(Parser::DisjunctionContext* context) const {
    for (auto* word : context->OR()) keyword(word->getSymbol());
    std::vector<Condition> of;
    for (auto* part : context->conjunction()) of.push_back(conjunction(part));
    if (of.size() == 1) return std::move(of.front());
    return {Disjunction{std::move(of)}, span(context)};
  }

 private:
  Condition conjunction(Parser::ConjunctionContext* context) const {
    for (auto* word : context->AND()) keyword(word->getSymbol());
    std::vector<Condition> of;
    for (auto* part : context->negation()) of.push_back(negation(part));
    if (of.size() == 1) return std::move(of.front());
    return {Conjunction{std::move(of)}, span(context)};
  }

  Condition negation(Parser::NegationContext* context) const {
    const auto nots = context->NOT();
    for (auto* word : nots) keyword(word->getSymbol());
    Condition inner = primary(context->primary());
    if (nots.size() % 2 == 0) return inner;
    return {Negation{std::move(inner)}, span(context)};
  }

  Condition primary(Parser::PrimaryContext* context) const {
    if (auto* inner = context->disjunction()) return disjunction(inner);
    if (auto* name = context->name()) return {Named{name->getText()}, span(context)};
    auto* quantifier = context->quantifier();
    auto* target = context->target();
    keyword(quantifier->getStart());
    keyword(context->OF()->getSymbol());
    Quantified quantified{quantifier->ALL() != nullptr, target->getText(), span(target)};
    if (target->THEM() != nullptr) {
      keyword(target->getStart());
      quantified.pattern.clear();
    }
    return {std::move(quantified), span(context)};
  }

  base::Span span(antlr4::ParserRuleContext* context) const {
    return {file_, points_.begin(context->getStart()), points_.end(context->getStop())};
  }

  // Lower case is Sigma's spelling; others are read and reported.
  void keyword(antlr4::Token* token) const {
    const base::Span where{file_, points_.begin(token), points_.end(token)};
    const std::string_view word = sources_.text(where);
    if (word != base::asciiLower(word)) reportKeywordCase({word, where}, sources_, report_);
  }

  base::FileId file_;
  const CodePoints& points_;
  const base::Sources& sources_;
  base::Report& report_;
};

void reportFault(const SyntaxFault& fault, base::FileId file, const base::Sources& sources, base::Report& report) {
  const auto word = [&](std::uint32_t begin, std::uint32_t end) {
    const base::Span span{file, begin, end};
    return Word{sources.text(span), span};
  };
  const auto may = [&](std::size_t token) { return fault.expected.contains(token); };
  const Expected expected{may(Parser::OPEN), may(Parser::PATTERN) && !may(Parser::OPEN)};
  const Word found = fault.atEnd ? Word{{}, {file, fault.end, fault.end}} : word(fault.begin, fault.end);
  reportUnexpected(word(fault.previousBegin, fault.previousEnd), found, word(fault.nextBegin, fault.nextEnd), expected,
                   sources, report);
}

// The same condition, in another source that holds the same text.
void move(Condition& condition, base::FileId file) {
  condition.span.file = file;
  const auto each = [&](std::vector<Condition>& of) {
    for (Condition& part : of) move(part, file);
  };
  std::visit(base::overloaded{
                 [](Named&) {},
                 [&](Quantified& quantified) { quantified.patternSpan.file = file; },
                 [&](Negation& negation) { move(*negation.of, file); },
                 [&](Conjunction& all) { each(all.of); },
                 [&](Disjunction& any) { each(any.of); },
             },
             condition.node);
}

// Conditions without a fault, by their texts: a few (`selection`, `1 of selection_*`) stand in most rules.
using Known = std::unordered_map<std::string, Condition>;
constexpr std::size_t kMostKnown = 1000, kLongestKnown = 200;

}  // namespace

std::optional<Condition> parseCondition(base::FileId file, const base::Sources& sources, base::Report& report) {
  thread_local Known known;
  const std::string text(sources[file].text());
  if (const auto found = known.find(text); found != known.end()) {
    Condition condition = found->second;
    move(condition, file);
    return condition;
  }
  const std::size_t before = report.size();
  if (!checkConditionText(file, sources, report)) return std::nullopt;
  std::optional<Condition> condition;
  const auto fault = parseText<Lexer, Parser>(
      text, [](Parser& parser) { return parser.condition(); },
      [&](Parser::ConditionContext* tree, const CodePoints& points) {
        condition = TreeBuilder(file, points, sources, report).disjunction(tree->disjunction());
      });
  if (fault) reportFault(*fault, file, sources, report);
  if (condition && report.size() == before && text.size() <= kLongestKnown && known.size() < kMostKnown)
    known.emplace(text, *condition);
  return condition;
}

}  // namespace quarry::rule
