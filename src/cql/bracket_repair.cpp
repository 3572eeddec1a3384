#include "cql/bracket_repair.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "quarry/base/limits.h"

namespace quarry::cql {
namespace {

// Nobody writes a step with more brackets. Beyond the steps a repair is made without looking around.
constexpr std::size_t kWindow = base::limit::kRepairSymbols, kBudget = base::limit::kRepairSteps;
constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max();

struct Edit {
  enum class Kind : std::uint8_t { insert, erase, change, tolerate, swap };
  Kind kind{};
  std::size_t at = 0;  // the symbol edited, or before which one is inserted; those read come first, then the rest
  TokenKind with{};    // insert, change
  std::optional<std::uint32_t> before{};  // insert: the token before which it stands, if not the symbol's
};

class Repair {
 public:
  Repair(std::string_view text, const std::vector<Token>& tokens, const std::vector<BracketSymbol>& symbols)
      : text_(text), tokens_(tokens), rest_(symbols) {}

  Repaired run() {
    while (!readOn()) apply(spent_ > kBudget ? here().front() : placed(best()));
    return {std::move(read_), std::move(deleted_)};
  }

 private:
  struct Open {
    TokenKind kind{};
    std::size_t below = kEverything;
  };

  bool fits(std::optional<TokenKind> top, const BracketSymbol& next) const {
    if (isOpener(next.kind)) return true;
    if (isCloser(next.kind)) return top && closerOf(*top) == next.kind;
    return next.tolerated || !top || *top == TokenKind::leftBrace;
  }

  void take(const BracketSymbol& symbol) {
    if (isOpener(symbol.kind))
      open_.push_back(read_.size());
    else if (isCloser(symbol.kind))
      open_.pop_back();
    read_.push_back(symbol);
    if (open_.empty()) statement_ = read_.size();
  }

  // True if everything balances.
  bool readOn() {
    for (; next_ < rest_.size(); ++next_) {
      if (!fits(open_.empty() ? std::nullopt : std::optional(read_[open_.back()].kind), rest_[next_])) return false;
      take(rest_[next_]);
    }
    return open_.empty();
  }

  // What can be done at the very place. The first is what is done if nothing is better.
  std::vector<Edit> here() const {
    const std::size_t at = read_.size();
    if (next_ == rest_.size()) {
      if (read_[open_.back()].keyword) return {{Edit::Kind::erase, open_.back()}};
      return {{Edit::Kind::insert, at, closerOf(read_[open_.back()].kind)}};
    }
    if (open_.empty()) return {{Edit::Kind::erase, at}};
    const TokenKind closer = closerOf(read_[open_.back()].kind);
    if (!isCloser(rest_[next_].kind)) return {{Edit::Kind::insert, at, closer}, {Edit::Kind::tolerate, at}};
    std::vector<Edit> edits;
    if (read_[open_.back()].keyword) edits.push_back({Edit::Kind::erase, open_.back()});
    edits.push_back({Edit::Kind::erase, at});
    if (const std::size_t top = open_.back(); top > 0 && open_.size() > 1 && open_[open_.size() - 2] == top - 1 &&
                                              read_[top - 1].kind == TokenKind::leftBracket && glued(read_[top - 1]))
      edits.push_back({Edit::Kind::swap, top - 1});  // groupBy[(a, b])
    if (next_ + 1 < rest_.size() && isCloser(rest_[next_ + 1].kind)) edits.push_back({Edit::Kind::swap, at});
    edits.push_back({Edit::Kind::insert, at, closer});
    edits.push_back({Edit::Kind::change, at, closer});
    return edits;
  }
  bool glued(const BracketSymbol& symbol) const {
    return symbol.token > 0 && tokens_[symbol.token - 1].end == tokens_[symbol.token].begin;
  }

