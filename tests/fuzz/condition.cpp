// Any text as a condition: what it means is what a second reader of Sigma's grammar takes it to mean, whatever its
// selections hold.
#include <cctype>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/text.h"
#include "quarry/rule/condition.h"
#include "support.h"

namespace {

using namespace quarry;

constexpr int kDeepest = 100;

// Whether a selection holds is told by its name's letters and the round.
bool holds(std::string_view name, unsigned round) {
  unsigned hash = 2166136261u + round * 40503u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return ((hash >> 13) & 1) != 0;
}

// A quantifier over a pattern is taken as a selection with the pattern's name: which names it covers is judged apart.
std::string quantifiedName(bool all, const std::string& pattern) { return (all ? "all of " : "1 of ") + pattern; }

bool truth(const rule::Condition& condition, unsigned round) {
  return std::visit(
      base::overloaded{
          [&](const rule::Named& named) { return holds(named.name, round); },
          [&](const rule::Quantified& some) { return holds(quantifiedName(some.all, some.pattern), round); },
          [&](const rule::Negation& negated) { return !truth(*negated.of, round); },
          [&](const rule::Conjunction& all) {
            bool result = true;
            for (const rule::Condition& part : all.of) result = truth(part, round) && result;
            return result;
          },
          [&](const rule::Disjunction& any) {
            bool result = false;
            for (const rule::Condition& part : any.of) result = truth(part, round) || result;
            return result;
          },
      },
      condition.node);
}

// A reader by recursive descent. None: this is no condition, or one that it does not judge.
class Reader {
 public:
  Reader(std::string_view text, unsigned round) : round_(round) { split(text); }

  std::optional<bool> read() {
    if (!known_) return std::nullopt;
    auto result = either();
    return at_ == words_.size() ? result : std::nullopt;
  }

 private:
  static bool isLetter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-' || c == '*';
  }
  void split(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
      const char c = text[i];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        ++i;
      } else if (c == '(' || c == ')') {
        words_.emplace_back(1, c);
        ++i;
      } else if (isLetter(c)) {
        const std::size_t from = i;
        while (i < text.size() && isLetter(text[i])) ++i;
        words_.emplace_back(text.substr(from, i - from));
      } else {
        known_ = false;  // beyond ASCII, or nothing of a condition
        return;
      }
    }
  }
  std::string lower(std::size_t i) const { return i < words_.size() ? base::asciiLower(words_[i]) : std::string(); }
  bool takes(const char* word) {
    if (lower(at_) != word) return false;
    ++at_;
    return true;
  }

  std::optional<bool> either() {
    if (++depth_ > kDeepest) return std::nullopt;
    auto result = both();
    while (result && takes("or")) {
      const auto next = both();
      result = next ? std::optional<bool>(*result || *next) : std::nullopt;
    }
    --depth_;
    return result;
  }
  std::optional<bool> both() {
    auto result = negation();
    while (result && takes("and")) {
      const auto next = negation();
      result = next ? std::optional<bool>(*result && *next) : std::nullopt;
    }
    return result;
  }
  std::optional<bool> negation() {
    bool negated = false;
    while (takes("not")) negated = !negated;
    const auto result = primary();
    return result ? std::optional<bool>(*result != negated) : std::nullopt;
  }
  std::optional<bool> primary() {
    if (at_ >= words_.size()) return std::nullopt;
    if (takes("(")) {
      const auto inner = either();
      return inner && takes(")") ? inner : std::nullopt;
    }
    const std::string first = lower(at_);
    const bool quantifies = first == "1" || first == "any" || first == "all";
    if (quantifies && lower(at_ + 1) == "of" && at_ + 2 < words_.size() && isTarget(at_ + 2)) {
      const std::string pattern = lower(at_ + 2) == "them" ? std::string() : words_[at_ + 2];
      at_ += 3;
      return holds(quantifiedName(first == "all", pattern), round_);
    }
    if (first == ")" || first == "and" || first == "or" || first == "not" || first.find('*') != std::string::npos)
      return std::nullopt;
    return holds(words_[at_++], round_);
  }
  bool isTarget(std::size_t i) const {
    const std::string word = lower(i);
    return word != "(" && word != ")" && word != "and" && word != "or" && word != "not";
  }

  unsigned round_;
  bool known_ = true;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

// `*` in a pattern is any text.
bool fits(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '*') return fits(pattern.substr(1), name) || (!name.empty() && fits(pattern, name.substr(1)));
  return !name.empty() && name.front() == pattern.front() && fits(pattern.substr(1), name.substr(1));
}

void requireNested(const rule::Condition& condition, const base::Sources& sources, std::set<std::string>& names) {
  fuzz::require(
      condition.span.begin <= condition.span.end && condition.span.end <= sources[condition.span.file].text().size(),
      "parts are places in the text");
  const auto each = [&](const std::vector<rule::Condition>& of) {
    for (const rule::Condition& part : of) {
      fuzz::require(condition.span.begin <= part.span.begin && part.span.end <= condition.span.end, "parts nest");
      requireNested(part, sources, names);
    }
  };
  std::visit(base::overloaded{
                 [&](const rule::Named& named) {
                   names.insert(named.name);
                   fuzz::require(sources.text(condition.span).find(named.name) != std::string_view::npos,
                                 "a name stands at its place");
                 },
                 [&](const rule::Quantified& some) {
                   if (some.pattern.size() > 12) return;  // the matcher above takes exponential time
                   for (const std::string& name : names)
                     if (name.size() < 20 && !name.starts_with('_'))
                       fuzz::require(rule::names(some, name) == (some.pattern.empty() || fits(some.pattern, name)),
                                     "a pattern covers names as `*` says");
                 },
                 [&](const rule::Negation& negated) { requireNested(*negated.of, sources, names); },
                 [&](const rule::Conjunction& all) { each(all.of); },
                 [&](const rule::Disjunction& any) { each(any.of); },
             },
             condition.node);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  base::Sources sources;
  base::Report report;
  const auto condition = rule::parseCondition(sources.add("fuzz.yml", text), sources, report);
  fuzz::require(condition.has_value() == !report.hasErrors(), "what is no condition is reported, and nothing else");
  fuzz::requirePlaces(report, sources);
  for (const base::Diagnostic& finding : report.findings())
    if (finding.def->name == "condition-too-large") return 0;
  for (unsigned round = 0; round < 4; ++round) {
    const auto expected = Reader(text, round).read();
    if (expected) {
      fuzz::require(condition.has_value(), "what the grammar has is a condition", text);
      fuzz::require(truth(*condition, round) == *expected, "it means what the grammar says", text);
    }
  }
  std::set<std::string> names = {"selection", "filter_main", "filter_optional_a", "a", "1"};
  if (condition) requireNested(*condition, sources, names);
  return 0;
}
