// Small text helpers that several modules need.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::base {

// Byte offset of the first invalid UTF-8 sequence, if any.
std::optional<std::size_t> invalidUtf8(std::string_view text);
// Appends one code point as UTF-8.
void appendUtf8(std::string& out, char32_t codePoint);

// Lower-cases ASCII letters only.
std::string asciiLower(std::string_view text);
bool equalsIgnoringCase(std::string_view a, std::string_view b);
// True if any character has a case distinction: ASCII letters, and every non-ASCII character to be safe.
bool hasCase(std::string_view text);

// The candidate a person most likely meant, by Damerau-Levenshtein distance relative to length; none if all are far.
std::optional<std::string_view> closest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace quarry::base
