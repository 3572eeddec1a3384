// A formatted time is a text.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, function=max(@timestamp, as=last), limit=max) | day := formatTime(\"%F\", field=last) "
     "| sort(day, limit=max)",
     "#type=web | groupBy(user, function=max(@timestamp, as=last), limit=max) | day := formatTime(\"%F\", field=last) "
     "| sort(day, type=string, limit=max)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL243_formatted_time_sorted;
const Rule CQL243_formatted_time_sorted = {
    {"CQL243", "formatted-time-sorted", base::Severity::warning, base::Category::flow, base::FixKind::review,
     "a formatted time is sorted or compared as a number",
     "`formatTime()` makes a text. `sort()` compares numbers unless it says `type=string`, and a text has no place "
     "among them. Sort by the time itself and format afterwards, or say `type=string` where the format is one that "
     "sorts (year first)."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  for (const cql::BoundCall& call : context.index->calls()) {
    const bool table = nameOf(call) == "table";
    if ((nameOf(call) != "sort" && !table) || call.argument("type") != nullptr) continue;
    const NodeId key = call.value(table ? "sortby" : "field");
    if (key == cql::kNoNode) continue;
    for (NodeId element : cql::elements(tree, key)) {
      const cql::Read* read = context.index->readAt(cql::unwrapped(tree, element));
      if (read == nullptr || read->definition == cql::kEvent) continue;
      const cql::Definition* made = &flow.definitions[read->definition];
      while (made->kind == cql::Definition::Kind::kept && made->from != cql::kEvent)
        made = &flow.definitions[made->from];
      if (made->node == cql::kNoNode) continue;
      NodeId at = made->node;
      while (at != cql::kNoNode && cql::kindOf(tree, at) != NodeKind::call &&
             cql::kindOf(tree, at) != NodeKind::assignStep)
        at = tree.nodes[at].parent;
      if (at != cql::kNoNode && cql::kindOf(tree, at) == NodeKind::assignStep) {
        const auto assignment = cql::asAssignment(tree, at);
        at = assignment ? cql::unwrapped(tree, assignment->value) : cql::kNoNode;
      }
      const cql::BoundCall* bound = at == cql::kNoNode ? nullptr : context.index->callAt(at);
      if (bound == nullptr || nameOf(*bound) != "formatTime") continue;
      // %s and %Q are numbers.
      const NodeId format = bound->value("format");
      const std::string text = format == cql::kNoNode ? "" : cql::textOf(tree, cql::unwrapped(tree, format));
      if (text == "%s" || text == "%Q" || text == "%Y" || text == "%H" || text == "%m" || text == "%d" ||
          text == "%M" || text == "%e" || text == "%k" || text == "%j" || text == "%y" || text == "%V" || text == "%u")
        continue;
      auto& finding = report.add(CQL243_formatted_time_sorted.def, tree.span(element),
                                 fmt::format("`{}` is a text, and `{}` compares numbers",
                                             cql::textOf(tree, cql::unwrapped(tree, element)), nameOf(call)));
      finding.label(tree.tokenSpan(bound->name), "made a text here");
      if (cql::elements(tree, key).size() == 1)
        finding.fix("compare texts", {withArgument(tree, call.node, "type=string")}, base::Safety::review);
      else
        finding.note("give each key its type: `type=[string, number]`");
    }
  }
}

}  // namespace

}  // namespace quarry::lint
