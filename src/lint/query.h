// What several lint rules ask of a query.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/cql/view.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

using cql::NodeId;
using cql::NodeKind;
using cql::Tree;

// Every pipeline of the query: the main one, and those of clauses, arms and subqueries.
std::vector<NodeId> pipelines(const Tree& tree);
// Every call below a node.
std::vector<cql::Call> calls(const Tree& tree, NodeId from = 0);
// True for functions that make rows of many events and drop the fields they do not name.
bool dropsFields(const Tree& tree, const cql::Call& call);
// The names in an argument: one field, or an array of them.
std::vector<std::string> names(const Tree& tree, NodeId expression);
// True if some step of the query gives the field a value (`:=`, `as=`, rename, a capture).
bool isMade(const Tree& tree, const std::string& field);

}  // namespace quarry::lint
