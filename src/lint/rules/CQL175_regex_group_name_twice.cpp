// The same name for two groups.
#include <fmt/format.h>
#include <map>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL175_regex_group_name_twice;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/(?<user>\\w+)@|user=(?<user>\\w+)/", "#type=web | path=/(?<user>\\w+)@|user=(?<name>\\w+)/"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    std::map<std::string_view, base::RegexId> seen;
    for (base::RegexId id = 0; id < use.tree.nodes.size(); ++id) {
      const base::RegexNode& node = use.tree[id];
      if (node.kind != base::RegexKind::group || node.group != base::RegexGroup::named) continue;
      const auto [first, isNew] = seen.emplace(node.name, id);
      if (isNew) continue;
      const base::RegexNode& other = use.tree[first->second];
      report
          .add(CQL175_regex_group_name_twice.def, use.span(node.begin, node.inside),
               fmt::format("another group is called `{}` already", node.name))
          .label(use.span(other.begin, other.inside), "here");
    }
  }
}

}  // namespace

const Rule CQL175_regex_group_name_twice = {
    {"CQL175", "regex-group-name-twice", base::Severity::warning, base::Category::semantics, base::FixKind::none,
     "two groups of an expression have the same name",
     "The engines of Java and PCRE refuse a name that is given twice. Let one group hold the alternatives: "
     "`(?<user>\\w+|\"[^\"]+\")`."},
    check,
    kExamples};

}  // namespace quarry::lint
