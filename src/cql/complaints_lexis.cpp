// Complaints about characters and brackets.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "cql/characters.h"
#include "cql/complaints.h"
#include "cql/regex_form.h"
#include "quarry/base/codes/cql.h"
#include "quarry/cql/view.h"

namespace quarry::cql {
namespace {

using base::Safety;

// Regexes have characters that paths have not.
bool looksLikeRegex(std::string_view text) { return text.find_first_of("()[]{}?\\+|^$") != std::string_view::npos; }

void slash(const Query& query, base::Span span, std::string_view text) {
  const std::size_t last = text.rfind('/');
  const bool closes = last > 1 && text.find_first_not_of("dgimF", last + 1) == std::string_view::npos;
  const bool regex = closes && looksLikeRegex(text);
  auto& found = query.report.add(codes::cqlUnquotedSlash, span,
                                 regex ? "a `/` inside a regular expression must be escaped"
                                       : fmt::format("`{}` begins with `/` and is no regular expression", text));
  const auto quote = [&] { found.fix("quote the value", {{span, quoteString(text)}}, Safety::review); };
  const auto escape = [&] {
    if (closes)
      found.fix("escape the slashes inside the regular expression",
                {{span, slashed(text.substr(1, last - 1)).append(text.substr(last + 1))}}, Safety::review);
  };
  if (regex) {
    escape();
    quote();
  } else {
    quote();
    escape();
  }
}

const Token& tokenAt(const Query& query, std::uint32_t offset) {
  const auto& tokens = query.lexed.tokens;
  return *std::lower_bound(tokens.begin(), tokens.end(), offset,
                           [](const Token& t, std::uint32_t at) { return t.begin < at; });
}

std::string_view keyword(const Query& query, const LexNote& note) { return name(tokenAt(query, note.begin).kind); }

// The operator of CQL, as the lexer understood it.
std::string_view meant(const Query& query, const LexNote& note) {
  const TokenKind kind = tokenAt(query, note.begin).kind;
  return kind == TokenKind::evalMatch ? "=~ !" : name(kind);
}

void tripleQuotes(const Query& query, base::Span span, std::string_view text) {
  std::string inner;
  for (std::size_t i = 3; i + 3 < text.size(); ++i) {
    if (text[i] == '"') inner += '\\';
    if (text[i] == '\\' && i + 4 < text.size()) inner += text[i++];
    inner += text[i];
  }
  query.report
      .add(codes::cqlUnterminatedString, {query.file, span.begin, span.begin + 3}, "a string has one quote at each end")
      .fix("use one quote at each end", {{span, "\"" + inner + "\""}}, Safety::review);
}

// What SQL writes `'it''s'`, read here as strings that touch: one string. None if it is not the first of them.
void joinDoubled(base::Diagnostic& finding, const Query& query, const LexNote& note) {
  const std::string_view text = query.text;
  if (text[note.begin] != '\'' || (note.begin > 0 && text[note.begin - 1] == '\'')) return;
  std::string content = decodeString(text.substr(note.begin, note.end - note.begin));
  std::uint32_t end = note.end;
  while (end < text.size() && text[end] == '\'') {
    const Token& next = tokenAt(query, end);
    if (next.kind != TokenKind::string) return;
    content += '\'' + decodeString(text.substr(end, next.end - end));
    end = next.end;
  }
  if (end != note.end)
    finding.fix("make one string of them: a single quote in it is written once",
                {{{query.file, note.begin, end}, quoteString(content)}}, Safety::review);
}

// The strings of other quotes become CQL's. Not where two of them touch: side by side double quotes would open and
// close others than they do now.
void otherQuotes(base::Diagnostic& finding, const char* help, const Query& query, const LexNote& note) {
  static constexpr std::array<std::string_view, 6> kQuotes = {"'", "\"", "\u2018", "\u2019", "\u201C", "\u201D"};
  const std::string_view before = query.text.substr(0, note.begin), behind = query.text.substr(note.end);
  const bool touches = std::any_of(kQuotes.begin(), kQuotes.end(), [&](std::string_view quote) {
    return before.ends_with(quote) || behind.starts_with(quote);
  });
  if (touches) return joinDoubled(finding, query, note);
  const std::string content = decodeString(query.text.substr(note.begin, note.end - note.begin));
  finding.fix(help, {{{query.file, note.begin, note.end}, quoteString(content)}}, Safety::safe);
}

void slashInClass(const Query& query, base::Span span, std::string_view text) {
  std::vector<base::Edit> edits;
  bool inClass = false;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    const auto at = span.begin + static_cast<std::uint32_t>(i);
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '[')
      inClass = true;
    else if (text[i] == ']')
      inClass = false;
    else if (text[i] == '/' && inClass)
      edits.push_back({{query.file, at, at}, "\\"});
  }
  if (edits.empty()) return;
  const base::Span first{query.file, edits[0].span.begin, edits[0].span.begin + 1};
  query.report.add(codes::cqlUnescapedSlash, first, "this `/` may end the regular expression")
      .fix("escape it", std::move(edits), Safety::safe);
}

