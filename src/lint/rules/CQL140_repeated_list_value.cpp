// A list of values that names one twice.
#include <fmt/format.h>

#include <map>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/query.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | in(method, values=[\"GET\", \"PUT\", \"GET\"])",
                                  "#type=web | in(method, values=[\"GET\", \"PUT\", \"POST\"])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL140_repeated_list_value;
const Rule CQL140_repeated_list_value = {
    {"CQL140", "repeated-list-value", base::Severity::warning, base::Category::semantics, base::FixKind::safe,
     "a value stands twice in the list of `in`, or another one covers it",
     "The second one changes nothing; often another value was meant."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "in") continue;
    const NodeId values = call.value("values");
    if (values == cql::kNoNode || cql::kindOf(tree, cql::unwrapped(tree, values)) != NodeKind::array) continue;
    const bool anyCase = call.argument("ignoreCase") != nullptr;
    std::map<std::string, NodeId> seen;
    base::Diagnostic* finding = nullptr;
    std::vector<base::Edit> edits;
    std::size_t repeated = 0;
    for (NodeId element : cql::elements(tree, values)) {
      const NodeId inner = cql::unwrapped(tree, element);
      const cql::TokenKind kind = cql::tokenKindOf(tree, inner);
      if (kind != cql::TokenKind::word && kind != cql::TokenKind::string) continue;
      const std::string text = cql::textOf(tree, inner);
      const auto [at, fresh] = seen.try_emplace(anyCase ? base::asciiLower(text) : text, element);
      if (fresh) continue;
      if (++repeated == 1) {
        finding = &report.add(CQL140_repeated_list_value.def, tree.span(element), "this value is in the list already");
        finding->label(tree.span(at->second), "here");
      }
      for (base::Edit& edit : withoutElement(tree, element)) edits.push_back(std::move(edit));
    }
    if (finding == nullptr) continue;
    if (repeated > 1) finding->note(fmt::format("{} more values of the list are repeated", repeated - 1));
    finding->fix(repeated == 1 ? "leave it out" : "leave the repeated values out", std::move(edits),
                 base::Safety::safe);
  }
}

}  // namespace

}  // namespace quarry::lint
