// What the tests of the rule front end share: a rule from a few lines, its plan as text, its findings.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/rule/read.h"

namespace quarry::test {

// Reads and lowers one file.
struct Run {
  base::Sources sources;
  base::Report report;
  std::vector<rule::Document> documents;
  std::vector<ir::Plan> plans;

  explicit Run(const std::string& yaml, const rule::Environment& environment = {}) {
    const base::FileId file = sources.add("rule.yml", yaml);
    documents = rule::read(file, sources, report);
    for (const rule::Document& document : documents)
      if (const auto* one = std::get_if<rule::Rule>(&document))
        if (auto plan = rule::lower(*one, sources, report, environment)) plans.push_back(std::move(*plan));
    report.sort(sources);
  }

  // The condition of the only rule; empty if it was refused.
  std::string filter() const {
    if (plans.size() != 1) return "";
    const ir::Pred& where = std::get<ir::Filter>(plans.front().steps.front().node).where;
    const std::string text = ir::print(where);
    const bool group = std::holds_alternative<ir::And>(where.node) || std::holds_alternative<ir::Or>(where.node);
    return group ? text.substr(1, text.size() - 2) : text;
  }
  // "RULE070 `text the finding points at` message", one each.
  std::vector<std::string> findings() const {
    std::vector<std::string> all;
    for (const base::Diagnostic& d : report.findings())
      all.push_back(std::string(d.def->code) + " `" + std::string(sources.text(sources.outermost(d.primary.span))) +
                    "` " + d.message);
    return all;
  }
  bool has(std::string_view code) const {
    return std::any_of(report.findings().begin(), report.findings().end(),
                       [&](const auto& d) { return d.def->code == code; });
  }
  // The file after the first fix that is offered.
  std::string fixed() const {
    for (const base::Diagnostic& d : report.findings()) {
      if (d.fixes.empty()) continue;
      std::vector<base::Edit> edits = d.fixes.front().edits;
      std::sort(edits.begin(), edits.end(), [](const auto& a, const auto& b) { return a.span.begin > b.span.begin; });
      std::string text(sources[edits.front().span.file].text());
      for (const base::Edit& edit : edits) {
        if (sources.outermost(edit.span).file != edit.span.file) return "an edit outside of the file";
        text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.replacement);
      }
      return text;
    }
    return "no fix";
  }
};

// A rule around a detection, which is indented by two.
inline std::string ruleWith(const std::string& detection) {
  return "title: A title\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n" + detection;
}
// A rule whose only selection has these lines, indented by four.
inline std::string selectionWith(const std::string& lines) {
  return ruleWith("  selection:\n" + lines + "\n  condition: selection\n");
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += (all.empty() ? "" : "\n") + line;
  return all;
}

}  // namespace quarry::test
