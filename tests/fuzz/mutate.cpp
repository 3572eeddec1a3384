#include "mutate.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace quarry::fuzz {

namespace {

using Pieces = std::vector<std::string>;

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0; }

// Words, numbers, texts in quotes on one line, runs of blanks, and every other character by itself.
Pieces piecesOf(std::string_view text) {
  Pieces pieces;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t from = i;
    const char c = text[i++];
    if (isWord(c)) {
      while (i < text.size() && isWord(text[i])) ++i;
    } else if (c == ' ') {
      while (i < text.size() && text[i] == ' ') ++i;
    } else if (c == '"' || c == '\'') {
      const std::size_t end = text.find(c, i);
      if (end != std::string_view::npos && text.substr(i, end - i).find('\n') == std::string_view::npos) i = end + 1;
    }
    pieces.emplace_back(text.substr(from, i - from));
  }
  return pieces;
}

Pieces linesOf(std::string_view text) {
  Pieces lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end == std::string_view::npos ? text.size() : end + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

std::string joined(const Pieces& pieces) {
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  return text;
}

class Mutation {
 public:
  Mutation(std::mt19937& random, const Pieces& words, const Pieces& others)
      : random_(random), words_(words), others_(others) {}

  void apply(Pieces& pieces, bool lines) {
    if (pieces.empty()) pieces.push_back(word());
    const std::size_t at = below(pieces.size());
    const std::size_t length = 1 + below(std::min<std::size_t>(pieces.size() - at, 1 + below(8)));
    const auto first = pieces.begin() + static_cast<std::ptrdiff_t>(at);
    const Pieces range(first, first + static_cast<std::ptrdiff_t>(length));
    switch (below(lines ? 7 : 12)) {
      case 0:  // out
        pieces.erase(first, first + static_cast<std::ptrdiff_t>(length));
        break;
      case 1:  // twice
        pieces.insert(first, range.begin(), range.end());
        break;
      case 2: {  // elsewhere
        pieces.erase(first, first + static_cast<std::ptrdiff_t>(length));
        pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(below(pieces.size() + 1)), range.begin(),
                      range.end());
        break;
      }
      case 3:  // changed with another
        std::swap(pieces[at], pieces[below(pieces.size())]);
        break;
      case 4: {  // what stands in another text
        const Pieces other = foreign(lines);
        pieces.insert(first, other.begin(), other.end());
        break;
      }
      case 5:  // indentation, or blanks
        pieces[at] = lines && pieces[at].starts_with("  ") && below(2) == 0 ? pieces[at].substr(2) : "  " + pieces[at];
        break;
      case 6:
        if (lines)
          pieces[at] = withoutValue(pieces[at]);
        else
          pieces[at] = word();
        break;
      case 7:
        pieces.insert(first, below(2) == 0 ? word() : " " + word() + " ");
        break;
      case 8:
        pieces[at] = number();
        break;
      case 9:  // shorter, down to quotes or brackets with nothing in them
        shorten(pieces, below(2) == 0 ? at : nextToShorten(pieces, at));
        break;
      case 10:  // what is in it, again
        if (isQuoted(pieces[at]))
          pieces[at].insert(1, pieces[at].substr(1, pieces[at].size() - 2));
        else
          pieces[at] += pieces[at];
        break;
      default: {  // the inside of a piece
        std::string& piece = pieces[at];
        const std::size_t inside = below(piece.size() + 1);
        piece.insert(inside, below(3) == 0 ? "\xC3\xA9" : std::string(1, sign()));
      }
    }
  }

  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }

 private:
  static bool isQuoted(const std::string& piece) {
    return piece.size() > 1 && (piece[0] == '"' || piece[0] == '\'') && piece.back() == piece[0];
  }
  // The first quoted text or opening bracket from there: they are fewer than what they hold. `at` if none comes.
  static std::size_t nextToShorten(const Pieces& pieces, std::size_t at) {
    const auto next =
        std::find_if(pieces.begin() + static_cast<std::ptrdiff_t>(at), pieces.end(),
                     [](const auto& piece) { return isQuoted(piece) || piece == "(" || piece == "[" || piece == "{"; });
    return next == pieces.end() ? at : static_cast<std::size_t>(next - pieces.begin());
  }
  // The bracket that closes the one at `at`; `at` if it opens none, or it stays open.
  static std::size_t partner(const Pieces& pieces, std::size_t at) {
    const auto turn = [&](std::size_t i) {
      const std::string& piece = pieces[i];
      const bool opens = piece == "(" || piece == "[" || piece == "{";
      const bool closes = piece == ")" || piece == "]" || piece == "}";
      return static_cast<int>(opens) - static_cast<int>(closes);
    };
    int depth = turn(at);
    if (depth < 1) return at;
    for (std::size_t i = at + 1; i < pieces.size(); ++i)
      if (depth += turn(i); depth == 0) return i;
    return at;
  }
  void shorten(Pieces& pieces, std::size_t at) {
    const auto from = pieces.begin() + static_cast<std::ptrdiff_t>(at);
    if (const std::size_t close = partner(pieces, at); close != at)
      pieces.erase(from + 1, pieces.begin() + static_cast<std::ptrdiff_t>(close));
    else
      *from = shortened(*from);
  }
  std::string shortened(const std::string& piece) {
    const std::size_t quotes = isQuoted(piece) ? 1 : 0;
    const std::size_t inside = piece.size() - 2 * quotes;
    // Half of them by all, a quarter by the last: where a reader looks for what closes something.
    const std::size_t kept = below(2) == 0 ? 0 : below(2) == 0 && inside > 0 ? inside - 1 : below(inside);
    return piece.substr(0, quotes + kept) + piece.substr(quotes + inside);
  }
  // A line of YAML without what stands behind its colon or its hyphen.
  static std::string withoutValue(const std::string& line) {
    const std::size_t colon = line.find(": "), hyphen = line.find("- ");
    const std::size_t mark = std::min(colon, hyphen);
    return mark == std::string::npos ? line : line.substr(0, mark + 1) + "\n";
  }
  std::string word() {
    if (words_.empty()) return std::string(1, sign());
    return words_[below(words_.size())];
  }
  std::string number() {
    static const Pieces numbers = {"0",     "1",          "-1",         "2",     "7",   "100",
                                   "65536", "2147483648", "4294967296", "1e308", "0.1", "99999999999999999999"};
    return numbers[below(numbers.size())];
  }
  char sign() {
    constexpr std::string_view kSigns = "\"'`\\/*?|:;,.()[]{}<>=!&%$#@~^+-_ \n\t\rA0";
    return kSigns[below(kSigns.size())];
  }
  Pieces foreign(bool lines) {
    if (others_.empty()) return {word()};
    const std::string& text = others_[below(others_.size())];
    const Pieces all = lines ? linesOf(text) : piecesOf(text);
    if (all.empty()) return {word()};
    const std::size_t at = below(all.size());
    const std::size_t length = 1 + below(std::min<std::size_t>(all.size() - at, 12));
    return {all.begin() + static_cast<std::ptrdiff_t>(at), all.begin() + static_cast<std::ptrdiff_t>(at + length)};
  }

  std::mt19937& random_;
  const Pieces& words_;
  const Pieces& others_;
};

}  // namespace

std::string mutated(const std::string& text, std::mt19937& random, const std::vector<std::string>& words,
                    const std::vector<std::string>& others) {
  Mutation mutation(random, words, others);
  const bool lines = mutation.below(4) == 0;
  Pieces pieces = lines ? linesOf(text) : piecesOf(text);
  for (std::size_t count = 1 + mutation.below(4); count > 0; --count) mutation.apply(pieces, lines);
  return joined(pieces);
}

}  // namespace quarry::fuzz
