// Findings for people: a frame of the source with the place underlined, notes, and fixes as a diff.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "quarry/base/edit.h"
#include "quarry/base/file.h"
#include "quarry/base/render.h"

namespace quarry::base {

namespace {

struct Style {
  bool colour = false;

  std::string paint(std::string_view code, std::string_view text) const {
    return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
  std::string severity(Severity s, std::string_view text) const {
    return paint(s == Severity::error ? "1;31" : s == Severity::warning ? "1;33" : "1;36", text);
  }
  std::string dim(std::string_view text) const { return paint("34", text); }
};

// Code points of a line as a terminal shows them: a tab is four blanks, a control character one.
struct Shown {
  std::string text;
  std::vector<std::size_t> columns;  // display column of each byte, and one behind the last
};

Shown show(std::string_view line) {
  Shown shown;
  std::size_t column = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    shown.columns.push_back(column);
    if (line.substr(i, 3) == "\xEF\xBB\xBF") {  // a byte order mark takes no room
      shown.columns.insert(shown.columns.end(), 2, column);
      i += 2;
    } else if (byte == '\t') {
      shown.text += "    ";
      column += 4;
    } else if (byte < 0x20 || byte == 0x7F) {
      shown.text += '?';
      ++column;
    } else {
      shown.text += line[i];
      if (i + 1 == line.size() || (static_cast<unsigned char>(line[i + 1]) & 0xC0) != 0x80) ++column;
    }
  }
  shown.columns.push_back(column);
  return shown;
}

struct Mark {
  std::size_t from = 0, to = 0;  // bytes of the line, then columns of what is shown of it
  std::string text;
  bool primary = false;
};

// A part of a line, between characters.
struct Window {
  std::string_view text;
  std::size_t begin = 0;  // byte of the line
};

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// What a line holds within `reach` bytes before `from` and behind `to`. However long the line is, no more is looked at.
Window around(std::string_view line, std::size_t from, std::size_t to, std::size_t reach) {
  std::size_t begin = from > reach ? from - reach : 0, end = std::min(line.size(), to + reach);
  while (begin > 0 && continues(line[begin])) --begin;
  while (end < line.size() && continues(line[end])) ++end;
  return {line.substr(begin, end - begin), begin};
}

// Long lines are cut to a window around the first mark.
void cut(Shown& shown, std::vector<Mark>& marks, std::size_t width) {
  if (shown.columns.back() <= width || marks.empty()) return;
  const std::size_t focus = marks.front().from;
  const std::size_t from = focus > width / 3 ? focus - width / 3 : 0;
  std::string window;
  std::size_t column = 0;
  for (std::size_t i = 0; i < shown.text.size(); ++i) {
    if (column >= from && column < from + width) window += shown.text[i];
    if (i + 1 == shown.text.size() || (static_cast<unsigned char>(shown.text[i + 1]) & 0xC0) != 0x80) ++column;
  }
  const std::size_t shift = from > 0 ? 3 : 0;
  shown.text = (from > 0 ? "..." : "") + window + (column > from + width ? "..." : "");
  for (Mark& mark : marks) {
    mark.from = std::clamp(mark.from, from, from + width) - from + shift;
    mark.to = std::clamp(mark.to, from, from + width) - from + shift;
  }
}

class Renderer {
 public:
  Renderer(const Sources& sources, const RenderOptions& options)
      : sources_(sources), options_(options), style_{options.colour} {}

  std::string render(const Diagnostic& d) {
    std::string out = style_.severity(d.severity, fmt::format("{}[{}]", name(d.severity), d.def->code)) + ": " +
                      style_.paint("1", d.message) + "\n";
    const Span at = sources_.outermost(d.primary.span);
    const Position position = sources_[at.file].position(at.begin);
    // Lines to show, with their marks: all labels in the primary's file.
    std::map<std::uint32_t, std::vector<Mark>> lines;
    addMarks(lines, {at, d.primary.text}, true);
    for (const Label& label : d.secondary) {
      const Span span = sources_.outermost(label.span);
      if (span.file == at.file) addMarks(lines, {span, label.text}, false);
    }
    const std::size_t gutter = std::to_string(lines.rbegin()->first).size();
    const std::string blank(gutter, ' ');
    out += fmt::format("{}{} {}:{}:{}\n", blank, style_.dim("-->"), shown(sources_[at.file].path()), position.line,
                       position.column);
    // A file that could not be read has nothing to show.
    const bool hasText = !sources_[at.file].text().empty();
    if (hasText) out += fmt::format("{} {}\n", blank, style_.dim("|"));
    std::uint32_t previous = 0;
    for (auto& [number, marks] : lines) {
      if (!hasText) break;
      if (previous != 0 && number > previous + 1) out += style_.dim("...") + "\n";
      frame(out, at.file, number, marks, gutter, d.severity);
      previous = number;
    }
    for (const Label& label : d.secondary) {
      const Span span = sources_.outermost(label.span);
      if (span.file == at.file) continue;
      const Position there = sources_[span.file].position(span.begin);
      out += fmt::format("{} {} {}: {}:{}:{}\n", blank, style_.dim("="), label.text, shown(sources_[span.file].path()),
                         there.line, there.column);
    }
    for (const std::string& note : d.notes) out += fmt::format("{} {} note: {}\n", blank, style_.dim("="), note);
    for (const Fix& fix : d.fixes) diff(out, fix, gutter);
    return out;
  }

