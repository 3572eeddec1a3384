#include "lint/suppress.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/lint.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr std::string_view kMarker = "quarry: ignore[";

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The codes between the brackets of one comment, each with its place.
void readCodes(std::string_view text, std::uint32_t at, base::FileId file, std::vector<Suppression>& out) {
  for (std::size_t marker = text.find(kMarker); marker != std::string_view::npos;
       marker = text.find(kMarker, marker + 1)) {
    const std::size_t open = marker + kMarker.size();
    const std::size_t close = text.find(']', open);
    if (close == std::string_view::npos) return;
    std::size_t begin = open;
    while (begin < close) {
      std::size_t end = std::min(text.find(',', begin), close);
      std::size_t from = begin, to = end;
      while (from < to && isBlank(text[from])) ++from;
      while (to > from && isBlank(text[to - 1])) --to;
      if (from < to)
        out.push_back({std::string(text.substr(from, to - from)),
                       {file, at + static_cast<std::uint32_t>(from), at + static_cast<std::uint32_t>(to)}});
      begin = end + 1;
    }
  }
}

}  // namespace

std::vector<Suppression> findSuppressions(const cql::Tree& tree, const base::Sources& sources) {
  std::vector<Suppression> all;
  const base::Source& source = sources[tree.file];
  for (std::uint32_t i = 0; i < tree.tokens.size(); ++i) {
    const std::string_view trivia = tree.trivia(i);
    if (trivia.find(kMarker) == std::string_view::npos) continue;
    const auto at = tree.tokens[i].begin - static_cast<std::uint32_t>(trivia.size());
    const std::size_t before = all.size();
    readCodes(trivia, at, tree.file, all);
    const std::uint32_t nextLine = source.position(tree.tokens[i].begin).line;
    const std::uint32_t previousLine = i == 0 ? 0 : source.position(tree.tokens[i - 1].end).line;
    for (std::size_t k = before; k < all.size(); ++k) {
      all[k].line = source.position(all[k].span.begin).line;
      all[k].codeLine = all[k].line == previousLine ? previousLine : nextLine;
    }
  }
  return all;
}

namespace {

// Where the comment of a line of YAML begins. A `#` within quotes is taken for none only if the quotes are on one line.
std::size_t commentIn(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quote != 0) {
      if (line[i] == quote) quote = 0;
    } else if ((line[i] == '\'' || line[i] == '"') && (i == 0 || isBlank(line[i - 1]) || line[i - 1] == '[')) {
      quote = line[i];
    } else if (line[i] == '#' && (i == 0 || isBlank(line[i - 1]))) {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<Suppression> findSuppressions(base::FileId file, const base::Sources& sources) {
  std::vector<Suppression> all;
  const base::Source& source = sources[file];
  if (source.text().find(kMarker) == std::string_view::npos) return all;
  std::size_t waiting = 0;  // those from here on stand on a line of their own and wait for one that holds something
  for (std::uint32_t number = 1; number <= source.lineCount(); ++number) {
    const std::string_view line = source.line(number);
    const std::size_t comment = commentIn(line);
    const std::string_view before = line.substr(0, comment);
    const bool alone = before.find_first_not_of(" \t\r") == std::string_view::npos;
    if (!alone)
      for (; waiting < all.size(); ++waiting) all[waiting].codeLine = number;
    if (comment == std::string_view::npos) continue;
    const std::size_t first = all.size();
    readCodes(line.substr(comment), source.lineStart(number) + static_cast<std::uint32_t>(comment), file, all);
    for (std::size_t i = first; i < all.size(); ++i) {
      all[i].line = number;
      all[i].codeLine = number;
    }
    if (!alone) waiting = all.size();
  }
  return all;
}

bool isAboutWorkspace(std::string_view code) {
  const auto all = rules();
  return std::any_of(all.begin(), all.end(), [&](const Rule* rule) {
    return rule->def.code == code && std::holds_alternative<WorkspaceCheck>(rule->check);
  });
}

void applySuppressions(std::vector<Suppression> suppressions, base::Report found, const base::Sources& sources,
                       base::Report& report) {
  const auto lineOf = [&](base::Span span) { return sources[span.file].position(span.begin).line; };
  for (base::Diagnostic& finding : found.findings()) {
    const base::Span place = finding.primary.span, outer = sources.outermost(place);
    bool suppressed = false;
    // The comment of a query stands in the query's own text, that of a rule in the file around what is embedded.
    for (Suppression& suppression : suppressions) {
      const base::FileId file = suppression.span.file;
      const bool same = suppression.code == finding.def->code && (file == place.file || file == outer.file);
      if (same && suppression.codeLine == lineOf(file == place.file ? place : outer))
        suppressed = suppression.used = true;
    }
    if (!suppressed) report.add(std::move(finding));
  }
  for (const Suppression& suppression : suppressions) {
    if (suppression.used) continue;
    report
        .add(suppression.code.starts_with("RULE") ? codes::unusedRuleSuppression : codes::unusedSuppression,
             suppression.span,
             fmt::format("`{}` is not reported here, so there is nothing to ignore", suppression.code))
        .note("remove the code from the comment");
  }
}

}  // namespace quarry::lint
