#include "plain_antlr.h"

#include <antlr4-runtime.h>
#include <CqlPlainLexer.h>
#include <CqlPlainParser.h>
#include <CqlPlainParserBaseVisitor.h>

namespace quarry::bench {

namespace {

using grammar::plain::CqlPlainLexer;
using grammar::plain::CqlPlainParser;

static_assert(std::size_t{CqlPlainLexer::WORD} == CqlPlainParser::WORD &&
              std::size_t{CqlPlainLexer::BANG} == CqlPlainParser::BANG &&
              std::size_t{CqlPlainLexer::CALL_PAREN} == CqlPlainParser::CALL_PAREN);

// Keeps the brackets and decides what the lexer grammar cannot: whether filters or expressions are read, and the tokens
// that depend on those before or behind them.
class ContextLexer : public CqlPlainLexer {
 public:
  using CqlPlainLexer::CqlPlainLexer;

  antlr4::Token* emit() override {
    settle();
    const std::size_t now = type;
    const std::size_t end = getCharIndex();
    follow(now, end);
    setMode(inExpression() ? std::size_t{EXPRESSION} : std::size_t{0});
    previous_ = now;
    previousEnd_ = end;
    return CqlPlainLexer::emit();
  }

 private:
  struct Frame {
    std::size_t opener;
    bool expression, assigned;
  };

  bool inExpression() const { return frames_.back().expression || frames_.back().assigned; }

  bool afterOperand() const {
    switch (previous_) {
      case WORD:
      case STRING:
      case REGEX:
      case PARAMETER:
      case BACKQUOTED:
      case TRUE:
      case FALSE:
      case RIGHT_PAREN:
      case RIGHT_BRACKET:
      case RIGHT_BRACE:
        return true;
      default:
        return false;
    }
  }

  bool valueDue() const {
    switch (previous_) {
      case EQUAL:
      case NOT_EQUAL:
      case LESS:
      case LESS_EQUAL:
      case GREATER:
      case GREATER_EQUAL:
      case DOUBLE_EQUAL:
      case LIKE:
        return !inExpression();
      default:
        return false;
    }
  }

  // The next character that is no white space.
  std::size_t next() {
    ssize_t i = 1;
    while (_input->LA(i) == ' ' || _input->LA(i) == '\t' || _input->LA(i) == '\n' || _input->LA(i) == '\r') ++i;
    return _input->LA(i);
  }
  bool comparisonFollows() {
    const std::size_t c = next();
    return c == '=' || c == '<' || c == '>' || (c == '!' && _input->LA(1) == '!');
  }

  void takeBack(std::size_t length) { _input->seek(tokenStartCharIndex + length); }
  std::size_t length() { return getCharIndex() - tokenStartCharIndex; }
  std::size_t characterAt(std::size_t offset) {
    return _input->LA(static_cast<ssize_t>(offset) - static_cast<ssize_t>(length()));
  }

  void settle() {
    switch (type) {
      case AND:
      case OR:
      case NOT:
      case LIKE:
      case TRUE:
      case FALSE:
        keyword();
        break;
      case CASE:
      case MATCH:
        if (valueDue() || next() != '{') type = WORD;
        break;
      case REGEX:
        if (inExpression() && afterOperand()) {
          type = SLASH;
          takeBack(1);
        }
        break;
      case WORD:
        if (inExpression()) expressionWord();
        break;
      case LEFT_PAREN:
        if (callHere()) type = CALL_PAREN;
        break;
      default:
        break;
    }
    callDue_ = type == WORD && !inExpression() && !valueDue() && _input->LA(1) == '(';
  }

  void keyword() {
    if (inExpression()) {
      const std::size_t c = next();
      const bool ends = c == ',' || c == ')' || c == ']' || c == '|' || c == ';' || c == '}' || c == EOF;
      if (((type == AND || type == OR) && !afterOperand()) || (type == NOT && (afterOperand() || ends)) ||
          ((type == TRUE || type == FALSE) && c == '('))
        type = WORD;
      return;
    }
    if (valueDue() || comparisonFollows()) type = WORD;
    if (type == LIKE && previous_ != WORD && previous_ != STRING && previous_ != BACKQUOTED) type = WORD;
  }

