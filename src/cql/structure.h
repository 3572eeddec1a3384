// Cuts a query into steps at pipes, semicolons and braces, has each parsed on its own, and builds the tree.
#pragma once

#include "cql/query.h"

namespace quarry::cql {

Tree buildTree(const Query& query);

}  // namespace quarry::cql
