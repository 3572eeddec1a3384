// Complaints about what stands around steps: pipes, semicolons, arrows.
#include <fmt/format.h>

#include "cql/complaints.h"
#include "quarry/base/codes.h"

namespace quarry::cql {

using base::Safety;

void complainAboutEmptyStep(const Query& query, std::uint32_t pipe) {
  query.report.add(codes::cqlEmptyStep, query.span(pipe), "no step stands next to this pipe")
      .fix("remove the pipe", {{query.span(pipe), ""}}, Safety::safe);
}

void complainAboutEmptyClause(const Query& query, std::uint32_t separator) {
  query.report.add(codes::cqlEmptyClause, query.span(separator), "nothing stands before this `;`")
      .note("to let every event through, write `*`")
      .fix("remove the `;`", {{query.span(separator), ""}}, Safety::safe);
}

void complainAboutEmptyBlock(const Query& query, std::uint32_t opener) {
  query.report
      .add(codes::cqlEmptyClause, query.span({opener, query.skip(opener)}), "there is nothing between the braces")
      .note("to let every event through, write `*`");
}

void complainAboutEmptyBody(const Query& query, std::uint32_t arrow) {
  query.report.add(codes::cqlEmptyClause, query.span(arrow), "nothing stands after this `=>`")
      .fix("let the events through as they are", {{query.after(arrow), " *"}}, Safety::review);
}

void complainAboutArrow(const Query& query, std::uint32_t arrow, bool inCase, bool inArm) {
  if (inArm) {
    query.report.add(codes::cqlCaseArrow, query.span(arrow), "an arm of `match` has one `=>`")
        .note("arms are separated by `;`, the steps of an arm by `|`");
    return;
  }
  query.report
      .add(codes::cqlCaseArrow, query.span(arrow),
           inCase ? "`=>` belongs to `match`; a clause of `case` joins its steps with `|`"
                  : "`=>` belongs to the arms of `match`; steps are joined with `|`")
      .fix("replace `=>` with `|`", {{query.span(arrow), "|"}}, inCase ? Safety::safe : Safety::review);
}

void complainAboutMatchPipe(const Query& query, std::uint32_t pipe) {
  query.report.add(codes::cqlMatchPipe, query.span(pipe), "an arm of `match` has `=>` after its guard")
      .fix("replace `|` with `=>`", {{query.span(pipe), "=>"}}, Safety::safe);
}

void complainAboutMissingArrow(const Query& query, TokenRange arm) {
  query.report.add(codes::cqlMatchPipe, query.span(arm), "this arm of `match` has no `=>`")
      .note("write `guard => *` to let its events through as they are");
}

void complainAboutSemicolon(const Query& query, std::uint32_t semicolon) {
  const bool glued = semicolon > 0 && query.token(semicolon - 1).end == query.token(semicolon).begin;
  query.report
      .add(codes::cqlStraySemicolon, query.span(semicolon), "`;` separates clauses of `case` and arms of `match` only")
      .note("steps are separated by `|`; a value with a semicolon must be quoted")
      .fix("replace `;` with `|`", {{query.span(semicolon), glued ? " |" : "|"}}, Safety::review);
}

void complainAboutMissingPipe(const Query& query, std::uint32_t token, bool inClause) {
  auto& found = query.report.add(
      codes::cqlMissingPipe, query.span(token),
      fmt::format("a `|`{} is missing before `{}`", inClause ? " or `;`" : "", query.tokenText(token)));
  found.label(query.span(token - 1), "the step before ends here");
  found.fix("insert `|`", {{query.before(token), "| "}}, Safety::review);
  if (inClause) found.fix("insert `;`", {{query.after(token - 1), ";"}}, Safety::review);
}

void complainAboutMissingSemicolon(const Query& query, std::uint32_t token) {
  query.report
      .add(codes::cqlMissingSemicolon, query.span(token),
           fmt::format("a `;` is missing before `{}`", query.tokenText(token)))
      .label(query.span(token - 1), "the arm before ends here")
      .fix("insert `;`", {{query.after(token - 1), ";"}}, Safety::review);
}

}  // namespace quarry::cql
