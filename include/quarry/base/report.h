// The findings of a run. Workers fill a report each; merged and sorted they read the same whatever the number of
// workers.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "quarry/base/diagnostic.h"

namespace quarry::base {

struct Counts {
  std::size_t errors = 0, warnings = 0, infos = 0, fixable = 0;
};

class Report {
 public:
  // The reference stays valid: labels, notes and fixes are added to it.
  Diagnostic& add(const DiagnosticDef& def, Span span, std::string message);
  void add(Diagnostic diagnostic);
  void merge(Report&& other);
  // Orders by outermost place, then code, then message; drops exact repeats.
  void sort(const Sources& sources);

  const std::deque<Diagnostic>& findings() const { return findings_; }
  std::deque<Diagnostic>& findings() { return findings_; }
  Counts counts() const;
  bool hasErrors() const;
  // Errors among the findings added since the report had `before` findings.
  bool hasErrorsSince(std::size_t before) const;
  std::size_t size() const { return findings_.size(); }

  // For a worker process: the findings as bytes, all spans translated to outermost files (the parent knows no others).
  std::string serialise(const Sources& sources) const;
  using DefLookup = std::function<const DiagnosticDef*(std::string_view code)>;
  // Throws std::runtime_error on bytes that serialise() did not write.
  static Report deserialise(std::string_view bytes, const DefLookup& lookup);

 private:
  std::deque<Diagnostic> findings_;
};

}  // namespace quarry::base
