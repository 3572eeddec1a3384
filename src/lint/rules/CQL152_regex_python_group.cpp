// Named groups in the form of Python.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL152_regex_python_group;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/user=(?P<user>[a-z]+)/", "#type=web | path=/user=(?<user>[a-z]+)/"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (const base::RegexNode& node : use.tree.nodes) {
      if (node.kind != base::RegexKind::group || use.tree.text.compare(node.begin, 4, "(?P<") != 0) continue;
      report
          .add(CQL152_regex_python_group.def, use.span(node.begin, node.begin + 4),
               "not every version knows this form of a named group")
          .fix("write `(?<`", {use.edit(node.begin, node.begin + 4, "(?<")}, base::Safety::safe);
    }
  }
}

}  // namespace

const Rule CQL152_regex_python_group = {
    {"CQL152", "regex-python-group", base::Severity::warning, base::Category::portability, base::FixKind::safe,
     "a named group is written `(?P<name>…)`",
     "The vendor's manual says both that this form works and that it does not. `(?<name>…)` works everywhere."},
    check,
    kExamples};

}  // namespace quarry::lint
