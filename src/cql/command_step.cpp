#include "cql/command_step.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

// An aggregate of SPL or KQL, and what CQL writes around the field.
struct Aggregate {
  std::string_view name, before, after;
};
constexpr std::array<Aggregate, 15> kAggregates = {{{"count", "count(", ""},
                                                    {"dc", "count(", ", distinct=true"},
                                                    {"distinct_count", "count(", ", distinct=true"},
                                                    {"dcount", "count(", ", distinct=true"},
                                                    {"sum", "sum(", ""},
                                                    {"avg", "avg(", ""},
                                                    {"mean", "avg(", ""},
                                                    {"min", "min(", ""},
                                                    {"max", "max(", ""},
                                                    {"range", "range(", ""},
                                                    {"stdev", "stdDev(", ""},
                                                    {"values", "collect([", "]"},
                                                    {"list", "collect([", "]"},
                                                    {"make_set", "collect([", "]"},
                                                    {"make_list", "collect([", "]"}}};

class Reader {
 public:
  Reader(std::string_view text, const std::vector<Token>& tokens, TokenRange step, const Brackets* brackets)
      : text_(text), tokens_(tokens), brackets_(brackets), at_(step.begin), end_(step.end) {}

  // Words that are no functions may be searched for: in a step that is not read yet, only what cannot be a filter is a
  // command for sure.
  bool mayBeText() const {
    static constexpr std::array<std::string_view, 9> kWords = {"fields",   "project", "dedup", "extend", "summarize",
                                                               "distinct", "order",   "limit", "take"};
    return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) { return is(word); }) && !isNoFilter();
  }

  std::optional<std::string> run() {
    if (kind() != TokenKind::word) return std::nullopt;
    if (kind(1) == TokenKind::leftParen) {
      // `count() by user`
      auto grouped = hasBy() ? aggregated("") : std::nullopt;
      return at_ == end_ ? grouped : std::nullopt;
    }
    const std::string command = base::asciiLower(text());
    ++at_;
    // A call that needs no argument lacks its parentheses.
    if (at_ == end_ && (command == "count" || command == "head" || command == "tail")) return command + "()";
    std::optional<std::string> out;
    if (command == "head" || command == "tail") out = number(command);
    if (command == "limit" || command == "take") out = number("head");
    if (command == "sort" || (command == "order" && is("by"))) out = sorted();
    if (command == "table" || command == "select" || command == "fields" || command == "project")
      out = columns(command);
    // The names that the languages give to a count without one.
    if (command == "stats") out = aggregated("count");
    if (command == "summarize") out = aggregated("count_");
    if (command == "top") out = top();
    if (command == "rename") out = renamed();
    if (command == "dedup") out = grouped("tail(1)");
    if (command == "distinct") out = grouped("[]");
    if (command == "eval" || command == "extend") out = assigned();
    return at_ == end_ ? out : std::nullopt;
  }

 private:
  TokenKind kind(std::uint32_t ahead = 0) const {
    return at_ + ahead < end_ ? tokens_[at_ + ahead].kind : TokenKind::end;
  }
  std::string_view word() const { return text_.substr(tokens_[at_].begin, tokens_[at_].end - tokens_[at_].begin); }
  std::string text() const { return std::string(word()); }
  std::string taken() {
    std::string out = text();
    ++at_;
    return out;
  }
  // The token after this one, or after the group that begins with it.
  std::uint32_t behind(std::uint32_t i) const {
    return brackets_ == nullptr ? i + 1 : std::max(i + 1, brackets_->end[i]);
  }
  bool is(std::string_view wanted) const {
    return kind() == TokenKind::word && base::equalsIgnoringCase(word(), wanted);
  }
  bool skip(TokenKind wanted) {
    if (kind() != wanted) return false;
    ++at_;
    return true;
  }
  bool skip(std::string_view wanted) {
    if (!is(wanted)) return false;
    ++at_;
    return true;
  }

  bool hasBy() const {
    for (std::uint32_t i = at_; i < end_; i = behind(i))
      if (tokens_[i].kind == TokenKind::word &&
          base::equalsIgnoringCase(text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin), "by"))
        return true;
    return false;
  }

  // A comma, or a call in the middle of the step.
  bool isNoFilter() const {
    for (std::uint32_t i = at_; i < end_; ++i)
      if (tokens_[i].kind == TokenKind::comma || tokens_[i].kind == TokenKind::leftParen) return true;
    return false;
  }

  std::optional<std::string> field() {
    const bool quoted = kind() == TokenKind::string && word().front() == '"';
    if (quoted) return taken();
    if (kind() != TokenKind::word) return std::nullopt;
    const std::string_view name = word();
    if (name.find('*') != std::string_view::npos || name.front() == '-' || isNumber(name)) return std::nullopt;
    ++at_;
    return std::string(name);
  }

  // Fields with commas between them, or without.
  std::vector<std::string> fields() {
    std::vector<std::string> out;
    while (at_ < end_) {
      auto one = field();
      if (!one) return {};
      out.push_back(std::move(*one));
      const bool comma = skip(TokenKind::comma);
      if (comma && at_ == end_) return {};
    }
    return out;
  }

  std::optional<std::string> number(const std::string& function) {
    if (kind() != TokenKind::word || !isNumber(word())) return std::nullopt;
    return fmt::format("{}({})", function, taken());
  }

  // "-" before a field, alone or glued to it.
  bool minus() const { return kind() == TokenKind::minus || (kind() == TokenKind::word && text() == "-"); }

  // One field of a sort, and whether it ascends.
  std::optional<std::pair<std::string, bool>> sortKey(bool ascends) {
    std::string name;
    if (minus()) {
      ascends = false;
      ++at_;
    } else if (kind() == TokenKind::word && text().size() > 1 && text().front() == '-') {
      ascends = false;
      name = taken().substr(1);
    } else {
      skip(TokenKind::plus);
    }
    if (name.empty()) {
      auto one = field();
      if (!one) return std::nullopt;
      name = std::move(*one);
    }
    if (skip("desc"))
      ascends = false;
    else if (skip("asc"))
      ascends = true;
    return std::pair(std::move(name), ascends);
  }

  std::optional<std::string> sorted() {
    // `sort 10 -x` of SPL keeps ten rows, `sort 0 -x` all of them.
    std::string limit;
    if (kind() == TokenKind::word && isNumber(word()) && kind(1) != TokenKind::end)
      limit = is("0") ? taken().replace(0, 1, "max") : taken();
    // `sort by` is KQL's and descends, as CQL's own; SPL's `sort` ascends.
    const bool ascends = !skip("by");
    std::vector<std::string> names, orders;
    bool anyAscends = false;
    do {
      auto key = sortKey(ascends);
      if (!key) return std::nullopt;
      anyAscends = anyAscends || key->second;
      names.push_back(std::move(key->first));
      orders.emplace_back(key->second ? "asc" : "desc");
    } while (skip(TokenKind::comma));
    const bool alike = std::equal(orders.begin() + 1, orders.end(), orders.begin());
    std::string out = names.size() == 1 ? names.front() : fmt::format("[{}]", fmt::join(names, ", "));
    if (!alike)
      out += fmt::format(", order=[{}]", fmt::join(orders, ", "));
    else if (anyAscends)
      out += ", order=asc";
    return limit.empty() ? fmt::format("sort({})", out) : fmt::format("sort({}, limit={})", out, limit);
  }

  std::optional<std::string> columns(const std::string& command) {
    const bool dropped = command == "fields" && minus();
    if (dropped) ++at_;
    const std::vector<std::string> list = fields();
    if (list.empty()) return std::nullopt;
    const std::string_view function = dropped ? "drop" : command == "table" ? "table" : "select";
    return fmt::format("{}([{}])", function, fmt::join(list, ", "));
  }

  // The 95 of `p95` or `perc95`.
  static std::string percentileRank(std::string_view name) {
    for (const std::string_view prefix : {"perc", "p"})
      if (name.starts_with(prefix) && name.size() > prefix.size() && isNumber(name.substr(prefix.size())))
        return std::string(name.substr(prefix.size()));
    return {};
  }
  std::optional<std::string> percentile(const std::string& rank) {
    if (!skip(TokenKind::leftParen)) return std::nullopt;
    const auto of = field();
    if (!of || !skip(TokenKind::rightParen)) return std::nullopt;
    if (!skip("as")) return fmt::format("percentile({}, percentiles=[{}])", *of, rank);
    const auto name = field();
    if (!name) return std::nullopt;
    // `as` is what percentile() begins its field's name with.
    renames_ += fmt::format(" | rename({}_{}, as={})", *name, rank, *name);
    return fmt::format("percentile({}, percentiles=[{}], as={})", *of, rank, *name);
  }

  // count, count(), count(x) as n, n = count()
  std::optional<std::string> aggregate(const std::string& countName) {
    std::string as;
    if (kind() == TokenKind::word && kind(1) == TokenKind::equal) {
      as = text();
      at_ += 2;
    }
    if (kind() != TokenKind::word) return std::nullopt;
    if (const std::string rank = percentileRank(text()); !rank.empty()) {
      ++at_;
      return percentile(rank);
    }
    const auto* known =
        std::find_if(kAggregates.begin(), kAggregates.end(), [&](const Aggregate& one) { return is(one.name); });
    if (known == kAggregates.end()) return std::nullopt;
    ++at_;
    std::string out(known->before);
    bool of = false;
    if (skip(TokenKind::leftParen) && !skip(TokenKind::rightParen)) {
      const auto one = field();
      if (!one || !skip(TokenKind::rightParen)) return std::nullopt;
      out += *one + std::string(known->after);
      of = true;
    }
    if (!of && known->name != "count") return std::nullopt;
    if (skip("as")) {
      const auto name = field();
      if (!name) return std::nullopt;
      as = *name;
    }
    if (as.empty() && !of) as = countName;
    if (!as.empty()) out += fmt::format("{}as={}", of ? ", " : "", as);
    return out + ")";
  }

  std::optional<std::string> aggregated(const std::string& countName) {
    std::vector<std::string> functions;
    while (at_ < end_ && !is("by")) {
      auto one = aggregate(countName);
      if (!one) return std::nullopt;
      functions.push_back(std::move(*one));
      skip(TokenKind::comma);
    }
    if (functions.empty()) return std::nullopt;
    const std::string list =
        functions.size() == 1 ? functions.front() : fmt::format("[{}]", fmt::join(functions, ", "));
    if (at_ == end_) return (functions.size() == 1 ? list : fmt::format("stats({})", list)) + renames_;
    ++at_;
    const std::vector<std::string> keys = fields();
    if (keys.empty()) return std::nullopt;
    return fmt::format("groupBy([{}], function={}){}", fmt::join(keys, ", "), list, renames_);
  }

  std::optional<std::string> top() {
    std::string limit;
    if (is("limit") && kind(1) == TokenKind::equal) at_ += 2;
    if (kind() == TokenKind::word && isNumber(word())) {
      limit = text();
      ++at_;
    }
    const auto one = field();
    if (!one) return std::nullopt;
    const std::string call =
        limit.empty() ? fmt::format("top({})", *one) : fmt::format("top({}, limit={})", *one, limit);
    if (!skip("by")) return call;
    const std::vector<std::string> keys = fields();
    if (keys.empty()) return std::nullopt;
    return fmt::format("groupBy([{}], function={})", fmt::join(keys, ", "), call);
  }

  std::optional<std::string> renamed() {
    std::vector<std::string> calls;
    while (at_ < end_) {
      const auto from = field();
      if (!from || !skip("as")) return std::nullopt;
      const auto to = field();
      if (!to) return std::nullopt;
      calls.push_back(fmt::format("rename({}, as={})", *from, *to));
      skip(TokenKind::comma);
    }
    return calls.empty() ? std::nullopt : std::optional(fmt::format("{}", fmt::join(calls, " | ")));
  }

  // `dedup` keeps the event of each group that comes first: the newest, as events come.
  std::optional<std::string> grouped(std::string_view function) {
    const std::vector<std::string> keys = fields();
    if (keys.empty()) return std::nullopt;
    return fmt::format("groupBy([{}], function={})", fmt::join(keys, ", "), function);
  }

  // In a filter a division is read as the beginning of a regular expression, to the end of the line.
  bool hidesParts() const {
    return kind() == TokenKind::regex && word().find_first_of(",=|") != std::string_view::npos;
  }

  // a = x, b = f(y, z)
  std::optional<std::string> assigned() {
    std::vector<std::string> steps;
    while (at_ < end_) {
      const auto name = field();
      if (!name || !skip(TokenKind::equal)) return std::nullopt;
      const std::uint32_t from = at_;
      for (; at_ < end_ && kind() != TokenKind::comma; at_ = behind(at_))
        if (kind() == TokenKind::equal || kind() == TokenKind::leftBrace || hidesParts()) return std::nullopt;
      if (at_ == from) return std::nullopt;
      steps.push_back(fmt::format("{} := {}", *name,
                                  text_.substr(tokens_[from].begin, tokens_[at_ - 1].end - tokens_[from].begin)));
      if (skip(TokenKind::comma) && at_ == end_) return std::nullopt;
    }
    return steps.empty() ? std::nullopt : std::optional(fmt::format("{}", fmt::join(steps, " | ")));
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  const Brackets* brackets_;
  std::uint32_t at_, end_;
  std::string renames_;
};

}  // namespace

std::optional<std::string> commandAsCall(const Query& query, TokenRange step) {
  Reader reader(query.text, query.lexed.tokens, step, &query.brackets);
  return reader.mayBeText() ? std::nullopt : reader.run();
}

std::optional<std::string> commandAsCall(const Tree& tree, NodeId step) {
  const Node& node = tree.nodes[step];
  return Reader(tree.text, tree.tokens, {node.first, node.end}, nullptr).run();
}

}  // namespace quarry::cql
