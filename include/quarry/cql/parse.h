// Front end 2: CQL text to a tree.
#pragma once

#include "quarry/base/report.h"
#include "quarry/cql/tree.h"

namespace quarry::cql {

// Never fails: what cannot be parsed is an error node with one diagnostic, and the rest of the query is in the tree.
Tree parse(base::FileId file, const base::Sources& sources, base::Report& report);

}  // namespace quarry::cql
