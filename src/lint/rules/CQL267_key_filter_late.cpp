// A filter on a group key can stand before the groups.
#include <algorithm>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, limit=max) | user=a*", "#type=web | user=a* | groupBy(user, limit=max)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL267_key_filter_late;
const Rule CQL267_key_filter_late = {
    {"CQL267", "key-filter-late", base::Severity::info, base::Category::performance, base::FixKind::review,
     "a filter on a group key stands behind `groupBy`",
     "The groups that it drops were made for nothing. In front, the same filter leaves fewer events to group."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  for (const Sequence& sequence : context.index->sequences())
    for (std::size_t i = 0; i + 1 < sequence.steps.size(); ++i) {
      const Step& group = sequence.steps[i];
      const Step& filter = sequence.steps[i + 1];
      if (!group.is("groupBy") || filter.kind != NodeKind::filterStep || filter.call != nullptr ||
          filter.flow == nullptr || group.flow == nullptr)
        continue;
      bool onlyKeys = filter.flow->readsBegin != filter.flow->readsEnd;
      for (std::uint32_t r = filter.flow->readsBegin; r < filter.flow->readsEnd; ++r) {
        const cql::Read& read = flow.reads[r];
        onlyKeys = onlyKeys && read.definition != cql::kEvent &&
                   flow.definitions[read.definition].kind == cql::Definition::Kind::kept &&
                   flow.definitions[read.definition].step == flow.stepOf(group.node);
      }
      // Keys only: what `collect` or `selectLast` keep under a name are not the events' values.
      const NodeId keys = group.call->value("field");
      const auto words = keys == cql::kNoNode ? std::vector<std::string>{} : cql::wordsOf(tree, keys);
      for (std::uint32_t r = filter.flow->readsBegin; onlyKeys && r < filter.flow->readsEnd; ++r)
        onlyKeys = std::find(words.begin(), words.end(), flow.name(flow.reads[r].name)) != words.end();
      cql::walk(tree, filter.node, [&](NodeId id) {
        const NodeKind kind = cql::kindOf(tree, id);
        onlyKeys = onlyKeys && kind != NodeKind::freeText && kind != NodeKind::call && kind != NodeKind::savedCall;
      });
      if (!onlyKeys) continue;
      const base::Span at = tree.span(group.node), from = tree.span(filter.node);
      auto edits = withoutStep(tree, filter.node);
      edits.push_back({{at.file, at.begin, at.begin},
                       tree.text.substr(from.begin, from.end - from.begin) + rows::separator(tree, group.node)});
      report
          .add(CQL267_key_filter_late.def, from, "this asks for nothing but group keys: it can stand before `groupBy`")
          .label(tree.tokenSpan(group.call->name), "makes the groups")
          .fix("filter first", std::move(edits), base::Safety::review);
    }
}

}  // namespace

}  // namespace quarry::lint