  Edit best() {
    const std::size_t window = std::max(statement_, read_.size() > kWindow ? read_.size() - kWindow : 0);
    const std::vector<Edit> candidates = here();
    // The bracket that is open may stand before the window.
    std::size_t from = window;
    for (const Edit& edit : candidates) from = std::min(from, edit.at);
    remember(from);
    Edit found = candidates.front();
    std::size_t reached = 0;
    const auto consider = [&](const Edit& edit) {
      if (reached == kEverything || spent_ > kBudget) return;
      if (const std::size_t reach = reachOf(edit, from); reach > reached) {
        reached = reach;
        found = edit;
      }
    };
    for (const Edit& edit : candidates) consider(edit);
    // A mistake further back: the nearest first.
    for (std::size_t j = read_.size(); j-- > window && reached != kEverything && spent_ <= kBudget;) {
      const BracketSymbol& symbol = read_[j];
      for (const TokenKind kind : {TokenKind::rightParen, TokenKind::rightBracket, TokenKind::rightBrace})
        consider({Edit::Kind::insert, j, kind});
      if (symbol.inserted || (!isOpener(symbol.kind) && !isCloser(symbol.kind))) continue;
      consider({Edit::Kind::erase, j});
      if (isCloser(symbol.kind) || symbol.keyword) continue;
      if (j + 1 < read_.size() && isOpener(read_[j + 1].kind)) consider({Edit::Kind::swap, j});
      for (const TokenKind kind : {TokenKind::leftParen, TokenKind::leftBracket, TokenKind::leftBrace})
        if (kind != symbol.kind) consider({Edit::Kind::change, j, kind});
    }
    return found;
  }

  // The brackets open before each symbol that was read, from `from` on, as lists that share their ends.
  void remember(std::size_t from) {
    arena_.clear();
    before_.clear();
    std::size_t top = kEverything;
    for (std::size_t i = statement_; i < read_.size(); ++i) {
      if (i >= from) before_.push_back(top);
      top = after(top, read_[i]);
    }
    before_.push_back(top);
    remembered_ = arena_.size();
    spent_ += read_.size() - statement_;
  }
  std::size_t after(std::size_t top, const BracketSymbol& symbol) {
    if (isOpener(symbol.kind)) {
      arena_.push_back({symbol.kind, top});
      return arena_.size() - 1;
    }
    return isCloser(symbol.kind) ? arena_[top].below : top;
  }

  // How many symbols balance after the edit.
  std::size_t reachOf(const Edit& edit, std::size_t from) {
    arena_.resize(remembered_);
    std::size_t top = before_[edit.at - from];
    const auto reads = [&](BracketSymbol symbol) {
      ++spent_;
      if (!fits(top == kEverything ? std::nullopt : std::optional(arena_[top].kind), symbol)) return false;
      top = after(top, symbol);
      return true;
    };
    const auto symbolAt = [&](std::size_t i) { return i < read_.size() ? read_[i] : rest_[next_ + i - read_.size()]; };
    const std::size_t count = read_.size() + (rest_.size() - next_);
    std::size_t i = edit.at;
    switch (edit.kind) {
      case Edit::Kind::insert:
        if (!reads({.kind = edit.with})) return 0;
        break;
      case Edit::Kind::erase:
        ++i;
        break;
      case Edit::Kind::change: {
        BracketSymbol changed = symbolAt(i++);
        changed.kind = edit.with;
        if (!reads(changed)) return 0;
        break;
      }
      case Edit::Kind::tolerate:
        ++i;
        break;
      case Edit::Kind::swap:
        if (!reads(symbolAt(i + 1)) || !reads(symbolAt(i))) return 0;
        i += 2;
        break;
    }
    const std::size_t stop = std::min(count, read_.size() + kWindow);
    for (; i < stop; ++i)
      if (!reads(symbolAt(i))) return i + 1;
    return stop == count && top != kEverything ? count + 1 : kEverything;
  }

  // A closing bracket that is missing somewhere before the place where that shows: no brace holds a comma, no list a
  // named argument.
  Edit placed(const Edit& edit) {
    if (edit.kind != Edit::Kind::insert || edit.at != read_.size() || open_.empty()) return edit;
    if (edit.with == TokenKind::rightBrace && next_ == rest_.size()) return placedByLayout(edit);
    if (edit.with == TokenKind::rightParen) return edit;
    std::size_t symbol = open_.back() + 1;
    const std::uint32_t end = next_ < rest_.size() ? rest_[next_].token : static_cast<std::uint32_t>(tokens_.size());
    int depth = 0;
    for (std::uint32_t i = read_[open_.back()].token + 1; i < end; ++i, ++spent_) {
      const TokenKind kind = tokens_[i].kind;
      for (; symbol < read_.size() && read_[symbol].token <= i; ++symbol)
        depth += isOpener(read_[symbol].kind) ? 1 : isCloser(read_[symbol].kind) ? -1 : 0;
      if (kind != TokenKind::comma || depth != 0) continue;
      const bool named =
          i + 2 < end && tokens_[i + 1].kind == TokenKind::word && tokens_[i + 2].kind == TokenKind::equal;
      if (edit.with == TokenKind::rightBrace || named)
        return {.kind = edit.kind, .at = symbol, .with = edit.with, .before = i};
    }
    return edit;
  }

