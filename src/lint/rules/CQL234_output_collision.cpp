// Two outputs of one name.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, function=[count(host), count(path)], limit=max)",
     "#type=web | groupBy(user, function=[count(host, as=hosts), count(path, as=paths)], limit=max)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL234_output_collision;
const Rule CQL234_output_collision = {
    {"CQL234", "output-collision", base::Severity::error, base::Category::flow, base::FixKind::review,
     "two outputs of one aggregate have the same name",
     "`count()` writes `_count`, `sum()` writes `_sum`: two calls of one function in a step need names of their own. "
     "The service refuses values that conflict; only one of the two could be kept."},
    check,
    kExamples};

namespace {

// A name for the output of a call without `as`.
std::string suggestion(const Context& context, const cql::BoundCall& call, std::string_view name) {
  const cql::Parameter* first = call.function->unnamedParameter();
  const NodeId of = first == nullptr ? cql::kNoNode : call.value(*first);
  const std::string field = of == cql::kNoNode ? "" : std::string(context.tree.nodeText(of));
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCCQL234_output_collision.defGHIJKLMNOPQRSTUVWXYZ0123456789_";
  const bool plain = !field.empty() && field.find_first_not_of(kPlain) == std::string::npos;
  return plain ? field + std::string(name) : std::string(name) + "2";
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  for (const cql::Collision& collision : flow.collisions) {
    const cql::Definition& first = flow.definitions[collision.first];
    const cql::Definition& second = flow.definitions[collision.second];
    const cql::BoundCall* call = rows::makerOf(context, second);
    if (!rows::computes(rows::makerOf(context, first)) || !rows::computes(call)) continue;
    // (The same call twice gives the same value twice.)
    if (tree.nodeText(rows::makerOf(context, first)->node) == tree.nodeText(call->node)) continue;
    const std::string name(flow.name(second.name));
    auto& finding =
        report.add(CQL234_output_collision.def, second.span, fmt::format("there is an output `{}` already", name));
    finding.label(first.span, "here");
    if (call->argument("as") != nullptr) {
      finding.note("give one of the two another name with `as=`");
      continue;
    }
    const std::string as = suggestion(context, *call, name);
    finding.fix(fmt::format("name this one `{}`", as), {withArgument(tree, call->node, "as=" + as)},
                base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
