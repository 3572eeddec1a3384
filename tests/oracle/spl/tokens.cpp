#include "tokens.h"

#include <cctype>

namespace spl {

namespace {

// The end of what begins with the quote at `at`.
std::size_t afterQuote(std::string_view text, std::size_t at, std::size_t begin) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == quote)
      return i + 1;
  }
  throw Wrong(begin + at, "a quote that does not end");
}

std::size_t afterBackticks(std::string_view text, std::size_t at, std::size_t begin) {
  const bool comment = text.substr(at, 3) == "```";
  const std::size_t end = comment ? text.find("```", at + 3) : text.find('`', at + 1);
  if (end == std::string_view::npos)
    throw Wrong(begin + at, comment ? "a comment that does not end" : "a macro that does not end");
  return end + (comment ? 3 : 1);
}

// In a search an apostrophe is a character like any other, unless a name in quotes begins there.
bool opensName(std::string_view text, std::size_t at) {
  if (text[at] != '\'') return false;
  const bool fresh = at == 0 || std::string_view(" \t\n(,=<>!+-*/%.[|").find(text[at - 1]) != std::string_view::npos;
  return fresh && text.find('\'', at + 1) != std::string_view::npos;
}

// The end of the subsearch whose bracket is at `at`.
std::size_t afterBracket(std::string_view text, std::size_t at, std::size_t begin) {
  int depth = 0;
  for (std::size_t i = at; i < text.size();) {
    if (text[i] == '"')
      i = afterQuote(text, i, begin);
    else if (text[i] == '`')
      i = afterBackticks(text, i, begin);
    else if (text[i] == '[' && ++depth)
      ++i;
    else if (text[i] == ']' && --depth == 0)
      return i + 1;
    else
      ++i;
  }
  throw Wrong(begin + at, "a bracket that does not close");
}

bool isSign(char c, Manner manner) {
  return manner == Manner::search ? std::string_view("=<>!(),").find(c) != std::string_view::npos
                                  : std::string_view("=<>!(),+-*/%.").find(c) != std::string_view::npos;
}

bool isDigit(std::string_view text, std::size_t at) {
  return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
}

bool isOperator(const Token& token) { return token.kind == Token::Kind::sign && token.text != ")"; }

// The end of a dashboard's $token$ or $token|s$ that begins at `at`, or `at`.
std::size_t afterToken(std::string_view text, std::size_t at) {
  if (text[at] != '$') return at;
  std::size_t i = at + 1;
  while (i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) != 0 || text[i] == '_' ||
                             text[i] == '.' || text[i] == ':' || text[i] == '-'))
    ++i;
  if (i > at + 1 && i + 1 < text.size() && text[i] == '|') i += 2;
  return i > at + 1 && i < text.size() && text[i] == '$' ? i + 1 : at;
}

std::size_t signLength(std::string_view text, std::size_t at) {
  const std::string_view two = text.substr(at, 2);
  return two == "!=" || two == "<=" || two == ">=" || two == "==" ? 2 : 1;
}

bool isNumberPart(std::string_view text, std::size_t at, std::size_t wordBegin) {
  if (text[at] != '.' || !isDigit(text, at + 1)) return false;
  for (std::size_t i = wordBegin; i < at; ++i)
    if (!isDigit(text, i)) return false;
  return true;
}

std::size_t afterWord(std::string_view text, std::size_t at, std::size_t begin, Manner manner) {
  std::size_t i = at;
  while (i < text.size()) {
    const char c = text[i];
    if (const std::size_t end = afterToken(text, i); end > i) {
      i = end;
      continue;
    }
    if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '"' || c == '`' || c == '[' || c == ']' || c == '|')
      break;
    if (manner == Manner::search && c == '!' && text.substr(i, 2) != "!=") {
      ++i;
      continue;
    }
    if (text.substr(i, 2) == "<<") {  // <<FIELD>> of foreach
      const std::size_t end = text.find(">>", i);
      if (end == std::string_view::npos) throw Wrong(begin + i, "`<<` without its `>>`");
      i = end + 2;
      continue;
    }
    if (c == '\'' && manner == Manner::expression) break;
    if (c == '\\' && i + 1 < text.size() && manner == Manner::search) ++i;
    if (isSign(c, manner) && !(manner == Manner::expression && isNumberPart(text, i, at))) break;
    ++i;
  }
  return std::min(i, text.size());
}

}  // namespace

std::vector<Stage> stagesOf(std::string_view pipeline, std::size_t begin) {
  std::vector<Stage> stages;
  std::size_t start = 0;
  for (std::size_t i = 0; i < pipeline.size();) {
    const char c = pipeline[i];
    if (c == '"')
      i = afterQuote(pipeline, i, begin);
    else if (c == '`')
      i = afterBackticks(pipeline, i, begin);
    else if (opensName(pipeline, i))
      i = afterQuote(pipeline, i, begin);
    else if (c == '[')
      i = afterBracket(pipeline, i, begin);
    else if (c == ']')
      throw Wrong(begin + i, "a closing bracket without its opening one");
    else if (const std::size_t end = afterToken(pipeline, i); end > i)
      i = end;
    else if (c == '|') {
      stages.push_back({pipeline.substr(start, i - start), begin + start});
      start = ++i;
    } else
      ++i;
  }
  stages.push_back({pipeline.substr(start), begin + start});
  return stages;
}

std::vector<Token> tokensOf(std::string_view text, std::size_t begin, Manner manner) {
  using Kind = Token::Kind;
  std::vector<Token> tokens;
  const auto add = [&](Kind kind, std::size_t from, std::size_t to, std::size_t margin) {
    tokens.push_back({kind, std::string(text.substr(from + margin, to - from - 2 * margin)), begin + from, begin + to});
    return to;
  };
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (std::isspace(static_cast<unsigned char>(c)) != 0)
      ++i;
    else if (text.substr(i, 3) == "```")
      i = afterBackticks(text, i, begin);
    else if (c == '`')
      i = add(Kind::macro, i, afterBackticks(text, i, begin), 1);
    else if (c == '"')
      i = add(Kind::text, i, afterQuote(text, i, begin), 1);
    else if (opensName(text, i))
      i = add(Kind::field, i, afterQuote(text, i, begin), 1);
    else if (c == '[')
      i = add(Kind::subsearch, i, afterBracket(text, i, begin), 1);
    else if (manner == Manner::expression && c == '.' && isDigit(text, i + 1) &&
             (tokens.empty() || tokens.back().end < begin + i || isOperator(tokens.back())))
      i = add(Kind::word, i, afterWord(text, i, begin, manner), 0);  // .5
    else if (isSign(c, manner) && text.substr(i, 2) != "<<" &&
             !(c == '!' && text.substr(i, 2) != "!=" && manner == Manner::search))
      i = add(Kind::sign, i, i + signLength(text, i), 0);
    else if (const std::size_t to = afterWord(text, i, begin, manner); to > i)
      i = add(Kind::word, i, to, 0);
    else
      throw Wrong(begin + i, "a character that means nothing here");
  }
  tokens.push_back({Kind::end, {}, begin + text.size(), begin + text.size()});
  return tokens;
}

}  // namespace spl
