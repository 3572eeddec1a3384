// Lookup files that are not there.
#include <fmt/format.h>
#include <algorithm>

#include "lint/index.h"
#include "lint/lookup_files.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule CQL196_unknown_file;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | match(\"user.csv\", field=user)", "#type=web | match(\"users.csv\", field=user)", Use::unknown, true},
};

void check(const Context& context, base::Report& report) {
  if (context.installation == nullptr || !context.installation->files) return;
  std::vector<std::string_view> known;
  for (const Installation::File& file : *context.installation->files) known.push_back(file.name);
  for (const FileUse& use : fileUses(context)) {
    if (std::find(known.begin(), known.end(), use.name) != known.end()) continue;
    const auto near = base::closest(use.name, known);
    auto& finding = report.add(CQL196_unknown_file.def, context.tree.span(use.node),
                               fmt::format("there is no lookup file `{}`{}", use.name,
                                           near ? fmt::format("; did you mean `{}`?", *near) : ""));
    if (near)
      finding.fix(fmt::format("look into `{}`", *near), {{context.tree.span(use.node), cql::quoteString(*near)}},
                  base::Safety::review);
    else
      finding.note("`lookups` in `quarry.yml` lists the files that are there");
  }
}

}  // namespace

const Rule CQL196_unknown_file = {
    {"CQL196", "unknown-file", base::Severity::error, base::Category::portability, base::FixKind::review,
     "a lookup file is not among those that are known",
     "`lookups` in `quarry.yml` lists the files of the installation. A `match` in another file makes the query fail."},
    check,
    kExamples};

}  // namespace quarry::lint