void complain(const Query& query, const LexNote& note) {
  const base::Span span{query.file, note.begin, note.end};
  const std::string_view text = query.text.substr(note.begin, note.end - note.begin);
  base::Report& report = query.report;
  switch (note.problem) {
    case LexProblem::unterminatedString:
      report.add(codes::cqlUnterminatedString, {query.file, note.begin, note.begin + 1}, "this string is not closed")
          .fix("close the string", {{{query.file, note.end, note.end}, "\""}}, Safety::review);
      return;
    case LexProblem::strayQuote: {
      auto& found = report.add(codes::cqlUnterminatedString, span, "this quote has no partner");
      std::size_t word = note.begin;
      while (word > 0 && std::string_view(" \t\r\n=([,|!<>").find(query.text[word - 1]) == std::string_view::npos)
        --word;
      const auto at = static_cast<std::uint32_t>(word);
      if (at != note.begin && query.text[at] != '"')
        found.fix("open the string before the word", {{{query.file, at, at}, "\""}}, Safety::review);
      found.fix("remove the quote", {{span, ""}}, Safety::review);
      return;
    }
    case LexProblem::tripleQuotes:
      return tripleQuotes(query, span, text);
    case LexProblem::doubleColon:
      report.add(codes::cqlForeignOperator, span, fmt::format("`{}` is written `:`", text))
          .fix(fmt::format("replace `{}` with `:`", text), {{span, ":"}}, Safety::safe);
      return;
    case LexProblem::misspeltKeyword: {
      const std::string_view meant = keyword(query, note);
      report
          .add(codes::cqlUnexpected, span,
               fmt::format("`{}` cannot stand before `{{`: did you mean `{}`?", text, meant))
          .fix(fmt::format("replace `{}` with `{}`", text, meant), {{span, std::string(meant)}}, Safety::review);
      return;
    }
    case LexProblem::unterminatedRegex:
      report
          .add(codes::cqlUnterminatedRegex, {query.file, note.begin, note.begin + 1},
               "this regular expression is not closed")
          .note("to search for a text that begins with `/`, quote it");
      return;
    case LexProblem::multiLineRegex:
      report.add(codes::cqlMultiLineRegex, span, "a regular expression must stand in one line");
      return;
    case LexProblem::unterminatedComment:
      report.add(codes::cqlUnterminatedComment, span,
                 "this comment is not closed: the rest of the query is part of it");
      return;
    case LexProblem::singleQuotes:
      return otherQuotes(report.add(codes::cqlSingleQuotes, span, "strings stand in double quotes"),
                         "use double quotes", query, note);
    case LexProblem::typographicQuotes:
      return otherQuotes(report.add(codes::cqlTypographicQuotes, span, "strings stand in plain double quotes"),
                         "use plain quotes", query, note);
    case LexProblem::invalidCharacter:
      if (static_cast<unsigned char>(text[0]) < ' ' || text[0] == 0x7F) {
        report.add(
            codes::cqlInvalidCharacter, span,
            fmt::format("a control character (U+{:04X}) can only stand in quotes", static_cast<unsigned>(text[0])));
      } else {
        report.add(codes::cqlInvalidCharacter, span, fmt::format("`{}` has no meaning here", text))
            .note("if it is part of a value or a name, quote that");
      }
      return;
    case LexProblem::invisibleCharacter:
      return;  // all in one, below
    case LexProblem::unknownRegexFlags: {
      auto& found =
          report.add(codes::cqlRegexFlags, span, fmt::format("`{}` are no flags of a regular expression", text));
      found.note("the flags are `i`, `m`, `d`, `g` and `F`");
      if (text.find('s') != std::string_view::npos) found.note("`d` lets `.` match line breaks");
      return;
    }
    case LexProblem::slashInClass:
      return slashInClass(query, span, text);
    case LexProblem::slashValue:
      return slash(query, span, text);
    case LexProblem::oddCharacter:
      report.add(codes::cqlUnquotedCharacter, span, fmt::format("`{}` must be quoted", text))
          .fix("quote it", {{span, quoteString(text)}}, Safety::safe);
      return;
    case LexProblem::trailingSlashes:
      report.add(codes::cqlTrailingSlashes, span, fmt::format("`{}` ends in `//`, which no unquoted word may", text))
          .note("put a blank before `//` if it begins a comment, or quote the value");
      return;
    case LexProblem::doubleAmpersand:
    case LexProblem::doublePipe: {
      const std::string_view word = note.problem == LexProblem::doublePipe ? "or" : "and";
      const auto blank = [&](std::size_t at) {
        return at < query.text.size() && charAt(query.text, at).kind == CharClass::blank;
      };
      const std::string padded =
          fmt::format("{}{}{}", note.begin > 0 && blank(note.begin - 1) ? "" : " ", word, blank(note.end) ? "" : " ");
      report.add(codes::cqlCStyleBoolean, span, fmt::format("`{}` is written `{}`", text, word))
          .fix(fmt::format("replace `{}` with `{}`", text, word), {{span, padded}}, Safety::review);
      return;
    }
    case LexProblem::foreignOperator: {
      const std::string_view right = meant(query, note);
      // The `!` of `=~ !in(…)` stands at the function.
      base::Span edited = span;
      if (right.back() == '!') edited.end = query.withBlanks(span).end;
      report.add(codes::cqlForeignOperator, span, fmt::format("`{}` is written `{}`", text, right))
          .fix(fmt::format("replace `{}` with `{}`", text, right), {{edited, std::string(right)}}, Safety::safe);
      return;
    }
  }
}

