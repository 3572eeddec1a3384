// Fields that are part of an object's text or of a path.
#include <fmt/format.h>

#include "quarry/base/box.h"
#include "quarry/base/regex_text.h"
#include "schema/shapes.h"

namespace quarry::schema {

namespace {

bool isAnchored(const ir::Regex& regex) {
  for (std::size_t i = 0; i < regex.text.size(); ++i) {
    const char c = regex.text[i];
    if (c == '\\') {
      const char next = i + 1 < regex.text.size() ? regex.text[++i] : '\0';
      if (next == 'A' || next == 'z' || next == 'Z') return true;
    } else if (c == '$' || (c == '^' && (i == 0 || regex.text[i - 1] != '['))) {
      return true;
    }
  }
  return false;
}

}  // namespace

// The text of `{"name": "value"}` holds the value, and neither is it nor begins or ends with it.
Alternatives object(const ir::Operand& operand) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  const auto* regex = std::get_if<ir::Regex>(&operand.value);
  const bool anywhere = glob != nullptr && !glob->tokens.empty() &&
                        std::holds_alternative<ir::AnyRun>(glob->tokens.front()) &&
                        std::holds_alternative<ir::AnyRun>(glob->tokens.back());
  const bool empty = glob != nullptr && glob->tokens.empty();
  if (anywhere || empty || (regex != nullptr && !isAnchored(*regex))) return std::vector<Alternative>{{{"", operand}}};
  return "an object is kept here, whose text is more than the value: ask what it contains, or name the field in it";
}

Alternatives segment(const ir::Operand& operand, const ShapedField& field, ir::Fold fold) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return "it is part of a path here, and no expression can be limited to it";
  if (!field.has("after") && ir::shape(*glob) == ir::GlobShape::exact && !glob->tokens.empty()) {
    const std::string text(ir::literal(*glob));
    return std::vector<Alternative>{{{"", {ir::withRuns(ir::exactGlob(text + "/"), false, true), operand.origin}}}};
  }
  std::string body;
  for (const ir::GlobToken& token : glob->tokens)
    std::visit(base::overloaded{[&](const std::string& text) { body += base::escapedForRegex(text); },
                                [&](ir::AnyRun) { body += "[^/]*"; }, [&](ir::AnyOne) { body += "[^/]"; }},
               token);
  ir::Regex regex;
  regex.ignoreCase = fold != ir::Fold::exact;
  if (field.has("after")) {
    const std::string name = base::escapedForRegex(field.place.parts.at("after"));
    regex.text = fmt::format("/{}/{}(?:/|$)", regex.ignoreCase ? name : fmt::format("(?i:{})", name), body);
  } else {
    regex.text = fmt::format("^{}/", body);
  }
  return std::vector<Alternative>{{{"", {std::move(regex), operand.origin}}}};
}

}  // namespace quarry::schema
