#include "base/yaml_scalar.h"

#include <algorithm>

namespace quarry::base::yaml {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\t'; }
bool isBreak(char c) { return c == '\n' || c == '\r'; }
// White space between the words of a scalar. A carriage return by itself is part of it.
bool isSpace(std::string_view file, std::size_t at) {
  return isBlank(file[at]) || file[at] == '\n' || file.substr(at, 2) == "\r\n";
}

// Collects pieces while source and value are walked together.
class Aligner {
 public:
  Aligner(std::string_view file, std::string_view value) : file_(file), value_(value) {}

  // The next value byte is the file byte at `from`.
  void same(std::size_t from, std::size_t length = 1) {
    if (!pieces_.empty()) {
      Piece& last = pieces_.back();
      if (last.inner + last.length == inner_ && last.outer + last.length == from) {
        last.length += static_cast<std::uint32_t>(length);
        inner_ += length;
        return;
      }
    }
    pieces_.push_back(
        {static_cast<std::uint32_t>(inner_), static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(length)});
    inner_ += length;
  }
  // The value ends before the file byte at `from`.
  void close(std::size_t from) { other(from, 0); }
  // `length` value bytes that stand for something else in the file (an escape, a folded line break).
  void other(std::size_t from, std::size_t length) {
    pieces_.push_back({static_cast<std::uint32_t>(inner_), static_cast<std::uint32_t>(from), 0});
    inner_ += length;
  }
  bool done() const { return inner_ >= value_.size(); }
  std::size_t inner() const { return inner_; }
  bool valueHas(std::string_view text) const {
    return value_.substr(std::min(inner_, value_.size())).starts_with(text);
  }
  std::vector<Piece> take() { return std::move(pieces_); }

  // A run of white space with line breaks inside a flow scalar: one break is a space, n breaks are n-1 line feeds.
  // Returns where the run ends; a run without a break is not folded and nothing is done.
  std::size_t fold(std::size_t from) {
    std::size_t to = from, breaks = 0;
    while (to < file_.size() && isSpace(file_, to)) {
      if (file_[to] == '\n') ++breaks;
      ++to;
    }
    if (breaks == 0) return from;
    other(from, breaks == 1 ? 1 : breaks - 1);
    return to;
  }

