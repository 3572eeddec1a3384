// What parsers cannot do.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL188_not_in_parser;

namespace {

constexpr Example kExamples[] = {
    {"parseJson() | groupBy(user)", "parseJson()", Use::parser},
};

// An aggregate over the elements of an array, as the argument of an array function, sees one event.
bool isStep(const cql::Tree& tree, cql::NodeId call) {
  for (cql::NodeId up = tree.nodes[call].parent; up != cql::kNoNode; up = tree.nodes[up].parent)
    if (cql::kindOf(tree, up) == cql::NodeKind::argument || cql::kindOf(tree, up) == cql::NodeKind::namedArgument)
      return false;
  return true;
}

void check(const Context& context, base::Report& report) {
  if (context.use != Use::parser) return;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (call.function == nullptr || call.function->name == "setTimeInterval") continue;
    const std::string_view name = call.function->name;
    const bool isOfSearch =
        name == "start" || name == "end" || name == "join" || name == "selfJoinFilter" || name == "defineTable";
    const bool collects =
        call.function->kind == cql::FunctionKind::aggregate || call.function->kind == cql::FunctionKind::generator;
    if (!isOfSearch && !(collects && isStep(context.tree, call.node))) continue;
    report.add(CQL188_not_in_parser.def, context.tree.tokenSpan(call.name),
               fmt::format("a parser sees one event at a time: `{}` is not available", name));
  }
}

}  // namespace

const Rule CQL188_not_in_parser = {
    {"CQL188", "not-in-parser", base::Severity::error, base::Category::portability, base::FixKind::none,
     "a parser aggregates, joins or asks for the time of a search",
     "A parser sees one event at a time, and none of the others: aggregates, joins, tables and rows of files are not "
     "available, nor is the interval of a search."},
    check,
    kExamples};

}  // namespace quarry::lint
