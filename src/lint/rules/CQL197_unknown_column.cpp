// Columns that a lookup file does not have.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>

#include "lint/index.h"
#include "lint/lookup_files.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule CQL197_unknown_column;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | match(\"users.csv\", field=user, column=user, include=[departement])",
     "#type=web | match(\"users.csv\", field=user, column=user, include=[department])", Use::unknown, true},
};

void check(const Context& context, base::Report& report) {
  if (context.installation == nullptr || !context.installation->files) return;
  const cql::Tree& tree = context.tree;
  for (const FileUse& use : fileUses(context)) {
    if (use.file == nullptr || !use.file->columns) continue;
    std::vector<std::string_view> known(use.file->columns->begin(), use.file->columns->end());
    for (const cql::NodeId node : columnsNamed(tree, *use.call)) {
      const std::string name = cql::textOf(tree, node);
      if (name == "*" || std::find(known.begin(), known.end(), name) != known.end()) continue;
      const auto near = base::closest(name, known);
      auto& finding = report.add(CQL197_unknown_column.def, tree.span(node),
                                 fmt::format("`{}` has no column `{}`{}", use.name, name,
                                             near ? fmt::format("; did you mean `{}`?", *near) : ""));
      if (near)
        finding.fix(fmt::format("name `{}`", *near), {{tree.span(node), cql::quoteString(*near)}},
                    base::Safety::review);
      else
        finding.note(fmt::format("its columns are {}", fmt::join(known, ", ")));
    }
  }
}

}  // namespace

const Rule CQL197_unknown_column = {
    {"CQL197", "unknown-column", base::Severity::error, base::Category::portability, base::FixKind::review,
     "a column is named that the lookup file does not have",
     "The columns of a lookup file are known from `lookups` in `quarry.yml`, or from the file itself. A name that is "
     "none of them makes the query fail, or leaves the field out."},
    check,
    kExamples};

}  // namespace quarry::lint