 private:
  std::string_view file_, value_;
  std::size_t inner_ = 0;
  std::vector<Piece> pieces_;
};

// A value that stands in the file as it is, as most do: nothing in it was folded or escaped.
std::optional<ScalarLayout> unchanged(std::string_view file, std::size_t at, std::string_view value) {
  const bool quoted = file[at] == '\'';
  const std::size_t from = at + (quoted ? 1 : 0), to = from + value.size();
  if (value.empty() || file.substr(from, value.size()) != value || value.find('\n') != std::string_view::npos)
    return std::nullopt;
  const std::vector<Piece> whole = {{0, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(value.size())}};
  if (!quoted)
    return ScalarLayout{Style::plain, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(to), whole, true};
  if (value.find('\'') != std::string_view::npos || to >= file.size() || file[to] != '\'' ||
      file.substr(to + 1).starts_with('\''))
    return std::nullopt;
  return ScalarLayout{Style::singleQuoted, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(to) + 1, whole,
                      true};
}

ScalarLayout plain(std::string_view file, std::size_t at, std::string_view value) {
  Aligner aligner(file, value);
  std::size_t i = at;
  while (!aligner.done() && i < file.size()) {
    if (isBlank(file[i]) || isBreak(file[i])) {
      const std::size_t after = aligner.fold(i);
      if (after != i) {
        i = after;
        continue;
      }
    }
    aligner.same(i++);
  }
  return {Style::plain, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(i), aligner.take(), true};
}

ScalarLayout singleQuoted(std::string_view file, std::size_t at, std::string_view value) {
  Aligner aligner(file, value);
  std::size_t i = at + 1;
  bool terminated = false;
  while (i < file.size()) {
    if (file[i] == '\'') {
      if (i + 1 < file.size() && file[i + 1] == '\'') {
        aligner.same(i);
        i += 2;
        continue;
      }
      terminated = true;
      ++i;
      break;
    }
    if (isBlank(file[i]) || isBreak(file[i])) {
      const std::size_t after = aligner.fold(i);
      if (after != i) {
        i = after;
        continue;
      }
    }
    aligner.same(i++);
  }
  return {Style::singleQuoted, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(i), aligner.take(),
          terminated};
}

// How many bytes of the value the escape after a backslash makes, and how many bytes it takes in the file.
struct Escape {
  std::size_t made = 1, taken = 1;
};

Escape readEscape(std::string_view file, std::size_t at) {
  const auto utf8Length = [](unsigned long c) -> std::size_t {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  };
  const auto hex = [&](std::size_t digits) -> Escape {
    unsigned long c = 0;
    for (std::size_t k = 1; k <= digits && at + k < file.size(); ++k) {
      const char d = file[at + k];
      c = c * 16 + static_cast<unsigned long>(d >= 'a' ? d - 'a' + 10 : d >= 'A' ? d - 'A' + 10 : d - '0');
    }
    return {utf8Length(c), digits + 1};
  };
  switch (file[at]) {
    case 'x':
      return hex(2);
    case 'u': {
      // JSON writes a character beyond U+FFFF as two escapes.
      const Escape one = hex(4);
      const bool isHigh = at + 2 < file.size() && (file[at + 1] | 0x20) == 'd' &&
                          std::string_view("89abAB").find(file[at + 2]) != std::string_view::npos;
      return isHigh && file.substr(std::min(at + 5, file.size()), 2) == "\\u" ? Escape{4, 11} : one;
    }
    case 'U':
      return hex(8);
    case 'N':
    case '_':
      return {2, 1};  // U+0085, U+00A0
    case 'L':
    case 'P':
      return {3, 1};  // U+2028, U+2029
    default:
      return {1, 1};
  }
}

ScalarLayout doubleQuoted(std::string_view file, std::size_t at, std::string_view value) {
  Aligner aligner(file, value);
  std::size_t i = at + 1;
  bool terminated = false;
  while (i < file.size()) {
    const char c = file[i];
    if (c == '"') {
      terminated = true;
      aligner.close(i);
      ++i;
      break;
    }
    if (c == '\\' && i + 1 < file.size()) {
      if (isBreak(file[i + 1])) {  // an escaped line break vanishes, with the indentation after it
        ++i;
        while (i < file.size() && isSpace(file, i)) ++i;
        continue;
      }
      const Escape escape = readEscape(file, i + 1);
      aligner.other(i, escape.made);
      i += 1 + escape.taken;
      continue;
    }
    if (isBlank(c) || isBreak(c)) {
      const std::size_t after = aligner.fold(i);
      if (after != i) {
        i = after;
        continue;
      }
    }
    aligner.same(i++);
  }
  return {Style::doubleQuoted, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(i), aligner.take(),
          terminated};
}

struct Line {
  std::size_t begin = 0, end = 0, next = 0;  // without and with the line break
};

Line lineAt(std::string_view file, std::size_t at) {
  std::size_t end = file.find('\n', at);
  const std::size_t next = end == std::string_view::npos ? file.size() : end + 1;
  if (end == std::string_view::npos) end = file.size();
  if (end > at && file[end - 1] == '\r') --end;
  return {at, end, next};
}

// Literal and folded blocks: the lines of the value stand, after the indentation, in the lines after the header.
ScalarLayout block(std::string_view file, std::size_t at, std::string_view value) {
  Aligner aligner(file, value);
  Line line = lineAt(file, lineAt(file, at).next);
  std::size_t end = lineAt(file, at).end;
  std::optional<std::size_t> indent, lastEnd;
  while (!aligner.done() && line.begin < file.size()) {
    std::size_t first = line.begin;
    while (first < line.end && file[first] == ' ') ++first;
    if (first == line.end) {  // a blank line: the line feeds of the value are aligned before the next text
      line = lineAt(file, line.next);
      continue;
    }
    // Nothing but line breaks is left: the line belongs to what follows the block.
    if (value.find_first_not_of('\n', aligner.inner()) == std::string_view::npos) break;
    if (!indent) {
      // An explicit indentation indicator leaves leading blanks in the value.
      const std::size_t feeds = std::min(value.find_first_not_of('\n'), value.size());
      const std::size_t blanks = std::min(value.find_first_not_of(' ', feeds), value.size()) - feeds;
      indent = (first - line.begin) - std::min(blanks, first - line.begin);
    }
    if (first - line.begin < *indent) break;  // the block is over; its value ends in line breaks
    const std::size_t from = line.begin + *indent;
    const std::string_view content = file.substr(from, line.end - from);
    std::size_t skipped = 0;
    const std::string_view rest = value.substr(aligner.inner());
    while (skipped < rest.size() && !rest.substr(skipped).starts_with(content) &&
           (rest[skipped] == '\n' || rest[skipped] == ' '))
      ++skipped;
    // The first line break stands where the line before it ends; a blank that it was folded to likewise.
    if (skipped > 0 && lastEnd) {
      const bool feed = rest[0] == '\n' && file[*lastEnd] == '\n';
      if (feed)
        aligner.same(*lastEnd);
      else
        aligner.other(*lastEnd, 1);
      if (skipped > 1) aligner.other(*lastEnd + 1, skipped - 1);
    } else if (skipped > 0) {
      aligner.other(from, skipped);
    }
    if (!aligner.valueHas(content)) break;
    aligner.same(from, content.size());
    end = line.end;
    lastEnd = line.end;
    line = lineAt(file, line.next);
  }
  const Style style = file[at] == '|' ? Style::literal : Style::folded;
  return {style, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), aligner.take(), true};
}

