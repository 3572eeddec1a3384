// What the tool says to a person: a coded message at a place, with labels, notes and fixes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/source.h"

namespace quarry::base {

enum class Severity { info, warning, error };
enum class Category { syntax, semantics, flow, performance, portability, style, rule, compile };
// safe: the meaning provably stays, or it is certainly what was meant. review: a person should look at it.
enum class Safety { safe, review };
// Which fix a code may carry at best.
enum class FixKind { none, safe, review };

std::string_view name(Severity);
std::string_view name(Category);
std::string_view name(Safety);
std::string_view name(FixKind);

// The one definition of a code. Messages are written where the finding is made; everything else (explain, docs pages,
// SARIF metadata, editor hovers) is generated from this.
struct DiagnosticDef {
  std::string_view code;  // CQL### queries, RULE### rule files, GEN### compilation
  std::string_view name;  // kebab-case
  Severity severity;
  Category category;
  FixKind fix = FixKind::none;
  std::string_view summary;  // one line
  std::string_view doc;      // Markdown: why it matters, what to do
};

struct Label {
  Span span;
  std::string text;  // may be empty
};

struct Edit {
  Span span;
  std::string replacement;
};

struct Fix {
  std::string title;  // imperative, lower case: "replace `=>` with `|`"
  std::vector<Edit> edits;
  Safety safety = Safety::review;
};

// Messages are lower case, without a final stop, and put names in back-ticks.
struct Diagnostic {
  const DiagnosticDef* def = nullptr;
  Severity severity = Severity::error;  // the definition's, unless the configuration says otherwise
  std::string message;
  Label primary;
  std::vector<Label> secondary;
  std::vector<std::string> notes;
  std::vector<Fix> fixes;

  Diagnostic& label(Span span, std::string text) {
    secondary.push_back({span, std::move(text)});
    return *this;
  }
  Diagnostic& at(std::string text) {
    primary.text = std::move(text);
    return *this;
  }
  Diagnostic& note(std::string text) {
    notes.push_back(std::move(text));
    return *this;
  }
  Diagnostic& fix(std::string title, std::vector<Edit> edits, Safety safety) {
    fixes.push_back({std::move(title), std::move(edits), safety});
    return *this;
  }
};

}  // namespace quarry::base
