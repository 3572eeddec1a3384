// Runs an ANTLR parser over a short text: two-stage (SLL, then LL), with the first thing that does not fit instead of
// ANTLR's own messages. Included by the two files that own a grammar.
#pragma once

#include <antlr4-runtime.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::rule {

struct SyntaxFault {
  std::uint32_t begin = 0, end = 0;                  // bytes
  bool atEnd = false;                                // the text ends too early
  std::uint32_t previousBegin = 0, previousEnd = 0;  // the token before; empty if there is none
  std::uint32_t nextBegin = 0, nextEnd = 0;          // the token after
  antlr4::misc::IntervalSet expected = {};           // token types that could have stood there
};

// ANTLR counts code points, the compiler bytes.
class CodePoints {
 public:
  explicit CodePoints(std::string_view text) {
    // The runtime leaves a byte order mark at the beginning out.
    for (std::uint32_t i = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < text.size(); ++i)
      if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts_.push_back(i);
    starts_.push_back(static_cast<std::uint32_t>(text.size()));
  }
  std::uint32_t byte(std::size_t codePoint) const { return starts_[std::min(codePoint, starts_.size() - 1)]; }
  std::uint32_t begin(const antlr4::Token* token) const { return byte(token->getStartIndex()); }
  std::uint32_t end(const antlr4::Token* token) const {
    return token->getType() == antlr4::Token::EOF ? starts_.back() : byte(token->getStopIndex() + 1);
  }

 private:
  std::vector<std::uint32_t> starts_;
};

// Calls `use` with the tree that `start` makes; returns the fault if there is one.
template <class Lexer, class Parser, class Start, class Use>
std::optional<SyntaxFault> parseText(std::string_view text, Start start, Use use) {
  struct FirstFault final : antlr4::BaseErrorListener {
    const antlr4::Token* token = nullptr;
    antlr4::misc::IntervalSet expected;
    void syntaxError(antlr4::Recognizer* parser, antlr4::Token* offending, size_t, size_t, const std::string&,
                     std::exception_ptr) override {
      if (token != nullptr) return;
      token = offending;
      expected = static_cast<Parser*>(parser)->getExpectedTokens();
    }
  };
  const CodePoints points(text);
  antlr4::ANTLRInputStream input{std::string(text)};
  Lexer lexer(&input);
  lexer.removeErrorListeners();
  antlr4::CommonTokenStream tokens(&lexer);
  Parser parser(&tokens);
  parser.removeErrorListeners();
  auto* simulator = parser.template getInterpreter<antlr4::atn::ParserATNSimulator>();
  simulator->setPredictionMode(antlr4::atn::PredictionMode::SLL);
  parser.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
  try {
    use(start(parser), points);
    return std::nullopt;
  } catch (const antlr4::ParseCancellationException&) {
  }
  FirstFault fault;
  tokens.seek(0);
  parser.reset();
  parser.addErrorListener(&fault);
  parser.setErrorHandler(std::make_shared<antlr4::DefaultErrorStrategy>());
  simulator->setPredictionMode(antlr4::atn::PredictionMode::LL);
  auto* tree = start(parser);
  if (fault.token == nullptr) {
    use(tree, points);
    return std::nullopt;
  }
  SyntaxFault found{points.begin(fault.token), points.end(fault.token), fault.token->getType() == antlr4::Token::EOF};
  found.previousBegin = found.previousEnd = found.begin;
  found.nextBegin = found.nextEnd = found.end;
  if (const std::size_t index = fault.token->getTokenIndex(); index > 0) {
    found.previousBegin = points.begin(tokens.get(index - 1));
    found.previousEnd = points.end(tokens.get(index - 1));
  }
  if (const std::size_t index = fault.token->getTokenIndex() + 1; index < tokens.size()) {
    found.nextBegin = points.begin(tokens.get(index));
    found.nextEnd = points.end(tokens.get(index));
  }
  found.expected = fault.expected;
  return found;
}

}  // namespace quarry::rule
