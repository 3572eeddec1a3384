// A time in milliseconds among the columns of the result.
#include <fmt/format.h>

#include <algorithm>

#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, function=min(@timestamp, as=first)) | select([user, first])",
     "#type=web | groupBy(user, function=min(@timestamp, as=first)) | first := formatTime(\"%F %T\", field=first) | "
     "select([user, first])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL247_raw_time_shown;
const Rule CQL247_raw_time_shown = {
    {"CQL247", "raw-time-shown", base::Severity::info, base::Category::flow, base::FixKind::review,
     "a column of the result is a time in milliseconds, which nobody reads",
     "Only `@timestamp` is shown as a date by itself. A time under another name (`min(@timestamp, as=first)`) is shown "
     "as a number of thirteen digits; format it last: `first := formatTime(\"%F %T\", field=first)`."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  if (context.index->sequences().empty()) return;
  // The last step that lists columns, and nothing but an order behind it.
  const auto& steps = context.index->sequences().front().steps;
  const Step* list = nullptr;
  for (const Step& step : steps) {
    if (step.is("select") || step.is("table"))
      list = &step;
    else if (!step.is("sort") && !step.is("head") && !step.is("tail"))
      list = nullptr;
  }
  if (list == nullptr) return;
  const NodeId columns = list->call->value("fields");
  if (columns == cql::kNoNode) return;
  for (NodeId element : cql::elements(tree, columns)) {
    const cql::Read* read = context.index->readAt(cql::unwrapped(tree, element));
    if (read == nullptr || read->definition == cql::kEvent) continue;
    const cql::Definition& made = flow.definitions[read->definition];
    const cql::BoundCall* call = made.kind == cql::Definition::Kind::output ? rows::makerOf(context, made) : nullptr;
    if (call == nullptr || (nameOf(*call) != "min" && nameOf(*call) != "max")) continue;
    const NodeId of = call->value("field");
    const std::string_view source = of == cql::kNoNode ? std::string_view() : tree.nodeText(of);
    if (source != "@timestamp" && source != "@ingesttimestamp" && source != "timestamp") continue;
    const std::string name = cql::textOf(tree, cql::unwrapped(tree, element));
    if (name.starts_with('@') || name == "_min" || name == "_max") continue;
    auto& finding = report.add(CQL247_raw_time_shown.def, tree.span(element),
                               fmt::format("`{}` is shown in milliseconds since 1970", name));
    finding.label(tree.tokenSpan(call->name), "the time comes from here");
    // Sorted behind the list, it has to stay a number.
    const bool sorted = std::any_of(list, steps.data() + steps.size(), [&](const Step& step) {
      const NodeId key = step.is("sort")    ? step.call->value("field")
                         : step.is("table") ? step.call->value("sortby")
                                            : cql::kNoNode;
      if (key == cql::kNoNode) return false;
      const auto words = cql::wordsOf(tree, key);
      return std::find(words.begin(), words.end(), name) != words.end();
    });
    const std::string_view field = tree.nodeText(cql::unwrapped(tree, element));
    if (sorted || list->kind != NodeKind::filterStep ||
        cql::tokenKindOf(tree, cql::unwrapped(tree, element)) != cql::TokenKind::word) {
      finding.note("format it behind the `sort`: `formatTime(\"%F %T\", field=…, as=…)`");
      continue;
    }
    const base::Span at = tree.span(list->node);
    finding.fix("format it",
                {{{at.file, at.begin, at.begin},
                  fmt::format("{0} := formatTime(\"%F %T\", field={0}){1}", field, rows::separator(tree, list->node))}},
                base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
