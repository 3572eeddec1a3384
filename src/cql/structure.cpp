#include "cql/structure.h"

#include <algorithm>
#include <array>

#include "cql/antlr.h"
#include "cql/command_step.h"
#include "cql/complaints.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

// What a pipeline stands in decides what may separate its steps.
enum class Place : std::uint8_t { query, subquery, clause, arm };

class Structure {
 public:
  explicit Structure(const Query& query) : query_(query) {}

  Tree run() {
    const auto last = static_cast<std::uint32_t>(query_.lexed.tokens.size() - 1);
    builder_.open(NodeKind::query);
    pipeline({0, last}, Place::query);
    builder_.close();
    builder_.token(query_.token(last));
    return std::move(builder_).finish(query_.file, std::string(query_.text));
  }

 private:
  TokenKind kind(std::uint32_t token) const { return query_.kind(token); }
  bool pipeMissingBefore(std::uint32_t token) const {
    return std::binary_search(query_.lexed.missingPipes.begin(), query_.lexed.missingPipes.end(), token);
  }

  // Adds the tokens up to `token` to the node that is open.
  void advance(std::uint32_t token) {
    for (; next_ < token; ++next_) builder_.token(query_.token(next_));
  }
  void open(NodeKind node, std::uint32_t token) {
    advance(token);
    builder_.open(node);
    open_.push_back({node, token});
  }
  void close(std::uint32_t end) {
    advance(end);
    builder_.close();
    open_.pop_back();
  }
  bool insideCallOf(std::string_view function) const {
    return std::any_of(open_.begin(), open_.end(), [&](const OpenNode& open) {
      return open.node == NodeKind::call && base::equalsIgnoringCase(query_.tokenText(open.token), function);
    });
  }

  // --- pipelines ---

  // `Score => 5`: a comparison written the wrong way round, not the arrow of an arm.
  bool isReversedOperator(std::uint32_t arrow, std::uint32_t stepBegin, std::uint32_t end) const {
    return arrow == stepBegin + 1 && arrow + 1 < end && kind(arrow - 1) == TokenKind::word &&
           kind(arrow + 1) == TokenKind::word && query_.tokenText(arrow - 1) != "*" &&
           isNumber(query_.tokenText(arrow + 1)) && !isNumber(query_.tokenText(arrow - 1));
  }

  std::uint32_t stepEnd(std::uint32_t begin, std::uint32_t end) const {
    for (std::uint32_t i = begin; i < end; i = query_.skip(i)) {
      if (kind(i) == TokenKind::pipe || kind(i) == TokenKind::semicolon) return i;
      if (kind(i) == TokenKind::arrow && !isReversedOperator(i, begin, end)) return i;
      if (i != begin && pipeMissingBefore(i)) return i;
    }
    return end;
  }

  void pipeline(TokenRange range, Place place) {
    open(NodeKind::pipeline, range.begin);
    std::uint32_t at = range.begin;
    bool arrows = false;  // where none can be: what they stand between is no steps
    while (true) {
      if (const std::uint32_t behind = command(at, range); behind != at) {
        at = behind;
        if (at == range.end) break;
        at = separator(at, range, place);
        continue;
      }
      const std::uint32_t end = stepEnd(at, range.end);
      if (at != end)
        step({at, end}, arrows);
      else if (at != range.begin)
        emptyStep(at, range, place);
      if (end == range.end) break;
      const bool arrow = kind(end) == TokenKind::arrow && place == Place::subquery;
      at = arrow && arrows ? end + 1 : separator(end, range, place);
      arrows = arrows || arrow;
    }
    close(range.end);
  }

  // A step written as a command of another language. Returns where it ends, or its beginning if it is none.
  std::uint32_t command(std::uint32_t at, TokenRange range) {
    if (at == range.begin || at == range.end || kind(at - 1) != TokenKind::pipe) return at;
    std::uint32_t end = at;
    while (end < range.end && kind(end) != TokenKind::pipe && kind(end) != TokenKind::semicolon) end = query_.skip(end);
    const auto call = commandAsCall(query_, {at, end});
    if (!call) return at;
    complainAboutCommand(query_, {at, end}, *call);
    error({at, end});
    return end;
  }

