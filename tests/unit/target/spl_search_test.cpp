// The first search never drops what `where` would keep: random conditions are asked of every event, beside a small
// reader of what `search` means.
#include "target/spl/search.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <random>
#include <regex>
#include <string>

using namespace quarry;

namespace {

using Event = std::map<std::string, std::string>;

class PlainNames : public target::spl::Names {
 public:
  std::string of(const ir::FieldRef& field) const override { return field.name; }
};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Fields in lower case, values between quotes, with stars at their ends or none; what is side by side has to hold
// together.
class Search {
 public:
  Search(std::string_view text, const Event& event) : text_(text), event_(event) {}
  bool holds() { return any(); }

 private:
  bool any() {
    bool found = all();
    while (take("OR")) found = all() || found;
    return found;
  }
  bool all() {
    bool held = true;
    for (skip(); at_ < text_.size() && text_[at_] != ')' && text_.substr(at_, 3) != "OR "; skip()) held = one() && held;
    return held;
  }
  bool one() {
    if (take("NOT")) return !one();
    if (take("(")) {
      const bool inner = any();
      REQUIRE(take(")"));
      return inner;
    }
    std::string field;
    while (at_ < text_.size() && std::islower(static_cast<unsigned char>(text_[at_])) != 0) field += text_[at_++];
    REQUIRE(!field.empty());
    const auto found = event_.find(field);
    const auto meets = [&](const std::string& value) {
      return found != event_.end() && std::regex_match(lower(found->second), std::regex(value));
    };
    if (take("=")) return meets(value());
    REQUIRE(take("IN"));
    REQUIRE(take("("));
    bool in = meets(value());
    while (take(",")) in = meets(value()) || in;
    REQUIRE(take(")"));
    return in;
  }
  std::string value() {
    if (take("*")) return ".*";
    REQUIRE(take("\""));
    std::string out;
    for (; text_.at(at_) != '"'; ++at_) out += text_[at_] == '*' ? ".*" : std::string(1, text_[at_]);
    ++at_;
    return lower(out);
  }
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(std::string_view word) {
    skip();
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  const Event& event_;
};

bool meets(const ir::Test& test, const std::string& value) {
  const ir::Operand& operand = test.operands.front();
  if (const auto* regex = std::get_if<ir::Regex>(&operand.value))
    return std::regex_search(value, std::regex(regex->text));
  std::string pattern;
  for (const ir::GlobToken& token : std::get<ir::Glob>(operand.value).tokens)
    pattern += std::holds_alternative<ir::AnyRun>(token)   ? ".*"
               : std::holds_alternative<ir::AnyOne>(token) ? "."
                                                           : std::get<std::string>(token);
  return test.fold == ir::Fold::exact ? std::regex_match(value, std::regex(pattern))
                                      : std::regex_match(lower(value), std::regex(lower(pattern)));
}

bool holds(const ir::Pred& pred, const Event& event) {
  const auto held = [&](const ir::Pred& part) { return holds(part, event); };
  if (const auto* all = std::get_if<ir::And>(&pred.node)) return std::all_of(all->of.begin(), all->of.end(), held);
  if (const auto* any = std::get_if<ir::Or>(&pred.node)) return std::any_of(any->of.begin(), any->of.end(), held);
  if (const auto* negated = std::get_if<ir::Not>(&pred.node)) return !holds(*negated->of, event);
  const auto& test = std::get<ir::Test>(pred.node);
  const auto found = event.find(test.field.name);
  if (test.op == ir::Op::null) return found == event.end();
  return found != event.end() && meets(test, found->second);
}

class Maker {
 public:
  ir::Pred condition(int depth) {
    const std::size_t kind = depth == 0 ? 3 + below(5) : below(8);
    if (kind == 2) return {ir::Not{condition(depth - 1)}, {}};
    if (kind > 2) return {leaf(), {}};
    std::vector<ir::Pred> parts;
    for (std::size_t n = 2 + below(2); n > 0; --n) parts.push_back(condition(depth - 1));
    if (kind == 0) return {ir::And{std::move(parts)}, {}};
    return {ir::Or{std::move(parts)}, {}};
  }

 private:
  ir::Test leaf() {
    static const std::array<ir::Glob, 4> kGlobs = {
        ir::Glob{{std::string("alpha")}}, ir::Glob{{ir::AnyRun{}, std::string("eta1")}},
        ir::Glob{{std::string("beta"), ir::AnyOne{}}}, ir::Glob{{std::string("Gam"), ir::AnyRun{}, std::string("a")}}};
    static const std::array<const char*, 4> kRegexes = {"alph[aA]", "(beta|gamma)[1x]?", "^(al|BE)[A-Z]",
                                                        "(alp)?ha|eta1"};
    ir::Test test;
    test.field.name = std::array{"a", "b", "c"}[below(3)];
    test.fold = below(2) == 0 ? ir::Fold::exact : ir::Fold::unicode;
    const std::size_t kind = below(9);
    if (kind == 8)
      test.op = ir::Op::null;
    else if (kind < 4)
      test.operands.push_back({kGlobs[kind], {}});
    else
      test.operands.push_back({ir::Regex{kRegexes[kind - 4]}, {}});
    return test;
  }
  std::size_t below(std::size_t count) { return random_() % count; }

  std::mt19937 random_{11};
};

std::vector<Event> events() {
  const std::array values = {"", "alpha", "ALPHA", "beta1", "betax", "gamma", "Gamma", "BETA"};
  std::vector<Event> out;
  for (const char* a : values)
    for (const char* b : values)
      for (const char* c : {"", "alpha", "Gamma"}) {
        Event event;
        if (*a != 0) event["a"] = a;
        if (*b != 0) event["b"] = b;
        if (*c != 0) event["c"] = c;
        out.push_back(std::move(event));
      }
  return out;
}

}  // namespace

TEST_CASE("a first cut drops no event that the condition holds for") {
  Maker maker;
  const PlainNames names;
  const auto all = events();
  std::size_t cuts = 0, dropped = 0;
  for (int i = 0; i < 600; ++i) {
    const ir::Pred condition = maker.condition(3);
    const bool decides = target::spl::searchTerm(condition, names, true).has_value();
    const auto text =
        decides ? target::spl::searchTerm(condition, names, true) : target::spl::preFilter(condition, names);
    if (!text) continue;
    ++cuts;
    for (std::size_t k = i % 7; k < all.size(); k += 7) {
      const bool found = Search(*text, all[k]).holds(), wanted = holds(condition, all[k]);
      dropped += found ? 0 : 1;
      CHECK_MESSAGE((decides ? found == wanted : found || !wanted), *text << "\nfor " << ir::print(condition));
    }
  }
  CHECK(cuts > 200);
  CHECK(dropped > 1000);
}

TEST_CASE("a keyword is looked for by a word, where each of its forms has one") {
  ir::Test test;
  test.field.kind = ir::FieldRef::Kind::raw;
  const auto asked = [&] { return target::spl::preFilter({test, {}}, PlainNames{}).value_or(""); };
  test.operands.push_back({ir::Regex{"drop\\s+table"}, {}});
  CHECK(asked() == "\"*table*\"");
  test.operands.push_back({ir::Glob{{ir::AnyRun{}, std::string("/bin/"), ir::AnyOne{}, ir::AnyRun{}}}, {}});
  CHECK(asked() == "(\"*table*\" OR \"*bin*\")");
  test.operands.push_back({ir::Regex{"1=1"}, {}});
  CHECK(asked().empty());
}
