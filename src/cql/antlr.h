// ANTLR behind a plain interface: the tokens of one step in, what to build out of them out. No exception, message or
// header of ANTLR leaves src/cql/antlr.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "quarry/cql/tree.h"

namespace quarry::cql {

// Token types of the grammar that are no kinds of tokens.
inline constexpr int kBlockType = static_cast<int>(TokenKind::invalid) + 1;
inline constexpr int kCallParenType = kBlockType + 1;

struct StepToken {
  int type = 0;  // a TokenKind, kBlockType or kCallParenType
  std::uint32_t token = 0;
  bool invented = false;  // a bracket that the query lacks; `token` is where it should stand
};

// What a brace of the step holds.
// `guess`: after a `match` that stands where it cannot, clauses or arms as what is in it says.
enum class BlockUse : std::uint8_t { pipeline, clauses, arms, guess };

enum class Mistake : std::uint8_t {
  doubleEqual,      // a == b in a filter
  arrowComparison,  // a => 5
  computedValue,    // a = f(b), a = [b]
  negatedValue,     // a = !b
  list,             // a in [b]
  bareSavedQuery,   // $a
  matchValue,       // a =~ /b/
  guardComparison,  // < 5 => …
  singleEqual,      // (a = b) in an expression
  booleanOperator,  // a and b in an expression
  negation,         // not a in an expression
  regexOperand,     // a := /b/
  leftSide,         // f(a) = b
  element,          // [a=b]
  blockOperand,     // a := case {…}, a := b match {…}
  matchWithoutField,
};

// Builds a tree when replayed. Numbers are indices into the StepTokens.
struct Event {
  enum class Kind : std::uint8_t {
    open,     // a node that begins at `first`
    close,    // it ends before `end`
    operand,  // a node for the one token `first`: a field or a literal, by its text
    block,    // the BLOCK at `first`
    mistake,  // a construct from `first` to before `end` that is wrong at `at`
  };
  Kind kind{};
  NodeKind node{};
  BlockUse use{};
  Mistake mistake{};
  std::uint32_t first = 0, end = 0, at = 0;
};

enum class Entry : std::uint8_t { step, guard };

struct Parsed {
  bool ok = false;
  bool tooDeep = false;  // it fits the grammar, but nests deeper than a tree may
  std::vector<Event> events;
  std::uint32_t failedAt = 0;  // the StepToken that fits nowhere; their number if more was expected
};

class StepParser {
 public:
  StepParser();
  ~StepParser();
  StepParser(const StepParser&) = delete;
  StepParser& operator=(const StepParser&) = delete;

  Parsed parse(std::span<const StepToken> tokens, Entry entry);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace quarry::cql
