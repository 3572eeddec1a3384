// Saved queries that are not there.
#include <fmt/format.h>
#include <algorithm>

#include "lint/index.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule CQL198_unknown_saved_query;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | $Enrihc()", "#type=web | $Enrich()", Use::unknown, true},
};

void check(const Context& context, base::Report& report) {
  if (context.installation == nullptr || !context.installation->queries) return;
  const cql::Tree& tree = context.tree;
  const std::vector<std::string_view> known(context.installation->queries->begin(),
                                            context.installation->queries->end());
  for (const cql::NodeId node : context.index->of(cql::NodeKind::savedCall)) {
    const std::uint32_t token = tree.nodes[node].first;
    const std::string_view written = tree.tokenText(token);
    const std::string name = written.starts_with("$\"")
                                 ? cql::decodeString(written.substr(1))
                                 : std::string(written.substr(std::min<std::size_t>(1, written.size())));
    if (name.find_first_of(":/") != std::string::npos || std::find(known.begin(), known.end(), name) != known.end())
      continue;
    const auto near = base::closest(name, known);
    auto& finding = report.add(
        CQL198_unknown_saved_query.def, tree.tokenSpan(token),
        fmt::format("there is no saved query `{}`{}", name, near ? fmt::format("; did you mean `{}`?", *near) : ""));
    const bool plain = near && near->find(' ') == std::string_view::npos;
    if (near)
      finding.fix(fmt::format("call `{}`", *near),
                  {{tree.tokenSpan(token), "$" + (plain ? std::string(*near) : cql::quoteString(*near))}},
                  base::Safety::review);
    else
      finding.note("`queries` in `quarry.yml` lists the saved queries that are there");
  }
}

}  // namespace

const Rule CQL198_unknown_saved_query = {
    {"CQL198", "unknown-saved-query", base::Severity::error, base::Category::portability, base::FixKind::review,
     "a saved query is not among those that are known",
     "`queries` in `quarry.yml` lists the saved queries of the installation. Those of packages, "
     "`$package/name:query()`, are not looked for."},
    check,
    kExamples};

}  // namespace quarry::lint
