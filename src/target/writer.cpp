#include "target/writer.h"

#include <algorithm>

namespace quarry::target {

Writer& Writer::operator<<(std::string_view text) {
  if (text.empty()) return *this;
  const auto begin = static_cast<std::uint32_t>(query_.text.size());
  query_.text += text;
  const auto end = static_cast<std::uint32_t>(query_.text.size());
  if (!current_.empty()) query_.pieces.push_back({begin, end, current_});
  return *this;
}

Writer& Writer::append(const Query& other) {
  const auto shift = static_cast<std::uint32_t>(query_.text.size());
  query_.text += other.text;
  for (const Query::Piece& piece : other.pieces)
    query_.pieces.push_back({piece.begin + shift, piece.end + shift, piece.origin});
  return *this;
}

std::size_t Writer::column() const {
  const std::size_t line = query_.text.rfind('\n');
  return line == std::string::npos ? query_.text.size() : query_.text.size() - line - 1;
}

base::Origin Query::originAt(std::uint32_t offset) const {
  const auto after = std::upper_bound(pieces.begin(), pieces.end(), offset,
                                      [](std::uint32_t at, const Piece& piece) { return at < piece.begin; });
  if (after == pieces.begin() || (after - 1)->end <= offset) return {};
  return (after - 1)->origin;
}

}  // namespace quarry::target
