// concat() of one field, format() that adds nothing.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL221_concat_of_one;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | name := format(\"%s\", field=user)", "#type=web | name := user"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    const bool concat = calls(call, "concat"), format = calls(call, "format");
    if ((!concat && !format) || call.receiver == cql::kNoNode || call.arguments.size() != (concat ? 1U : 2U)) continue;
    if (format &&
        (call.argument("format") == nullptr || cql::textOf(tree, call.argument("format")->argument.value) != "%s"))
      continue;
    const cql::NodeId list = call.value("field");
    const auto fields = list == cql::kNoNode ? std::vector<cql::NodeId>{} : cql::elements(tree, list);
    if (fields.size() != 1 || cql::tokenKindOf(tree, fields.front()) != cql::TokenKind::word ||
        cql::kindOf(tree, fields.front()) != cql::NodeKind::field)
      continue;
    if (cql::kindOf(tree, tree.nodes[call.node].parent) != cql::NodeKind::assignStep) continue;
    // A field that is formatted in place becomes text.
    if (cql::textOf(tree, call.receiver) == cql::textOf(tree, fields.front())) continue;
    report
        .add(CQL221_concat_of_one.def, tree.tokenSpan(call.name),
             fmt::format("this is `{}` itself", tree.nodeText(fields.front())))
        .fix("assign the field", {{tree.span(call.node), std::string(tree.nodeText(fields.front()))}},
             base::Safety::review);
  }
}

}  // namespace

const Rule CQL221_concat_of_one = {
    {"CQL221", "concat-of-one", base::Severity::info, base::Category::style, base::FixKind::review,
     "a field is put together out of one field", "`x := concat([a])` and `x := format(\"%s\", field=a)` are `x := a`."},
    check,
    kExamples};

}  // namespace quarry::lint
