// The only place that escapes SPL.
#pragma once

#include <string>
#include <string_view>

namespace quarry::target::spl {

// A string of the search language or of eval: quotes and backslashes are escaped, and nothing else.
std::string quote(std::string_view text);
// A regular expression in a string: every backslash doubled, since the string is unescaped first.
std::string quoteRegex(std::string_view regex);
// A character of literal text inside a regular expression. A dollar is `[$]`: `$name$` is a token in saved searches.
std::string escapeRegexCharacter(char c);
// "items[].id" is "items{}.id" in Splunk.
std::string fieldName(std::string_view name);
// Field names by where they stand: double quotes in a search, single ones in eval and where.
std::string searchField(std::string_view name);
std::string evalField(std::string_view name);
// In stats, table, sort, rename: plain, or in double quotes.
std::string commandField(std::string_view name);
std::string number(double value);

}  // namespace quarry::target::spl