void complainAboutInvisible(const Query& query) {
  std::vector<base::Edit> edits;
  for (const LexNote& note : query.lexed.notes)
    if (note.problem == LexProblem::invisibleCharacter) edits.push_back({{query.file, note.begin, note.end}, " "});
  if (edits.empty()) return;
  const base::Span first = edits.front().span;
  const std::size_t count = edits.size();
  query.report
      .add(codes::cqlInvisibleCharacter, first,
           count == 1 ? std::string("this white space is not a plain blank")
                      : fmt::format("this white space is not a plain blank, nor is it at {} more places", count - 1))
      .fix("replace it with a blank", std::move(edits), Safety::safe);
}

}  // namespace

namespace {

void complainAboutRegexes(const Query& query) {
  for (std::uint32_t i = 0; i < query.lexed.tokens.size(); ++i) {
    if (query.kind(i) != TokenKind::regex || knownTrouble(query, {i, i + 1})) continue;
    const auto trouble = troubleOf(regexLiteral(query.tokenText(i)).pattern);
    if (!trouble) continue;
    const auto at = static_cast<std::uint32_t>(query.token(i).begin + 1 + trouble->at);
    query.report
        .add(codes::cqlRegexBracket, {query.file, at, at + 1},
             trouble->fault == RegexFault::unclosedClass   ? "`[` is not closed in this regular expression"
             : trouble->fault == RegexFault::unclosedGroup ? "`(` is not closed in this regular expression"
                                                           : "`)` closes nothing in this regular expression")
        .note("a bracket that is meant as a character is written with `\\` before it");
  }
}

}  // namespace

void complainAboutLexis(const Query& query) {
  for (const LexNote& note : query.lexed.notes) complain(query, note);
  complainAboutRegexes(query);
  complainAboutInvisible(query);
}

namespace {

// One complaint for each pair of parentheses, however many pipes stand between them.
void complainAboutPipesInside(const Query& query) {
  const auto& inside = query.brackets.pipesInside;
  for (auto p = inside.begin(); p != inside.end();) {
    const bool semicolon = query.kind(p->pipe) == TokenKind::semicolon;
    auto& found = query.report.add(codes::cqlPipeInside, query.span(p->pipe),
                                   fmt::format("`{}` cannot stand between parentheses", query.tokenText(p->pipe)));
    found.label(query.span(p->opener), "opened here");
    std::vector<base::Edit> edits;
    for (const std::uint32_t opener = p->opener; p != inside.end() && p->opener == opener; ++p)
      if (query.kind(p->pipe) == TokenKind::semicolon) edits.push_back({query.span(p->pipe), ","});
    if (semicolon)
      found.fix("replace `;` with `,`", std::move(edits), Safety::review);
    else
      found.note("conditions are combined with `and` and `or`");
  }
}

}  // namespace

