// Seconds and milliseconds in one sum.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | age := @timestamp - ProcessStartTime", "#type=web | age := @timestamp - ProcessStartTime * 1000"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL130_mixed_time_units;
const Rule CQL130_mixed_time_units = {
    {"CQL130", "mixed-time-units", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a time in milliseconds and one in seconds are in one sum",
     "`@timestamp` and `@ingesttimestamp` count milliseconds since 1970. The times that Falcon's sensor sends in "
     "`ProcessStartTime`, `ProcessEndTime`, `ContextTimeStamp` and their like count seconds. Bring them to one unit "
     "before one is taken from the other."},
    check,
    kExamples};

namespace {

constexpr std::array<std::string_view, 4> kMilliseconds = {"@timestamp", "@ingesttimestamp", "timestamp", "_now"};
constexpr std::array<std::string_view, 5> kSeconds = {"ProcessStartTime", "ProcessEndTime", "ContextTimeStamp",
                                                      "LogonTime", "PasswordLastSet"};

template <class Names>
bool isOneOf(const Tree& tree, NodeId node, const Names& names) {
  const NodeId inner = cql::unwrapped(tree, node);
  return cql::kindOf(tree, inner) == NodeKind::field &&
         std::find(names.begin(), names.end(), tree.nodeText(inner)) != names.end();
}

bool isRead(const Context& context, NodeId node) {
  const cql::Read* read = context.index->readAt(cql::unwrapped(context.tree, node));
  return read != nullptr && read->definition == cql::kEvent;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::binary)) {
    const auto binary = cql::asBinary(tree, node);
    if (!binary) continue;
    const cql::TokenKind op = tree.tokens[binary->op].kind;
    if (op != cql::TokenKind::minus && op != cql::TokenKind::less && op != cql::TokenKind::lessEqual &&
        op != cql::TokenKind::greater && op != cql::TokenKind::greaterEqual && op != cql::TokenKind::doubleEqual)
      continue;
    NodeId seconds = cql::kNoNode;
    if (isOneOf(tree, binary->left, kMilliseconds) && isOneOf(tree, binary->right, kSeconds)) seconds = binary->right;
    if (isOneOf(tree, binary->right, kMilliseconds) && isOneOf(tree, binary->left, kSeconds)) seconds = binary->left;
    if (seconds == cql::kNoNode || !isRead(context, binary->left) || !isRead(context, binary->right)) continue;
    const base::Span at = tree.span(seconds);
    report
        .add(CQL130_mixed_time_units.def, at,
             fmt::format("`{}` counts seconds, the other side milliseconds",
                         tree.nodeText(cql::unwrapped(tree, seconds))))
        .fix("turn the seconds into milliseconds", {{{at.file, at.end, at.end}, " * 1000"}}, base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
