// A regular expression that names no field.
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | /admin\\/(users|groups)/", "#type=web | path=/admin\\/(users|groups)/"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL261_regex_on_whole_event;
const Rule CQL261_regex_on_whole_event = {
    {"CQL261", "regex-on-whole-event", base::Severity::info, base::Category::performance, base::FixKind::none,
     "a regular expression is searched for in the whole event",
     "Without a field the service tries every field of every event, which costs many times what one field costs. A "
     "regular expression that reads `@rawstring` for its groups is better written so: `@rawstring=/…/`."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::freeText)) {
    // (One that is not closed is not judged.)
    if (cql::tokenKindOf(tree, node) != cql::TokenKind::regex || tree.nodeText(node).rfind('/') == 0) continue;
    report.add(CQL261_regex_on_whole_event.def, tree.span(node), "every field of every event is searched")
        .note("name the field: `field=/…/`, or `@rawstring=/…/` for the event as it was sent");
  }
}

}  // namespace

}  // namespace quarry::lint
