// A second reading of Sigma, as naive as can be: what the compiler and the engine are held against. It works on a rule
// as it was read, has a parser of its own for conditions, and knows text without regard to (ASCII) case, nothing else.
#pragma once

#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "quarry/rule/rule.h"

namespace quarry::test {

// Every value is text, or a number behind this sign.
using Event = std::map<std::string, std::string>;
inline constexpr char kNumber = '\1';

inline std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// Characters of a pattern: text, or a wildcard.
struct Sign {
  char wildcard = 0;  // `*`, `?`, or 0 for the character itself
  char character = 0;
};
inline std::vector<Sign> signsOf(const std::string& text) {
  std::vector<Sign> signs;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\\' || text[i + 1] == '*' || text[i + 1] == '?'))
      signs.push_back({0, text[++i]});
    else if (text[i] == '*' || text[i] == '?')
      signs.push_back({text[i], 0});
    else
      signs.push_back({0, text[i]});
  }
  return signs;
}

// Row by row: what prefix of the pattern can end here.
inline bool signsMatch(const std::vector<Sign>& signs, const std::string& text) {
  std::vector<char> reach(signs.size() + 1, 0);
  const auto close = [&] {
    for (std::size_t p = 0; p < signs.size(); ++p)
      if (reach[p] != 0 && signs[p].wildcard == '*') reach[p + 1] = 1;
  };
  reach[0] = 1;
  close();
  for (const char c : text) {
    // One character of several bytes is one for `?`.
    const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    std::vector<char> next(signs.size() + 1, 0);
    for (std::size_t p = 0; p < signs.size(); ++p) {
      if (reach[p] != 0 && signs[p].wildcard == '*') next[p] = 1;
      if (reach[p] != 0 && signs[p].wildcard == '?' && !continues) next[p + 1] = 1;
      if (reach[p] != 0 && signs[p].wildcard == 0 && signs[p].character == c) next[p + 1] = 1;
      if (continues && p > 0 && signs[p - 1].wildcard == '?' && reach[p] != 0) next[p] = 1;
    }
    if (continues && !signs.empty() && signs.back().wildcard == '?' && reach[signs.size()] != 0) next[signs.size()] = 1;
    reach = std::move(next);
    close();
  }
  return reach[signs.size()] != 0;
}

// Thrown for what this reading does not know: the rule is left out, and counted.
struct Unknown {
  std::string what;
};

class Reference {
 public:
  explicit Reference(const rule::Rule& rule) : rule_(rule) {}

  bool matches(const Event& event) const {
    for (const rule::Text& condition : rule_.conditions) {
      Parser parser{*this, event, condition.value, 0};
      if (parser.disjunction()) return true;
    }
    return false;
  }

  bool item(const rule::Item& item, const Event& event) const {
    const auto has = [&](const char* name) {
      for (const rule::Text& modifier : item.modifiers)
        if (modifier.value == name) return true;
      return false;
    };
    for (const rule::Text& modifier : item.modifiers) {
      static const std::vector<std::string> kKnown = {"contains", "startswith", "endswith", "all",
                                                      "re",       "i",          "exists",   "neq"};
      if (std::find(kKnown.begin(), kKnown.end(), modifier.value) == kKnown.end()) throw Unknown{modifier.value};
    }
    if (item.nested) throw Unknown{"any_of"};
    const auto value = event.find(item.field.value);
    if (has("exists")) return (value != event.end()) == (item.values.front().text == "true");
    bool all = true, any = false;
    for (const rule::Value& one : item.values) {
      bool holds = false;
      if (item.field.value.empty()) {
        for (const auto& [name, text] : event) holds = holds || compare(one, text, true, false, has("re"), has("i"));
      } else if (std::holds_alternative<rule::Null>(one.value)) {
        holds = value == event.end();
      } else if (value != event.end()) {
        holds = compare(one, value->second, has("contains") || has("endswith"), !has("contains") && !has("startswith"),
                        has("re"), has("i"));
      }
      all = all && holds;
      any = any || holds;
    }
    return (has("all") ? all : any) != has("neq");
  }

