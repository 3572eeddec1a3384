// The only place that escapes CQL.
#pragma once

#include <string>
#include <string_view>

#include "quarry/ir/pattern.h"

namespace quarry::target::cql {

// A double-quoted string. `*` in it is a wildcard where it stands as a pattern; quoting cannot change that.
std::string quote(std::string_view text);
// A field name, quoted if it holds characters that an unquoted one cannot.
std::string fieldName(std::string_view name);
// The same where an expression is expected: there a quoted name would be text.
std::string fieldInExpression(std::string_view name);
// /…/flags around a regular expression; slashes in it are escaped.
std::string regexLiteral(const ir::Regex& regex);
std::string number(double value);

}  // namespace quarry::target::cql
