#include "lint/lookup_files.h"

#include <algorithm>
#include <set>

namespace quarry::lint {

using cql::NodeId;
using cql::NodeKind;
using cql::TokenKind;

namespace {

bool isWord(const cql::Tree& tree, NodeId node) {
  const NodeKind kind = cql::kindOf(tree, node);
  const TokenKind token = cql::tokenKindOf(tree, node);
  return (kind == NodeKind::field || kind == NodeKind::literal || kind == NodeKind::value) &&
         (token == TokenKind::string || token == TokenKind::word);
}

std::set<std::string> tables(const Context& context) {
  std::set<std::string> names;
  for (const cql::BoundCall& call : context.index->calls())
    if (calls(call, "defineTable"))
      if (const NodeId name = call.value("name"); name != cql::kNoNode) names.insert(cql::textOf(context.tree, name));
  return names;
}

}  // namespace

std::vector<FileUse> fileUses(const Context& context) {
  std::vector<FileUse> found;
  const std::set<std::string> own = tables(context);
  for (const cql::BoundCall& call : context.index->calls()) {
    if (call.function == nullptr) continue;
    const std::string_view name = call.function->name;
    if (name != "match" && name != "matchAsArray" && name != "readFile" && name != "cidr") continue;
    const cql::BoundArgument* argument = call.argument("file");
    if (argument == nullptr) continue;
    for (const NodeId element : cql::elements(context.tree, argument->argument.value)) {
      if (!isWord(context.tree, element)) continue;
      FileUse use{&call, element, cql::textOf(context.tree, element), nullptr};
      if (own.contains(use.name)) continue;
      if (context.installation != nullptr && context.installation->files) {
        const auto file = std::find_if(context.installation->files->begin(), context.installation->files->end(),
                                       [&](const Installation::File& one) { return one.name == use.name; });
        if (file != context.installation->files->end()) use.file = &*file;
      }
      found.push_back(std::move(use));
    }
  }
  return found;
}

std::vector<NodeId> columnsNamed(const cql::Tree& tree, const cql::BoundCall& call) {
  std::vector<NodeId> columns;
  const auto add = [&](std::string_view parameter) {
    const NodeId value = call.value(parameter);
    if (value == cql::kNoNode) return false;
    for (const NodeId element : cql::elements(tree, value))
      if (isWord(tree, element)) columns.push_back(element);
    return true;
  };
  const bool looksUp = calls(call, "match") || calls(call, "matchAsArray");
  if (!add("column") && looksUp) add("field");
  if (!calls(call, "cidr")) add("include");
  return columns;
}

}  // namespace quarry::lint
