// Named groups where no field is made.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL174_regex_capture_lost;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/user=(?<user>\\w+)/ or method=POST", "#type=web | path=/user=\\w+/ or method=POST"},
    {"#type=web | path!=/user=(?<user>\\w+)/", "#type=web | path!=/user=\\w+/"},
};

std::string_view lost(const cql::Tree& tree, cql::NodeId node) {
  for (cql::NodeId up = tree.nodes[node].parent; up != cql::kNoNode; up = tree.nodes[up].parent) {
    switch (cql::kindOf(tree, up)) {
      case cql::NodeKind::comparison:
        if (tree.tokens[cql::asComparison(tree, up)->op].kind == cql::TokenKind::notEqual) return "with `!=`";
        break;
      case cql::NodeKind::orFilter:
        return "beside `or`";
      case cql::NodeKind::notFilter:
        return "behind a `not`";
      case cql::NodeKind::andFilter:
      case cql::NodeKind::parenFilter:
        break;
      default:
        return {};
    }
  }
  return {};
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (!use.captures() || !use.literal) continue;
    const std::string_view why = lost(context.tree, use.node);
    if (why.empty()) continue;
    for (const base::RegexNode& node : use.tree.nodes) {
      if (node.kind != base::RegexKind::group || node.group != base::RegexGroup::named) continue;
      report
          .add(CQL174_regex_capture_lost.def, use.span(node.begin, node.inside),
               fmt::format("no field `{}` is made {}", node.name, why))
          .note("give the expression a step of its own");
      break;
    }
  }
}

}  // namespace

const Rule CQL174_regex_capture_lost = {
    {"CQL174", "regex-capture-lost", base::Severity::warning, base::Category::flow, base::FixKind::none,
     "a named group stands where it makes no field",
     "A named group makes a field only where the expression is a step, or one of several terms of a step. Beside `or`, "
     "behind `not` and with `!=` it only tests: the field is never there."},
    check,
    kExamples};

}  // namespace quarry::lint
