#include "lint/query.h"

#include <algorithm>
#include <array>

#include "quarry/base/text.h"

namespace quarry::lint {

std::vector<NodeId> pipelines(const Tree& tree) {
  std::vector<NodeId> all;
  cql::walk(tree, [&](NodeId id) {
    if (cql::kindOf(tree, id) == NodeKind::pipeline) all.push_back(id);
  });
  return all;
}

std::vector<cql::Call> calls(const Tree& tree, NodeId from) {
  std::vector<cql::Call> all;
  cql::walk(tree, from, [&](NodeId id) {
    if (cql::kindOf(tree, id) != NodeKind::call) return;
    if (auto call = cql::asCall(tree, id)) all.push_back(std::move(*call));
  });
  return all;
}

bool dropsFields(const Tree& tree, const cql::Call& call) {
  static constexpr std::array<std::string_view, 14> kNames = {"groupBy", "top",    "stats",   "count",     "sum",
                                                              "avg",     "min",    "max",     "bucket",    "timeChart",
                                                              "table",   "select", "collect", "selectLast"};
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) { return call.is(tree, name); });
}

std::vector<std::string> names(const Tree& tree, NodeId expression) {
  std::vector<std::string> all;
  for (NodeId element : cql::elements(tree, expression)) {
    const NodeId inner = cql::unwrapped(tree, element);
    const NodeKind kind = cql::kindOf(tree, inner);
    if (kind == NodeKind::field || kind == NodeKind::literal) all.push_back(cql::textOf(tree, inner));
  }
  return all;
}

bool isMade(const Tree& tree, const std::string& field) {
  bool made = false;
  cql::walk(tree, [&](NodeId id) {
    if (const auto assignment = cql::asAssignment(tree, id))
      made = made || cql::textOf(tree, assignment->field) == field;
    if (cql::kindOf(tree, id) == NodeKind::call) {
      const auto call = cql::asCall(tree, id);
      if (const auto* as = call ? call->named(tree, "as") : nullptr)
        for (const std::string& name : names(tree, as->value)) made = made || name == field;
    }
  });
  // A capture `(?<field>…)` makes it as well.
  return made || tree.text.find("?<" + field + ">") != std::string::npos;
}

}  // namespace quarry::lint
