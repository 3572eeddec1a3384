#include "rule/places.h"

#include <algorithm>

namespace quarry::rule {

base::Span placeWithin(const std::vector<base::Piece>& pieces, base::Span whole, std::size_t begin, std::size_t end) {
  const auto place = [&](std::size_t offset, bool isEnd) -> std::uint32_t {
    const base::Piece* piece = nullptr;
    for (const base::Piece& candidate : pieces) {
      if (candidate.inner > offset || (isEnd && piece != nullptr && candidate.inner >= offset)) break;
      piece = &candidate;
    }
    if (piece == nullptr) return whole.begin;
    return piece->outer + std::min<std::uint32_t>(static_cast<std::uint32_t>(offset) - piece->inner, piece->length);
  };
  if (pieces.empty()) return whole;
  const std::uint32_t from = std::clamp(place(begin, false), whole.begin, whole.end);
  const std::uint32_t to = end > begin ? std::clamp(place(end, true), from, whole.end) : from;
  return {whole.file, from, to};
}

}  // namespace quarry::rule
