#include "cql/foreign.h"

#include <algorithm>
#include <array>
#include <string>

#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

using Words = std::initializer_list<std::string_view>;

bool among(std::string_view word, Words words) { return std::find(words.begin(), words.end(), word) != words.end(); }

constexpr std::string_view kSpl =
    "in CQL `eval x = …` is `x := …`, `stats … by a` is `groupBy([a], function=[…])`, and `table a b` is `table([a, "
    "b])`";
constexpr std::string_view kKql =
    "in CQL a filter needs no `where`, `extend x = …` is `x := …`, and `summarize … by a` is `groupBy([a], "
    "function=[…])`";
constexpr std::string_view kPipeline = "a query of CQL is a chain of steps: `field=value | groupBy([a], function=[…])`";

// Points for a language, in halves of what one sure sign is worth.
struct Evidence {
  int points = 0;
  std::optional<std::uint32_t> token;  // the first sign

  void add(int more, std::uint32_t at) {
    points += more;
    if (!token || at < *token) token = at;
  }
};

class Detective {
 public:
  explicit Detective(const Query& query)
      : query_(query), count_(static_cast<std::uint32_t>(query.lexed.tokens.size() - 1)) {}

  std::optional<Foreign> run() {
    if (count_ == 0) return std::nullopt;
    if (const auto document = document_()) return document;
    if (const auto sentence = sentence_()) return sentence;
    if (text(0).starts_with('#')) return std::nullopt;  // no other language begins with a tag
    weigh();
    // A step that is CQL for sure is worth two that are not.
    const int needed = std::max(3, 4 * cql_ + 1);
    if (spl_.points >= needed && spl_.points >= kql_.points) return found("SPL", kSpl, *spl_.token);
    if (kql_.points >= std::max(needed, 4)) return found("KQL", kKql, *kql_.token);
    if (fql_.points >= std::max(needed, 4))
      return found("Falcon's filter language FQL",
                   "it filters the results of an API; a filter of CQL is `field=\"value\"`", *fql_.token);
    if (code_.points >= std::max(needed, 4)) return found("program code", kPipeline, *code_.token);
    return std::nullopt;
  }

 private:
  TokenKind kind(std::uint32_t i) const { return i < count_ ? query_.kind(i) : TokenKind::end; }
  std::string_view text(std::uint32_t i) const { return i < count_ ? query_.tokenText(i) : std::string_view(); }
  std::string lower(std::uint32_t i) const { return base::asciiLower(text(i)); }
  bool isWord(std::uint32_t i, std::string_view word) const {
    return i < count_ && base::equalsIgnoringCase(text(i), word);
  }
  bool wordLike(std::uint32_t i) const { return kind(i) == TokenKind::word || kind(i) == TokenKind::string; }
  bool beginsLine(std::uint32_t i) const {
    if (i == 0) return true;
    const std::size_t from = query_.token(i - 1).end;
    return query_.text.substr(from, query_.token(i).begin - from).find('\n') != std::string_view::npos;
  }
  Foreign found(std::string_view language, std::string_view advice, std::uint32_t token) const {
    return {language, advice, query_.span(token)};
  }

  // --- texts that are no query at all ---

  std::optional<Foreign> document_() const {
    if (kind(0) == TokenKind::leftBrace && kind(1) == TokenKind::string && text(2).substr(0, 1) == ":")
      return found("JSON", "a query inside JSON is checked if the file is named `.json`", 0);
    if (kind(0) == TokenKind::less && (kind(1) == TokenKind::bang || (wordLike(1) && kind(2) == TokenKind::greater)))
      return found("markup", "only the query itself can be checked", 0);
    if (const auto table = markdownTable()) return table;
    int keys = 0;
    std::uint32_t first = 0;
    for (std::uint32_t i = 0; i < count_ && keys < 2; ++i) {
      if (kind(i) != TokenKind::word || text(i).back() != ':' || !beginsLine(i)) continue;
      if (!among(text(i), {"title:", "logsource:", "detection:", "condition:", "falsepositives:"})) continue;
      if (keys++ == 0) first = i;
    }
    if (keys == 2) return found("a Sigma rule", "rules are compiled with `quarry build`", first);
    return std::nullopt;
  }

  // |------|------|
  std::optional<Foreign> markdownTable() const {
    for (std::uint32_t i = 0; i + 2 < count_; ++i) {
      if (kind(i) != TokenKind::pipe || !beginsLine(i) || kind(i + 1) != TokenKind::word ||
          kind(i + 2) != TokenKind::pipe)
        continue;
      if (text(i + 1).size() >= 3 && text(i + 1).find_first_not_of("-:") == std::string_view::npos)
        return found("a table in Markdown", "only the query itself can be checked", i + 1);
    }
    return std::nullopt;
  }

  // Languages whose queries begin with a word of their own.
  std::optional<Foreign> sentence_() const {
    const std::string first = lower(0);
    if (kind(0) != TokenKind::word || kind(1) == TokenKind::pipe) return std::nullopt;
    if ((first == "select" && kind(1) != TokenKind::leftParen) || (first == "with" && isWord(2, "as"))) {
      for (std::uint32_t i = 1; i < count_; ++i)
        if (isWord(i, "from") && i > 1) return found("SQL", kPipeline, 0);
    }
    const bool eql = isWord(1, "where") && count_ > 2 &&
                     among(first, {"any", "process", "file", "network", "registry", "library", "dns", "authentication",
                                   "api", "iam", "driver"});
    const bool sequence =
        first == "sequence" && (isWord(1, "by") || isWord(1, "with") || kind(1) == TokenKind::leftBracket);
    if (eql || sequence) return found("EQL", kPipeline, 0);
    return std::nullopt;
  }

