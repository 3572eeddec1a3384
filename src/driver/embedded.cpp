#include "driver/embedded.h"

#include <algorithm>

#include "quarry/base/text.h"

namespace quarry::driver {

HostFormat hostFormat(std::string_view path) {
  const std::string name = base::asciiLower(path);
  return name.ends_with(".md") || name.ends_with(".markdown") ? HostFormat::markdown : HostFormat::yaml;
}

std::vector<EmbeddedQuery> embeddedQueries(base::FileId file, HostFormat format, base::Sources& sources,
                                           base::Report& report) {
  return format == HostFormat::markdown ? queriesInMarkdown(file, sources) : queriesInYaml(file, sources, report);
}

namespace {

// Line breaks get the indentation of the block, but for empty lines.
std::string indented(std::string_view text, const EmbeddedQuery::Lines& lines) {
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (at != 0) {
      out += lines.lineEnd;
      if (end != at) out += lines.indent;
    }
    out += text.substr(at, end - at);
    at = end + 1;
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else
      out += c;
  }
  return out;
}

std::string doubled(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out;
}

// The text as the style writes it; none where it has no way to.
std::optional<std::string> written(const EmbeddedQuery& query, std::string_view text) {
  const bool oneLine = text.find('\n') == std::string_view::npos;
  switch (query.style) {
    case EmbeddedQuery::Style::block:
      if (query.lines) return indented(text, *query.lines);
      return oneLine ? std::optional(std::string(text)) : std::nullopt;
    case EmbeddedQuery::Style::doubleQuoted:
      return escaped(text);
    case EmbeddedQuery::Style::singleQuoted:
      return oneLine ? std::optional(doubled(text)) : std::nullopt;
    case EmbeddedQuery::Style::folded:
      return oneLine ? std::optional(std::string(text)) : std::nullopt;
    case EmbeddedQuery::Style::plain:
      // Beyond these a plain value is no longer what it looks like.
      if (!oneLine || text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos ||
          text.find_first_of("{}[],") != std::string_view::npos)
        return std::nullopt;
      return std::string(text);
  }
  return std::nullopt;
}

// The blanks round a place, and whether nothing else is on its line.
struct Blanks {
  std::uint32_t begin = 0, end = 0;
  bool isLine = false;
};
Blanks blanksAt(std::uint32_t at, std::string_view file) {
  Blanks blanks{at, at};
  while (blanks.begin > 0 && file[blanks.begin - 1] == ' ') --blanks.begin;
  while (blanks.end < file.size() && file[blanks.end] == ' ') ++blanks.end;
  blanks.isLine = (blanks.begin == 0 || file[blanks.begin - 1] == '\n') &&
                  (blanks.end == file.size() || file[blanks.end] == '\n' || file[blanks.end] == '\r');
  return blanks;
}

}  // namespace

std::optional<base::Edit> inFile(const EmbeddedQuery& query, const base::Edit& edit, const base::Sources& sources) {
  if (edit.span.file != query.id || !sources.isExact(edit.span)) return std::nullopt;
  auto text = written(query, edit.replacement);
  if (!text) return std::nullopt;
  base::Span span = sources.outermost(edit.span);
  // A line break of two bytes is not torn apart.
  const std::string_view file = sources[span.file].text();
  const auto tears = [&](std::uint32_t at) {
    return at > 0 && at < file.size() && file[at] == '\n' && file[at - 1] == '\r';
  };
  if (tears(span.begin)) --span.begin;
  if (span.end > edit.span.begin && tears(span.end) && span.end > span.begin) --span.end;
  span.end = std::max(span.begin, span.end);
  // An empty line of a block has no indentation yet, or not all of it.
  const bool breaks = text->empty() || text->front() == '\n' || text->front() == '\r';
  if (query.style == EmbeddedQuery::Style::block && !breaks) {
    const Blanks blanks = blanksAt(span.begin, file);
    if (!query.lines && blanks.isLine) return std::nullopt;  // how deep the block is indented is not known
    if (blanks.isLine && span.begin - blanks.begin < query.lines->indent.size()) {
      const auto indented = blanks.begin + static_cast<std::uint32_t>(query.lines->indent.size());
      span = {span.file, blanks.begin, std::max(span.end, std::min(blanks.end, indented))};
      text->insert(0, query.lines->indent);
    }
  }
  return base::Edit{span, std::move(*text)};
}

base::Edit replaceLines(const EmbeddedQuery& query, base::FileId file, std::string_view text) {
  return {{file, query.lines->begin, query.lines->end}, query.lines->indent + indented(text, *query.lines)};
}

}  // namespace quarry::driver
