#include "quarry/base/report.h"

#include <algorithm>
#include <tuple>

namespace quarry::base {

Diagnostic& Report::add(const DiagnosticDef& def, Span span, std::string message) {
  Diagnostic diagnostic;
  diagnostic.def = &def;
  diagnostic.severity = def.severity;
  diagnostic.message = std::move(message);
  diagnostic.primary.span = span;
  findings_.push_back(std::move(diagnostic));
  return findings_.back();
}

void Report::add(Diagnostic diagnostic) { findings_.push_back(std::move(diagnostic)); }

void Report::merge(Report&& other) {
  for (Diagnostic& diagnostic : other.findings_) findings_.push_back(std::move(diagnostic));
  other.findings_.clear();
}

void Report::sort(const Sources& sources) {
  const auto key = [&](const Diagnostic& d) {
    const Span at = sources.outermost(d.primary.span);
    return std::tuple(at.file, at.begin, at.end, d.def->code, std::string_view(d.message));
  };
  std::stable_sort(findings_.begin(), findings_.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  findings_.erase(std::unique(findings_.begin(), findings_.end(),
                              [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
                  findings_.end());
}

Counts Report::counts() const {
  Counts counts;
  for (const Diagnostic& d : findings_) {
    switch (d.severity) {
      case Severity::error:
        ++counts.errors;
        break;
      case Severity::warning:
        ++counts.warnings;
        break;
      case Severity::info:
        ++counts.infos;
        break;
    }
    if (!d.fixes.empty()) ++counts.fixable;
  }
  return counts;
}

bool Report::hasErrors() const { return hasErrorsSince(0); }

bool Report::hasErrorsSince(std::size_t before) const {
  return std::any_of(findings_.begin() + static_cast<std::ptrdiff_t>(std::min(before, findings_.size())),
                     findings_.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
}

}  // namespace quarry::base
