#include "quarry/cql/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "cql/complaints.h"
#include "cql/foreign.h"
#include "cql/structure.h"
#include "quarry/base/codes/cql.h"
#include "quarry/base/codes/file.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

// Hands on what was found in one query, in the order of the text.
void forward(base::Report& found, base::FileId file, std::uint32_t length, base::Report& report) {
  std::deque<base::Diagnostic>& findings = found.findings();
  std::stable_sort(findings.begin(), findings.end(), [](const base::Diagnostic& a, const base::Diagnostic& b) {
    return a.primary.span.begin < b.primary.span.begin;
  });
  const std::size_t shown = std::min(findings.size(), base::limit::kSyntaxFindings);
  const std::size_t hidden = findings.size() - shown;
  for (std::size_t i = 0; i < shown; ++i) report.add(std::move(findings[i]));
  if (hidden != 0)
    report.add(codes::cqlTooManyErrors, {file, length, length}, fmt::format("{} more mistakes are not shown", hidden));
}

// All of the query as one error node.
Tree refused(base::FileId file, std::string_view text, const std::vector<Token>& tokens) {
  TreeBuilder builder;
  builder.open(NodeKind::query);
  builder.open(NodeKind::pipeline);
  builder.open(NodeKind::error);
  for (const Token& token : tokens)
    if (token.kind != TokenKind::end) builder.token(token);
  builder.close();
  builder.close();
  builder.close();
  return std::move(builder).finish(file, std::string(text));
}

}  // namespace

Tree parse(base::FileId file, const base::Sources& sources, base::Report& report) {
  const std::string_view text = sources[file].text();
  const auto length = static_cast<std::uint32_t>(text.size());
  if (const auto invalid = base::invalidUtf8(text)) {
    const auto at = static_cast<std::uint32_t>(*invalid);
    report.add(codes::queryNotUtf8, {file, at, std::min(at + 1, length)},
               fmt::format("the query is not valid UTF-8: byte {} cannot stand at offset {}",
                           fmt::format("0x{:02X}", static_cast<unsigned char>(text[at])), at));
    return refused(file, text, {{TokenKind::invalid, 0, length}});
  }
  const Lexed lexed = lex(text);
  if (nestsDeeper(lexed.tokens, base::limit::kQueryLevels)) {
    report.add(codes::queryTooLarge, {file, 0, std::min<std::uint32_t>(length, 1)},
               fmt::format("the query nests deeper than {} levels", base::limit::kQueryLevels));
    return refused(file, text, lexed.tokens);
  }
  const Brackets brackets = matchBrackets(text, lexed.tokens);
  base::Report found;
  const Query query{file, text, lexed, brackets, found, troubles(lexed, brackets), grossTroubles(lexed, brackets)};
  if (const auto foreign = foreignLanguage(query)) {
    report.add(codes::cqlForeignLanguage, foreign->evidence, fmt::format("this is {}, not CQL", foreign->language))
        .note(std::string(foreign->advice));
    return refused(file, text, lexed.tokens);
  }
  complainAboutLexis(query);
  complainAboutBrackets(query);
  Tree tree = buildTree(query);
  forward(found, file, length, report);
  return tree;
}

}  // namespace quarry::cql