  // --- signs that add up ---

  void weigh() {
    bool begins = true;
    std::uint32_t steps = 0;
    for (std::uint32_t i = 0; i < count_; ++i) {
      sign(i);
      if (kind(i) == TokenKind::pipe || kind(i) == TokenKind::semicolon) {
        begins = true;
        ++steps;
        continue;
      }
      if (begins)
        head(i, steps);
      else if (beginsLine(i) && kind(i) == TokenKind::word)
        lineHead(i);
      begins = false;
    }
  }

  // Whatever stands behind the word makes it a command: `fields a`, `sort - a`.
  bool operandFollows(std::uint32_t i) const {
    switch (kind(i + 1)) {
      case TokenKind::word:
      case TokenKind::string:
      case TokenKind::kwNot:
      case TokenKind::kwCase:
        return kind(i + 2) != TokenKind::assign;
      default:
        return false;
    }
  }

  void sign(std::uint32_t i) {
    switch (kind(i)) {
      case TokenKind::assign:
      case TokenKind::leftBrace:
      case TokenKind::parameter:
      case TokenKind::savedQuery:
        ++cql_;
        return;
      case TokenKind::string:
        // platform_name:'Windows'
        if (text(i)[0] == '\'' && i > 0 && kind(i - 1) == TokenKind::word && text(i - 1).back() == ':')
          fql_.add(2, i - 1);
        return;
      case TokenKind::word:
        break;
      default:
        return;
    }
    const std::string_view word = text(i);
    if (word[0] == '#' && kind(i + 1) != TokenKind::word) ++cql_;
    if (word.ends_with("_decimal") || word.ends_with("_readable") || word == "_time" || word == "_raw") spl_.add(1, i);
    if ((word == "index" || word == "sourcetype" || word == "event_simpleName") && kind(i + 1) == TokenKind::equal)
      spl_.add(1, i);
  }

  void head(std::uint32_t i, std::uint32_t steps) {
    if (kind(i) == TokenKind::backquoted) return spl_.add(1, i);
    if (kind(i) != TokenKind::word) return;
    const std::string word = lower(i);
    const bool bare = kind(i + 1) != TokenKind::leftParen;
    if (!bare && callParen(i + 1)) {
      ++cql_;
      return;
    }
    if (steps == 0) {
      // A table's name alone begins a query of KQL.
      if (kind(i + 1) == TokenKind::pipe && word.size() > 3 && text(i)[0] >= 'A' && text(i)[0] <= 'Z') kql_.add(1, i);
      if (word == "let" && kind(i + 1) == TokenKind::word && kind(i + 2) == TokenKind::equal) kql_.add(2, i);
    }
    if (among(word, {"const", "let", "var", "import", "def", "function", "return"}) && kind(i + 1) == TokenKind::word)
      code_.add(2, i);
    command(i, word, steps != 0);
  }

  bool callParen(std::uint32_t i) const {
    const auto& parens = query_.lexed.callParens;
    return std::binary_search(parens.begin(), parens.end(), i);
  }

  void lineHead(std::uint32_t i) {
    const std::string word = lower(i);
    if (among(word, {"eval", "stats", "eventstats", "rex", "dedup", "mvexpand", "rare"}) && operandFollows(i))
      spl_.add(2, i);
    if (among(word, {"const", "let", "var"}) && kind(i + 1) == TokenKind::word && kind(i + 2) == TokenKind::equal)
      code_.add(2, i);
  }

  void command(std::uint32_t i, std::string_view word, bool afterPipe) {
    const bool assigns = kind(i + 1) == TokenKind::word && kind(i + 2) == TokenKind::equal;
    if (assigns && word == "eval") spl_.add(4, i);
    if (assigns && among(word, {"rex", "regex", "bin", "bucket", "timechart", "lookup", "dedup", "top", "sort"}))
      spl_.add(3, i);
    if (assigns && word == "extend") kql_.add(4, i);
    if (!operandFollows(i) && !(kind(i + 1) == TokenKind::leftParen && among(word, {"stats", "join", "append"})))
      return;
    if (among(word, {"stats", "eventstats", "streamstats", "tstats", "chart", "timechart", "inputlookup", "mvexpand",
                     "makemv", "rex", "transaction"}))
      spl_.add(4, i);
    if (among(word, {"summarize", "mv-expand", "project-away", "project-rename", "project-keep", "make-series"}))
      kql_.add(4, i);
    if (!afterPipe) return;
    if (among(word, {"eval",    "fields", "dedup",      "rare",      "lookup",       "fillnull",   "convert",
                     "spath",   "nomv",   "appendcols", "addtotals", "geostats",     "iplocation", "bucket",
                     "bin",     "head",   "tail",       "table",     "rename",       "sort",       "top",
                     "replace", "regex",  "join",       "format",    "outputlookup", "foreach",    "xyseries"}))
      spl_.add(3, i);
    if (among(word, {"where", "search"})) spl_.add(2, i);
    if (among(word, {"project", "extend"})) kql_.add(3, i);
    if (among(word,
              {"where", "take", "distinct", "order", "sort", "join", "union", "parse", "render", "lookup", "top"}))
      kql_.add(2, i);
  }

  const Query& query_;
  std::uint32_t count_;
  int cql_ = 0;  // steps and names that only CQL has
  Evidence spl_, kql_, fql_, code_;
};

}  // namespace

std::optional<Foreign> foreignLanguage(const Query& query) { return Detective(query).run(); }

}  // namespace quarry::cql
