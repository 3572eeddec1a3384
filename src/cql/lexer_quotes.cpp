// Which quote lacks its partner. All quotes look alike, so the text around them has to tell opening from closing ones.
#include <algorithm>
#include <limits>

#include "cql/characters.h"
#include "cql/lexer.h"
#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool isBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }
bool oneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

class Quotes {
 public:
  explicit Quotes(std::string_view text) : text_(text) {}

  char before(std::size_t at) const { return at == 0 ? '\n' : text_[at - 1]; }
  char after(std::size_t at) const { return at + 1 < text_.size() ? text_[at + 1] : '\n'; }

  // How unlikely it is that the quote at `at` opens, or closes, a string.
  int costOfOpening(std::size_t at) const {
    const bool begins = isBlank(before(at)) || oneOf(before(at), "=([,:{|!<>;~?$");
    return (begins ? 0 : 3) + (oneOf(after(at), " \t\r\n,)]}|;") ? 1 : 0);
  }
  int costOfClosing(std::size_t at) const {
    const bool ends = isBlank(after(at)) || oneOf(after(at), ")],|;}:=!<>");
    return (ends ? 0 : 3) + (isBlank(before(at)) || oneOf(before(at), "=([{|") ? 1 : 0);
  }

  // Opening and closing quotes alternate, but for one that lacks its partner: the one for which the rest is likeliest.
  QuoteRepair unpaired(const std::vector<std::size_t>& quotes) const {
    std::vector<int> tail(quotes.size() + 2, 0);  // the cost of the quotes from i on, the first one of which opens
    for (std::size_t i = quotes.size(); i-- > 0;)
      tail[i] = costOfOpening(quotes[i]) + (i + 1 < quotes.size() ? costOfClosing(quotes[i + 1]) + tail[i + 2] : 0);
    int head = 0, best = std::numeric_limits<int>::max();
    QuoteRepair repair;
    for (std::size_t i = 0; i < quotes.size(); i += 2) {
      const int open = head + costOfOpening(quotes[i]) + tail[i + 1],
                close = head + costOfClosing(quotes[i]) + tail[i + 1];
      if (std::min(open, close) < best) {
        best = std::min(open, close);
        const std::size_t next = i + 1 < quotes.size() ? quotes[i + 1] : std::string_view::npos;
        repair = {quotes[i], open <= close ? stringEnd(quotes[i], next) : quotes[i]};
      }
      if (i + 1 < quotes.size()) head += costOfOpening(quotes[i]) + costOfClosing(quotes[i + 1]);
    }
    return repair;
  }

 private:
  // Where the string that begins at `at` and is never closed was meant to end, before the quote at `next`.
  std::size_t stringEnd(std::size_t at, std::size_t next) const {
    const std::size_t line = std::min(text_.find('\n', at), text_.size());
    std::size_t end = std::min(line, next);
    if (next < line) {
      // `a="x and b="y"`: what the next string is compared with is no part of this one.
      std::size_t name = next;
      while (name > at + 1 && oneOf(text_[name - 1], "=!<>:~ (")) --name;
      while (name > at + 1 && charAt(text_, name - 1).kind == CharClass::field) --name;
      if (name > at + 1 && isBlank(text_[name - 1])) end = name;
    }
    int depth = 0;
    for (std::size_t i = at + 1; i < end; ++i) {
      const char c = text_[i];
      const bool pipe = c == '|' && (isBlank(text_[i - 1]) || (i + 1 < text_.size() && isBlank(text_[i + 1])));
      const bool word = isBlank(c) && keyword(i + 1);
      if (oneOf(c, "([{")) ++depth;
      if (oneOf(c, ")]}")) --depth;
      const bool semicolon = c == ';' && (isBlank(after(i)) || isBlank(before(i)));
      if (pipe || word || semicolon || depth < 0 || (c == ',' && depth == 0 && argumentFollows(i + 1))) {
        end = i;
        break;
      }
    }
    while (end > at + 1 && (isBlank(text_[end - 1]) || text_[end - 1] == ',')) --end;
    return end;
  }
  bool keyword(std::size_t at) const {
    const std::string word = base::asciiLower(text_.substr(at, 4));
    return word == "and " || word.substr(0, 3) == "or ";
  }
  // `"…"` or `name=`
  bool argumentFollows(std::size_t at) const {
    at = std::min(text_.find_first_not_of(kBlanks, at), text_.size());
    if (at == text_.size() || text_[at] == '"' || text_[at] == '[') return true;
    const std::size_t end = fieldEnd(text_, at);
    return end > at && end < text_.size() && text_[end] == '=';
  }

  std::string_view text_;
};

// Whether a string over several lines seems to have swallowed the beginning of a step. `runaway`: the quotes do not
// come out even, so one of them is to blame.
bool suspicious(std::string_view text, const Token& token, bool runaway) {
  const Quotes quotes(text);
  if (quotes.costOfClosing(token.end - 1) + quotes.costOfOpening(token.begin) >= 3) return true;
  const std::string_view content = text.substr(token.begin, token.end - token.begin);
  for (std::size_t line = content.find('\n'); runaway && line != std::string_view::npos;
       line = content.find('\n', line + 1)) {
    const std::size_t at = content.find_first_not_of(" \t", line + 1);
    if (at != std::string_view::npos && content[at] == '|') return true;
  }
  return false;
}

}  // namespace

std::optional<QuoteRepair> unpairedQuote(std::string_view text, const Lexed& lexed) {
  const bool runaway = lexed.openString.has_value();
  if (!runaway && lexed.longStrings.empty()) return std::nullopt;
  std::size_t blamed = lexed.openString.value_or(0);
  const auto found = std::find_if(lexed.longStrings.begin(), lexed.longStrings.end(),
                                  [&](std::uint32_t token) { return suspicious(text, lexed.tokens[token], runaway); });
  if (found != lexed.longStrings.end())
    blamed = lexed.tokens[*found].begin;
  else if (!runaway)
    return std::nullopt;
  const std::size_t newLine = blamed == 0 ? std::string_view::npos : text.rfind('\n', blamed - 1);
  const std::size_t line = newLine == std::string_view::npos ? 0 : newLine + 1;
  const auto begin = std::lower_bound(lexed.tokens.begin(), lexed.tokens.end(), line,
                                      [](const Token& token, std::size_t at) { return token.begin < at; });
  std::vector<std::size_t> quotes;
  for (auto token = begin; token != lexed.tokens.end() && token->begin < blamed; ++token) {
    const bool pair = token->kind == TokenKind::string && token->end - token->begin >= 2 && text[token->begin] == '"' &&
                      text[token->end - 1] == '"';
    if (pair) quotes.insert(quotes.end(), {token->begin, token->end - 1});
  }
  quotes.push_back(blamed);
  return Quotes(text).unpaired(quotes);
}

}  // namespace quarry::cql
