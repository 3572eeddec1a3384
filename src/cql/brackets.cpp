#include "cql/brackets.h"

#include <algorithm>
#include <optional>

#include "cql/bracket_repair.h"
#include "cql/reserved.h"

namespace quarry::cql {
namespace {

// The brackets of the query, and the pipes and semicolons that cannot stand between parentheses.
std::vector<BracketSymbol> symbolsOf(const std::vector<Token>& tokens) {
  std::vector<BracketSymbol> symbols;
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const TokenKind kind = tokens[i].kind;
    if (isOpener(kind) || isCloser(kind) || kind == TokenKind::pipe || kind == TokenKind::semicolon)
      symbols.push_back({.kind = kind, .token = i});
    else if ((kind == TokenKind::kwCase || kind == TokenKind::kwMatch) && tokens[i + 1].kind != TokenKind::leftBrace)
      symbols.push_back({.kind = TokenKind::leftBrace, .token = i, .keyword = true});
  }
  return symbols;
}

// False if the brackets do not balance: then what is in `out` means nothing.
bool match(const std::vector<BracketSymbol>& symbols, Brackets& out) {
  std::vector<const BracketSymbol*> open;
  for (const BracketSymbol& symbol : symbols) {
    const TokenKind kind = symbol.kind;
    if (symbol.wrongKind && isOpener(kind)) out.mismatches.push_back({symbol.token, kind, symbol.token, symbol.second});
    if (isOpener(kind)) {
      open.push_back(&symbol);
      continue;
    }
    if (!isCloser(kind)) {
      if (open.empty() || open.back()->kind == TokenKind::leftBrace) continue;
      if (!symbol.tolerated) return false;
      out.pipesInside.push_back({open.back()->token, symbol.token});
      continue;
    }
    if (open.empty() || closerOf(open.back()->kind) != kind) return false;
    const BracketSymbol& opener = *open.back();
    open.pop_back();
    out.closed[opener.token] = !symbol.inserted;
    out.end[opener.token] = symbol.inserted ? symbol.token : symbol.token + 1;
    if (symbol.inserted) out.missing.push_back({opener.token, symbol.token});
    if (opener.keyword) out.missingBraces.push_back(opener.token);
    if (symbol.wrongKind) out.mismatches.push_back({symbol.token, kind, opener.token, symbol.second});
  }
  return open.empty();
}

// The function whose `(` is missing, if that is what the stray `)` shows: `count)`.
std::optional<std::uint32_t> functionBefore(std::string_view text, const std::vector<Token>& tokens,
                                            std::uint32_t closer) {
  // No argument list is longer.
  constexpr std::uint32_t kFarthest = 300;
  int depth = 0;
  for (std::uint32_t i = closer; i-- > 0 && closer - i < kFarthest;) {
    const Token& token = tokens[i];
    if (isCloser(token.kind)) ++depth;
    if (isOpener(token.kind) && --depth < 0) return std::nullopt;
    if (depth != 0) continue;
    if (token.kind == TokenKind::pipe || token.kind == TokenKind::semicolon) return std::nullopt;
    const TokenKind after = tokens[i + 1].kind;
    if (after == TokenKind::leftParen || after == TokenKind::equal || after == TokenKind::assign) continue;
    const bool named =
        token.kind == TokenKind::savedQuery ||
        (token.kind == TokenKind::word && isFunctionName(text.substr(token.begin, token.end - token.begin)));
    const bool argument = i > 0 && (tokens[i - 1].kind == TokenKind::comma || tokens[i - 1].kind == TokenKind::equal);
    if (named && (token.end == tokens[i + 1].begin || !argument)) return i;
  }
  return std::nullopt;
}

Brackets emptyBrackets(const std::vector<Token>& tokens) {
  Brackets out;
  out.end.assign(tokens.size(), 0);
  out.closed.assign(tokens.size(), false);
  return out;
}

}  // namespace

bool isOpener(TokenKind kind) {
  return kind == TokenKind::leftParen || kind == TokenKind::leftBracket || kind == TokenKind::leftBrace;
}
bool isCloser(TokenKind kind) {
  return kind == TokenKind::rightParen || kind == TokenKind::rightBracket || kind == TokenKind::rightBrace;
}

TokenKind closerOf(TokenKind opener) {
  if (opener == TokenKind::leftParen) return TokenKind::rightParen;
  return opener == TokenKind::leftBracket ? TokenKind::rightBracket : TokenKind::rightBrace;
}

Brackets matchBrackets(std::string_view text, const std::vector<Token>& tokens) {
  const std::vector<BracketSymbol> symbols = symbolsOf(tokens);
  Brackets out = emptyBrackets(tokens);
  if (match(symbols, out) && out.missingBraces.empty()) return out;
  const Repaired repaired = repairBrackets(text, tokens, symbols);
  out = emptyBrackets(tokens);
  match(repaired.symbols, out);
  for (const BracketSymbol& symbol : repaired.deleted)
    if (!symbol.keyword) out.strays.push_back(symbol.token);
  std::sort(out.strays.begin(), out.strays.end());
  std::erase_if(out.strays, [&](std::uint32_t stray) {
    if (tokens[stray].kind != TokenKind::rightParen) return false;
    const auto function = functionBefore(text, tokens, stray);
    if (!function || std::binary_search(out.missingParens.begin(), out.missingParens.end(), *function)) return false;
    out.missingParens.push_back(*function);
    return true;
  });
  std::sort(out.missingParens.begin(), out.missingParens.end());
  std::sort(out.missingBraces.begin(), out.missingBraces.end());
  std::sort(out.mismatches.begin(), out.mismatches.end(),
            [](const Brackets::Mismatch& a, const Brackets::Mismatch& b) { return a.token < b.token; });
  // Inner ones first where several are missing at one place: the later an opener stands, the deeper it is.
  std::sort(out.missing.begin(), out.missing.end(), [](const Brackets::Missing& a, const Brackets::Missing& b) {
    return a.before != b.before ? a.before < b.before : a.opener > b.opener;
  });
  return out;
}

TokenKind Brackets::meant(std::uint32_t token, TokenKind kind) const {
  if (mismatches.empty()) return kind;
  const auto found = std::lower_bound(mismatches.begin(), mismatches.end(), token,
                                      [](const Mismatch& m, std::uint32_t at) { return m.token < at; });
  return found != mismatches.end() && found->token == token ? found->meant : kind;
}

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
