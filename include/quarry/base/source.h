// Source texts and places in them. A source may be embedded in another (CQL in a YAML scalar, a condition in a rule):
// its spans are translated to the file that a person can open.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/stable_list.h"

namespace quarry::base {

enum class FileId : std::uint32_t {};

// Half-open range of bytes in one source.
struct Span {
  FileId file{};
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

// The smallest span that holds both; both must lie in the same source.
Span join(Span a, Span b);

// 1-based line and column. A column counts Unicode code points, not bytes; a tab counts as one.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend bool operator==(const Position&, const Position&) = default;
};

// `length` bytes from `inner` of an embedded text stand, unchanged, at `outer` of the text around it. Bytes that no
// piece covers (an escape that was decoded) belong to the end of the piece before them.
struct Piece {
  std::uint32_t inner = 0;
  std::uint32_t outer = 0;
  std::uint32_t length = 0;
};

class Source {
 public:
  // firstLine: the number of the text's first line, if it is an excerpt of a file that is too long to be kept.
  Source(std::string path, std::string text, std::uint32_t firstLine = 1);

  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }

  // Offsets beyond the end mean the end.
  Position position(std::uint32_t offset) const;
  // The text of a 1-based line without its line break; "" outside the text.
  std::string_view line(std::uint32_t number) const;
  // Where a 1-based line begins, as a byte offset.
  std::uint32_t lineStart(std::uint32_t number) const;
  std::uint32_t lineCount() const { return static_cast<std::uint32_t>(lineStarts_.size()) + firstLine_ - 1; }

 private:
  std::string path_;
  std::string text_;
  std::uint32_t firstLine_;
  std::vector<std::uint32_t> lineStarts_;
  std::vector<std::uint32_t> charactersBefore_;  // each block of the text, if it has long lines; else empty

  std::uint32_t characters(std::uint32_t begin, std::uint32_t end) const;
};

// Owns all sources of a run; a FileId stays valid, and so does a reference to a Source, while it lives. Several threads
// may add sources at a time and read those they know of.
class Sources {
 public:
  FileId add(std::string path, std::string text);
  // A piece of a file, beginning at the start of a line.
  FileId addExcerpt(std::string path, std::string text, std::uint32_t firstLine);
  // A text that stands inside `outer`; `pieces` are ordered by `inner`. Its path is that of the outermost file.
  FileId embed(FileId outer, std::string text, std::vector<Piece> pieces);

  const Source& operator[](FileId file) const;
  std::size_t size() const { return sources_.size(); }

  // The same place in the file that a person can open.
  Span outermost(Span span) const;
  // Whether both ends of it have a place of their own there: none is in the midst of what stands for something else,
  // such as the line breaks that several empty lines of a folded scalar make.
  bool isExact(Span span) const;
  // The text a span covers, in its own source.
  std::string_view text(Span span) const;

 private:
  struct Entry {
    Source source;
    std::optional<FileId> outer;
    std::vector<Piece> pieces;
  };
  StableList<Entry> sources_;
};

}  // namespace quarry::base
