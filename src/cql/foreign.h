// Texts in another language that are handed in as CQL. Reading one as CQL would say something about every line of it,
// or worse: nothing, since words are a search for text.
#pragma once

#include <optional>
#include <string_view>

#include "cql/query.h"

namespace quarry::cql {

struct Foreign {
  std::string_view language;  // as one speaks of it: "SPL"
  std::string_view advice;    // what to do about it
  base::Span evidence;        // what gives it away, the first of it
};

// Nothing as long as the text may be CQL with a slip: one step that CQL alone could have outweighs several that it
// could not.
std::optional<Foreign> foreignLanguage(const Query& query);

}  // namespace quarry::cql
