// A pipe before the first step.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL204_leading_pipe;

namespace {

constexpr Example kExamples[] = {
    {"| #type=web | count()", "#type=web | count()"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  if (tree.tokens.size() < 3 || tree.tokens.front().kind != cql::TokenKind::pipe) return;
  if (!context.index->of(cql::NodeKind::error).empty()) return;  // perhaps no CQL at all
  const base::Span pipe = tree.tokenSpan(0);
  const std::uint32_t next = tree.tokens[1].begin;
  const std::string_view between = std::string_view(tree.text).substr(pipe.end, next - pipe.end);
  const bool blanks = between.find_first_not_of(" \t") == std::string_view::npos;
  report.add(CQL204_leading_pipe.def, pipe, "no step stands before this pipe")
      .fix("take it out", {{{pipe.file, pipe.begin, blanks ? next : pipe.end}, ""}}, base::Safety::safe);
}

}  // namespace

const Rule CQL204_leading_pipe = {
    {"CQL204", "leading-pipe", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a query begins with a pipe",
     "A pipe stands between steps. The service lets one pass before the first; the grammar that the vendor has "
     "published does not know it."},
    check,
    kExamples};

}  // namespace quarry::lint
