// Edits of rule files that leave everything else as it is.
#include <algorithm>

#include "lint/document.h"

namespace quarry::lint {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

std::vector<base::Edit> withoutEntry(base::Span entry, const base::Sources& sources) {
  const base::Source& source = sources[entry.file];
  const std::string_view text = source.text();
  const std::uint32_t line = source.position(entry.begin).line;
  if (source.position(entry.end).line != line) return {};
  std::uint32_t before = entry.begin;
  while (before > 0 && isBlank(text[before - 1])) --before;
  const std::uint32_t start = source.lineStart(line);
  if (before > start && text[before - 1] == '-') {
    const std::string_view indent = text.substr(start, before - 1 - start);
    if (indent.find_first_not_of(' ') != std::string_view::npos) return {};
    const std::uint32_t end =
        line < source.lineCount() ? source.lineStart(line + 1) : static_cast<std::uint32_t>(text.size());
    return {{{entry.file, start, end}, ""}};
  }
  std::uint32_t after = entry.end;
  while (after < text.size() && isBlank(text[after])) ++after;
  if (after < text.size() && text[after] == ',') {
    ++after;
    while (after < text.size() && isBlank(text[after])) ++after;
    return {{{entry.file, entry.begin, after}, ""}};
  }
  if (before > 0 && text[before - 1] == ',') return {{{entry.file, before - 1, entry.end}, ""}};
  return {};
}

std::vector<base::Edit> withoutModifier(const Item& item, std::string_view modifier) {
  for (const Text& one : item.modifiers)
    if (one.value == modifier) return {{{one.span.file, one.span.begin - 1, one.span.end}, ""}};
  return {};
}

std::optional<std::string> requoted(base::Span scalar, std::string_view text, const base::Sources& sources) {
  const std::string_view written = sources.text(scalar);
  if (written.empty() || text.find_first_of("\n\r\t") != std::string_view::npos) return std::nullopt;
  if (written.front() == '"') {
    if (text.find_first_of("\"\\") != std::string_view::npos) return std::nullopt;
    return '"' + std::string(text) + '"';
  }
  // Single quotes can hold anything on one line; a plain scalar only what YAML reads as it stands.
  const bool isPlain = written.front() != '\'';
  const bool safe = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '/' || c == '\\';
  });
  if (isPlain && safe) return std::string(text);
  if (isPlain && (written.front() == '|' || written.front() == '>')) return std::nullopt;
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

}  // namespace quarry::lint
