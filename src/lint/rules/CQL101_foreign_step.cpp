// Words of other query languages at the start of a step.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/query.h"
#include "quarry/base/text.h"
#include "quarry/cql/command.h"

namespace quarry::lint {

namespace {

// Names of functions (`stats`, `table`) are not among them: the parser reports those wherever they stand.
constexpr std::array<std::string_view, 8> kWords = {"where",     "search", "extend", "project",
                                                    "summarize", "fields", "dedup",  "eventstats"};

bool isForeign(std::string_view word) {
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view known) { return base::equalsIgnoringCase(known, word); });
}

// `X in ("a", "b")` after the word: three terms, the last a call of in() whose arguments have no names.
std::optional<std::string> inCall(const Tree& tree, const std::vector<NodeId>& terms) {
  if (terms.size() != 3 || cql::kindOf(tree, terms[1]) != NodeKind::freeText ||
      cql::kindOf(tree, terms[2]) != NodeKind::call)
    return std::nullopt;
  const auto call = cql::asCall(tree, terms[2]);
  if (!call || !call->is(tree, "in")) return std::nullopt;
  std::string values;
  for (const cql::Argument& argument : call->arguments) {
    if (argument.name) return std::nullopt;
    values += (values.empty() ? "" : ", ") + std::string(tree.nodeText(argument.value));
  }
  return fmt::format("in({}, values=[{}])", tree.nodeText(terms[1]), values);
}

void check(const Context& context, base::Report& report);

}  // namespace

namespace {
constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, function=count(as=n), limit=max) | where n in (\"1\", \"2\")",
     "#type=web | groupBy(user, function=count(as=n), limit=max) | in(n, values=[\"1\", \"2\"])"},
    {"#type=web\n| where status = 500", "#type=web\n| status = 500"},
};
}  // namespace

extern const Rule CQL101_foreign_step;
const Rule CQL101_foreign_step = {{"CQL101", "foreign-step", base::Severity::error, base::Category::semantics,
                                   base::FixKind::safe, "a step begins with a word of another query language",
                                   "CQL has no `where`, `search`, `extend` and the like. Such a word is free "
                                   "text: the step looks for events that "
                                   "contain it. Before an aggregate it finds almost nothing, after one the service "
                                   "refuses it. A filter needs no word in "
                                   "front; `in` is a function, `in(field, values=[…])`."},
                                  check,
                                  kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId pipeline : pipelines(tree))
    for (NodeId step : cql::steps(tree, pipeline)) {
      if (cql::kindOf(tree, step) != NodeKind::filterStep) continue;
      NodeId filter = tree.nodes[step].child;
      if (filter == cql::kNoNode) continue;
      // The first term of the step: the word alone, or the first of several joined by implicit and.
      std::vector<NodeId> terms;
      if (cql::kindOf(tree, filter) == NodeKind::andFilter)
        for (NodeId term : cql::children(tree, filter)) terms.push_back(term);
      else
        terms.push_back(filter);
      if (cql::kindOf(tree, terms.front()) != NodeKind::freeText ||
          cql::tokenKindOf(tree, terms.front()) != cql::TokenKind::word)
        continue;
      const std::string word = cql::textOf(tree, terms.front());
      if (!isForeign(word) || terms.size() == 1) continue;
      auto& finding = report.add(CQL101_foreign_step.def, tree.span(terms.front()),
                                 fmt::format("`{}` is no step of CQL: here it is text to search for", word));
      const base::Span whole = tree.span(step), first = tree.span(terms.front()), second = tree.span(terms[1]);
      if (const auto in = inCall(tree, terms))
        finding.fix(fmt::format("write `{}`", *in), {{whole, *in}}, base::Safety::safe);
      else if (base::equalsIgnoringCase(word, "where") || base::equalsIgnoringCase(word, "search"))
        finding.fix(fmt::format("leave `{}` out", word), {{{first.file, first.begin, second.begin}, ""}},
                    base::Safety::safe);
      else if (const auto call = cql::commandAsCall(tree, step))
        finding.fix(fmt::format("write `{}`", *call), {{whole, *call}}, base::Safety::review);
      else
        finding.note("a filter needs no word in front; an aggregate is a call such as `groupBy(…)`");
    }
}

}  // namespace

}  // namespace quarry::lint
