#include "cql/antlr.h"

#include <antlr4-runtime.h>
#include <CqlParser.h>

#include <algorithm>
#include <deque>

#include "quarry/base/limits.h"

namespace quarry::cql {
namespace {

using grammar::cql::CqlParser;

// The grammar's token types are the kinds of tokens, in one order.
constexpr bool same(int type, TokenKind kind) { return type == static_cast<int>(kind); }
static_assert(same(CqlParser::WORD, TokenKind::word) && same(CqlParser::STRING, TokenKind::string));
static_assert(same(CqlParser::REGEX, TokenKind::regex) && same(CqlParser::PARAMETER, TokenKind::parameter));
static_assert(same(CqlParser::SAVED_QUERY, TokenKind::savedQuery) &&
              same(CqlParser::BACKQUOTED, TokenKind::backquoted));
static_assert(same(CqlParser::AND, TokenKind::kwAnd) && same(CqlParser::OR, TokenKind::kwOr));
static_assert(same(CqlParser::NOT, TokenKind::kwNot) && same(CqlParser::CASE, TokenKind::kwCase));
static_assert(same(CqlParser::MATCH, TokenKind::kwMatch) && same(CqlParser::LIKE, TokenKind::kwLike));
static_assert(same(CqlParser::TRUE, TokenKind::kwTrue) && same(CqlParser::FALSE, TokenKind::kwFalse));
static_assert(same(CqlParser::PIPE, TokenKind::pipe) && same(CqlParser::SEMICOLON, TokenKind::semicolon));
static_assert(same(CqlParser::COMMA, TokenKind::comma) && same(CqlParser::COLON, TokenKind::colon));
static_assert(same(CqlParser::LEFT_PAREN, TokenKind::leftParen) && same(CqlParser::RIGHT_PAREN, TokenKind::rightParen));
static_assert(same(CqlParser::LEFT_BRACE, TokenKind::leftBrace) && same(CqlParser::RIGHT_BRACE, TokenKind::rightBrace));
static_assert(same(CqlParser::LEFT_BRACKET, TokenKind::leftBracket));
static_assert(same(CqlParser::RIGHT_BRACKET, TokenKind::rightBracket));
static_assert(same(CqlParser::ASSIGN, TokenKind::assign) && same(CqlParser::EVAL_MATCH, TokenKind::evalMatch));
static_assert(same(CqlParser::EQUAL, TokenKind::equal) && same(CqlParser::NOT_EQUAL, TokenKind::notEqual));
static_assert(same(CqlParser::LESS, TokenKind::less) && same(CqlParser::LESS_EQUAL, TokenKind::lessEqual));
static_assert(same(CqlParser::GREATER, TokenKind::greater) && same(CqlParser::GREATER_EQUAL, TokenKind::greaterEqual));
static_assert(same(CqlParser::DOUBLE_EQUAL, TokenKind::doubleEqual) && same(CqlParser::LINK, TokenKind::link));
static_assert(same(CqlParser::ARROW, TokenKind::arrow) && same(CqlParser::PLUS, TokenKind::plus));
static_assert(same(CqlParser::MINUS, TokenKind::minus) && same(CqlParser::STAR, TokenKind::star));
static_assert(same(CqlParser::SLASH, TokenKind::slash) && same(CqlParser::PERCENT, TokenKind::percent));
static_assert(same(CqlParser::BANG, TokenKind::bang) && same(CqlParser::INVALID, TokenKind::invalid));
static_assert(CqlParser::BLOCK == kBlockType && CqlParser::CALL_PAREN == kCallParenType);

// The tokens of one step as ANTLR's stream. Token and leaf objects are made once and used again for every step: made
// anew, and buffered by the stream of the runtime, they cost as much as the parse.
class Stream : public antlr4::TokenStream {
 public:
  void read(std::span<const StepToken> tokens) {
    size_ = tokens.size();
    at_ = 0;
    while (slots_.size() <= size_) slots_.emplace_back(slots_.size());
    for (std::size_t i = 0; i < size_; ++i) slots_[i].token.setType(static_cast<std::size_t>(tokens[i].type));
    slots_[size_].token.setType(antlr4::Token::EOF);
  }
  antlr4::tree::TerminalNode* leaf() { return &slots_[at_].leaf; }

