// Words that a filter lets in and a later one takes out again.
#include <fmt/format.h>

#include <algorithm>

#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | action=/create|delete|list/i | case { action=/delete/i | Level := \"high\"; action=/create/i | Level "
     ":= \"medium\"; * | Level := \"low\" } | in(Level, values=[\"high\", \"medium\"])",
     "#type=web | action=/create|delete/i | case { action=/delete/i | Level := \"high\"; action=/create/i | Level := "
     "\"medium\"; * | Level := \"low\" } | in(Level, values=[\"high\", \"medium\"])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL246_dead_alternative;
const Rule CQL246_dead_alternative = {
    {"CQL246", "dead-alternative", base::Severity::info, base::Category::flow, base::FixKind::none,
     "a filter lets in words whose rows a later filter takes out again",
     "A `case` labels rows, and the filter behind it keeps some labels only. A word of the first filter that no kept "
     "clause asks for brings rows in that mostly end there: only a row that matches another word as well is kept. "
     "Either a clause is missing, or the word."},
    check,
    kExamples};

namespace {

struct Word {
  std::string text;  // in lower case
  std::uint32_t begin = 0, end = 0;
};

// The words of a regular expression that is nothing but alternatives; none if it is more.
std::optional<std::vector<Word>> wordsOfRegex(const Tree& tree, NodeId value) {
  if (cql::tokenKindOf(tree, value) != cql::TokenKind::regex) return std::nullopt;
  const std::string_view literal = tree.nodeText(value);
  std::string_view pattern = cql::regexLiteral(literal).pattern;
  std::uint32_t at = tree.span(value).begin + 1;
  const auto strip = [&](std::size_t front, std::size_t back) {
    pattern = pattern.substr(front, pattern.size() - front - back);
    at += static_cast<std::uint32_t>(front);
  };
  if (pattern.starts_with("(?i)")) strip(4, 0);
  if (pattern.size() > 2 && pattern.front() == '(' && pattern.back() == ')')
    strip(pattern.starts_with("(?:") ? 3 : 1, 1);
  std::vector<Word> words;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= pattern.size(); ++i) {
    if (i < pattern.size() && pattern[i] != '|') {
      const char c = pattern[i];
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
            c == ' '))
        return std::nullopt;
      continue;
    }
    if (i == begin) return std::nullopt;
    words.push_back({base::asciiLower(pattern.substr(begin, i - begin)), at + static_cast<std::uint32_t>(begin),
                     at + static_cast<std::uint32_t>(i)});
    begin = i + 1;
  }
  return words;
}

// `where Field in ("a", "b")`, which is another rule's finding: what was meant by it.
std::optional<Condition> foreignList(const Context& context, NodeId step) {
  const Tree& tree = context.tree;
  const auto terms = operands(tree, tree.nodes[step].child, NodeKind::andFilter);
  if (terms.size() != 3 || cql::kindOf(tree, terms[1]) != NodeKind::freeText) return std::nullopt;
  const cql::BoundCall* call = context.index->callAt(terms[2]);
  if (call == nullptr || nameOf(*call) != "in") return std::nullopt;
  Condition condition;
  condition.field = cql::textOf(tree, terms[1]);
  for (const cql::BoundArgument& argument : call->arguments)
    if (!argument.argument.name && argument.argument.value != cql::kNoNode)
      condition.patterns.push_back(cql::textOf(tree, cql::unwrapped(tree, argument.argument.value)));
  return condition.patterns.empty() ? std::nullopt : std::optional(condition);
}

// What a clause asks of one field, and whether the filter behind the `case` drops the label that it gives.
struct Clause {
  std::string field;  // empty: it asks nothing
  std::vector<Word> words;
  bool dropped = false;
};

