// There is no null to compare with.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | user = null", "#type=web | user!=*"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL143_null_as_text;
const Rule CQL143_null_as_text = {{"CQL143", "null-as-text", base::Severity::warning, base::Category::semantics,
                                   base::FixKind::review, "a field is compared with the word `null`",
                                   "A filter compares with texts, and `null` is one. Whether a field is there is asked "
                                   "with `x=*`, whether it is not with `x!=*`."},
                                  check,
                                  kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || cql::tokenKindOf(tree, comparison->value) != cql::TokenKind::word ||
        !base::equalsIgnoringCase(tree.nodeText(comparison->value), "null"))
      continue;
    const cql::TokenKind op = tree.tokens[comparison->op].kind;
    if (op != cql::TokenKind::equal && op != cql::TokenKind::notEqual && op != cql::TokenKind::doubleEqual) continue;
    const bool missing = op != cql::TokenKind::notEqual;
    report.add(CQL143_null_as_text.def, tree.span(comparison->value), "this is the text `null`")
        .fix(missing ? "ask that the field is missing" : "ask that the field is there",
             {{tree.span(node), fmt::format("{}{}", tree.nodeText(comparison->field), missing ? "!=*" : "=*")}},
             base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
