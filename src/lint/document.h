// What several lint rules ask of a rule file's documents.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/ir/pattern.h"
#include "quarry/lint/rule.h"
#include "quarry/rule/condition.h"

namespace quarry::lint {

using rule::Item;
using rule::Text;
using rule::Value;

// Null if the document is of another kind.
const rule::Rule* ruleOf(const DocumentContext& context);
const rule::Correlation* correlationOf(const DocumentContext& context);

// The selections of a rule or filter; none of a correlation.
const std::vector<rule::Selection>& selections(const DocumentContext& context);

// A test of a field, or keywords, with the selection it stands in.
struct Placed {
  const rule::Selection* selection = nullptr;
  const Item* item = nullptr;
};
// Every item, also those in lists and below `any_of`.
std::vector<Placed> items(const DocumentContext& context);

// True for any spelling of the modifier: `i` and `ignorecase` are one.
bool has(const Item& item, std::string_view modifier);
bool isKeyword(const Item& item);
// True if the values are text with wildcards: no modifier makes them something else.
bool comparesText(const Item& item);
// The value as a pattern, with what `contains` and its kin add. None unless the item compares text.
std::optional<ir::Glob> patternOf(const Item& item, const Value& value);
// True if whatever the second pattern matches, the first matches as well. False when unsure.
bool swallows(const ir::Glob& wide, const ir::Glob& narrow, bool exactCase);

// The conditions of a rule or filter as trees; those that cannot be read are left out.
std::vector<rule::Condition> conditions(const DocumentContext& context);
// Calls `visit` for the condition and all parts of it.
void walk(const rule::Condition& condition, const std::function<void(const rule::Condition&)>& visit);
// True if the selection stands below an odd number of `not` somewhere: it leaves events out.
bool isExclusion(const std::vector<rule::Condition>& conditions, std::string_view selection);

// ---- edits ----

// Takes an entry out of a YAML list, with its line or its comma. Empty if the list is not written so that this is safe.
std::vector<base::Edit> withoutEntry(base::Span entry, const base::Sources& sources);
// Takes a modifier out of a key, with its bar.
std::vector<base::Edit> withoutModifier(const Item& item, std::string_view modifier);
// The text of a scalar's place with other content in the same quotes; empty if the new text needs other ones.
std::optional<std::string> requoted(base::Span scalar, std::string_view text, const base::Sources& sources);

}  // namespace quarry::lint
