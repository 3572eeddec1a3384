#include "reference.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <functional>
#include <regex>
#include <sstream>
#include <vector>

namespace quarry::test::reference {

namespace {

using Values = std::vector<Json>;

std::vector<std::string> splitPath(const std::string& path) {
  std::vector<std::string> parts;
  std::stringstream in(path);
  for (std::string part; std::getline(in, part, '.');) parts.push_back(part);
  return parts;
}

// All that stands at a path; `many` becomes true if the path reads into an array with `[]`.
void at(const Json& json, std::vector<std::string> path, Values& found) {
  if (path.empty()) {
    found.push_back(json);
    return;
  }
  std::string key = path.front();
  path.erase(path.begin());
  const bool each = key.size() > 2 && key.substr(key.size() - 2) == "[]";
  if (each) key.resize(key.size() - 2);
  if (!json.is_object() || !json.contains(key)) return;
  if (!each) return at(json[key], path, found);
  if (!json[key].is_array()) return;
  for (const Json& item : json[key]) at(item, path, found);
}

// The values a field has: the elements of an array, or one.
Values valuesOf(const Json& event, const std::string& path) {
  Values found, all;
  at(event, splitPath(path), found);
  for (const Json& one : found) {
    if (one.is_array())
      all.insert(all.end(), one.begin(), one.end());
    else
      all.push_back(one);
  }
  return all;
}

bool present(const Values& values) {
  return std::any_of(values.begin(), values.end(), [](const Json& v) {
    if (v.is_array()) return present(Values(v.begin(), v.end()));
    return !v.is_null();
  });
}

bool isScalar(const Json& value) { return value.is_string() || value.is_number() || value.is_boolean(); }

std::string text(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string low(std::string value) {
  for (char& c : value) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return value;
}

bool number(const Json& value, double& out) {
  if (value.is_number()) {
    out = value.get<double>();
    return true;
  }
  if (!value.is_string()) return false;
  static const std::regex kNumber(R"(-?\d+(\.\d+)?([eE][-+]?\d+)?)");
  const std::string written = value.get<std::string>();
  if (!std::regex_match(written, kNumber)) return false;
  out = std::strtod(written.c_str(), nullptr);
  return true;
}

// Sigma's wildcards: `*`, `?`; a backslash before one of them or before itself takes it literally.
bool wild(const std::string& pattern, std::size_t p, const std::string& value, std::size_t v) {
  if (p == pattern.size()) return v == value.size();
  if (pattern[p] == '*') return wild(pattern, p + 1, value, v) || (v < value.size() && wild(pattern, p, value, v + 1));
  if (v == value.size()) return false;
  if (pattern[p] == '?') return wild(pattern, p + 1, value, v + 1);
  const bool escapes =
      pattern[p] == '\\' && p + 1 < pattern.size() && std::string("*?\\").find(pattern[p + 1]) != std::string::npos;
  const std::size_t literal = escapes ? p + 1 : p;
  return pattern[literal] == value[v] && wild(pattern, literal + 1, value, v + 1);
}

struct Modifiers {
  explicit Modifiers(const rule::Item& item) {
    for (const rule::Text& modifier : item.modifiers) all.push_back(modifier.value);
  }
  bool has(const std::string& name) const { return std::find(all.begin(), all.end(), name) != all.end(); }
  std::vector<std::string> all;
};

bool inNetwork(const std::string& address, const std::string& network) {
  const auto bits = [](const std::string& dotted, unsigned long& out) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    char rest = 0;
    if (dotted.empty() || dotted.front() == ' ') return false;
    if (std::sscanf(dotted.c_str(), "%u.%u.%u.%u%c", &a, &b, &c, &d, &rest) != 4 || a > 255 || b > 255 || c > 255 ||
        d > 255)
      return false;
    out = a * 16777216UL + b * 65536UL + c * 256UL + d;
    return true;
  };
  unsigned long x = 0, y = 0;
  const std::size_t slash = network.find('/');
  if (!bits(address, x) || !bits(network.substr(0, slash), y)) return false;
  const unsigned long size = 1UL << (32 - std::stoul(network.substr(slash + 1)));
  return x / size == y / size;
}

bool compares(const Modifiers& modifiers, const Json& value, double operand) {
  double x = 0;
  if (!number(value, x)) return false;
  if (modifiers.has("lt")) return x < operand;
  if (modifiers.has("lte")) return x <= operand;
  if (modifiers.has("gt")) return x > operand;
  if (modifiers.has("gte")) return x >= operand;
  return x == operand;
}

// One value of the event against one value of the rule.
bool one(const rule::Item& item, const Modifiers& modifiers, const rule::Value& wanted, const Json& value,
         const Json& event) {
  const bool keyword = item.field.value.empty();
  const bool isText = !modifiers.has("re") && !modifiers.has("cidr") && !modifiers.has("fieldref");
  const bool isPlaced = modifiers.has("contains") || modifiers.has("startswith") || modifiers.has("endswith");
  // Nothing but stars: whatever is there.
  if (isText && !keyword && (!wanted.text.empty() || isPlaced) &&
      wanted.text.find_first_not_of('*') == std::string::npos)
    return present({value});
  if (!isScalar(value)) return false;
  if (modifiers.has("re")) {
    auto flags = std::regex::ECMAScript;
    if (modifiers.has("i")) flags |= std::regex::icase;
    return std::regex_search(text(value), std::regex(wanted.text, flags));
  }
  if (modifiers.has("cidr")) return value.is_string() && inNetwork(text(value), wanted.text);
  const bool placed = isPlaced || modifiers.has("cased");
  const auto fold = [&](const std::string& of) { return modifiers.has("cased") ? of : low(of); };
  if (modifiers.has("fieldref")) {
    const Values others = valuesOf(event, wanted.text);
    return std::any_of(others.begin(), others.end(), [&](const Json& other) {
      if (!isScalar(other)) return false;
      const std::string a = fold(text(value)), b = fold(text(other));
      if (modifiers.has("contains")) return a.find(b) != std::string::npos;
      if (modifiers.has("startswith")) return a.compare(0, b.size(), b) == 0;
      if (modifiers.has("endswith")) return a.size() >= b.size() && a.compare(a.size() - b.size(), b.size(), b) == 0;
      return a == b;
    });
  }
  if (!placed && !keyword) {
    if (const auto* n = std::get_if<double>(&wanted.value)) return compares(modifiers, value, *n);
    if (const auto* flag = std::get_if<bool>(&wanted.value))
      return value.is_boolean() ? value.get<bool>() == *flag
                                : value.is_string() && low(text(value)) == (*flag ? "true" : "false");
  }
  std::string pattern = fold(wanted.text);
  if (keyword || modifiers.has("contains") || modifiers.has("endswith")) pattern.insert(0, "*");
  if (keyword || modifiers.has("contains") || modifiers.has("startswith")) pattern += "*";
  return wild(pattern, 0, fold(text(value)), 0);
}

void scalars(const Json& json, Values& found) {
  if (json.is_structured())
    for (const Json& inner : json) scalars(inner, found);
  else
    found.push_back(json);
}

bool holds(const rule::Detection& detection, const Json& event);

// `every`: over all elements of an array, else over some.
bool anyValue(const rule::Item& item, const Modifiers& modifiers, const std::vector<rule::Value>& wanted,
              const Json& event) {
  Values values;
  if (item.field.value.empty())
    scalars(event, values);
  else
    values = valuesOf(event, item.field.value);
  const auto isNull = [](const rule::Value& value) { return std::holds_alternative<rule::Null>(value.value); };
  if (std::any_of(wanted.begin(), wanted.end(), isNull) && !present(values)) return true;
  const auto holdsFor = [&](const Json& value) {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const rule::Value& w) { return !isNull(w) && one(item, modifiers, w, value, event); });
  };
  if (modifiers.has("all_elements")) {
    values.erase(std::remove_if(values.begin(), values.end(), [](const Json& value) { return value.is_null(); }),
                 values.end());
    return !values.empty() && std::all_of(values.begin(), values.end(), holdsFor);
  }
  return std::any_of(values.begin(), values.end(), holdsFor);
}

