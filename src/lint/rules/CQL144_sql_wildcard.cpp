// The wildcard of SQL.
#include <algorithm>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | path like \"%admin%\"", "#type=web | path like \"admin\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL144_sql_wildcard;
const Rule CQL144_sql_wildcard = {
    {"CQL144", "sql-wildcard", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a pattern has `%` where SQL has its wildcard", "In a pattern `*` stands for any text, and `%` for itself."},
    check,
    kExamples};

namespace {

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison) continue;
    const cql::TokenKind op = tree.tokens[comparison->op].kind, kind = cql::tokenKindOf(tree, comparison->value);
    if ((op != cql::TokenKind::equal && op != cql::TokenKind::notEqual && op != cql::TokenKind::kwLike) ||
        (kind != cql::TokenKind::string && kind != cql::TokenKind::word))
      continue;
    std::string value = cql::textOf(tree, comparison->value);
    const bool like = op == cql::TokenKind::kwLike;
    // `%2F` is a character of an address, and `%TEMP%` a variable.
    if (value.size() < 3 || value.find('*') != std::string::npos) continue;
    if (value.front() == '%' && isHex(value[1]) && isHex(value[2]) && value.back() != '%') continue;
    const bool front = value.front() == '%', back = value.back() == '%';
    if (like ? !front && !back : !(front && back)) continue;
    const bool variable =
        std::all_of(value.begin(), value.end(), [](char c) { return c == '%' || c == '_' || (c >= 'A' && c <= 'Z'); });
    if (variable) continue;
    std::string pattern;
    for (const char c : value) pattern += c == '%' ? '*' : c;
    if (like) {
      if (front) pattern.erase(0, 1);
      if (back) pattern.pop_back();
    }
    report
        .add(CQL144_sql_wildcard.def, tree.span(comparison->value), "`%` stands for itself here, and `*` for any text")
        .fix("write the pattern with stars", {{tree.span(comparison->value), cql::quoteString(pattern)}},
             base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