  // Between two separators, or after the last one. A pipe at either end of a query is how some people write.
  void emptyStep(std::uint32_t at, TokenRange range, Place place) {
    if (kind(at - 1) != TokenKind::pipe) return;
    if (at == range.end && place == Place::query) return;
    const bool doubled = at < range.end && kind(at) == TokenKind::pipe;
    complainAboutEmptyStep(query_, doubled ? at : at - 1);
  }

  // Returns where the next step begins.
  std::uint32_t separator(std::uint32_t at, TokenRange range, Place place) {
    switch (kind(at)) {
      case TokenKind::pipe:
        return at + 1;
      case TokenKind::arrow:
        if (place == Place::arm && at > range.begin + 1 && kind(at - 2) == TokenKind::pipe)
          complainAboutPipeBetweenArms(query_, at - 2);
        else
          complainAboutArrow(query_, at, place == Place::clause, place == Place::arm);
        return at + 1;
      case TokenKind::semicolon:
        if (place != Place::query || at + 1 != range.end) complainAboutSemicolon(query_, at);
        return at + 1;
      default:
        complainAboutMissingPipe(query_, at, place == Place::clause || place == Place::arm);
        return at;
    }
  }

  // --- blocks ---

  void block(std::uint32_t opener, BlockUse use) {
    advance(opener + 1);
    const std::uint32_t end = query_.brackets.end[opener];
    const TokenRange inside = {opener + 1, query_.brackets.closed[opener] ? end - 1 : end};
    switch (use) {
      case BlockUse::pipeline:
        pipeline(inside, Place::subquery);
        break;
      case BlockUse::clauses:
        clauses(opener, inside);
        break;
      case BlockUse::arms:
        arms(opener, inside);
        break;
      case BlockUse::guess:
        guessed(opener, inside);
        break;
    }
    advance(end);
  }

  // Braces that stand where none can: arms have arrows, clauses semicolons.
  void guessed(std::uint32_t opener, TokenRange inside) {
    bool arrows = false, semicolons = false;
    for (std::uint32_t i = inside.begin; i < inside.end; i = query_.skip(i)) {
      arrows = arrows || kind(i) == TokenKind::arrow;
      semicolons = semicolons || kind(i) == TokenKind::semicolon;
    }
    if (arrows) return arms(opener, inside);
    if (semicolons) return clauses(opener, inside);
    pipeline(inside, Place::subquery);
  }

  // The parts between semicolons; an empty one after the last is none.
  std::vector<TokenRange> parts(std::uint32_t opener, TokenRange inside) const {
    std::vector<TokenRange> list;
    std::uint32_t begin = inside.begin;
    for (std::uint32_t i = inside.begin; i <= inside.end; i = i < inside.end ? query_.skip(i) : i + 1) {
      if (i != inside.end && kind(i) != TokenKind::semicolon) continue;
      if (begin != i)
        list.push_back({begin, i});
      else if (i != inside.end)
        complainAboutEmptyClause(query_, i);
      begin = i + 1;
    }
    if (list.empty()) complainAboutEmptyBlock(query_, opener);
    return list;
  }

  void clauses(std::uint32_t opener, TokenRange inside) {
    for (const TokenRange& clause : parts(opener, inside)) {
      open(NodeKind::clause, clause.begin);
      pipeline(clause, Place::clause);
      close(clause.end);
    }
  }

  void arms(std::uint32_t opener, TokenRange inside) {
    for (TokenRange part : parts(opener, inside)) {
      // `a => x := 1` and, in the next line, `b => …`: the semicolon was forgotten.
      for (std::uint32_t i = part.begin; i < part.end; i = query_.skip(i)) {
        if (i == part.begin || !pipeMissingBefore(i)) continue;
        const std::uint32_t end = stepEnd(i, part.end);
        if (end == part.end || kind(end) != TokenKind::arrow) continue;
        complainAboutMissingSemicolon(query_, i);
        arm({part.begin, i});
        part.begin = i;
      }
      arm(part);
    }
  }