bool holds(const rule::Item& item, const Json& event) {
  const Modifiers modifiers(item);
  bool result = false;
  if (modifiers.has("any_of")) {
    std::string path = item.field.value;
    if (path.find("[]") == std::string::npos) path += "[]";
    Values elements;
    at(event, splitPath(path), elements);
    result = std::any_of(elements.begin(), elements.end(),
                         [&](const Json& element) { return !element.is_null() && holds(**item.nested, element); });
  } else if (modifiers.has("exists")) {
    result = present(valuesOf(event, item.field.value)) == std::get<bool>(item.values.front().value);
  } else if (modifiers.has("all")) {
    result = std::all_of(item.values.begin(), item.values.end(),
                         [&](const rule::Value& value) { return anyValue(item, modifiers, {value}, event); });
  } else {
    result = anyValue(item, modifiers, item.values, event);
  }
  return result != modifiers.has("neq");
}

bool holds(const rule::Detection& detection, const Json& event) {
  if (const auto* item = std::get_if<rule::Item>(&detection.node)) return holds(*item, event);
  if (const auto* all = std::get_if<rule::AllOf>(&detection.node))
    return std::all_of(all->items.begin(), all->items.end(), [&](const rule::Item& i) { return holds(i, event); });
  const auto& any = std::get<rule::AnyOf>(detection.node).of;
  return std::any_of(any.begin(), any.end(), [&](const rule::Detection& d) { return holds(d, event); });
}

