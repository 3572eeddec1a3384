// In an expression a bare word is a field, a text needs quotes: the opposite of filters.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | case { status=5* | Level := High; * | Level := \"low\" }",
                                  "#type=web | case { status=5* | Level := \"High\"; * | Level := \"low\" }"},
                                 {"#type=web | failed := level == ERROR", "#type=web | failed := level == \"ERROR\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL118_text_as_field_in_expression;
const Rule CQL118_text_as_field_in_expression = {
    {"CQL118", "text-as-field-in-expression", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a word without quotes is compared or assigned in an expression, where it is read as a field",
     "In an expression (`:=`, `test()`, `if()`, `coalesce()`) a word without quotes is the value of a field and a text "
     "needs quotes; in filters it is the other way round. `Level := High` copies a field `High`, which hardly exists, "
     "and `test(level == ERROR)` compares with a field `ERROR`."},
    check,
    kExamples};

namespace {

bool isBareWord(const Tree& tree, NodeId node) {
  return cql::kindOf(tree, node) == NodeKind::field && cql::tokenKindOf(tree, node) == cql::TokenKind::word;
}

// True if nothing but these places reads the word as a field or makes it one.
bool onlyHere(const Context& context, std::string_view word, const std::set<NodeId>& places) {
  for (const cql::Read& read : context.flow->reads)
    if (context.flow->name(read.name) == word && !places.contains(read.node)) return false;
  for (const cql::Definition& made : context.flow->definitions)
    if (made.kind != cql::Definition::Kind::event && context.flow->name(made.name) == word) return false;
  return true;
}

bool isCapitalised(std::string_view word) {  // High, HIGH
  return word.size() > 1 && word[0] >= 'A' && word[0] <= 'Z' &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}

// Words that label rows. (Others with a capital letter, such as `Country`, may well be fields.)
bool isLabel(std::string_view word) {
  static constexpr std::array<std::string_view, 40> kLabels = {
      "critical", "high",     "medium",  "low",      "info",        "informational", "warning",  "error",
      "yes",      "no",       "true",    "false",    "unknown",     "none",          "other",    "success",
      "failure",  "failed",   "allowed", "blocked",  "denied",      "malicious",     "benign",   "suspicious",
      "normal",   "windows",  "linux",   "mac",      "macos",       "admin",         "server",   "client",
      "internal", "external", "inbound", "outbound", "workstation", "enabled",       "disabled", "safe"};
  return std::any_of(kLabels.begin(), kLabels.end(),
                     [&](std::string_view known) { return base::equalsIgnoringCase(known, word); });
}

bool isLoud(std::string_view word) {  // ERROR, HIGH: letters, all of them capitals
  return word.size() > 2 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void quote(const Context& context, NodeId word, std::string_view what, base::Report& report) {
  const Tree& tree = context.tree;
  const std::string_view text = tree.nodeText(word);
  report
      .add(CQL118_text_as_field_in_expression.def, tree.span(word),
           fmt::format("`{}` is read as a field here; a text needs quotes {}", text, what))
      .fix("put the text in quotes", {{tree.span(word), cql::quoteString(text)}}, base::Safety::review);
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  // The words that a target is given, where they look like labels; and whether it is given a text somewhere.
  std::map<std::string, bool> givenText;
  std::map<std::string, std::set<NodeId>> words;
  for (NodeId node : context.index->of(NodeKind::assignStep)) {
    const auto assignment = cql::asAssignment(tree, node);
    if (!assignment) continue;
    const std::string target = cql::textOf(tree, assignment->field);
    const NodeId value = cql::unwrapped(tree, assignment->value);
    if (cql::tokenKindOf(tree, value) == cql::TokenKind::string) givenText[target] = true;
    if (isBareWord(tree, value) && isCapitalised(tree.nodeText(value))) words[target].insert(value);
  }
  for (const auto& [target, places] : words)
    for (NodeId place : places) {
      const std::string_view word = tree.nodeText(place);
      const bool label = isLabel(word) && (givenText[target] || places.size() > 1);
      if (label && onlyHere(context, word, places)) quote(context, place, "in an expression", report);
    }
  for (NodeId node : context.index->of(NodeKind::binary)) {
    const auto binary = cql::asBinary(tree, node);
    if (!binary) continue;
    const cql::TokenKind op = tree.tokens[binary->op].kind;
    if (op != cql::TokenKind::doubleEqual && op != cql::TokenKind::notEqual) continue;
    const NodeId right = cql::unwrapped(tree, binary->right);
    if (!isBareWord(tree, right) || !isLoud(tree.nodeText(right))) continue;
    if (!onlyHere(context, tree.nodeText(right), {right})) continue;
    quote(context, right, "to be compared with", report);
  }
}

}  // namespace

}  // namespace quarry::lint
