// `contains`, `startswith`, `is null`: words of other languages between a field and a value.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | path contains \"admin\"", "#type=web | path=\"*admin*\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL139_foreign_operator_word;
const Rule CQL139_foreign_operator_word = {
    {"CQL139", "foreign-operator-word", base::Severity::error, base::Category::semantics, base::FixKind::safe,
     "a word of another query language stands between a field and a value",
     "CQL has no `contains`, `startswith`, `matches` or `is null`: three words side by side are three texts to search "
     "for. A filter compares with a pattern: `path=\"*admin*\"`, `path=\"admin*\"`, `path=/admin/`; a field that is "
     "missing is `path!=*`."},
    check,
    kExamples};

namespace {

struct Operator {
  std::string_view word;
  std::string_view before, after;  // around the value
};
constexpr std::array<Operator, 14> kOperators = {{{"contains", "*", "*"},
                                                  {"has", "*", "*"},
                                                  {"has_cs", "*", "*"},
                                                  {"contains_cs", "*", "*"},
                                                  {"startswith", "", "*"},
                                                  {"startsWith", "", "*"},
                                                  {"endswith", "*", ""},
                                                  {"endsWith", "*", ""},
                                                  {"eq", "", ""},
                                                  {"equals", "", ""},
                                                  {"is", "", ""},
                                                  {"ilike", "*", "*"},
                                                  {"matches", "", ""},
                                                  {"rlike", "", ""}}};

const Operator* operatorFor(std::string_view word) {
  const auto found = std::find_if(kOperators.begin(), kOperators.end(),
                                  [&](const Operator& one) { return base::equalsIgnoringCase(one.word, word); });
  return found == kOperators.end() ? nullptr : &*found;
}

bool isWord(const Tree& tree, NodeId node) {
  return cql::kindOf(tree, node) == NodeKind::freeText && cql::tokenKindOf(tree, node) == cql::TokenKind::word;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId filter : context.index->of(NodeKind::andFilter)) {
    std::vector<NodeId> terms;
    for (NodeId child : cql::children(tree, filter)) terms.push_back(child);
    for (std::size_t i = 1; i + 1 < terms.size(); ++i) {
      if (!isWord(tree, terms[i - 1]) || !isWord(tree, terms[i])) continue;
      const Operator* op = operatorFor(tree.nodeText(terms[i]));
      if (op == nullptr || cql::kindOf(tree, terms[i + 1]) != NodeKind::freeText) continue;
      const cql::TokenKind kind = cql::tokenKindOf(tree, terms[i + 1]);
      const std::string_view field = tree.nodeText(terms[i - 1]);
      if (field.find('*') != std::string_view::npos) continue;
      const std::string value = cql::textOf(tree, terms[i + 1]);
      const bool is = base::equalsIgnoringCase(op->word, "is");
      const base::Span from = tree.span(terms[i - 1]), to = tree.span(terms[i + 1]);
      const base::Span whole{from.file, from.begin, to.end};
      std::optional<base::Edit> edit;
      if (is) {
        const bool missing = base::equalsIgnoringCase(value, "null");
        if (!missing && !base::equalsIgnoringCase(value, "empty")) continue;
        edit = {whole, fmt::format("{}{}", field, missing ? "!=*" : "=\"\"")};
      } else {
        // Words side by side may be a phrase to search for: a value in quotes tells.
        if (kind != cql::TokenKind::string) continue;
        const bool regex = base::equalsIgnoringCase(op->word, "matches") || base::equalsIgnoringCase(op->word, "rlike");
        if (regex)
          edit = putRegex(tree, whole, fmt::format("{}=", field), cql::slashed(value));
        else
          edit = {whole, fmt::format("{}={}", field,
                                     cql::quoteString(std::string(op->before) + value + std::string(op->after)))};
      }
      auto& finding =
          report.add(CQL139_foreign_operator_word.def, tree.span(terms[i]),
                     fmt::format("`{}` is no operator of CQL: here it is text to search for", tree.nodeText(terms[i])));
      if (edit) {
        const std::size_t shown = edit->replacement.find_last_not_of(' ') + 1;
        finding.fix(fmt::format("write `{}`", edit->replacement.substr(0, shown)), {*edit}, base::Safety::safe);
      } else {
        finding.note("between slashes the service would refuse the value: it is no well-formed regular expression");
      }
    }
  }
}

}  // namespace

}  // namespace quarry::lint
