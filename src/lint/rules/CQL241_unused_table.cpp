// A table that nothing looks into.
#include <fmt/format.h>

#include <map>

#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"defineTable(name=\"admins\", query={#type=staff role=admin}, include=[user]) | #type=web | user=*",
     "defineTable(name=\"admins\", query={#type=staff role=admin}, include=[user]) | #type=web | "
     "match(file=\"admins\", field=user, include=[])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL241_unused_table;
const Rule CQL241_unused_table = {
    {"CQL241", "unused-table", base::Severity::warning, base::Category::flow, base::FixKind::none,
     "a table is defined that nothing reads",
     "`defineTable()` runs a query of its own before the main one. A table that no `match()`, `readFile()` or `join` "
     "names is work for nothing; mostly the name is spelt in two ways."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  if (context.index->broken()) return;
  std::map<std::string, NodeId> tables;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "defineTable") continue;
    const NodeId name = call.value("name");
    if (name != cql::kNoNode && cql::tokenKindOf(tree, name) != cql::TokenKind::parameter)
      tables.emplace(cql::textOf(tree, cql::unwrapped(tree, name)), name);
  }
  if (tables.empty()) return;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (cql::kindOf(tree, call.node) == NodeKind::savedCall) return;  // may read any table
    if (nameOf(call) == "defineTable") continue;
    for (const cql::BoundArgument& argument : call.arguments) {
      if (argument.argument.value == cql::kNoNode) continue;
      if (cql::tokenKindOf(tree, argument.argument.value) == cql::TokenKind::parameter) return;
      for (const std::string& word : cql::wordsOf(tree, argument.argument.value)) tables.erase(word);
    }
  }
  for (const auto& [name, node] : tables)
    report.add(CQL241_unused_table.def, tree.span(node), fmt::format("nothing reads the table `{}`", name));
}

}  // namespace

}  // namespace quarry::lint