  // A brace that the query never closes ends, by its layout, before a pipe that begins a line no further in than the
  // line with the brace.
  Edit placedByLayout(Edit edit) {
    const std::size_t opener = open_.back();
    const std::size_t indent = indentOf(read_[opener].token);
    std::size_t depth = 0, place = edit.at;
    for (std::size_t i = opener + 1; i < read_.size(); ++i, ++spent_) {
      const TokenKind kind = read_[i].kind;
      if (isOpener(kind)) ++depth;
      if (isCloser(kind)) --depth;
      if (depth != 0) continue;
      if (kind == TokenKind::semicolon) place = edit.at;
      if (kind != TokenKind::pipe || place != edit.at) continue;
      const std::uint32_t token = read_[i].token;
      const std::size_t line = lineBegin(token);
      if (firstOf(line) == tokens_[token].begin && tokens_[token].begin - line <= indent) place = i;
    }
    edit.at = place;
    return edit;
  }
  std::size_t lineBegin(std::uint32_t token) const {
    const std::size_t at = tokens_[token].begin;
    const std::size_t line = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
    return line == std::string_view::npos ? 0 : line + 1;
  }
  std::size_t firstOf(std::size_t line) const { return text_.find_first_not_of(" \t", line); }
  std::size_t indentOf(std::uint32_t token) const {
    const std::size_t line = lineBegin(token);
    return firstOf(line) - line;
  }

  void apply(const Edit& edit) {
    if (edit.at >= read_.size()) return applyHere(edit);
    const auto place = read_.begin() + static_cast<std::ptrdiff_t>(edit.at);
    switch (edit.kind) {
      case Edit::Kind::insert:
        read_.insert(place, {.kind = edit.with, .token = edit.before.value_or(place->token), .inserted = true});
        break;
      case Edit::Kind::erase:
        deleted_.push_back(*place);
        read_.erase(place);
        break;
      case Edit::Kind::change:
        place->kind = edit.with;
        place->wrongKind = true;
        break;
      case Edit::Kind::tolerate:
        break;
      case Edit::Kind::swap:
        swap(*place, *(place + 1));
        break;
    }
    // Read again what was read since the brackets last balanced.
    std::vector<BracketSymbol> again(read_.begin() + static_cast<std::ptrdiff_t>(statement_), read_.end());
    read_.resize(statement_);
    open_.clear();
    for (const BracketSymbol& symbol : again) take(symbol);
    spent_ += again.size();
  }

  void applyHere(const Edit& edit) {
    switch (edit.kind) {
      case Edit::Kind::insert:
        return take({.kind = edit.with,
                     .token = edit.before.value_or(
                         next_ < rest_.size() ? rest_[next_].token : static_cast<std::uint32_t>(tokens_.size() - 1)),
                     .inserted = true});
      case Edit::Kind::erase:
        deleted_.push_back(rest_[next_++]);
        return;
      case Edit::Kind::change: {
        BracketSymbol changed = rest_[next_++];
        changed.kind = edit.with;
        changed.wrongKind = true;
        return take(changed);
      }
      case Edit::Kind::tolerate: {
        BracketSymbol kept = rest_[next_++];
        kept.tolerated = true;
        return take(kept);
      }
      case Edit::Kind::swap: {
        BracketSymbol first = rest_[next_], second = rest_[next_ + 1];
        swap(first, second);
        next_ += 2;
        take(first);
        return take(second);
      }
    }
  }

  static void swap(BracketSymbol& first, BracketSymbol& second) {
    std::swap(first.kind, second.kind);
    first.wrongKind = second.wrongKind = second.second = true;
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  const std::vector<BracketSymbol>& rest_;
  std::size_t next_ = 0;             // of `rest_`
  std::vector<BracketSymbol> read_;  // what balances so far
  std::vector<BracketSymbol> deleted_;
  std::vector<std::size_t> open_;  // of `read_`
  std::size_t statement_ = 0;      // the symbol after the last one outside of all brackets
  std::vector<Open> arena_;
  std::vector<std::size_t> before_;  // for each symbol read of the window: the innermost bracket open, in `arena_`
  std::size_t remembered_ = 0;
  std::size_t spent_ = 0;
};

}  // namespace

Repaired repairBrackets(std::string_view text, const std::vector<Token>& tokens,
                        const std::vector<BracketSymbol>& symbols) {
  return Repair(text, tokens, symbols).run();
}

}  // namespace quarry::cql
