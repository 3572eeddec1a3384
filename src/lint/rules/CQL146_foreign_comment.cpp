// `# …` and `-- …` are comments elsewhere.
#include <fmt/format.h>

#include <algorithm>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web # logins only\n| user=root", "#type=web // logins only\n| user=root"},
    {"#type=web\n-- by user\nuser=root | count()", "#type=web\n// by user\nuser=root | count()"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL146_foreign_comment;
const Rule CQL146_foreign_comment = {
    {"CQL146", "foreign-comment", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a comment is written as in another language",
     "A comment begins with `//`, or stands between `/*` and `*/`. Behind `#` and `--` each word is a text that every "
     "event must hold, so the query finds nothing."},
    check,
    kExamples};

namespace {

bool isMarker(std::string_view word) {
  if (word.empty() || word.find_first_not_of(word.front()) != std::string_view::npos) return false;
  return word.front() == '#' || (word.front() == '-' && word.size() > 1);
}

// Whether what follows on the line, and nothing that the query needs, becomes the comment.
bool mayBeComment(const Tree& tree, NodeId marker, std::string_view line) {
  if (line.find_first_of("|;(){}[]\"'/") != std::string_view::npos) return false;
  const NodeId step = cql::enclosing(tree, marker, NodeKind::filterStep);
  if (step == cql::kNoNode) return false;
  // A step that is all comment would leave its pipe alone.
  const base::Span all = tree.span(step);
  const bool first = tree.nodes[step].first == 0;
  return first || all.begin < tree.span(marker).begin || all.end > tree.span(marker).begin + line.size();
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  std::size_t told = 0;  // the end of the last line that was told about
  for (NodeId node : context.index->of(NodeKind::freeText)) {
    const base::Span span = tree.span(node);
    if (span.begin < told || cql::tokenKindOf(tree, node) != cql::TokenKind::word || !isMarker(tree.nodeText(node)))
      continue;
    const std::size_t end = std::min(tree.text.find('\n', span.begin), tree.text.size());
    const std::string_view line = std::string_view(tree.text).substr(span.begin, end - span.begin);
    // Alone it may be searched for.
    if (line.find_first_not_of(" \t\r", span.end - span.begin) == std::string_view::npos) continue;
    told = end;
    auto& finding = report.add(
        CQL146_foreign_comment.def, span,
        fmt::format("`{}` begins no comment: it is searched for, and so is each word behind it", tree.nodeText(node)));
    if (mayBeComment(tree, node, line))
      finding.fix("make it a comment", {{span, "//"}}, base::Safety::review);
    else
      finding.note("a comment begins with `//`");
  }
}

}  // namespace

}  // namespace quarry::lint
