#include "driver/link_filters.h"

#include <fmt/format.h>

#include "quarry/base/codes/rule.h"

namespace quarry::driver {

namespace {

// What the filter says of the log source, the rule has to say as well; it may say more.
bool covers(const rule::LogSource& filter, const rule::LogSource& rule) {
  const auto fits = [](const std::optional<rule::Text>& wanted, const std::optional<rule::Text>& has) {
    return !wanted || (has && has->value == wanted->value);
  };
  return fits(filter.product, rule.product) && fits(filter.category, rule.category) &&
         fits(filter.service, rule.service);
}

void toAll(const std::shared_ptr<const rule::Filter>& filter, Workspace& workspace) {
  for (File& file : workspace.files)
    for (rule::Document& document : file.documents)
      if (auto* rule = std::get_if<rule::Rule>(&document);
          rule != nullptr && covers(filter->logSource, rule->logSource))
        rule->filters.push_back(filter);
}

void toNamed(const std::shared_ptr<const rule::Filter>& filter, Workspace& workspace, const References& references,
             base::Report& report) {
  for (const rule::Text& name : filter->rules) {
    const References::Found* found = references.find(name.value);
    if (found == nullptr) {
      report.add(codes::filterTarget, name.span,
                 fmt::format("no rule among the files given has the id or name `{}`", name.value));
      continue;
    }
    rule::Document& document = workspace.files[found->file].documents[found->document];
    if (std::holds_alternative<rule::Correlation>(document)) {
      report.add(codes::filterTarget, name.span, "a filter has no effect on a correlation")
          .note("name the rules that the correlation looks at");
      continue;
    }
    auto* rule = std::get_if<rule::Rule>(&document);
    if (rule == nullptr) continue;  // refused, and reported where it stands
    if (covers(filter->logSource, rule->logSource))
      rule->filters.push_back(filter);
    else
      report
          .add(codes::filterTarget, name.span,
               fmt::format("the log source of the filter does not cover that of `{}`", rule->title.value))
          .label(filter->logSource.span, "the filter's log source")
          .label(rule->logSource.span, "the rule's log source");
  }
}

}  // namespace

void linkFilters(Workspace& workspace, const References& references) {
  for (File& file : workspace.files)
    for (rule::Document& document : file.documents)
      if (auto* rule = std::get_if<rule::Rule>(&document)) rule->filters.clear();
  for (File& file : workspace.files)
    for (std::size_t i = 0; i < file.documents.size(); ++i) {
      const auto* found = std::get_if<rule::Filter>(&file.documents[i]);
      if (found == nullptr) continue;
      const auto filter = std::make_shared<const rule::Filter>(*found);
      if (filter->any)
        toAll(filter, workspace);
      else
        toNamed(filter, workspace, references, file.findings[i]);
    }
}

}  // namespace quarry::driver
