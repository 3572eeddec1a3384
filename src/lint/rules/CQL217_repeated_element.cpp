// Lists that name something twice.
#include <fmt/format.h>
#include <map>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL217_repeated_element;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | select([user, host, user])", "#type=web | select([user, host])"},
};

// Lists in which the order says nothing, or the first of two decides. (Values of `in` are CQL140's.)
bool isSet(const cql::BoundCall& call, const cql::Parameter& parameter) {
  if (parameter.type != cql::ParameterType::fields) return false;
  return calls(call, "groupBy") || calls(call, "table") || calls(call, "select") || calls(call, "selectLast") ||
         calls(call, "collect") || calls(call, "drop");
}

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls())
    for (const cql::BoundArgument& argument : call.arguments) {
      if (argument.parameter == nullptr || !isSet(call, *argument.parameter)) continue;
      std::map<std::string, cql::NodeId> seen;
      std::vector<base::Edit> edits;
      std::size_t repeated = 0;
      base::Diagnostic* finding = nullptr;
      for (const cql::NodeId element : cql::elements(tree, argument.argument.value)) {
        const cql::TokenKind kind = cql::tokenKindOf(tree, element);
        if (tree.nodes[element].end != tree.nodes[element].first + 1 ||
            (kind != cql::TokenKind::word && kind != cql::TokenKind::string))
          continue;
        const auto [first, isNew] = seen.emplace(cql::textOf(tree, element), element);
        if (isNew) continue;
        ++repeated;
        for (base::Edit& edit : withoutElement(tree, element)) edits.push_back(std::move(edit));
        if (finding != nullptr) continue;  // one for the list
        finding = &report.add(CQL217_repeated_element.def, tree.span(element),
                              fmt::format("`{}` is in the list already", first->first));
        finding->label(tree.span(first->second), "");
      }
      if (finding == nullptr) continue;
      if (repeated > 1) finding->note(fmt::format("{} elements are there twice or more", repeated));
      const char* title = repeated == 1 ? "leave it out" : "leave them out";
      finding->fix(title, std::move(edits), base::Safety::safe);
    }
}

}  // namespace

const Rule CQL217_repeated_element = {
    {"CQL217", "repeated-element", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a list names a field twice",
     "In a list of keys or columns a second time changes nothing: often another field was meant."},
    check,
    kExamples};

}  // namespace quarry::lint