  void arm(TokenRange range) {
    std::uint32_t arrow = range.end, pipe = range.end;
    for (std::uint32_t i = range.begin; i < range.end && arrow == range.end; i = query_.skip(i)) {
      if (kind(i) == TokenKind::arrow) arrow = i;
      if (kind(i) == TokenKind::pipe && pipe == range.end) pipe = i;
    }
    const std::uint32_t split = arrow != range.end ? arrow : pipe;
    if (arrow != range.end && query_.tokenText(arrow) != "=>") complainAboutForeignArrow(query_, arrow);
    if (arrow == range.end && pipe != range.end) complainAboutMatchPipe(query_, pipe);
    if (split == range.end && !knownTrouble(query_, range)) complainAboutMissingArrow(query_, range);
    open(NodeKind::arm, range.begin);
    open(NodeKind::guard, range.begin);
    guard({range.begin, split});
    close(split);
    if (split != range.end) {
      if (split + 1 == range.end) complainAboutEmptyBody(query_, split);
      pipeline({split + 1, range.end}, Place::arm);
    }
    close(range.end);
  }

  void guard(TokenRange range) {
    const std::vector<StepToken> tokens = stepTokens(range);
    const Parsed parsed = parser_.parse(tokens, Entry::guard);
    if (parsed.ok) return replay(parsed.events, tokens, grossTrouble(query_, range));
    if (!knownTrouble(query_, range)) complainAboutGuard(query_, range);
    error(range);
  }

  // --- steps ---

  // `quiet`: it was said before that this is no step.
  void step(TokenRange range, bool quiet) {
    const std::vector<StepToken> tokens = stepTokens(range);
    if (tokens.empty()) return error(range);  // nothing but brackets that close nothing
    const Parsed parsed = parser_.parse(tokens, Entry::step);
    if (parsed.ok) return replay(parsed.events, tokens, quiet || grossTrouble(query_, range));
    if (!quiet && !knownTrouble(query_, range)) complainAboutStep(query_, tokens, parsed);
    error(range);
  }

  // What the grammar sees of a step: each braced part as one token, no stray brackets, and the missing ones.
  std::vector<StepToken> stepTokens(TokenRange range) const {
    const Brackets& brackets = query_.brackets;
    std::vector<StepToken> tokens;
    std::vector<std::uint32_t> openers;
    auto missing = std::lower_bound(brackets.missing.begin(), brackets.missing.end(), range.begin,
                                    [](const Brackets::Missing& m, std::uint32_t at) { return m.before < at; });
    const auto invent = [&](std::uint32_t upTo) {
      for (; missing != brackets.missing.end() && missing->before <= upTo; ++missing)
        if (std::binary_search(openers.begin(), openers.end(), missing->opener))
          tokens.push_back({static_cast<int>(closerOf(kind(missing->opener))), missing->before, true});
    };
    for (std::uint32_t i = range.begin; i < range.end;) {
      invent(i);
      if (std::binary_search(brackets.strays.begin(), brackets.strays.end(), i)) {
        ++i;
        continue;
      }
      const TokenKind token = brackets.meant(i, kind(i));
      if (token == TokenKind::leftBrace) {
        tokens.push_back({kBlockType, i});
        i = query_.skip(i);
        continue;
      }
      if (brackets.end[i] != 0 && !isOpener(token)) {  // `case` without its brace
        tokens.push_back({static_cast<int>(token), i});
        tokens.push_back({kBlockType, i});
        i = query_.skip(i);
        continue;
      }
      if (token == TokenKind::leftParen || token == TokenKind::leftBracket) openers.push_back(i);
      const bool call =
          std::binary_search(query_.lexed.callParens.begin(), query_.lexed.callParens.end(), i) ||
          (token == TokenKind::leftParen && kind(i) != token && i > range.begin && kind(i - 1) == TokenKind::word);
      const bool comma = token == TokenKind::semicolon;  // between parentheses, or it would have ended the step
      tokens.push_back({call ? kCallParenType : static_cast<int>(comma ? TokenKind::comma : token), i});
      if (std::binary_search(brackets.missingParens.begin(), brackets.missingParens.end(), i))
        tokens.push_back({kCallParenType, i + 1, true});
      ++i;
    }
    invent(range.end);
    return tokens;
  }

  std::uint32_t endOf(const StepToken& token) const {
    if (token.invented) return token.token;
    return token.type == kBlockType ? query_.skip(token.token) : token.token + 1;
  }

