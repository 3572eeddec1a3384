#include "quarry/base/source.h"

#include <algorithm>
#include <cassert>

namespace quarry::base {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Characters are counted block by block once, where a place in a line would else be counted from far away.
constexpr std::uint32_t kBlock = 1024;

// Continuation bytes of UTF-8 do not begin a character.
std::uint32_t charactersIn(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Span join(Span a, Span b) {
  assert(a.file == b.file);
  return {a.file, std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

Source::Source(std::string path, std::string text, std::uint32_t firstLine)
    : path_(std::move(path)), text_(std::move(text)), firstLine_(firstLine) {
  lineStarts_.push_back(0);
  std::size_t longest = 0;
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
    longest = std::max(longest, at - lineStarts_.back());
    lineStarts_.push_back(static_cast<std::uint32_t>(at) + 1);
  }
  if (std::max(longest, text_.size() - lineStarts_.back()) < std::size_t{4} * kBlock) return;
  charactersBefore_.push_back(0);
  for (std::size_t at = 0; at < text_.size(); at += kBlock)
    charactersBefore_.push_back(charactersBefore_.back() + charactersIn(this->text().substr(at, kBlock)));
}

std::uint32_t Source::characters(std::uint32_t begin, std::uint32_t end) const {
  const std::uint32_t first = begin / kBlock + 1,
                      last = end / kBlock;  // blocks that begin behind `begin`, and by `end`
  if (charactersBefore_.empty() || first >= last) return charactersIn(text().substr(begin, end - begin));
  return charactersIn(text().substr(begin, first * kBlock - begin)) + charactersBefore_[last] -
         charactersBefore_[first] + charactersIn(text().substr(last * kBlock, end - last * kBlock));
}

Position Source::position(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(lineStarts_.begin(), lineStarts_.end(), offset);
  const std::uint32_t begin = *(after - 1);
  std::uint32_t before = characters(begin, offset);
  // A byte order mark is no character of the text: no editor counts it.
  if (begin == 0 && offset >= kByteOrderMark.size() && text_.starts_with(kByteOrderMark)) --before;
  return {static_cast<std::uint32_t>(after - lineStarts_.begin()) + firstLine_ - 1, before + 1};
}

std::uint32_t Source::lineStart(std::uint32_t number) const {
  if (number < firstLine_ || number > lineCount()) return static_cast<std::uint32_t>(text_.size());
  return lineStarts_[number - firstLine_];
}

std::string_view Source::line(std::uint32_t number) const {
  if (number < firstLine_ || number > lineCount()) return {};
  const std::uint32_t index = number - firstLine_;
  const std::uint32_t begin = lineStarts_[index];
  std::uint32_t end =
      index + 1 < lineStarts_.size() ? lineStarts_[index + 1] : static_cast<std::uint32_t>(text_.size());
  while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
  return std::string_view(text_).substr(begin, end - begin);
}

FileId Sources::add(std::string path, std::string text) {
  return static_cast<FileId>(sources_.add({Source(std::move(path), std::move(text)), std::nullopt, {}}));
}

FileId Sources::addExcerpt(std::string path, std::string text, std::uint32_t firstLine) {
  return static_cast<FileId>(sources_.add({Source(std::move(path), std::move(text), firstLine), std::nullopt, {}}));
}

FileId Sources::embed(FileId outer, std::string text, std::vector<Piece> pieces) {
  return static_cast<FileId>(sources_.add({Source((*this)[outer].path(), std::move(text)), outer, std::move(pieces)}));
}

const Source& Sources::operator[](FileId file) const { return sources_[static_cast<std::size_t>(file)].source; }

namespace {

// The outer place of an inner offset. The end of a span belongs to the piece it closes, not to the one that follows;
// where that piece is an escape, the escape ends where the next piece begins.
std::uint32_t translate(const std::vector<Piece>& pieces, std::uint32_t offset, bool isEnd) {
  if (pieces.empty()) return 0;
  const auto after = isEnd ? std::lower_bound(pieces.begin(), pieces.end(), offset,
                                              [](const Piece& piece, std::uint32_t at) { return piece.inner < at; })
                           : std::upper_bound(pieces.begin(), pieces.end(), offset,
                                              [](std::uint32_t at, const Piece& piece) { return at < piece.inner; });
  if (after == pieces.begin()) return after->outer;
  const Piece& piece = *(after - 1);
  const std::uint32_t within = offset - piece.inner;
  if (isEnd && within > piece.length && after != pieces.end() && after->inner == offset) return after->outer;
  return piece.outer + std::min(within, piece.length);
}

}  // namespace

Span Sources::outermost(Span span) const {
  for (;;) {
    const Entry& entry = sources_[static_cast<std::size_t>(span.file)];
    if (!entry.outer) return span;
    const std::uint32_t begin = translate(entry.pieces, span.begin, false);
    const std::uint32_t end = std::max(begin, translate(entry.pieces, span.end, span.end > span.begin));
    span = {*entry.outer, begin, end};
  }
}

bool Sources::isExact(Span span) const {
  const auto isKnown = [](const Entry& entry, std::uint32_t offset) {
    const auto after = std::upper_bound(entry.pieces.begin(), entry.pieces.end(), offset,
                                        [](std::uint32_t at, const Piece& piece) { return at < piece.inner; });
    if (offset == entry.source.text().size()) return true;
    return after != entry.pieces.begin() && offset - (after - 1)->inner <= (after - 1)->length;
  };
  for (;;) {
    const Entry& entry = sources_[static_cast<std::size_t>(span.file)];
    if (!entry.outer) return true;
    if (!isKnown(entry, span.begin) || !isKnown(entry, span.end)) return false;
    const std::uint32_t begin = translate(entry.pieces, span.begin, false);
    span = {*entry.outer, begin, std::max(begin, translate(entry.pieces, span.end, span.end > span.begin))};
  }
}

std::string_view Sources::text(Span span) const {
  const std::string_view text = (*this)[span.file].text();
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  return text.substr(begin, std::min<std::size_t>(span.end, text.size()) - begin);
}

}  // namespace quarry::base
