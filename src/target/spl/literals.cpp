#include "target/spl/literals.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>
#include <variant>

#include "quarry/base/regex.h"
#include "target/spl/quote.h"

namespace quarry::target::spl {

namespace {

constexpr std::size_t kLeast = 3;   // a shorter text is in nearly every value
constexpr std::size_t kMost = 24;   // alternatives: more make a search no quicker
constexpr std::size_t kEnough = 8;  // from here on few alternatives count for more than long ones

// Beyond ASCII `search` may fold otherwise than the expression; a star is a wildcard, a dollar may begin a token.
bool isAskable(char32_t c) { return c >= 0x20 && c < 0x7F && c != '*' && c != '$'; }

// A letter behind a backslash may be a command of PCRE that the tree does not know.
bool isText(const base::RegexTree& tree, const base::RegexNode& node) {
  const bool isLetter = node.escaped && std::isalnum(static_cast<unsigned char>(tree.text[node.begin + 1])) != 0;
  return isAskable(node.character) && !isLetter;
}

using Texts = std::vector<std::string>;  // of which a match holds at least one

std::size_t shortest(const Texts& texts) {
  std::size_t least = std::string::npos;
  for (const std::string& text : texts) least = std::min(least, text.size());
  return least;
}

bool isBetter(const Texts& a, const Texts& b) {
  if (b.empty()) return !a.empty();
  if (a.empty()) return false;
  const std::size_t lengthOfA = std::min(shortest(a), kEnough), lengthOfB = std::min(shortest(b), kEnough);
  if (lengthOfA != lengthOfB) return lengthOfA > lengthOfB;
  return a.size() != b.size() ? a.size() < b.size() : shortest(a) > shortest(b);
}

void keepBetter(Texts& best, Texts other) {
  if (isBetter(other, best)) best = std::move(other);
}

// The texts of a part of an expression; empty if it promises none.
Texts textsOf(const base::RegexTree& tree, base::RegexId id);

Texts textsOfSequence(const base::RegexTree& tree, const base::RegexNode& node) {
  Texts best;
  std::string run;
  const auto endRun = [&] {
    if (!run.empty()) keepBetter(best, {std::exchange(run, {})});
  };
  for (const base::RegexId part : node.parts) {
    if (tree[part].kind == base::RegexKind::character && isText(tree, tree[part])) {
      run += static_cast<char>(tree[part].character);
      continue;
    }
    endRun();
    keepBetter(best, textsOf(tree, part));
  }
  endRun();
  return best;
}

Texts textsOfAlternation(const base::RegexTree& tree, const base::RegexNode& node) {
  Texts all;
  for (const base::RegexId part : node.parts) {
    Texts one = textsOf(tree, part);
    if (one.empty()) return {};
    for (std::string& text : one)
      if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
  }
  return all;
}

Texts textsOf(const base::RegexTree& tree, base::RegexId id) {
  const base::RegexNode& node = tree[id];
  switch (node.kind) {
    case base::RegexKind::alternation:
      return textsOfAlternation(tree, node);
    case base::RegexKind::sequence:
      return textsOfSequence(tree, node);
    case base::RegexKind::repeat:
      return node.least == 0 ? Texts{} : textsOf(tree, node.parts.front());
    case base::RegexKind::group:
      switch (node.group) {
        case base::RegexGroup::numbered:
        case base::RegexGroup::named:
        case base::RegexGroup::plain:
        case base::RegexGroup::atomic:
          return node.parts.empty() ? Texts{} : textsOf(tree, node.parts.front());
        default:
          return {};
      }
    case base::RegexKind::character:
      return isText(tree, node) ? Texts{std::string(1, static_cast<char>(node.character))} : Texts{};
    default:
      return {};
  }
}

// Where blanks and comments are no text, or runs are quoted, the tree does not say what is matched.
bool isPlainlyRead(const base::RegexTree& tree) {
  if (!tree.faults.empty() || tree.text.find("\\Q") != std::string::npos) return false;
  return std::none_of(tree.nodes.begin(), tree.nodes.end(), [](const base::RegexNode& node) {
    if (node.kind != base::RegexKind::group) return false;
    if (node.group == base::RegexGroup::unknown) return true;
    const bool hasSwitches = node.group == base::RegexGroup::switches || node.group == base::RegexGroup::plain;
    return hasSwitches && node.name.find('x') != std::string::npos;
  });
}

// None if there is none worth asking for.
Texts textsOf(const ir::Regex& regex) {
  const base::RegexTree tree = base::readRegex(regex.text);
  if (!isPlainlyRead(tree)) return {};
  Texts texts = textsOf(tree, tree.root);
  if (texts.size() > kMost || shortest(texts) < kLeast) return {};
  return texts;
}

// Letters and digits on end. Not behind a percent sign: the index splits after some codes such as %21.
std::string longestWord(std::string_view text) {
  const auto isWord = [&](std::size_t at) { return std::isalnum(static_cast<unsigned char>(text[at])) != 0; };
  std::string_view best;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && isWord(end)) ++end;
    if (end - begin > best.size() && (begin == 0 || text[begin - 1] != '%')) best = text.substr(begin, end - begin);
    begin = end + 1;
  }
  return std::string(best);
}

}  // namespace

std::optional<AnyOf> requiredOf(const ir::Glob& glob) {
  std::string best;
  std::size_t length = 0;
  for (std::size_t i = 0; i < glob.tokens.size(); ++i) {
    const auto* text = std::get_if<std::string>(&glob.tokens[i]);
    if (text == nullptr) continue;
    for (std::size_t begin = 0; begin < text->size();) {
      std::size_t end = begin;
      while (end < text->size() && isAskable(static_cast<unsigned char>((*text)[end]))) ++end;
      if (end - begin > length) {
        length = end - begin;
        const bool atStart = i == 0 && begin == 0;
        const bool atEnd = i + 1 == glob.tokens.size() && end == text->size();
        best = (atStart ? "" : "*") + text->substr(begin, length) + (atEnd ? "" : "*");
      }
      begin = end + 1;
    }
  }
  if (length < kLeast) return std::nullopt;
  return AnyOf{quote(best)};
}

std::optional<AnyOf> requiredOf(const ir::Regex& regex) {
  const Texts texts = textsOf(regex);
  if (texts.empty()) return std::nullopt;
  AnyOf out;
  for (const std::string& text : texts) out.push_back(quote("*" + text + "*"));
  return out;
}

std::optional<AnyOf> requiredWordsOf(const ir::Glob& glob) {
  std::string best;
  for (const ir::GlobToken& token : glob.tokens)
    if (const auto* text = std::get_if<std::string>(&token))
      if (std::string word = longestWord(*text); word.size() > best.size()) best = std::move(word);
  if (best.size() < kLeast) return std::nullopt;
  return AnyOf{quote("*" + best + "*")};
}

std::optional<AnyOf> requiredWordsOf(const ir::Regex& regex) {
  const Texts texts = textsOf(regex);
  if (texts.empty()) return std::nullopt;
  AnyOf out;
  for (const std::string& text : texts) {
    const std::string word = longestWord(text);
    if (word.size() < kLeast) return std::nullopt;
    out.push_back(quote("*" + word + "*"));
  }
  return out;
}

}  // namespace quarry::target::spl
