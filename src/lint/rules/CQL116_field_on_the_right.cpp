// The right side of a filter is a text, never a field.
#include <fmt/format.h>

#include <map>
#include <set>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | TargetUser!=svc | SourceUser=TargetUser",
                                  "#type=web | TargetUser!=svc | test(SourceUser == TargetUser)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL116_field_on_the_right;
const Rule CQL116_field_on_the_right = {
    {"CQL116", "field-on-the-right", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a filter compares with the name of a field, not with its value",
     "In a filter the left side is a field and the right side a text: `src=dst` asks whether `src` is the text `dst`. "
     "To compare two fields, write `test(src == dst)`."},
    check,
    kExamples};

namespace {

// True for `TargetUser` and `user.name`, which are hardly values.
bool looksLikeField(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    const bool capital = word[i] >= 'A' && word[i] <= 'Z', small = word[i - 1] >= 'a' && word[i - 1] <= 'z';
    if ((capital && small) || word[i] == '.' || word[i] == '_') return true;
  }
  return word[0] == '@';
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  // Names that the query reads, and where it first gives them a value.
  std::set<std::string_view> fields;
  std::map<std::string_view, std::uint32_t> made;
  for (const cql::Read& read : flow.reads)
    if (read.role != cql::Read::Role::byDefault) fields.insert(flow.name(read.name));
  for (const cql::Definition& one : flow.definitions)
    if (one.kind == cql::Definition::Kind::assigned) made.try_emplace(flow.name(one.name), one.span.begin);
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || cql::tokenKindOf(tree, comparison->value) != cql::TokenKind::word) continue;
    const cql::TokenKind op = tree.tokens[comparison->op].kind;
    if (op != cql::TokenKind::equal && op != cql::TokenKind::notEqual) continue;
    const std::string_view value = tree.nodeText(comparison->value);
    // (The values of tags are the names of event types, and those are called like fields.)
    if (value == tree.nodeText(comparison->field) || tree.nodeText(comparison->field).starts_with('#')) continue;
    const auto given = made.find(value);
    if (!(fields.contains(value) && looksLikeField(value)) &&
        (given == made.end() || given->second > tree.span(node).begin))
      continue;
    report
        .add(CQL116_field_on_the_right.def, tree.span(comparison->value),
             fmt::format("`{}` is taken as a text here, not as the field of that name", value))
        .fix("compare the two fields",
             {{tree.span(node), fmt::format("test({} {} {})", tree.nodeText(comparison->field),
                                            op == cql::TokenKind::equal ? "==" : "!=", value)}},
             base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