void complainAboutBrackets(const Query& query) {
  const Brackets& brackets = query.brackets;
  const auto bracket = [](TokenKind kind) { return std::string(name(kind)); };
  for (const Brackets::Missing& m : brackets.missing) {
    const TokenKind opener = query.kind(m.opener);
    const std::string closer = bracket(closerOf(opener));
    auto& found =
        query.report.add(codes::cqlUnbalanced, query.span(m.opener), fmt::format("`{}` is not closed", name(opener)));
    found.fix(fmt::format("insert `{}`", closer),
              {{query.behindPrevious(m.before), opener == TokenKind::leftBrace ? " " + closer : closer}},
              Safety::review);
  }
  for (std::uint32_t keyword : brackets.missingBraces)
    query.report
        .add(codes::cqlUnbalanced, query.span(keyword),
             fmt::format("`{{` is missing after `{}`", query.tokenText(keyword)))
        .fix("insert `{`", {{query.after(keyword), " {"}}, Safety::review);
  for (std::uint32_t function : brackets.missingParens)
    query.report
        .add(codes::cqlUnbalanced, query.span(function),
             fmt::format("`(` is missing after `{}`", query.tokenText(function)))
        .fix("insert `(`", {{query.after(function), "("}}, Safety::review);
  for (auto m = brackets.mismatches.begin(); m != brackets.mismatches.end(); ++m) {
    if (m->second) continue;
    const std::string meant = bracket(m->meant);
    const bool swapped = m + 1 != brackets.mismatches.end() && (m + 1)->second;
    auto& found = query.report.add(
        codes::cqlUnbalanced, query.span(m->token),
        m->opener == m->token
            ? fmt::format("`{}` and `{}` are swapped", query.tokenText(m->token), meant)
            : fmt::format("`{}` cannot close `{}`", query.tokenText(m->token), query.tokenText(m->opener)));
    if (m->opener != m->token) found.label(query.span(m->opener), "opened here");
    std::vector<base::Edit> edits = {{query.span(m->token), meant}};
    if (swapped) edits.push_back({query.span((m + 1)->token), bracket((m + 1)->meant)});
    found.fix(swapped ? "swap the brackets" : fmt::format("replace it with `{}`", meant), std::move(edits),
              Safety::review);
  }
  for (std::uint32_t stray : brackets.strays)
    query.report
        .add(codes::cqlUnbalanced, query.span(stray),
             fmt::format("`{}` {}", query.tokenText(stray),
                         isOpener(query.kind(stray)) ? "is not closed" : "closes nothing"))
        .fix("remove it", {{query.span(stray), ""}}, Safety::review);
  complainAboutPipesInside(query);
}

namespace {

std::vector<std::uint32_t> bracketTroubles(const Lexed& lexed, const Brackets& brackets) {
  std::vector<std::uint32_t> at;
  const auto add = [&](std::uint32_t token) { at.push_back(lexed.tokens[token].begin); };
  for (const Brackets::Missing& m : brackets.missing) add(m.opener);
  for (const Brackets::Mismatch& m : brackets.mismatches) add(m.token);
  for (const Brackets::PipeInside& p : brackets.pipesInside) add(p.pipe);
  for (std::uint32_t stray : brackets.strays) add(stray);
  for (std::uint32_t keyword : brackets.missingBraces) add(keyword);
  for (std::uint32_t function : brackets.missingParens) add(function);
  return at;
}

bool contains(const std::vector<std::uint32_t>& places, base::Span span) {
  const auto at = std::lower_bound(places.begin(), places.end(), span.begin);
  return at != places.end() && *at < span.end;
}

}  // namespace

std::vector<std::uint32_t> troubles(const Lexed& lexed, const Brackets& brackets) {
  std::vector<std::uint32_t> at = bracketTroubles(lexed, brackets);
  for (const LexNote& note : lexed.notes)
    if (note.problem != LexProblem::invisibleCharacter && note.problem != LexProblem::slashInClass)
      at.push_back(note.begin);
  std::sort(at.begin(), at.end());
  return at;
}

std::vector<std::uint32_t> grossTroubles(const Lexed& lexed, const Brackets& brackets) {
  std::vector<std::uint32_t> at = bracketTroubles(lexed, brackets);
  for (const LexNote& note : lexed.notes)
    if (note.problem == LexProblem::unterminatedString || note.problem == LexProblem::strayQuote ||
        note.problem == LexProblem::unterminatedRegex)
      at.push_back(note.begin);
  std::sort(at.begin(), at.end());
  return at;
}

bool knownTrouble(const Query& query, TokenRange range) {
  return !range.empty() && contains(query.troubles, query.span(range));
}

bool grossTrouble(const Query& query, TokenRange range) {
  return !range.empty() && contains(query.grossTroubles, query.span(range));
}

}  // namespace quarry::cql
