// The texts of a test as pipelines see them: after `contains`, `startswith` and `endswith` have put their wildcards
// into them. `*` and `?` are wildcards; those that stand for themselves are kept apart, so that nothing that a pipeline
// does can turn one into the other.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "quarry/ir/pattern.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

// None if the value is no text (a number, null), or the test does not compare with texts.
std::optional<std::string> pipelineText(const Item& test, const Value& value);
// A value that is this text.
Value withPipelineText(const Value& value, const std::string& text);
// Texts as a pipeline writes them: `*` and `?` are wildcards unless a backslash stands before them.
std::string fromSigma(std::string_view text);

// Whether the text is made into other bytes (base64, UTF-16) before it is compared.
bool isEncoded(const Item& test);

// Puts other texts in the place of those that `change` changes: it gets a text and gives what stands for it, or nothing
// where it has nothing to say. False if nothing changed.
using ChangeText = std::function<std::optional<std::vector<std::string>>(const std::string&)>;
bool changeTexts(Item& test, const ChangeText& change);

}  // namespace quarry::rule
