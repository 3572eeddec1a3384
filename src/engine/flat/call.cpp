#include "engine/flat/call.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "engine/flat/row.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"
#include "quarry/engine/value.h"

namespace quarry::engine::flat {

std::optional<std::string> wordOf(const ir::Val& value) {
  if (const auto* field = std::get_if<ir::FieldRef>(&value.node)) return field->name;
  const auto* literal = std::get_if<ir::Literal>(&value.node);
  if (literal == nullptr) return std::nullopt;
  return std::visit(
      base::overloaded{[](const std::string& text) { return text; }, [](double number) { return fromNumber(number); },
                       [](bool flag) { return fromBool(flag); },
                       [](ir::Duration d) { return std::to_string(d.milliseconds); }},
      literal->value);
}

std::vector<std::string> wordsOf(const ir::Argument& argument) {
  std::vector<std::string> out;
  if (const auto* value = std::get_if<base::Box<ir::Val>>(&argument.value)) {
    if (auto word = wordOf(**value)) out.push_back(std::move(*word));
  } else if (const auto* list = std::get_if<ir::ArgumentList>(&argument.value)) {
    for (const ir::Argument& one : list->of)
      for (std::string& word : wordsOf(one)) out.push_back(std::move(word));
  }
  return out;
}

std::optional<std::string> Call::maybe(std::string_view name) const {
  const ir::Argument* argument = find(name);
  if (argument == nullptr) return std::nullopt;
  std::vector<std::string> words = wordsOf(*argument);
  if (words.empty()) return std::nullopt;
  return std::move(words.front());
}

std::string Call::text(std::string_view name, std::string fallback) const {
  return maybe(name).value_or(std::move(fallback));
}

double Call::number(std::string_view name, double fallback) const {
  const auto text = maybe(name);
  if (!text) return fallback;
  return toNumber(*text).value_or(fallback);
}

std::optional<std::uint64_t> Call::limit(std::string_view name) const {
  const auto text = maybe(name);
  if (!text || base::equalsIgnoringCase(*text, "max")) return std::nullopt;
  std::string digits = *text;
  std::erase_if(digits, [](char c) { return c == ',' || c == '_'; });
  const auto number = toNumber(digits);
  return number && *number >= 0 ? std::optional(base::clamped<std::uint64_t>(*number)) : std::nullopt;
}

bool Call::flag(std::string_view name, bool fallback) const {
  const auto text = maybe(name);
  return text ? base::equalsIgnoringCase(*text, "true") : fallback;
}

std::vector<std::string> Call::list(std::string_view name) const {
  const ir::Argument* argument = find(name);
  return argument == nullptr ? std::vector<std::string>() : wordsOf(*argument);
}

std::vector<std::pair<std::string, std::string>> Call::pairs(std::string_view name) const {
  std::vector<std::pair<std::string, std::string>> out;
  const ir::Argument* argument = find(name);
  const auto* list = argument == nullptr ? nullptr : std::get_if<ir::ArgumentList>(&argument->value);
  if (list == nullptr) return out;
  const auto add = [&](const std::vector<std::string>& words) {
    if (words.size() == 2) out.emplace_back(words[0], words[1]);
  };
  const bool nested = std::any_of(list->of.begin(), list->of.end(), [](const ir::Argument& one) {
    return std::holds_alternative<ir::ArgumentList>(one.value);
  });
  if (!nested) {
    add(wordsOf(*argument));
    return out;
  }
  for (const ir::Argument& one : list->of) add(wordsOf(one));
  return out;
}

const ir::Val* Call::value(std::string_view name) const {
  const ir::Argument* argument = find(name);
  const auto* value = argument == nullptr ? nullptr : std::get_if<base::Box<ir::Val>>(&argument->value);
  return value == nullptr ? nullptr : &**value;
}

std::vector<const ir::Val*> Call::values(std::string_view name) const {
  std::vector<const ir::Val*> out;
  const ir::Argument* argument = find(name);
  if (argument == nullptr) return out;
  if (const auto* value = std::get_if<base::Box<ir::Val>>(&argument->value)) out.push_back(&**value);
  if (const auto* list = std::get_if<ir::ArgumentList>(&argument->value))
    for (const ir::Argument& one : list->of)
      if (const auto* value = std::get_if<base::Box<ir::Val>>(&one.value)) out.push_back(&**value);
  return out;
}

std::vector<const ir::Plan*> Call::plans(std::string_view name) const {
  std::vector<const ir::Plan*> out;
  const ir::Argument* argument = find(name);
  if (argument == nullptr) return out;
  if (const auto* plan = std::get_if<std::shared_ptr<const ir::Plan>>(&argument->value)) out.push_back(plan->get());
  if (const auto* list = std::get_if<ir::ArgumentList>(&argument->value))
    for (const ir::Argument& one : list->of)
      if (const auto* plan = std::get_if<std::shared_ptr<const ir::Plan>>(&one.value)) out.push_back(plan->get());
  return out;
}

const ir::Plan* Call::plan(std::string_view name) const {
  const auto all = plans(name);
  return all.empty() ? nullptr : all.front();
}

// Relative Time Syntax: months, quarters and years have 30, 90 and 365 days.
std::optional<std::int64_t> durationOf(std::string_view text) {
  struct Unit {
    std::string_view names;
    double milliseconds;
  };
  static constexpr Unit kUnits[] = {
      {" ms millis millisecond milliseconds ", 1},
      {" s sec secs second seconds ", 1000},
      {" m min mins minute minutes ", 60e3},
      {" h hr hrs hour hours ", 3600e3},
      {" d day days ", 86400e3},
      {" w week weeks ", 7 * 86400e3},
      {" mon month months ", 30 * 86400e3},
      {" q qtr qtrs quarter quarters ", 90 * 86400e3},
      {" y yr yrs year years ", 365 * 86400e3},
  };
  double total = 0;
  std::size_t at = 0;
  bool any = false;
  const auto skip = [&] {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
  };
  for (skip(); at < text.size(); skip()) {
    double number = 0;
    const auto read = std::from_chars(text.data() + at, text.data() + text.size(), number, std::chars_format::fixed);
    if (read.ec != std::errc{}) return std::nullopt;
    at = static_cast<std::size_t>(read.ptr - text.data());
    skip();
    const std::size_t begin = at;
    while (at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0) ++at;
    const std::string word = " " + base::asciiLower(text.substr(begin, at - begin)) + " ";
    const auto unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                   [&](const Unit& u) { return u.names.find(word) != std::string_view::npos; });
    if (word.size() < 3 || unit == std::end(kUnits)) return std::nullopt;
    total += number * unit->milliseconds;
    any = true;
  }
  // No two points in time are further apart.
  if (!any || std::fabs(total) > 2 * kFarthestTime) return std::nullopt;
  return std::llround(total);
}

}  // namespace quarry::engine::flat
