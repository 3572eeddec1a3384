// Complaints about what stands around steps: pipes, semicolons, arrows.
#include <fmt/format.h>

#include "cql/complaints.h"
#include "quarry/base/codes/cql.h"

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
  const std::string_view text = query.tokenText(arrow);
  if (inArm) {
    query.report.add(codes::cqlCaseArrow, query.span(arrow), fmt::format("an arm of `match` has one `{}`", text))
        .note("arms are separated by `;`, the steps of an arm by `|`");
    return;
  }
  const std::string_view place = inCase ? "a clause of `case` joins its steps" : "steps are joined";
  query.report
      .add(codes::cqlCaseArrow, query.span(arrow),
           text == "=>" ? fmt::format("`=>` belongs to `match`; {} with `|`", place)
                        : fmt::format("{} with `|`, not with `{}`", place, text))
      .fix(fmt::format("replace `{}` with `|`", text), {{query.span(arrow), "|"}},
           inCase ? Safety::safe : Safety::review);
}

void complainAboutPipeBetweenArms(const Query& query, std::uint32_t pipe) {
  query.report.add(codes::cqlCaseArrow, query.span(pipe), "the arms of `match` are separated by `;`")
      .note("after the `|` stands another guard with its `=>`")
      .fix("replace `|` with `;`", {{query.span(pipe), ";"}}, Safety::review);
}

void complainAboutForeignArrow(const Query& query, std::uint32_t arrow) {
  const std::string_view text = query.tokenText(arrow);
  query.report.add(codes::cqlForeignOperator, query.span(arrow), fmt::format("`{}` is written `=>`", text))
      .fix(fmt::format("replace `{}` with `=>`", text), {{query.span(arrow), text == ":" ? " =>" : "=>"}},
           Safety::safe);
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
  // `total: sum(x)`: a name and a colon are text to search for.
  const std::string_view previous = query.tokenText(token - 1);
  if (query.kind(token - 1) == TokenKind::word && previous.size() > 1 && previous.back() == ':') {
    const base::Span colon{query.file, query.token(token - 1).end - 1, query.token(token - 1).end};
    query.report.add(codes::cqlForeignOperator, colon, "`:` does not assign: that is written `:=`")
        .fix("replace `:` with `:=`", {{colon, ":="}}, Safety::review);
    return;
  }
  auto& found = query.report.add(
      codes::cqlMissingPipe, query.span(token),
      fmt::format("a `|`{} is missing before `{}`", inClause ? " or `;`" : "", query.tokenText(token)));
  found.label(query.span(token - 1), "the step before ends here");
  const bool touches = query.span(token - 1).end == query.span(token).begin;
  found.fix("insert `|`", {{query.before(token), touches ? " | " : "| "}}, Safety::review);
  if (inClause) found.fix("insert `;`", {{query.after(token - 1), ";"}}, Safety::review);
}

void complainAboutCommand(const Query& query, TokenRange step, const std::string& call) {
  query.report
      .add(codes::cqlCommandStep, query.span(step.begin),
           fmt::format("`{}` is written as a command of another query language: a step of CQL is a call",
                       query.tokenText(step.begin)))
      .fix(fmt::format("write `{}`", call), {{query.span(step), call}}, Safety::review);
}

void complainAboutMissingSemicolon(const Query& query, std::uint32_t token) {
  query.report
      .add(codes::cqlMissingSemicolon, query.span(token),
           fmt::format("a `;` is missing before `{}`", query.tokenText(token)))
      .label(query.span(token - 1), "the arm before ends here")
      .fix("insert `;`", {{query.after(token - 1), ";"}}, Safety::review);
}

}  // namespace quarry::cql