 private:
  // `open`: anything may stand before; `closed`: nothing may stand behind.
  static bool compare(const rule::Value& wanted, const std::string& value, bool open, bool closed, bool isRegex,
                      bool anyCase) {
    if (std::holds_alternative<bool>(wanted.value)) throw Unknown{"a boolean"};
    if (std::holds_alternative<double>(wanted.value) && !open && closed) return value == kNumber + wanted.text;
    const std::string text = value.starts_with(kNumber) ? value.substr(1) : value;
    if (isRegex) {
      std::string pattern = wanted.text;
      bool folded = anyCase;
      if (pattern.starts_with("(?i)")) {
        folded = true;
        pattern.erase(0, 4);
      }
      try {
        return std::regex_search(text, std::regex(pattern, folded ? std::regex::icase : std::regex::ECMAScript));
      } catch (const std::regex_error&) {
        throw Unknown{"a regular expression"};
      }
    }
    std::vector<Sign> signs = signsOf(lower(wanted.text));
    if (open) signs.insert(signs.begin(), {'*', 0});
    if (!closed) signs.push_back({'*', 0});
    return signsMatch(signs, lower(text));
  }

  bool detection(const rule::Detection& detection, const Event& event) const {
    if (const auto* one = std::get_if<rule::Item>(&detection.node)) return item(*one, event);
    if (const auto* map = std::get_if<rule::AllOf>(&detection.node)) {
      bool all = true;
      for (const rule::Item& one : map->items) all = item(one, event) && all;
      return all;
    }
    bool any = false;
    for (const rule::Detection& one : std::get<rule::AnyOf>(detection.node).of)
      any = this->detection(one, event) || any;
    return any;
  }

  // A parser of its own, which evaluates as it goes.
  struct Parser {
    const Reference& rule;
    const Event& event;
    const std::string& text;
    std::size_t at;

    std::string peek() {
      while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
      std::size_t end = at;
      if (end < text.size() && (text[end] == '(' || text[end] == ')')) return text.substr(end, 1);
      while (end < text.size() && std::isspace(static_cast<unsigned char>(text[end])) == 0 && text[end] != '(' &&
             text[end] != ')')
        ++end;
      return text.substr(at, end - at);
    }
    std::string take() {
      std::string word = peek();
      at += word.size();
      return word;
    }
    bool disjunction() {
      bool value = conjunction();
      while (lower(peek()) == "or") {
        take();
        value = conjunction() || value;
      }
      return value;
    }
    bool conjunction() {
      bool value = negation();
      while (lower(peek()) == "and") {
        take();
        value = negation() && value;
      }
      return value;
    }
    bool negation() {
      if (lower(peek()) != "not") return primary();
      take();
      return !negation();
    }
    bool primary() {
      const std::string word = take();
      if (word == "(") {
        const bool value = disjunction();
        take();
        return value;
      }
      if (lower(peek()) != "of" || (word != "1" && lower(word) != "all" && lower(word) != "any"))
        return selection(word);
      take();
      std::string pattern = take();
      if (lower(pattern) == "them") pattern = "*";
      bool all = true, any = false;
      for (const rule::Selection& one : rule.rule_.selections) {
        if (one.name.value.starts_with('_') || !signsMatch(signsOf(pattern), one.name.value)) continue;
        const bool holds = rule.detection(one.detection, event);
        all = all && holds;
        any = any || holds;
      }
      return lower(word) == "all" ? all : any;
    }
    bool selection(const std::string& name) {
      for (const rule::Selection& one : rule.rule_.selections)
        if (one.name.value == name) return rule.detection(one.detection, event);
      throw Unknown{"selection " + name};
    }
  };

  const rule::Rule& rule_;
};

}  // namespace quarry::test