  void consume() override {
    if (at_ < size_) ++at_;
  }
  std::size_t LA(ssize_t i) override { return LT(i)->getType(); }
  antlr4::Token* LT(ssize_t k) override {
    const ssize_t wanted = static_cast<ssize_t>(at_) + (k > 0 ? k - 1 : k);
    return wanted < 0 ? nullptr : get(static_cast<std::size_t>(wanted));
  }
  antlr4::Token* get(std::size_t index) const override {
    return const_cast<antlr4::CommonToken*>(&slots_[std::min(index, size_)].token);  // NOLINT: so ANTLR has it
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::size_t index() override { return at_; }
  void seek(std::size_t index) override { at_ = std::min(index, size_); }
  std::size_t size() override { return size_ + 1; }
  std::string getSourceName() const override { return {}; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText() override { return {}; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  struct Slot {
    explicit Slot(std::size_t index) : token(antlr4::Token::EOF), leaf(&token) { token.setTokenIndex(index); }
    antlr4::CommonToken token;
    antlr4::tree::TerminalNodeImpl leaf;
  };
  std::deque<Slot> slots_;  // one more than tokens: the end
  std::size_t size_ = 0, at_ = 0;
};

// The generated parser, with the leaves of the stream in its trees.
class Parser : public CqlParser {
 public:
  explicit Parser(Stream* stream) : CqlParser(stream), stream_(stream) {}

  antlr4::Token* consume() override {
    antlr4::Token* token = stream_->LT(1);
    _ctx->addChild(stream_->leaf());
    stream_->consume();
    return token;
  }

 private:
  Stream* stream_;
};

// Stops at the first token that fits nowhere and remembers it; says nothing.
class Strategy : public antlr4::BailErrorStrategy {
 public:
  void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override {}
  void recover(antlr4::Parser* parser, std::exception_ptr error) override {
    try {
      std::rethrow_exception(error);
    } catch (const antlr4::RecognitionException& e) {
      failedAt_ = (e.getOffendingToken() ? e.getOffendingToken() : parser->getCurrentToken())->getTokenIndex();
    } catch (...) {
      failedAt_ = parser->getCurrentToken()->getTokenIndex();
    }
    throw antlr4::ParseCancellationException("");
  }
  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    failedAt_ = parser->getCurrentToken()->getTokenIndex();
    throw antlr4::ParseCancellationException("");
  }
  std::size_t failedAt() const { return failedAt_; }

 private:
  std::size_t failedAt_ = 0;
};

// Walks a parse tree by plain recursion: visitors cost ten times as much.
class Shaper {
 public:
  explicit Shaper(std::vector<Event>& events) : events_(events) {}

  // A long chain of operators is a deep tree, though it was parsed in a loop: what follows would recurse over it.
  bool tooDeep() const { return tooDeep_; }

  void rule(antlr4::ParserRuleContext* ctx) {
    if (depth_ == base::limit::kOperatorLevels) tooDeep_ = true;
    if (tooDeep_) return;
    ++depth_;
    dispatch(ctx);
    --depth_;
  }

 private:
  void dispatch(antlr4::ParserRuleContext* ctx) {
    switch (ctx->getRuleIndex()) {
      case CqlParser::RuleAssignment:
      case CqlParser::RuleElementAssignment:
        return node(NodeKind::assignStep, ctx);
      case CqlParser::RuleCaseStep:
        return braced(NodeKind::caseStep, BlockUse::clauses, ctx);
      case CqlParser::RuleMatchStep:
        return braced(NodeKind::matchStep, BlockUse::arms, ctx);
      case CqlParser::RuleStatsStep:
        return node(NodeKind::statsStep, ctx);
      case CqlParser::RuleLinkStep:
        return node(NodeKind::linkStep, ctx);
      case CqlParser::RuleFilterStep:
        return filterStep(ctx);
      case CqlParser::RuleFilter:
        return list(NodeKind::andFilter, ctx);
      case CqlParser::RuleAlternatives:
        return list(NodeKind::orFilter, ctx);
      case CqlParser::RuleNegation:
        return list(NodeKind::notFilter, ctx);
      case CqlParser::RuleCondition:
        return condition(ctx);
      case CqlParser::RuleComparison:
        return comparison(ctx);
      case CqlParser::RuleMistakeList:
        wrong(Mistake::list, ctx, first(ctx));
        open(NodeKind::error, ctx);
        each(ctx);
        return close(ctx);
      case CqlParser::RuleMistakeMatch:
        wrong(Mistake::matchWithoutField, ctx, first(ctx));
        return braced(NodeKind::error, BlockUse::guess, ctx);
      case CqlParser::RuleMistakeCase:
        wrong(Mistake::blockOperand, ctx, first(ctx));
        return braced(NodeKind::error, BlockUse::guess, ctx);
      case CqlParser::RuleMistakeElement:
        wrong(Mistake::element, ctx, first(ctx));
        return each(ctx);
      case CqlParser::RuleMistakeSavedQuery:
        wrong(Mistake::bareSavedQuery, ctx, first(ctx));
        return node(NodeKind::savedCall, ctx);
      case CqlParser::RuleFieldOperation:
        return fieldOperation(ctx);
      case CqlParser::RuleField:
        return node(NodeKind::field, ctx);
      case CqlParser::RuleValue:
        return node(NodeKind::value, ctx);
      case CqlParser::RuleFreeText:
        return node(NodeKind::freeText, ctx);
      case CqlParser::RuleConstant:
        return node(NodeKind::constant, ctx);
      case CqlParser::RuleGuardCondition:
        return guard(ctx);
      case CqlParser::RuleMistakeGuard:
        wrong(Mistake::guardComparison, ctx, first(ctx));
        return each(ctx);
      case CqlParser::RuleCall:
        return node(NodeKind::call, ctx);
      case CqlParser::RuleSavedCall:
        return node(NodeKind::savedCall, ctx);
      case CqlParser::RuleNamedArgument:
        return node(NodeKind::namedArgument, ctx);
      case CqlParser::RuleUnnamedArgument:
        return node(NodeKind::argument, ctx);
      case CqlParser::RuleAttribute:
        return node(NodeKind::attribute, ctx);
      case CqlParser::RuleArray:
        return node(NodeKind::array, ctx);
      case CqlParser::RuleExpression:
        return expression(ctx);
      case CqlParser::RuleSubquery:
        return braced(NodeKind::subquery, BlockUse::pipeline, ctx);
      default:
        return each(ctx);  // rules that are only there to group others
    }
  }

  static std::uint32_t first(const antlr4::ParserRuleContext* ctx) {
    return static_cast<std::uint32_t>(ctx->start->getTokenIndex());
  }
  static std::uint32_t end(const antlr4::ParserRuleContext* ctx) {
    return ctx->stop ? static_cast<std::uint32_t>(ctx->stop->getTokenIndex() + 1) : first(ctx);
  }
  // A rule has children, since none is empty, and a leaf has none; to ask the runtime's types would take longer than
  // the rest of the walk.
  static antlr4::Token* terminal(antlr4::tree::ParseTree* child) {
    return child->children.empty() ? static_cast<antlr4::tree::TerminalNode*>(child)->getSymbol() : nullptr;
  }
  static antlr4::ParserRuleContext* asRule(antlr4::tree::ParseTree* child) {
    return child->children.empty() ? nullptr : static_cast<antlr4::ParserRuleContext*>(child);
  }
  static bool isRule(antlr4::tree::ParseTree* child, std::size_t index) {
    const auto* ctx = asRule(child);
    return ctx && ctx->getRuleIndex() == index;
  }

  void open(NodeKind kind, antlr4::ParserRuleContext* ctx) {
    events_.push_back({.kind = Event::Kind::open, .node = kind, .first = first(ctx)});
  }
  void close(antlr4::ParserRuleContext* ctx) { events_.push_back({.kind = Event::Kind::close, .end = end(ctx)}); }
  void wrong(Mistake mistake, antlr4::ParserRuleContext* ctx, std::uint32_t at) {
    events_.push_back(
        {.kind = Event::Kind::mistake, .mistake = mistake, .first = first(ctx), .end = end(ctx), .at = at});
  }
  void each(antlr4::ParserRuleContext* ctx) {
    for (antlr4::tree::ParseTree* child : ctx->children)
      if (auto* inner = asRule(child)) rule(inner);
  }
  void node(NodeKind kind, antlr4::ParserRuleContext* ctx) {
    for (antlr4::tree::ParseTree* child : ctx->children) {
      if (isRule(child, CqlParser::RuleMistakeMatch)) return assignedMatch(ctx, asRule(child));
      // In `f(a=1 and b=2)` the `and` has been named.
      if (isRule(child, CqlParser::RuleMistakeSingleEqual) && !(kind == NodeKind::namedArgument && combined(ctx)))
        wrong(Mistake::singleEqual, ctx, first(asRule(child)));
    }
    open(kind, ctx);
    each(ctx);
    close(ctx);
  }
  // x := y match {…}
  void assignedMatch(antlr4::ParserRuleContext* ctx, antlr4::ParserRuleContext* match) {
    wrong(Mistake::blockOperand, ctx, first(match));
    open(NodeKind::error, ctx);
    for (antlr4::tree::ParseTree* child : ctx->children)
      if (auto* inner = asRule(child); inner && inner != match) rule(inner);
    events_.push_back({.kind = Event::Kind::block, .use = BlockUse::guess, .first = end(match) - 1});
    close(ctx);
  }
  static bool combined(antlr4::ParserRuleContext* ctx) {
    for (antlr4::tree::ParseTree* child : ctx->children)
      if (const auto* inner = asRule(child); inner && inner->getRuleIndex() == CqlParser::RuleExpression)
        for (antlr4::tree::ParseTree* part : inner->children)
          if (isRule(part, CqlParser::RuleMistakeBoolean)) return true;
    return false;
  }
  // A rung of the ladder of filters is a node only if it holds an operator.
  void list(NodeKind kind, antlr4::ParserRuleContext* ctx) {
    if (ctx->children.size() == 1) return each(ctx);
    node(kind, ctx);
  }
  void braced(NodeKind kind, BlockUse use, antlr4::ParserRuleContext* ctx) {
    open(kind, ctx);
    each(ctx);
    events_.push_back({.kind = Event::Kind::block, .use = use, .first = end(ctx) - 1});
    close(ctx);
  }

  // `x =~ f()` on its own is a step of its own kind, though it may also stand between `and` and `or`.
  void filterStep(antlr4::ParserRuleContext* ctx) {
    antlr4::ParserRuleContext* inner = ctx;
    while (inner->children.size() == 1 && asRule(inner->children[0]) &&
           inner->getRuleIndex() != CqlParser::RuleFieldOperation)
      inner = asRule(inner->children[0]);
    if (inner->getRuleIndex() == CqlParser::RuleFieldOperation) return rule(inner);
    node(NodeKind::filterStep, ctx);
  }

  void condition(antlr4::ParserRuleContext* ctx) {
    if (ctx->children.size() == 1) return each(ctx);
    if (isRule(ctx->children.back(), CqlParser::RuleMistakeLeftSide)) {
      wrong(Mistake::leftSide, ctx, first(asRule(ctx->children.back())));
      return node(NodeKind::error, ctx);
    }
    node(NodeKind::parenFilter, ctx);
  }

  void comparison(antlr4::ParserRuleContext* ctx) {
    antlr4::ParserRuleContext* wrapped = nullptr;
    for (antlr4::tree::ParseTree* child : ctx->children) {
      auto* inner = asRule(child);
      if (!inner) continue;
      const std::uint32_t at = first(inner);
      switch (inner->getRuleIndex()) {
        case CqlParser::RuleMistakeComparison:
          wrong(inner->start->getType() == CqlParser::ARROW ? Mistake::arrowComparison : Mistake::doubleEqual, ctx, at);
          break;
        case CqlParser::RuleMistakeValue:
          wrong(Mistake::computedValue, ctx, at);
          wrapped = inner;
          break;
        case CqlParser::RuleMistakeNegatedValue:
          wrong(Mistake::negatedValue, ctx, at);
          break;
        default:
          break;
      }
    }
    open(NodeKind::comparison, ctx);
    for (antlr4::tree::ParseTree* child : ctx->children) {
      auto* inner = asRule(child);
      if (inner && inner == wrapped)
        node(NodeKind::value, inner);
      else if (inner)
        rule(inner);
    }
    close(ctx);
  }

  void fieldOperation(antlr4::ParserRuleContext* ctx) {
    auto* value = asRule(ctx->children.back());
    const antlr4::Token* negation = terminal(ctx->children[2]);
    open(NodeKind::fieldOpStep, ctx);
    rule(asRule(ctx->children[0]));
    if (value->getRuleIndex() == CqlParser::RuleMistakeMatchValue) {
      wrong(Mistake::matchValue, ctx, first(ctx) + 1);
      node(NodeKind::value, value);
    } else if (negation) {
      events_.push_back({.kind = Event::Kind::open,
                         .node = NodeKind::notFilter,
                         .first = static_cast<std::uint32_t>(negation->getTokenIndex())});
      rule(value);
      close(ctx);
    } else {
      rule(value);
    }
    close(ctx);
  }

  void guard(antlr4::ParserRuleContext* ctx) {
    if (ctx->children.size() == 1) return each(ctx);
    node(NodeKind::notFilter, ctx);
  }

  void expression(antlr4::ParserRuleContext* ctx) {
    antlr4::tree::ParseTree* head = ctx->children[0];
    if (isRule(head, CqlParser::RuleOperand)) {
      events_.push_back({.kind = Event::Kind::operand, .first = first(ctx), .end = end(ctx)});
      return;
    }
    if (isRule(head, CqlParser::RuleMistakeRegex)) {
      wrong(Mistake::regexOperand, ctx, first(ctx));
      events_.push_back({.kind = Event::Kind::operand, .first = first(ctx), .end = end(ctx)});
      return;
    }
    if (ctx->children.size() == 1) return each(ctx);
    if (isRule(head, CqlParser::RuleMistakeNot)) {
      wrong(Mistake::negation, ctx, first(ctx));
      return node(NodeKind::unary, ctx);
    }
    if (const antlr4::Token* token = terminal(head))
      return node(token->getType() == CqlParser::LEFT_PAREN ? NodeKind::parenExpression : NodeKind::unary, ctx);
    if (isRule(ctx->children[1], CqlParser::RuleMistakeBoolean))
      wrong(Mistake::booleanOperator, ctx, first(asRule(ctx->children[1])));
    node(NodeKind::binary, ctx);
  }

  std::vector<Event>& events_;
  std::size_t depth_ = 0;
  bool tooDeep_ = false;
};

}  // namespace

class StepParser::Impl {
 public:
  Impl() : parser_(&stream_), strategy_(new Strategy) {
    parser_.removeErrorListeners();
    parser_.setErrorHandler(std::shared_ptr<antlr4::ANTLRErrorStrategy>(strategy_));
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // SLL decides almost everything and is quick; what it rejects is tried with full context.
  Parsed parse(std::span<const StepToken> tokens, Entry entry) {
    Parsed parsed;
    for (const auto mode : {antlr4::atn::PredictionMode::SLL, antlr4::atn::PredictionMode::LL}) {
      stream_.read(tokens);
      parser_.reset();
      parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
      try {
        antlr4::ParserRuleContext* root =
            entry == Entry::step ? static_cast<antlr4::ParserRuleContext*>(parser_.step()) : parser_.guard();
        Shaper shaper(parsed.events);
        shaper.rule(root);
        parsed.ok = !shaper.tooDeep();
        parsed.tooDeep = shaper.tooDeep();
        break;
      } catch (const antlr4::ParseCancellationException&) {
        parsed.failedAt = static_cast<std::uint32_t>(std::min(strategy_->failedAt(), tokens.size()));
      }
    }
    return parsed;
  }

 private:
  Stream stream_;
  Parser parser_;
  Strategy* strategy_;  // owned by parser_
};

StepParser::StepParser() : impl_(std::make_unique<Impl>()) {}
StepParser::~StepParser() = default;

Parsed StepParser::parse(std::span<const StepToken> tokens, Entry entry) { return impl_->parse(tokens, entry); }

}  // namespace quarry::cql