std::optional<Clause> readClause(const Context& context, NodeId node, const Condition& asked) {
  const Tree& tree = context.tree;
  const NodeId pipeline = cql::childOf(tree, node, NodeKind::pipeline);
  if (pipeline == cql::kNoNode) return std::nullopt;
  Clause clause;
  bool labelled = false;
  for (NodeId step : cql::children(tree, pipeline)) {
    if (const auto assignment = cql::asAssignment(tree, step)) {
      if (cql::textOf(tree, assignment->field) != asked.field) continue;
      const NodeId inner = cql::unwrapped(tree, assignment->value);
      if (cql::kindOf(tree, inner) != NodeKind::literal) return std::nullopt;
      Condition given = asked;
      given.negated = false;
      given.patterns = {cql::textOf(tree, inner)};
      clause.dropped = excludeEachOther(given, asked);
      labelled = true;
      continue;
    }
    if (cql::kindOf(tree, step) != NodeKind::filterStep || labelled || tree.nodes[step].child == cql::kNoNode)
      return std::nullopt;
    if (tree.nodeText(step) == "*") continue;
    const auto comparison = cql::asComparison(tree, bare(tree, tree.nodes[step].child));
    if (!comparison || !clause.field.empty() || tree.tokens[comparison->op].kind != cql::TokenKind::equal)
      return std::nullopt;
    auto words = wordsOfRegex(tree, comparison->value);
    if (!words) return std::nullopt;
    clause.field = cql::textOf(tree, comparison->field);
    clause.words = std::move(*words);
  }
  return labelled ? std::optional(clause) : std::nullopt;
}

// The clauses of a `case` that are kept, if all of them ask words of one field and some other is dropped.
std::optional<Clause> kept(const Context& context, NodeId caseStep, const Condition& asked) {
  Clause all;
  bool dropped = false;
  for (NodeId node : cql::children(context.tree, caseStep)) {
    auto clause = readClause(context, node, asked);
    if (!clause) return std::nullopt;
    dropped = dropped || clause->dropped;
    if (clause->dropped) continue;
    if (clause->field.empty() || (!all.field.empty() && all.field != clause->field)) return std::nullopt;
    all.field = clause->field;
    all.words.insert(all.words.end(), clause->words.begin(), clause->words.end());
  }
  return dropped && !all.words.empty() ? std::optional(all) : std::nullopt;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences())
    for (std::size_t i = 0; i + 1 < sequence.steps.size(); ++i) {
      const Step& filter = sequence.steps[i + 1];
      if (sequence.steps[i].kind != NodeKind::caseStep || filter.kind != NodeKind::filterStep ||
          tree.nodes[filter.node].child == cql::kNoNode)
        continue;
      auto asked = asCondition(tree, *context.index, tree.nodes[filter.node].child);
      if (!asked) asked = foreignList(context, filter.node);
      if (!asked || asked->kind != Condition::Kind::patterns) continue;
      const auto clauses = kept(context, sequence.steps[i].node, *asked);
      if (!clauses) continue;
      for (std::size_t s = 0; s < i; ++s) {
        const NodeId step = sequence.steps[s].node;
        const auto first = sequence.steps[s].kind == NodeKind::filterStep && tree.nodes[step].child != cql::kNoNode
                               ? cql::asComparison(tree, bare(tree, tree.nodes[step].child))
                               : std::nullopt;
        if (!first || cql::textOf(tree, first->field) != clauses->field ||
            tree.tokens[first->op].kind != cql::TokenKind::equal)
          continue;
        const auto words = wordsOfRegex(tree, first->value);
        if (!words || words->size() < 2) continue;
        std::vector<Word> dead;
        for (const Word& word : *words)
          if (std::none_of(clauses->words.begin(), clauses->words.end(),
                           [&](const Word& asks) { return word.text.find(asks.text) != std::string::npos; }))
            dead.push_back(word);
        if (dead.empty()) continue;
        const auto written = [&](const Word& word) { return tree.text.substr(word.begin, word.end - word.begin); };
        auto& finding = report.add(CQL246_dead_alternative.def, {tree.file, dead[0].begin, dead[0].end},
                                   fmt::format("no clause that is kept asks for `{}`", written(dead[0])));
        finding.label(tree.span(filter.node), "drops the rows that only match this");
        std::string others;
        for (std::size_t d = 1; d < dead.size(); ++d)
          others += (d == 1 ? "`" : d + 1 == dead.size() ? " and `" : ", `") + written(dead[d]) + "`";
        if (!others.empty()) finding.note("the same goes for " + others);
      }
    }
}

}  // namespace

}  // namespace quarry::lint
