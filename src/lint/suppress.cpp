#include "lint/suppress.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes.h"

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

void applySuppressions(std::vector<Suppression> suppressions, base::Report found, const base::Sources& sources,
                       base::Report& report) {
  for (base::Diagnostic& finding : found.findings()) {
    const std::uint32_t line = sources[finding.primary.span.file].position(finding.primary.span.begin).line;
    bool suppressed = false;
    for (Suppression& suppression : suppressions)
      if (suppression.code == finding.def->code && suppression.codeLine == line) suppressed = suppression.used = true;
    if (!suppressed) report.add(std::move(finding));
  }
  for (const Suppression& suppression : suppressions) {
    if (suppression.used) continue;
    report
        .add(codes::unusedSuppression, suppression.span,
             fmt::format("`{}` is not reported here, so there is nothing to ignore", suppression.code))
        .note("remove the code from the comment");
  }
}

}  // namespace quarry::lint
