// A regular expression that lists whole values.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/regex_text.h"

namespace quarry::lint {

extern const Rule CQL165_regex_for_list;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | method=/^(GET|POST|PUT)$/i",
     "#type=web | in(method, values=[\"GET\", \"POST\", \"PUT\"], ignoreCase=true)"},
    {"#type=web | method!=/^GET$|^POST$/", "#type=web | !in(method, values=[\"GET\", \"POST\"])"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    const auto comparison = comparisonOf(context.tree, use);
    if (!comparison || (!use.flags.empty() && use.flags != "i")) continue;
    const auto texts = wholeTexts(use.tree);
    if (texts.size() < 2) continue;
    std::string values;
    bool starred = false;
    for (const std::string& text : texts) {
      starred = starred || text.find('*') != std::string::npos;
      values += (values.empty() ? "" : ", ") + cql::quoteString(text);
    }
    if (starred) continue;
    // A call stands as a step of its own only.
    const cql::Tree& tree = context.tree;
    const cql::NodeId parent = tree.nodes[comparison->node].parent;
    if (parent == cql::kNoNode || cql::kindOf(tree, parent) != cql::NodeKind::filterStep) continue;
    const bool negated = tree.tokens[comparison->op].kind == cql::TokenKind::notEqual;
    const std::string call =
        fmt::format("{}in({}, values=[{}]{})", negated ? "!" : "", tree.nodeText(comparison->field), values,
                    use.flags == "i" ? ", ignoreCase=true" : "");
    report.add(CQL165_regex_for_list.def, tree.span(use.node), "this is a list of whole values")
        .fix("write `in(…)`", {{tree.span(comparison->node), call}}, base::Safety::safe);
  }
}

}  // namespace

const Rule CQL165_regex_for_list = {
    {"CQL165", "regex-for-list", base::Severity::info, base::Category::performance, base::FixKind::safe,
     "a regular expression lists whole values",
     "`/^(GET|POST)$/` is true of two values; `in(field, values=[\"GET\", \"POST\"])` says so, takes "
     "`ignoreCase=true`, and its list is easy to extend."},
    check,
    kExamples};

}  // namespace quarry::lint
