#include "rule/expand.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/rule.h"
#include "quarry/base/limits.h"
#include "quarry/base/regex_text.h"
#include "quarry/base/text.h"
#include "quarry/rule/strings.h"
#include "rule/places.h"

namespace quarry::rule {

namespace {

// Text, or the name of a placeholder, in the order they stand in a value.
struct Part {
  bool isPlaceholder = false;
  std::string text;
  std::size_t begin = 0, end = 0;  // bytes of the value, percent signs included
};

bool isName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

// `%name%` is a placeholder, `\%` a percent sign.
std::vector<Part> partsOf(std::string_view text) {
  std::vector<Part> parts;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) parts.push_back({false, std::move(literal), 0, 0});
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      if (text[i + 1] != '%') literal += text[i];
      literal += text[++i];
      continue;
    }
    std::size_t end = i + 1;
    while (text[i] == '%' && end < text.size() && isName(text[end])) ++end;
    if (text[i] != '%' || end == i + 1 || end >= text.size() || text[end] != '%') {
      literal += text[i];
      continue;
    }
    flush();
    parts.push_back({true, std::string(text.substr(i + 1, end - i - 1)), i, end + 1});
    i = end;
  }
  flush();
  return parts;
}

const std::vector<Value>* valuesOf(const Part& part, const Value& value, const Scope& scope) {
  const auto own = scope.rule.placeholders.find(part.text);
  if (own != scope.rule.placeholders.end()) return &own->second;
  const auto& known = scope.environment->placeholders;
  const auto found = known.find(part.text);
  if (found != known.end()) return &found->second;
  auto& finding =
      scope.report.add(codes::unknownPlaceholder, placeWithin(value.pieces, value.span, part.begin, part.end),
                       fmt::format("nothing says which values `%{}%` stands for", part.text));
  finding.note(fmt::format(
      "declare it in {}: `placeholders: {{{}: [value, …]}}`",
      scope.environment->path.empty() ? "`quarry.yml`" : fmt::format("`{}`", scope.environment->path), part.text));
  std::vector<std::string_view> names;
  names.reserve(known.size());
  for (const auto& [name, values] : known) names.push_back(name);
  if (const auto near = base::closest(part.text, names)) finding.note(fmt::format("did you mean `%{}%`?", *near));
  return nullptr;
}

}  // namespace

std::optional<std::vector<Value>> expanded(const Value& value, const Chain& chain, const Scope& scope) {
  // Without an environment nothing can be said of placeholders: the value stands for itself.
  if (!chain.has(Modifier::expand) || scope.environment == nullptr) return std::vector{value};
  const bool inRegex = chain.has(Modifier::re);
  const std::vector<Part> parts = partsOf(value.text);
  const auto placed = [&](Value one) {
    one.span = value.span;
    one.pieces.clear();
    return one;
  };
  // A value that is nothing but a placeholder keeps the type of what it stands for.
  if (parts.size() == 1 && parts.front().isPlaceholder && !inRegex) {
    const auto* values = valuesOf(parts.front(), value, scope);
    if (values == nullptr) return std::nullopt;
    std::vector<Value> all;
    for (const Value& one : *values) all.push_back(placed(one));
    return all;
  }
  std::vector<std::string> texts(1);
  for (const Part& part : parts) {
    if (!part.isPlaceholder) {
      for (std::string& text : texts) text += inRegex ? part.text : sigmaText(parseString(part.text));
      continue;
    }
    const auto* values = valuesOf(part, value, scope);
    if (values == nullptr) return std::nullopt;
    std::vector<std::string> next;
    for (const std::string& text : texts)
      for (const Value& one : *values)
        // In a regular expression a placeholder's value is text, not a pattern.
        next.push_back(text + (inRegex ? base::escapedForRegex(one.text, "/") : sigmaText(parseString(one.text))));
    texts = std::move(next);
    if (texts.size() > base::limit::kExpansions) {
      scope.report.add(codes::modifierValue, value.span,
                       fmt::format("the placeholders of this value come to more than {} texts",
                                   base::shownLimit(base::limit::kExpansions, base::Limit::Unit::count)));
      return std::nullopt;
    }
  }
  std::vector<Value> all;
  for (std::string& text : texts) {
    Value one = placed(value);
    one.value = text;
    one.text = std::move(text);
    all.push_back(std::move(one));
  }
  return all;
}

void checkPlaceholders(const std::vector<Value>& values, const Chain& chain, const Scope& scope) {
  if (!chain.has(Modifier::expand) || scope.environment == nullptr) return;
  const auto hasOne = [](const Value& value) {
    const std::vector<Part> parts = partsOf(value.text);
    return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.isPlaceholder; });
  };
  const bool mixed = std::any_of(values.begin(), values.end(), hasOne);
  for (const Value& value : values) {
    if (hasOne(value) || (mixed && value.text.find('%') == std::string::npos)) continue;
    scope.report.add(codes::noPlaceholder, value.span, "`expand` finds no placeholder in this value")
        .note("a placeholder is a name between percent signs: `%admins%`");
  }
}

}  // namespace quarry::rule
