// What holds across files.
#include <fmt/format.h>

#include <map>

#include "quarry/base/codes.h"
#include "quarry/driver/workspace.h"

namespace quarry::driver {

namespace {

// Reports the second of two documents that share an id or a name.
class Unique {
 public:
  Unique(std::string_view what, base::Report& report) : what_(what), report_(report) {}

  void add(const std::optional<rule::Text>& value) {
    if (!value || value->value.empty()) return;
    const auto [first, isNew] = seen_.emplace(value->value, value->span);
    if (isNew) return;
    report_.add(codes::duplicateId, value->span, fmt::format("another rule has the {} `{}`", what_, value->value))
        .label(first->second, "first here");
  }

 private:
  std::string_view what_;
  base::Report& report_;
  std::map<std::string, base::Span> seen_;
};

}  // namespace

void link(Workspace& workspace) {
  Unique ids("id", workspace.report), names("name", workspace.report);
  for (const File& file : workspace.files)
    for (const rule::Document& document : file.documents) {
      if (const auto* rule = std::get_if<rule::Rule>(&document)) {
        ids.add(rule->id);
        names.add(rule->name);
        continue;
      }
      const auto& other = std::get<rule::OtherDocument>(document);
      ids.add(other.id);
      names.add(other.name);
      static constexpr std::string_view kKinds[] = {"correlations", "filters", "`action:` collections"};
      workspace.report.add(codes::documentKind, other.title.span,
                           fmt::format("{} are not compiled yet", kKinds[static_cast<std::size_t>(other.kind)]));
    }
}

}  // namespace quarry::driver