  // `a*b` is a product, `[Dns*, *Written]` has patterns.
  void expressionWord() {
    if (characterAt(0) == '*' && afterOperand()) {
      type = STAR;
      return takeBack(1);
    }
    if (characterAt(0) == '%' && afterOperand()) {
      type = PERCENT;
      return takeBack(1);
    }
    std::size_t stars = 0;
    while (stars < length() && characterAt(length() - 1 - stars) == '*') ++stars;
    if (stars == 0 || stars == length()) return;
    const std::size_t c = next();
    if (c != ',' && c != ')' && c != ']' && c != '|' && c != ';' && c != '}') takeBack(length() - stars);
  }

  bool callHere() const {
    return previous_ == SAVED_QUERY ||
           (inExpression() ? previous_ == WORD : callDue_ && previousEnd_ == tokenStartCharIndex);
  }

  void endStep() {
    while (frames_.back().opener == LEFT_PAREN || frames_.back().opener == LEFT_BRACKET) frames_.pop_back();
    frames_.back().assigned = false;
  }

  void close(std::size_t opener) {
    if (frames_.size() > 1 && frames_.back().opener == opener) frames_.pop_back();
  }

  void follow(std::size_t now, std::size_t) {
    switch (now) {
      case PIPE:
      case SEMICOLON:
      case ARROW:
        return endStep();
      case ASSIGN:
        frames_.back().assigned = true;
        return;
      case CALL_PAREN:
        return frames_.push_back({LEFT_PAREN, true, false});
      case LEFT_PAREN:
        return frames_.push_back({LEFT_PAREN, inExpression(), false});
      case LEFT_BRACKET:
        return frames_.push_back({LEFT_BRACKET, true, false});
      case LEFT_BRACE:
        return frames_.push_back({LEFT_BRACE, false, false});
      case RIGHT_PAREN:
        return close(LEFT_PAREN);
      case RIGHT_BRACKET:
        return close(LEFT_BRACKET);
      case RIGHT_BRACE:
        endStep();
        return close(LEFT_BRACE);
      default:
        return;
    }
  }

  std::vector<Frame> frames_ = {{0, false, false}};
  std::size_t previous_ = 0, previousEnd_ = 0;
  bool callDue_ = false;
};

class Builder : public grammar::plain::CqlPlainParserBaseVisitor {
 public:
  explicit Builder(std::vector<PlainNode>& nodes) : nodes_(nodes) {}

  antlrcpp::Any visitChildren(antlr4::tree::ParseTree* tree) override {
    auto* rule = static_cast<antlr4::ParserRuleContext*>(tree);
    const auto id = static_cast<std::uint32_t>(nodes_.size());
    const auto first = static_cast<std::uint32_t>(rule->start->getTokenIndex());
    const auto end = rule->stop == nullptr ? first : static_cast<std::uint32_t>(rule->stop->getTokenIndex() + 1);
    nodes_.push_back({rule->getRuleIndex(), first, end, parent_});
    const std::uint32_t outer = parent_;
    parent_ = id;
    CqlPlainParserBaseVisitor::visitChildren(tree);
    parent_ = outer;
    return {};
  }

 private:
  std::vector<PlainNode>& nodes_;
  std::uint32_t parent_ = 0;
};

}  // namespace

std::vector<PlainToken> plainTokens(std::string_view text) {
  antlr4::ANTLRInputStream input{std::string(text)};
  ContextLexer lexer(&input);
  lexer.removeErrorListeners();
  // The input counts code points.
  std::vector<std::uint32_t> bytes;
  for (std::uint32_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) bytes.push_back(i);
  bytes.push_back(static_cast<std::uint32_t>(text.size()));
  std::vector<PlainToken> tokens;
  for (const auto& token : lexer.getAllTokens())
    tokens.push_back({token->getType(), bytes.at(token->getStartIndex()), bytes.at(token->getStopIndex() + 1)});
  return tokens;
}

PlainTree plainParse(std::string_view text) {
  antlr4::ANTLRInputStream input{std::string(text)};
  ContextLexer lexer(&input);
  lexer.removeErrorListeners();
  antlr4::CommonTokenStream tokens(&lexer);
  CqlPlainParser parser(&tokens);
  parser.removeErrorListeners();
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(antlr4::atn::PredictionMode::LL);
  antlr4::tree::ParseTree* root = parser.query();
  PlainTree tree;
  tree.errors = parser.getNumberOfSyntaxErrors();
  Builder(tree.nodes).visit(root);
  return tree;
}

}  // namespace quarry::bench
