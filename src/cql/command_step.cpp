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
  Reader(const Query& query, TokenRange step) : query_(query), at_(step.begin), end_(step.end) {}

  std::optional<std::string> run() {
    if (kind() != TokenKind::word || kind(1) == TokenKind::leftParen) return std::nullopt;
    const std::string command = base::asciiLower(text());
    ++at_;
    // Words that are no functions may be searched for: only what cannot be a filter is a command for sure.
    const bool mayBeText = command == "fields" || command == "project" || command == "dedup" || command == "extend" ||
                           command == "summarize";
    if (mayBeText && !isNoFilter()) return std::nullopt;
    // A call that needs no argument lacks its parentheses.
    if (at_ == end_ && (command == "count" || command == "head" || command == "tail")) return command + "()";
    std::optional<std::string> out;
    if (command == "head" || command == "tail") out = number(command);
    if (command == "sort") out = sorted();
    if (command == "table" || command == "select" || command == "fields" || command == "project")
      out = columns(command);
    // The names that the languages give to a count without one.
    if (command == "stats") out = aggregated("count");
    if (command == "summarize") out = aggregated("count_");
    if (command == "top") out = top();
    if (command == "rename") out = renamed();
    if (command == "dedup") out = distinct();
    if (command == "eval" || command == "extend") out = assigned();
    return at_ == end_ ? out : std::nullopt;
  }

 private:
  TokenKind kind(std::uint32_t ahead = 0) const {
    return at_ + ahead < end_ ? query_.kind(at_ + ahead) : TokenKind::end;
  }
  std::string text() const { return std::string(query_.tokenText(at_)); }
  bool is(std::string_view word) const {
    return kind() == TokenKind::word && base::equalsIgnoringCase(query_.tokenText(at_), word);
  }
  bool skip(TokenKind wanted) {
    if (kind() != wanted) return false;
    ++at_;
    return true;
  }
  bool skip(std::string_view word) {
    if (!is(word)) return false;
    ++at_;
    return true;
  }

  // A comma, or a call in the middle of the step.
  bool isNoFilter() const {
    for (std::uint32_t i = at_; i < end_; ++i)
      if (query_.kind(i) == TokenKind::comma || query_.kind(i) == TokenKind::leftParen) return true;
    return false;
  }

  std::optional<std::string> field() {
    const bool quoted = kind() == TokenKind::string && query_.tokenText(at_).front() == '"';
    if (quoted) return std::string(query_.tokenText(at_++));
    if (kind() != TokenKind::word) return std::nullopt;
    const std::string_view name = query_.tokenText(at_);
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
    if (kind() != TokenKind::word || !isNumber(query_.tokenText(at_))) return std::nullopt;
    return fmt::format("{}({})", function, query_.tokenText(at_++));
  }

  // "-" before a field, alone or glued to it.
  bool minus() const { return kind() == TokenKind::minus || (kind() == TokenKind::word && text() == "-"); }

  std::optional<std::string> sorted() {
    // `sort by` is KQL's and descends, as CQL's own; SPL's `sort` ascends.
    bool ascends = !skip("by");
    std::string name;
    if (minus()) {
      ascends = false;
      ++at_;
    } else if (kind() == TokenKind::word && text().size() > 1 && text().front() == '-') {
      ascends = false;
      name = text().substr(1);
      ++at_;
    } else {
      skip(TokenKind::plus);
    }
    if (name.empty()) {
      const auto one = field();
      if (!one) return std::nullopt;
      name = *one;
    }
    if (skip("desc"))
      ascends = false;
    else if (skip("asc"))
      ascends = true;
    return ascends ? fmt::format("sort({}, order=asc)", name) : fmt::format("sort({})", name);
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
    if (kind() == TokenKind::word && isNumber(query_.tokenText(at_))) {
      limit = text();
      ++at_;
    }
    const auto one = field();
    if (!one) return std::nullopt;
    return limit.empty() ? fmt::format("top({})", *one) : fmt::format("top({}, limit={})", *one, limit);
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

  // The event of each group that comes first: the newest, as events come.
  std::optional<std::string> distinct() {
    const std::vector<std::string> keys = fields();
    if (keys.empty()) return std::nullopt;
    return fmt::format("groupBy([{}], function=tail(1))", fmt::join(keys, ", "));
  }

  // In a filter a division is read as the beginning of a regular expression, to the end of the line.
  bool hidesParts() const {
    return kind() == TokenKind::regex && query_.tokenText(at_).find_first_of(",=|") != std::string_view::npos;
  }

  // a = x, b = f(y, z)
  std::optional<std::string> assigned() {
    std::vector<std::string> steps;
    while (at_ < end_) {
      const auto name = field();
      if (!name || !skip(TokenKind::equal)) return std::nullopt;
      const std::uint32_t from = at_;
      for (; at_ < end_ && kind() != TokenKind::comma; at_ = query_.skip(at_))
        if (kind() == TokenKind::equal || kind() == TokenKind::leftBrace || hidesParts()) return std::nullopt;
      if (at_ == from) return std::nullopt;
      steps.push_back(fmt::format("{} := {}", *name, query_.textOf({from, at_})));
      if (skip(TokenKind::comma) && at_ == end_) return std::nullopt;
    }
    return steps.empty() ? std::nullopt : std::optional(fmt::format("{}", fmt::join(steps, " | ")));
  }

  const Query& query_;
  std::uint32_t at_, end_;
  std::string renames_;
};

}  // namespace

std::optional<std::string> commandAsCall(const Query& query, TokenRange step) { return Reader(query, step).run(); }

}  // namespace quarry::cql
