// Operators in two cases.
#include <fmt/format.h>
#include <algorithm>

#include "lint/index.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule CQL200_keyword_case;

namespace {

constexpr Example kExamples[] = {
    {"#type=web (status=500 or status=502) AND method=GET", "#type=web (status=500 or status=502) and method=GET"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  std::vector<std::uint32_t> lower, upper;
  for (std::uint32_t i = 0; i < tree.tokens.size(); ++i) {
    const cql::TokenKind kind = tree.tokens[i].kind;
    if (kind != cql::TokenKind::kwAnd && kind != cql::TokenKind::kwOr && kind != cql::TokenKind::kwNot) continue;
    (tree.tokenText(i) == base::asciiLower(tree.tokenText(i)) ? lower : upper).push_back(i);
  }
  if (lower.empty() || upper.empty()) return;
  const bool toLower = lower.size() >= upper.size();
  std::vector<base::Edit> edits;
  for (const std::uint32_t token : toLower ? upper : lower) {
    std::string word = base::asciiLower(tree.tokenText(token));
    if (!toLower)
      std::transform(word.begin(), word.end(), word.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    edits.push_back({tree.tokenSpan(token), std::move(word)});
  }
  const std::uint32_t first = (toLower ? upper : lower).front();
  report
      .add(CQL200_keyword_case.def, tree.tokenSpan(first),
           fmt::format("`{}`, where the query writes `{}` elsewhere", tree.tokenText(first),
                       tree.tokenText((toLower ? lower : upper).front())))
      .fix(toLower ? "write all of them in lower case" : "write all of them in upper case", std::move(edits),
           base::Safety::safe);
}

}  // namespace

const Rule CQL200_keyword_case = {
    {"CQL200", "keyword-case", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a query writes `and`, `or` and `not` in upper and in lower case",
     "The service takes both. One of them throughout is easier to read."},
    check,
    kExamples};

}  // namespace quarry::lint
