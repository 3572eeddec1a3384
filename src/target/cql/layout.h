// The layout that `quarry fmt` gives CQL, for what the generator wrote.
#pragma once

#include "quarry/target/target.h"

namespace quarry::target::cql {

// White space changes and nothing else; every piece of the text keeps its origin.
Query laidOut(Query query);

}  // namespace quarry::target::cql
