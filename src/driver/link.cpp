// What holds across files.
#include <fmt/format.h>

#include <map>

#include "driver/link_filters.h"
#include "driver/references.h"
#include "quarry/base/codes/rule.h"
#include "quarry/driver/workspace.h"

namespace quarry::driver {

namespace {

// Reports the second of two documents that share an id or a name.
class Unique {
 public:
  explicit Unique(std::string_view what) : what_(what) {}

  void add(const std::optional<rule::Text>& value, base::Report& report) {
    if (!value || value->value.empty()) return;
    const auto [first, isNew] = seen_.emplace(value->value, value->span);
    // The rules of a collection may share one.
    if (isNew || first->second == value->span) return;
    report.add(codes::duplicateId, value->span, fmt::format("another rule has the {} `{}`", what_, value->value))
        .label(first->second, "first here");
  }

 private:
  std::string_view what_;
  std::map<std::string, base::Span> seen_;
};

void checkUnique(Workspace& workspace) {
  Unique ids("id"), names("name");
  for (File& file : workspace.files)
    for (std::size_t i = 0; i < file.documents.size(); ++i) {
      const rule::Metadata& about = rule::about(file.documents[i]);
      ids.add(about.id, file.findings[i]);
      names.add(about.name, file.findings[i]);
    }
}

}  // namespace

void link(Workspace& workspace) {
  checkUnique(workspace);
  const References references(workspace);
  linkCorrelations(workspace, references);
  linkFilters(workspace, references);
}

}  // namespace quarry::driver