  // `quiet`: what else is wrong in the step follows from a bracket or quote without a partner.
  void replay(const std::vector<Event>& events, std::span<const StepToken> step, bool quiet) {
    for (const Event& event : events) {
      switch (event.kind) {
        case Event::Kind::open:
          if (!quiet) check(event, step);
          open(event.node, step[event.first].token);
          break;
        case Event::Kind::close:
          close(endOf(step[event.end - 1]));
          break;
        case Event::Kind::operand:
          operand(step[event.first].token);
          break;
        case Event::Kind::block:
          block(step[event.first].token, event.use);
          break;
        case Event::Kind::mistake:
          if (!quiet) complainAboutMistake(query_, step, event);
          break;
      }
    }
  }

  void operand(std::uint32_t token) {
    const std::string_view text = query_.tokenText(token);
    const bool name =
        kind(token) == TokenKind::backquoted || (kind(token) == TokenKind::word && (text[0] < '0' || text[0] > '9') &&
                                                 text.find('*') == std::string_view::npos);
    open(name ? NodeKind::field : NodeKind::literal, token);
    close(token + 1);
  }

  void check(const Event& event, std::span<const StepToken> step) const {
    const StepToken& token = step[event.first];
    const auto type = [&](std::size_t offset) {
      return event.first + offset < step.size() ? step[event.first + offset].type : static_cast<int>(TokenKind::end);
    };
    const bool word = kind(token.token) == TokenKind::word;
    if (event.node == NodeKind::call && word) {
      complainAboutCondition(query_, step.subspan(event.first));
      complainAboutInOperator(query_, step, event.first);
    }
    if (event.node == NodeKind::linkStep && !insideCallOf("correlate"))
      complainAboutLink(query_, token.token, step[event.first + 1].token);
    if (event.node == NodeKind::field && word) complainAboutField(query_, token.token);
    if (event.node == NodeKind::freeText && word) complainAboutFreeText(query_, token.token);
    if (event.node != NodeKind::comparison || type(2) != static_cast<int>(TokenKind::word)) return;
    if (type(3) == kCallParenType) return;
    switch (static_cast<TokenKind>(type(1))) {
      case TokenKind::less:
      case TokenKind::lessEqual:
      case TokenKind::greater:
      case TokenKind::greaterEqual:
        complainAboutOrder(query_, token.token, step[event.first + 1].token, step[event.first + 2].token);
        break;
      default:
        break;
    }
  }

  // Whether parentheses are open before the token, so that its braces may hold an argument.
  bool inCall(TokenRange range, std::uint32_t token) const {
    for (std::uint32_t i = range.begin; i < token; ++i)
      if (isOpener(kind(i)) && query_.skip(i) > token) return true;
    return false;
  }

  // Keeps the tokens of what could not be parsed, and still parses what stands between braces in it.
  void error(TokenRange range) {
    open(NodeKind::error, range.begin);
    for (std::uint32_t i = range.begin; i < range.end; ++i) {
      if (kind(i) != TokenKind::leftBrace) continue;
      const TokenKind before = i == range.begin ? TokenKind::end : kind(i - 1);
      if (before == TokenKind::kwCase) {
        block(i, BlockUse::clauses);
      } else if (before == TokenKind::kwMatch) {
        block(i, BlockUse::arms);
      } else if (before == TokenKind::word && !inCall(range, i)) {
        block(i, BlockUse::guess);
      } else {
        open(NodeKind::subquery, i);
        block(i, BlockUse::pipeline);
        close(query_.skip(i));
      }
      i = query_.skip(i) - 1;
    }
    close(range.end);
  }

  // One for all queries: what a parser sets up costs as much as a short query, and it keeps nothing of the last one.
  static StepParser& stepParser() {
    static thread_local StepParser parser;
    return parser;
  }

  const Query& query_;
  StepParser& parser_ = stepParser();
  TreeBuilder builder_;
  std::uint32_t next_ = 0;
  struct OpenNode {
    NodeKind node{};
    std::uint32_t token = 0;
  };
  std::vector<OpenNode> open_;
};

}  // namespace

bool isNumber(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return !text.starts_with('-') && base::numeral(text);
}

Tree buildTree(const Query& query) { return Structure(query).run(); }

}  // namespace quarry::cql
