#include "driver/references.h"

#include <fmt/format.h>

#include <set>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "quarry/driver/compile.h"
#include "quarry/ir/passes.h"

namespace quarry::driver {

References::References(const Workspace& workspace) {
  for (std::size_t f = 0; f < workspace.files.size(); ++f)
    for (std::size_t d = 0; d < workspace.files[f].documents.size(); ++d) {
      const rule::Metadata& about = rule::about(workspace.files[f].documents[d]);
      if (about.id && !about.id->value.empty()) byKey_.emplace(about.id->value, Found{f, d});
      if (about.name && !about.name->value.empty()) byKey_.emplace(about.name->value, Found{f, d});
    }
}

const References::Found* References::find(const std::string& idOrName) const {
  const auto found = byKey_.find(idOrName);
  return found == byKey_.end() ? nullptr : &found->second;
}

std::string References::closest(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const auto& [key, found] : byKey_) names.push_back(key);
  return std::string(base::closest(name, names).value_or(""));
}

namespace {

const rule::Document& at(const Workspace& workspace, const References::Found& found) {
  return workspace.files[found.file].documents[found.document];
}

class Linker {
 public:
  Linker(Workspace& workspace, const References& references) : workspace_(workspace), references_(references) {}

  void link(const rule::Correlation& correlation, base::Report& report) {
    for (const rule::Text& name : correlation.rules) check(name, report);
    for (const rule::Without& without : correlation.without) check(without.rule, report);
    std::set<const rule::Correlation*> path;
    findCycle(correlation, correlation, path, report);
  }

 private:
  void check(const rule::Text& name, base::Report& report) const {
    const References::Found* found = references_.find(name.value);
    if (found == nullptr) {
      auto& finding = report.add(codes::unknownRule, name.span,
                                 fmt::format("no rule among the files given has the id or name `{}`", name.value));
      if (const std::string near = references_.closest(name.value); !near.empty())
        finding.note(fmt::format("did you mean `{}`?", near))
            .fix(fmt::format("write `{}`", near), {{name.span, near}}, base::Safety::review);
    } else if (std::holds_alternative<rule::Filter>(at(workspace_, *found))) {
      report.add(codes::unknownRule, name.span, fmt::format("`{}` is a filter, not a rule", name.value));
    }
  }

  // Looks for a way back to `start`; each correlation is entered once.
  bool findCycle(const rule::Correlation& start, const rule::Correlation& from,
                 std::set<const rule::Correlation*>& seen, base::Report& report) const {
    if (!seen.insert(&from).second) return false;
    for (const rule::Text& name : from.rules) {
      const References::Found* found = references_.find(name.value);
      const auto* next = found == nullptr ? nullptr : std::get_if<rule::Correlation>(&at(workspace_, *found));
      if (next == nullptr) continue;
      if (next == &start) {
        report.add(codes::correlationCycle, name.span,
                   &from == &start ? "the correlation names itself"
                                   : "this leads back to the correlation, which then builds on itself");
        return true;
      }
      if (findCycle(start, *next, seen, report)) return true;
    }
    return false;
  }

  Workspace& workspace_;
  const References& references_;
};

}  // namespace

rule::FindDocument finder(const Workspace& workspace, const References& references) {
  return [&](const std::string& name) -> const rule::Document* {
    const References::Found* found = references.find(name);
    return found == nullptr ? nullptr : &at(workspace, *found);
  };
}

std::set<const rule::Document*> partsOnly(const Workspace& workspace, const References& references) {
  const rule::FindDocument find = finder(workspace, references);
  std::set<const rule::Document*> parts, wanted;
  for (const File& file : workspace.files)
    for (const rule::Document& document : file.documents) {
      const auto* correlation = std::get_if<rule::Correlation>(&document);
      if (correlation == nullptr) continue;
      auto& named = correlation->generate ? wanted : parts;
      for (const rule::Text& name : correlation->rules) named.insert(find(name.value));
      for (const rule::Without& without : correlation->without) named.insert(find(without.rule.value));
    }
  for (const rule::Document* document : wanted) parts.erase(document);
  return parts;
}

void linkCorrelations(Workspace& workspace, const References& references) {
  Linker linker(workspace, references);
  for (File& file : workspace.files)
    for (std::size_t i = 0; i < file.documents.size(); ++i)
      if (const auto* correlation = std::get_if<rule::Correlation>(&file.documents[i]))
        linker.link(*correlation, file.findings[i]);
}

std::optional<ir::Plan> planOf(const rule::Correlation& correlation, Workspace& workspace,
                               const rule::Environment& environment, base::Report& report) {
  const References references(workspace);
  auto plan = rule::lower(correlation, finder(workspace, references), workspace.sources, report, environment);
  if (plan) ir::normalise(*plan);
  if (plan && !ir::verify(*plan, report)) plan.reset();
  return plan;
}

}  // namespace quarry::driver
