#include "quarry/base/regex.h"

#include <algorithm>
#include <utility>

#include "quarry/base/limits.h"
#include "quarry/base/text.h"

namespace quarry::base {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::optional<unsigned> hexDigit(char c) {
  if (isDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) { tree_.text = text; }

  RegexTree read() {
    std::vector<RegexId> parts = {alternation(0)};
    while (at_ < text_.size()) {  // a `)` too many
      fault(RegexFault::Kind::unopenedGroup, at_, at_ + 1);
      ++at_;
      parts.push_back(alternation(0));
    }
    // Side by side, not one in the other: there may be any number of them.
    tree_.root = parts.size() == 1 ? parts.front() : whole(RegexKind::sequence, 0, std::move(parts));
    for (RegexId id = 0; id < tree_.nodes.size(); ++id)
      for (const RegexId part : tree_.nodes[id].parts) tree_.nodes[part].parent = id;
    tree_.nodes[tree_.root].parent = tree_.root;
    return std::move(tree_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool starts(std::string_view with) const { return text_.substr(at_).starts_with(with); }
  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }

  RegexId add(RegexNode node) {
    tree_.nodes.push_back(std::move(node));
    return static_cast<RegexId>(tree_.nodes.size() - 1);
  }
  RegexId leaf(RegexKind kind, std::size_t begin, char letter = 0, char32_t character = 0) {
    RegexNode node;
    node.kind = kind;
    node.begin = static_cast<std::uint32_t>(begin);
    node.end = here();
    node.letter = letter;
    node.character = character;
    node.escaped = text_[begin] == '\\';
    return add(std::move(node));
  }
  RegexId whole(RegexKind kind, std::uint32_t begin, std::vector<RegexId> parts) {
    RegexNode node = opened(kind);
    node.begin = begin;
    node.end = here();
    node.parts = std::move(parts);
    return add(std::move(node));
  }
  RegexNode opened(RegexKind kind) const {
    RegexNode node;
    node.kind = kind;
    node.begin = here();
    return node;
  }
  void fault(RegexFault::Kind kind, std::size_t begin, std::size_t end) {
    tree_.faults.push_back({kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }

  RegexId alternation(int depth) {
    const std::uint32_t begin = here();
    std::vector<RegexId> branches{sequence(depth)};
    while (peek() == '|' && at_ < text_.size()) {
      ++at_;
      branches.push_back(sequence(depth));
    }
    if (branches.size() == 1) return branches.front();
    return whole(RegexKind::alternation, begin, std::move(branches));
  }

  RegexId sequence(int depth) {
    const std::uint32_t begin = here();
    std::vector<RegexId> parts;
    bool repeated = false;  // the part before has its quantifier
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      if (const auto bounds = quantifier()) {
        if (parts.empty() || repeated) {
          fault(RegexFault::Kind::nothingToRepeat, bounds->sign, here());
          parts.push_back(leaf(RegexKind::character, bounds->sign, 0, text_[bounds->sign]));
          repeated = false;
          continue;
        }
        RegexNode node = *bounds;
        node.begin = tree_.nodes[parts.back()].begin;
        node.parts = {parts.back()};
        parts.back() = add(std::move(node));
        repeated = true;
        continue;
      }
      repeated = false;
      if (starts("\\Q")) {
        quoted(parts);
        continue;
      }
      parts.push_back(atom(depth));
    }
    return whole(RegexKind::sequence, begin, std::move(parts));
  }

  void quoted(std::vector<RegexId>& parts) {
    at_ += 2;
    const std::size_t end = std::min(text_.find("\\E", at_), text_.size());
    while (at_ < end) {
      const std::size_t begin = at_;
      const char32_t character = codePoint();
      parts.push_back(leaf(RegexKind::character, begin, 0, character));
      tree_.nodes[parts.back()].escaped = true;
    }
    at_ = std::min(end + 2, text_.size());
  }

  // The sign at this place, passed over; `{` that is none is a character.
  std::optional<RegexNode> quantifier() {
    RegexNode node = opened(RegexKind::repeat);
    node.sign = here();
    switch (peek()) {
      case '*':
        node.most = RegexNode::kNoEnd;
        ++at_;
        break;
      case '+':
        node.least = 1;
        node.most = RegexNode::kNoEnd;
        ++at_;
        break;
      case '?':
        node.most = 1;
        ++at_;
        break;
      case '{': {
        std::size_t i = at_ + 1;
        if (!isDigit(i < text_.size() ? text_[i] : '\0')) return std::nullopt;
        node.least = number(i);
        node.most = node.least;
        if (i < text_.size() && text_[i] == ',') {
          ++i;
          node.most = i < text_.size() && isDigit(text_[i]) ? number(i) : RegexNode::kNoEnd;
        }
        if (i >= text_.size() || text_[i] != '}') return std::nullopt;
        at_ = i + 1;
        if (node.most < node.least) fault(RegexFault::Kind::reversedBounds, node.sign, at_);
        break;
      }
      default:
        return std::nullopt;
    }
    if (peek() == '?' || peek() == '+') {
      node.greed = peek() == '?' ? RegexGreed::lazy : RegexGreed::possessive;
      ++at_;
    }
    node.end = here();
    return node;
  }

  std::uint32_t number(std::size_t& i) const {
    std::uint32_t value = 0;
    for (; i < text_.size() && isDigit(text_[i]); ++i)
      value = std::min<std::uint32_t>(value * 10 + static_cast<std::uint32_t>(text_[i] - '0'), 100'000'000);
    return value;
  }

  RegexId atom(int depth) {
    const std::size_t begin = at_;
    switch (text_[at_]) {
      case '(':
        return group(depth);
      case '[':
        return set();
      case '\\':
        return escape();
      case '.':
        ++at_;
        return leaf(RegexKind::any, begin);
      case '^':
      case '$':
        ++at_;
        return leaf(RegexKind::anchor, begin, text_[begin]);
      default: {
        const char32_t character = codePoint();
        return leaf(RegexKind::character, begin, 0, character);
      }
    }
  }

  // The character at this place, passed over; a stray byte stands for itself.
  char32_t codePoint() {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    std::size_t length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    length = std::min(length, text_.size() - at_);
    char32_t value = length == 1 ? byte : byte & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
      value = (value << 6U) | (static_cast<unsigned char>(text_[at_ + i]) & 0x3FU);
    at_ += length;
    return value;
  }

  RegexId group(int depth) {
    RegexNode node = opened(RegexKind::group);
    ++at_;
    opening(node);
    node.inside = here();
    const bool hasPart = node.group != RegexGroup::switches && node.group != RegexGroup::comment;
    if (hasPart && depth < static_cast<int>(limit::kRegexGroups)) {
      const RegexId part = alternation(depth + 1);
      node.parts = {part};
    } else if (hasPart) {
      fault(RegexFault::Kind::tooDeep, node.begin, node.begin + 1);
      stopped_ = true;
      at_ = text_.size();
    }
    if (node.group == RegexGroup::comment) at_ = std::min(text_.find(')', at_), text_.size());
    if (at_ < text_.size())
      ++at_;  // `)`
    else if (!stopped_)
      fault(RegexFault::Kind::unclosedGroup, node.begin, node.begin + 1);
    node.end = here();
    return add(std::move(node));
  }

  // What stands behind `(`, up to the part.
  void opening(RegexNode& node) {
    node.group = RegexGroup::numbered;
    if (peek() != '?') return;
    static constexpr std::pair<std::string_view, RegexGroup> kOpenings[] = {
        {"?:", RegexGroup::plain},   {"?=", RegexGroup::ahead},      {"?!", RegexGroup::notAhead},
        {"?<=", RegexGroup::behind}, {"?<!", RegexGroup::notBehind}, {"?>", RegexGroup::atomic},
        {"?#", RegexGroup::comment},
    };
    for (const auto& [sign, kind] : kOpenings)
      if (starts(sign)) {
        node.group = kind;
        at_ += sign.size();
        return;
      }
    for (const std::string_view sign : {"?<", "?P<", "?'"})
      if (starts(sign)) {
        const char close = sign.back() == '\'' ? '\'' : '>';
        const std::size_t from = at_ + sign.size(), end = text_.find(close, from);
        if (end == std::string_view::npos) break;
        node.group = RegexGroup::named;
        node.name = text_.substr(from, end - from);
        at_ = end + 1;
        return;
      }
    std::size_t i = at_ + 1;
    while (i < text_.size() && (isLetter(text_[i]) || text_[i] == '-')) ++i;
    if (i > at_ + 1 && i < text_.size() && (text_[i] == ')' || text_[i] == ':')) {
      node.group = text_[i] == ':' ? RegexGroup::plain : RegexGroup::switches;
      node.name = text_.substr(at_ + 1, i - at_ - 1);
      at_ = text_[i] == ':' ? i + 1 : i;
      return;
    }
    node.group = RegexGroup::unknown;
    ++at_;  // the `?` is no quantifier
  }

  RegexId escape() {
    const std::size_t begin = at_++;
    if (at_ >= text_.size()) {
      fault(RegexFault::Kind::endsInBackslash, begin, at_);
      return leaf(RegexKind::character, begin, 0, '\\');
    }
    const char c = text_[at_];
    if (c >= '1' && c <= '9') {
      while (isDigit(peek())) ++at_;
      return leaf(RegexKind::reference, begin, c);
    }
    if (c == 'k' && (peek(1) == '<' || peek(1) == '{' || peek(1) == '\'')) {
      const char close = peek(1) == '<' ? '>' : peek(1) == '{' ? '}' : '\'';
      const std::size_t end = text_.find(close, at_ + 2);
      at_ = end == std::string_view::npos ? at_ + 1 : end + 1;
      return leaf(RegexKind::reference, begin, 'k');
    }
    if (std::string_view("bBAzZGK").find(c) != std::string_view::npos) {
      ++at_;
      return leaf(RegexKind::anchor, begin, c);
    }
    if (const char letter = shorthand()) return leaf(RegexKind::shorthand, begin, letter);
    const char32_t character = escapedCharacter();
    return leaf(RegexKind::character, begin, 0, character);
  }

  // The letter of a shorthand behind a backslash, passed over; 0 if there is none.
  char shorthand() {
    const char c = peek();
    if (c == '\0' || std::string_view("dDwWsShHvVRXNCpP").find(c) == std::string_view::npos) return 0;
    ++at_;
    if ((c == 'p' || c == 'P' || c == 'N') && peek() == '{') {
      const std::size_t end = text_.find('}', at_);
      if (end != std::string_view::npos) at_ = end + 1;
    } else if (c == 'p' || c == 'P') {
      if (isLetter(peek())) ++at_;
    }
    return c;
  }

  // The character behind a backslash, passed over.
  char32_t escapedCharacter() {
    const char c = text_[at_];
    if (c == 'x' && peek(1) == '{') {
      const std::size_t end = text_.find('}', at_);
      if (end != std::string_view::npos) {
        const char32_t value = hex(at_ + 2, end - at_ - 2);
        at_ = end + 1;
        return value;
      }
    }
    if (c == 'x' || c == 'u') {
      const std::size_t digits = c == 'x' ? 2 : 4;
      std::size_t found = 0;
      while (found < digits && hexDigit(peek(1 + found))) ++found;
      if (found == digits) {
        const char32_t value = hex(at_ + 1, digits);
        at_ += 1 + digits;
        return value;
      }
    }
    static constexpr std::pair<char, char32_t> kNamed[] = {{'t', 9},  {'n', 10}, {'r', 13},
                                                           {'f', 12}, {'a', 7},  {'e', 27}};
    for (const auto& [letter, value] : kNamed)
      if (c == letter) {
        ++at_;
        return value;
      }
    if (c == '0') {
      char32_t value = 0;
      for (int i = 0; i < 4 && peek() >= '0' && peek() <= '7'; ++i)
        value = value * 8 + static_cast<char32_t>(text_[at_++] - '0');
      return value;
    }
    if (c == 'c' && at_ + 1 < text_.size()) {
      at_ += 2;
      return static_cast<char32_t>(text_[at_ - 1] & 0x1F);
    }
    return codePoint();
  }

  char32_t hex(std::size_t from, std::size_t length) const {
    char32_t value = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(length, 6); ++i)
      value = value * 16 + hexDigit(text_[from + i]).value_or(0);
    return value;
  }

  // Where the set that begins here ends, behind its `]`. A `]` that comes first is a character of the set in some
  // flavours and ends it in others: the former, unless there is no other.
  std::size_t setEnd() const {
    for (const bool literal : {true, false}) {
      std::size_t i = at_ + 1;
      if (i < text_.size() && text_[i] == '^') ++i;
      if (literal && i < text_.size() && text_[i] == ']') ++i;
      for (; i < text_.size(); ++i) {
        if (text_[i] == '\\')
          ++i;
        else if (text_.substr(i, 2) == "[:" && text_.find(":]", i) != std::string_view::npos)
          i = text_.find(":]", i) + 1;
        else if (text_[i] == ']')
          return i + 1;
      }
    }
    return std::string_view::npos;
  }

  RegexId set() {
    RegexNode node = opened(RegexKind::set);
    const std::size_t end = setEnd();
    if (end == std::string_view::npos) {
      fault(RegexFault::Kind::unclosedSet, at_, at_ + 1);
      ++at_;
      return leaf(RegexKind::character, node.begin, 0, '[');
    }
    ++at_;
    if (peek() == '^') {
      node.negated = true;
      ++at_;
    }
    // Nothing of an item stands behind the set: `[\x{1F]}`.
    const std::string_view whole = std::exchange(text_, text_.substr(0, end - 1));
    while (at_ < text_.size()) item(node, text_.size());
    text_ = whole;
    at_ = end;
    node.end = here();
    return add(std::move(node));
  }

  void item(RegexNode& set, std::size_t end) {
    RegexItem item;
    item.begin = here();
    one(item);
    if (item.letter == 0 && peek() == '-' && at_ + 1 < end) {
      const std::size_t dash = at_;
      ++at_;
      RegexItem last;
      one(last);
      if (last.letter != 0) {  // [a-\d]: the dash is one of them
        at_ = dash;
      } else {
        item.to = last.to;
        if (item.to < item.from) fault(RegexFault::Kind::reversedRange, item.begin, at_);
      }
    }
    item.end = here();
    set.items.push_back(item);
  }

  void one(RegexItem& item) {
    if (starts("[:")) {
      const std::size_t close = text_.find(":]", at_);
      if (close != std::string_view::npos) {
        at_ = close + 2;
        item.letter = '[';
        return;
      }
    }
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
      ++at_;
      if (peek() == 'b') {
        ++at_;
        item.from = item.to = 8;
        return;
      }
      item.letter = shorthand();
      if (item.letter == 0) item.from = item.to = escapedCharacter();
      return;
    }
    item.from = item.to = codePoint();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool stopped_ = false;  // nested too deep: the rest is not read
  RegexTree tree_;
};

}  // namespace

RegexTree readRegex(std::string_view text) { return Reader(text).read(); }

}  // namespace quarry::base