// A condition, word by word: or binds loosest, then and, then not.
class Condition {
 public:
  Condition(const std::string& text, std::function<bool(const std::string&)> holds, std::vector<std::string> names)
      : holds_(std::move(holds)), names_(std::move(names)) {
    std::string word;
    for (const char c : text + " ") {
      if (c != ' ' && c != '(' && c != ')') {
        word += c;
        continue;
      }
      if (!word.empty()) words_.push_back(word);
      word.clear();
      if (c != ' ') words_.emplace_back(1, c);
    }
  }

  bool disjunction() {
    bool result = conjunction();
    while (take("or")) result = conjunction() || result;
    return result;
  }

 private:
  bool take(const std::string& word) {
    if (next_ == words_.size() || words_[next_] != word) return false;
    ++next_;
    return true;
  }
  bool conjunction() {
    bool result = negation();
    while (take("and")) result = negation() && result;
    return result;
  }
  bool negation() {
    if (take("not")) return !negation();
    if (take("(")) {
      const bool result = disjunction();
      take(")");
      return result;
    }
    const bool all = take("all"), some = !all && (take("1") || take("any"));
    if (all || some) {
      take("of");
      const std::string pattern = words_[next_++];
      std::size_t count = 0, held = 0;
      for (const std::string& name : names_)
        if (pattern == "them" ? name[0] != '_' : wild(pattern, 0, name, 0)) {
          ++count;
          held += holds_(name) ? 1 : 0;
        }
      return all ? held == count : held > 0;
    }
    return holds_(words_[next_++]);
  }

  std::function<bool(const std::string&)> holds_;
  std::vector<std::string> names_, words_;
  std::size_t next_ = 0;
};

}  // namespace

bool matches(const rule::Rule& rule, const Json& event) {
  std::vector<std::string> names;
  for (const rule::Selection& selection : rule.selections) names.push_back(selection.name.value);
  const auto selectionHolds = [&](const std::string& name) {
    const auto found = std::find_if(rule.selections.begin(), rule.selections.end(),
                                    [&](const rule::Selection& s) { return s.name.value == name; });
    return holds(found->detection, event);
  };
  return std::any_of(rule.conditions.begin(), rule.conditions.end(), [&](const rule::Text& condition) {
    return Condition(condition.value, selectionHolds, names).disjunction();
  });
}

}  // namespace quarry::test::reference
