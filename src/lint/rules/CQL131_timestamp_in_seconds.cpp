// A time of ten digits is in seconds.
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | @timestamp > 1700000000", "#type=web | @timestamp > 1700000000000"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL131_timestamp_in_seconds;
const Rule CQL131_timestamp_in_seconds = {
    {"CQL131", "timestamp-in-seconds", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "`@timestamp` is compared with a number of seconds",
     "`@timestamp` counts milliseconds since 1970, thirteen digits these days. A number of ten digits is a time in "
     "seconds: every event is later than that."},
    check,
    kExamples};

namespace {

bool isTime(std::string_view field) { return field == "@timestamp" || field == "@ingesttimestamp"; }

void secondsAt(const Context& context, NodeId number, base::Report& report) {
  const auto value = cql::numberOf(context.tree, number);
  if (!value || *value < 6e8 || *value > 5e9) return;
  const base::Span at = context.tree.tokenSpan(context.tree.nodes[number].first);
  const std::uint32_t end = context.tree.nodeText(number).ends_with('"') ? at.end - 1 : at.end;
  report.add(CQL131_timestamp_in_seconds.def, at, "this is a time in seconds, and `@timestamp` counts milliseconds")
      .fix("make it milliseconds", {{{at.file, end, end}, "000"}}, base::Safety::review);
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison))
    if (const auto comparison = cql::asComparison(tree, node))
      if (isTime(tree.nodeText(comparison->field))) secondsAt(context, comparison->value, report);
  for (NodeId node : context.index->of(NodeKind::binary)) {
    const auto binary = cql::asBinary(tree, node);
    if (!binary) continue;
    switch (tree.tokens[binary->op].kind) {
      case cql::TokenKind::less:
      case cql::TokenKind::lessEqual:
      case cql::TokenKind::greater:
      case cql::TokenKind::greaterEqual:
        break;
      default:
        continue;
    }
    const NodeId left = cql::unwrapped(tree, binary->left), right = cql::unwrapped(tree, binary->right);
    if (isTime(tree.nodeText(left))) secondsAt(context, right, report);
    if (isTime(tree.nodeText(right))) secondsAt(context, left, report);
  }
}

}  // namespace

}  // namespace quarry::lint
