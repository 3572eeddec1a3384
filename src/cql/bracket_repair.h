// The smallest change that makes brackets balance again: private to brackets.cpp.
#pragma once

#include <string_view>
#include <vector>

#include "cql/brackets.h"

namespace quarry::cql {

// A bracket, or what cannot stand between parentheses: a pipe or a semicolon.
struct BracketSymbol {
  TokenKind kind{};
  std::uint32_t token = 0;  // of an inserted symbol: the token before which it stands
  bool inserted = false;
  bool tolerated = false;  // a pipe that stays between parentheses
  bool wrongKind = false;  // the token is a bracket of another kind
  bool second = false;     // see Brackets::Mismatch
  bool keyword = false;    // stands for the brace that a `case` or `match` lacks
};

struct Repaired {
  std::vector<BracketSymbol> symbols;  // they balance
  std::vector<BracketSymbol> deleted;
};

// Of several small changes the one after which most of what follows balances; of those the latest.
Repaired repairBrackets(std::string_view text, const std::vector<Token>& tokens,
                        const std::vector<BracketSymbol>& symbols);

}  // namespace quarry::cql