 private:
  void addMarks(std::map<std::uint32_t, std::vector<Mark>>& lines, const Label& label, bool primary) {
    const Source& source = sources_[label.span.file];
    const std::uint32_t line = source.position(label.span.begin).line;
    const std::uint32_t start = source.lineStart(line);
    const std::size_t size = source.line(line).size();
    const auto byte = [&](std::uint32_t offset) { return std::min<std::size_t>(offset - start, size); };
    // What goes on over lines is marked to the end of its first.
    Mark mark{byte(label.span.begin), byte(std::max(label.span.end, label.span.begin)), label.text, primary};
    auto& marks = lines[line];
    marks.insert(primary ? marks.begin() : marks.end(), mark);
  }

  void frame(std::string& out, FileId file, std::uint32_t number, std::vector<Mark>& marks, std::size_t gutter,
             Severity severity) {
    const std::size_t width = options_.width - gutter - 3;
    // No character has more than four bytes.
    const Window window = around(sources_[file].line(number), marks.front().from, marks.front().from, 4 * width);
    Shown shown = show(window.text);
    const auto column = [&](std::size_t byte) {
      return shown.columns[std::clamp(byte, window.begin, window.begin + window.text.size()) - window.begin];
    };
    for (Mark& mark : marks) {
      mark.from = column(mark.from);
      mark.to = std::max(column(mark.to), mark.from + 1);
    }
    cut(shown, marks, width);
    const std::string blank(gutter, ' ');
    out += fmt::format("{} {} {}\n", style_.dim(fmt::format("{:>{}}", number, gutter)), style_.dim("|"), shown.text);
    for (const Mark& mark : marks) {
      std::string underline(mark.to - mark.from, mark.primary ? '^' : '-');
      if (!mark.text.empty()) underline += " " + mark.text;
      out += fmt::format("{} {} {}{}\n", blank, style_.dim("|"), std::string(mark.from, ' '),
                         mark.primary ? style_.severity(severity, underline) : style_.dim(underline));
    }
  }

  // The lines that the fix touches, before and after.
  void diff(std::string& out, const Fix& fix, std::size_t gutter) {
    if (fix.edits.empty()) return;
    Fix outer = fix;
    for (Edit& edit : outer.edits) edit.span = sources_.outermost(edit.span);
    const FileId file = outer.edits.front().span.file;
    const Source& source = sources_[file];
    std::uint32_t begin = UINT32_MAX, end = 0;
    for (const Edit& edit : outer.edits) {
      begin = std::min(begin, edit.span.begin);
      end = std::max(end, edit.span.end);
    }
    const std::uint32_t first = source.position(begin).line, last = source.position(end).line;
    const std::string blank(gutter, ' ');
    out += fmt::format("{} {} help: {} ({})\n", blank, style_.dim("="), fix.title,
                       fix.safety == Safety::safe ? "--fix" : "--fix=review");
    if (last - first > 20) return;
    // Of long lines, what is near.
    const std::uint32_t start = source.lineStart(first);
    const std::string_view whole = source.text().substr(start, source.lineStart(last + 1) - start);
    const Window window = around(whole, begin - start, end - start, 2 * options_.width);
    const auto shift = static_cast<std::uint32_t>(start + window.begin);
    for (Edit& edit : outer.edits) edit.span = {file, edit.span.begin - shift, edit.span.end - shift};
    const Source old(source.path(), std::string(window.text));
    const Source fresh(source.path(), applyFixes(window.text, file, {&outer}).text);
    const std::uint32_t lines = last - first + 1, linesAfter = lines + fresh.lineCount() - old.lineCount();
    const bool isCutBehind = window.begin + window.text.size() < whole.size();
    const auto line = [&](const Source& of, std::uint32_t number, std::uint32_t count) {
      return (number == 1 && window.begin > 0 ? "..." : "") + show(of.line(number)).text +
             (number == count && isCutBehind ? "..." : "");
    };
    const auto removed = [&](const std::string& text) {
      out += fmt::format("{} {} {}\n", blank, style_.dim("|"), style_.paint("31", "- " + text));
    };
    const auto added = [&](const std::string& text) {
      out += fmt::format("{} {} {}\n", blank, style_.dim("|"), style_.paint("32", "+ " + text));
    };
    if (lines == linesAfter) {  // as many lines as before: those that stay are shown once
      for (std::uint32_t number = 1; number <= lines; ++number) {
        const std::string before = line(old, number, lines), after = line(fresh, number, lines);
        if (before == after) {
          out += fmt::format("{} {}   {}\n", blank, style_.dim("|"), before);
          continue;
        }
        removed(before);
        added(after);
      }
      return;
    }
    for (std::uint32_t number = 1; number <= lines; ++number) removed(line(old, number, lines));
    for (std::uint32_t number = 1; number <= linesAfter; ++number) added(line(fresh, number, linesAfter));
  }

  const Sources& sources_;
  const RenderOptions& options_;
  Style style_;
};

std::string count(std::size_t n, std::string_view noun) { return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s"); }

}  // namespace

std::string renderText(const Report& report, const Sources& sources, const RenderOptions& options) {
  std::string out;
  Renderer renderer(sources, options);
  for (const Diagnostic& d : report.findings()) out += renderer.render(d) + "\n";
  const Counts counts = report.counts();
  const std::size_t total = counts.errors + counts.warnings + counts.infos;
  if (total == 0) return out;
  out += fmt::format("{} in {}: {}, {}", count(total, "finding"), count(options.files, "file"),
                     count(counts.errors, "error"), count(counts.warnings, "warning"));
  if (counts.infos > 0) out += fmt::format(", {} info", counts.infos);
  out += counts.fixable > 0 ? fmt::format(". {} fixable with --fix or --fix=review.\n", counts.fixable) : ".\n";
  return out;
}

}  // namespace quarry::base
