// Commands of other query languages that read as texts to search for.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/cql/command.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | groupBy(user) | limit 10", "#type=web | groupBy(user) | head(10)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL142_foreign_command;
const Rule CQL142_foreign_command = {
    {"CQL142", "foreign-command", base::Severity::error, base::Category::semantics, base::FixKind::review,
     "a command of another query language is a text to search for",
     "`limit 10`, `order by time`, `rex \"…\"` and their like are words that are searched for in whole events. In CQL "
     "every command is a function with parentheses: `head(10)`, `sort(time)`, `regex(\"…\", field=path)`."},
    check,
    kExamples};

namespace {

// A word that begins a command if what follows it fits.
struct Command {
  std::string_view word;
  enum class Follows { number, by, stringOrComparison, comparison, word } follows;
  std::string_view instead;
};
constexpr std::array<Command, 12> kCommands = {
    {{"limit", Command::Follows::number, "head(N)"},
     {"take", Command::Follows::number, "head(N)"},
     {"order", Command::Follows::by, "sort(field)"},
     {"group", Command::Follows::by, "groupBy(field)"},
     {"rex", Command::Follows::stringOrComparison, "regex(\"…\", field=…)"},
     {"let", Command::Follows::comparison, "name := value"},
     {"set", Command::Follows::comparison, "name := value"},
     {"distinct", Command::Follows::word, "groupBy(field, function=[])"},
     {"mvexpand", Command::Follows::word, "split(field)"},
     {"transaction", Command::Follows::word, "groupBy(field, function=session())"},
     {"streamstats", Command::Follows::word, "accumulate(…)"},
     {"inputlookup", Command::Follows::word, "readFile(\"file\")"}}};

bool fits(const Tree& tree, const Command& command, NodeId next) {
  const NodeKind kind = cql::kindOf(tree, next);
  const cql::TokenKind token = cql::tokenKindOf(tree, next);
  const bool word = kind == NodeKind::freeText && token == cql::TokenKind::word;
  switch (command.follows) {
    case Command::Follows::number:
      return word && cql::numberOf(tree, next).has_value();
    case Command::Follows::by:
      return word && base::equalsIgnoringCase(tree.nodeText(next), "by");
    case Command::Follows::stringOrComparison:
      return kind == NodeKind::comparison || (kind == NodeKind::freeText && token == cql::TokenKind::string);
    case Command::Follows::comparison:
      return kind == NodeKind::comparison;
    case Command::Follows::word:
      return word && tree.nodeText(next).find('*') == std::string_view::npos;
  }
  return false;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences())
    for (const Step& step : sequence.steps) {
      // The first step may well be a search for texts.
      if (step.kind != NodeKind::filterStep || &step == &sequence.steps.front()) continue;
      const NodeId filter = tree.nodes[step.node].child;
      if (filter == cql::kNoNode || cql::kindOf(tree, filter) != NodeKind::andFilter) continue;
      const NodeId first = tree.nodes[filter].child, second = tree.nodes[first].next;
      if (cql::kindOf(tree, first) != NodeKind::freeText || cql::tokenKindOf(tree, first) != cql::TokenKind::word)
        continue;
      const std::string_view word = tree.nodeText(first);
      const auto* command = std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& one) {
        return base::equalsIgnoringCase(one.word, word) && fits(tree, one, second);
      });
      if (command == kCommands.end()) continue;
      auto& finding = report.add(CQL142_foreign_command.def, tree.span(first),
                                 fmt::format("`{}` is no step of CQL: here it is text to search for", word));
      if (const auto call = cql::commandAsCall(tree, step.node))
        finding.fix(fmt::format("write `{}`", *call), {{tree.span(step.node), *call}}, base::Safety::review);
      else
        finding.note(fmt::format("CQL writes `{}`", command->instead));
    }
}

}  // namespace

}  // namespace quarry::lint