// As yaml-cpp takes them: what is no such character begins the scalar, blank or not.
bool isTagCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("!-#;/?:@&=+$_.~*'()%").find(c) != std::string_view::npos;
}

// Anchors and tags stand before the scalar they belong to.
std::size_t skipProperties(std::string_view file, std::size_t at) {
  while (at < file.size() && (file[at] == '&' || file[at] == '!')) {
    if (file.substr(at, 2) == "!<")
      at = std::min(file.find('>', at), file.size() - 1) + 1;
    else if (file[at] == '!')
      while (at < file.size() && isTagCharacter(file[at])) ++at;
    else
      while (at < file.size() && !isBlank(file[at]) && !isBreak(file[at])) ++at;
    while (at < file.size() && isSpace(file, at)) ++at;
  }
  return at;
}

ScalarLayout aligned(std::string_view file, std::size_t begin, std::uint32_t at, std::string_view value) {
  if (begin >= file.size()) return {Style::plain, at, at, {}, true};
  switch (file[begin]) {
    case '\'':
      if (auto layout = unchanged(file, begin, value)) return std::move(*layout);
      return singleQuoted(file, begin, value);
    case '"':
      return doubleQuoted(file, begin, value);
    case '|':
    case '>':
      return block(file, begin, value);
    default:
      if (auto layout = unchanged(file, begin, value)) return std::move(*layout);
      return plain(file, begin, value);
  }
}

// What was decoded in another way than here (yaml-cpp takes some lone carriage returns for line breaks, and blanks in a
// block for a line of its own) has no place of its own from there on.
void keepWhatStandsThere(ScalarLayout& layout, std::string_view file, std::string_view value) {
  std::vector<Piece>& pieces = layout.pieces;
  const auto differs = [&](const Piece& piece) {
    return std::size_t{piece.inner} + piece.length > value.size() || piece.outer + piece.length > layout.end ||
           file.substr(piece.outer, piece.length) != value.substr(piece.inner, piece.length);
  };
  const auto first = std::find_if(pieces.begin(), pieces.end(), differs);
  if (first == pieces.end()) return;
  *first = {static_cast<std::uint32_t>(std::min<std::size_t>(first->inner, value.size())),
            std::min(first->outer, layout.end), 0};
  pieces.erase(first + 1, pieces.end());
}

}  // namespace

ScalarLayout layOut(std::string_view file, std::uint32_t at, std::string_view value) {
  ScalarLayout layout = aligned(file, skipProperties(file, at), at, value);
  keepWhatStandsThere(layout, file, value);
  return layout;
}

}  // namespace quarry::base::yaml
