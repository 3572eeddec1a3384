#include "cql/brackets.h"

#include <algorithm>

namespace quarry::cql {
namespace {

bool isOpener(TokenKind kind) {
  return kind == TokenKind::leftParen || kind == TokenKind::leftBracket || kind == TokenKind::leftBrace;
}
bool isCloser(TokenKind kind) {
  return kind == TokenKind::rightParen || kind == TokenKind::rightBracket || kind == TokenKind::rightBrace;
}

class Matcher {
 public:
  explicit Matcher(const std::vector<Token>& tokens) : tokens_(tokens) {
    out_.end.assign(tokens.size(), 0);
    out_.closed.assign(tokens.size(), false);
  }

  Brackets run() {
    const auto count = static_cast<std::uint32_t>(tokens_.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      const TokenKind kind = tokens_[i].kind;
      if (isOpener(kind))
        open_.push_back(i);
      else if (kind == TokenKind::pipe || kind == TokenKind::semicolon)
        suspend(i);
      else if (kind == TokenKind::rightBrace)
        closeBrace(i);
      else if (isCloser(kind))
        close(i);
    }
    while (!open_.empty()) abandon(count - 1);
    for (const Suspended& s : suspended_) miss(s.opener, s.at);
    // Inner ones first where several are missing at one place: the later an opener stands, the deeper it is.
    std::sort(out_.missing.begin(), out_.missing.end(), [](const Brackets::Missing& a, const Brackets::Missing& b) {
      return a.before != b.before ? a.before < b.before : a.opener > b.opener;
    });
    return std::move(out_);
  }

 private:
  // `(` and `[` that a pipe interrupts: unclosed, unless a closing bracket turns up that fits nothing else.
  struct Suspended {
    std::uint32_t opener, at;
  };

  TokenKind kind(std::uint32_t token) const { return tokens_[token].kind; }
  bool aboveBrace() const { return !open_.empty() && kind(open_.back()) != TokenKind::leftBrace; }

  void suspend(std::uint32_t at) {
    // The innermost comes last, as on the stack.
    std::size_t from = open_.size();
    while (from > 0 && kind(open_[from - 1]) != TokenKind::leftBrace) --from;
    for (std::size_t i = from; i < open_.size(); ++i) suspended_.push_back({open_[i], at});
    open_.resize(from);
  }

  void pair(std::uint32_t opener, std::uint32_t closer) {
    out_.end[opener] = closer + 1;
    out_.closed[opener] = true;
  }
  void miss(std::uint32_t opener, std::uint32_t before) {
    out_.end[opener] = before;
    out_.missing.push_back({opener, before});
  }
  void abandon(std::uint32_t before) {
    miss(open_.back(), before);
    open_.pop_back();
  }

  void closeBrace(std::uint32_t at) {
    const bool any = std::any_of(open_.begin(), open_.end(),
                                 [&](std::uint32_t token) { return kind(token) == TokenKind::leftBrace; });
    if (!any) return out_.strays.push_back(at);
    while (aboveBrace()) abandon(at);
    for (; !suspended_.empty() && suspended_.back().opener > open_.back(); suspended_.pop_back())
      miss(suspended_.back().opener, suspended_.back().at);
    pair(open_.back(), at);
    open_.pop_back();
  }

  void close(std::uint32_t at) {
    const auto fits = [&](std::uint32_t opener) { return closerOf(kind(opener)) == kind(at); };
    if (aboveBrace() && fits(open_.back())) {
      pair(open_.back(), at);
      return open_.pop_back();
    }
    std::size_t match = open_.size();
    while (match > 0 && kind(open_[match - 1]) != TokenKind::leftBrace && !fits(open_[match - 1])) --match;
    if (match > 0 && fits(open_[match - 1])) {
      while (!fits(open_.back())) abandon(at);
      pair(open_.back(), at);
      return open_.pop_back();
    }
    // `(a]` is one mistake, unless the right bracket follows: `(a])`.
    if (aboveBrace() && (at + 1 == tokens_.size() || kind(at + 1) != closerOf(kind(open_.back())))) {
      out_.mismatches.push_back({open_.back(), at});
      pair(open_.back(), at);
      return open_.pop_back();
    }
    if (!aboveBrace() && resume(at)) return;
    out_.strays.push_back(at);
  }

  bool resume(std::uint32_t at) {
    if (suspended_.empty() || closerOf(kind(suspended_.back().opener)) != kind(at)) return false;
    const Suspended back = suspended_.back();
    if (!open_.empty() && open_.back() > back.opener) return false;
    out_.pipesInside.push_back({back.opener, back.at});
    pair(back.opener, at);
    suspended_.pop_back();
    return true;
  }

  const std::vector<Token>& tokens_;
  std::vector<std::uint32_t> open_;
  std::vector<Suspended> suspended_;
  Brackets out_;
};

}  // namespace

TokenKind closerOf(TokenKind opener) {
  if (opener == TokenKind::leftParen) return TokenKind::rightParen;
  return opener == TokenKind::leftBracket ? TokenKind::rightBracket : TokenKind::rightBrace;
}

Brackets matchBrackets(const std::vector<Token>& tokens) { return Matcher(tokens).run(); }

bool nestsDeeper(const std::vector<Token>& tokens, std::size_t limit) {
  struct Frame {
    TokenKind opener;
    std::size_t levels;  // of recursion that it takes: prefix operators and itself
  };
  std::vector<Frame> frames = {{TokenKind::end, 0}};
  std::size_t depth = 0, prefixes = 0, braces = 0;
  const auto pop = [&] {
    depth -= frames.back().levels;
    frames.pop_back();
  };
  const auto popToBrace = [&] {
    while (frames.back().opener == TokenKind::leftParen || frames.back().opener == TokenKind::leftBracket) pop();
  };
  for (const Token& token : tokens) {
    bool prefix = false;
    switch (token.kind) {
      case TokenKind::leftParen:
      case TokenKind::leftBracket:
      case TokenKind::leftBrace:
        frames.push_back({token.kind, prefixes + 1});
        depth += frames.back().levels;
        if (token.kind == TokenKind::leftBrace) ++braces;
        break;
      case TokenKind::rightParen:
      case TokenKind::rightBracket: {
        std::size_t at = frames.size() - 1;
        while (at > 0 && frames[at].opener != TokenKind::leftBrace && closerOf(frames[at].opener) != token.kind) --at;
        if (at == 0 || frames[at].opener == TokenKind::leftBrace) break;  // closes nothing
        while (frames.size() > at) pop();
        break;
      }
      case TokenKind::rightBrace:
        if (braces == 0) break;
        popToBrace();
        pop();
        --braces;
        break;
      case TokenKind::pipe:
      case TokenKind::semicolon:
        popToBrace();
        break;
      case TokenKind::kwNot:
      case TokenKind::bang:
      case TokenKind::minus:
        prefix = true;
        break;
      default:
        break;
    }
    prefixes = prefix ? prefixes + 1 : 0;
    if (depth + prefixes > limit) return true;
  }
  return false;
}

}  // namespace quarry::cql
