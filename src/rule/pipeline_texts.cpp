#include "rule/pipeline_texts.h"

#include <algorithm>
#include <array>

#include "quarry/base/box.h"
#include "quarry/rule/strings.h"

namespace quarry::rule {

namespace {

// Characters of the private use area stand for a literal star and question mark.
constexpr std::string_view kStar = "\xEE\x80\x80", kMark = "\xEE\x80\x81";

constexpr std::array<std::string_view, 3> kPositions = {"contains", "startswith", "endswith"};

bool has(const Item& test, std::string_view modifier) {
  return std::any_of(test.modifiers.begin(), test.modifiers.end(), [&](const Text& m) { return m.value == modifier; });
}

bool comparesTexts(const Item& test) {
  static constexpr std::array<std::string_view, 17> kOthers = {"re",   "cidr",  "fieldref", "exists", "lt",    "lte",
                                                               "gt",   "gte",   "lookup",   "minute", "hour",  "day",
                                                               "week", "month", "year",     "any_of", "expand"};
  return std::none_of(test.modifiers.begin(), test.modifiers.end(), [](const Text& m) {
    return std::find(kOthers.begin(), kOthers.end(), m.value) != kOthers.end();
  });
}

std::string plain(const ir::Glob& glob) {
  std::string out;
  for (const ir::GlobToken& token : glob.tokens)
    std::visit(base::overloaded{[&](const std::string& text) {
                                  for (const char c : text) {
                                    if (c == '*')
                                      out += kStar;
                                    else if (c == '?')
                                      out += kMark;
                                    else
                                      out += c;
                                  }
                                },
                                [&](ir::AnyRun) { out += '*'; }, [&](ir::AnyOne) { out += '?'; }},
               token);
  return out;
}

ir::Glob globOf(std::string_view text) {
  ir::Glob glob;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) glob.tokens.emplace_back(std::move(literal));
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with(kStar) || text.substr(i).starts_with(kMark)) {
      literal += text.substr(i).starts_with(kStar) ? '*' : '?';
      i += kStar.size() - 1;
    } else if (text[i] == '*') {
      flush();
      if (glob.tokens.empty() || !std::holds_alternative<ir::AnyRun>(glob.tokens.back()))
        glob.tokens.emplace_back(ir::AnyRun{});
    } else if (text[i] == '?') {
      flush();
      glob.tokens.emplace_back(ir::AnyOne{});
    } else {
      literal += text[i];
    }
  }
  flush();
  return glob;
}

}  // namespace

std::optional<std::string> pipelineText(const Item& test, const Value& value) {
  const auto* text = std::get_if<std::string>(&value.value);
  if (text == nullptr || !comparesTexts(test)) return std::nullopt;
  const bool contains = has(test, "contains");
  return plain(
      ir::withRuns(parseString(*text), contains || has(test, "endswith"), contains || has(test, "startswith")));
}

Value withPipelineText(const Value& value, const std::string& text) {
  Value changed = value;
  changed.text = sigmaText(globOf(text));
  changed.value = changed.text;
  changed.pieces.clear();
  return changed;
}

std::string fromSigma(std::string_view text) { return plain(parseString(text)); }

bool isEncoded(const Item& test) {
  static constexpr std::array<std::string_view, 6> kEncoders = {"wide",  "utf16le", "utf16be",
                                                                "utf16", "base64",  "base64offset"};
  return std::any_of(kEncoders.begin(), kEncoders.end(), [&](std::string_view name) { return has(test, name); });
}

bool changeTexts(Item& test, const ChangeText& change) {
  bool isChanged = false;
  std::vector<Value> values;
  for (const Value& value : test.values) {
    const auto text = pipelineText(test, value);
    const auto to = text ? change(*text) : std::nullopt;
    const std::vector<std::string> texts = to.value_or(text ? std::vector{*text} : std::vector<std::string>{});
    isChanged = isChanged || (to && *to != std::vector{*text});
    if (!text) values.push_back(value);
    for (const std::string& one : texts) values.push_back(withPipelineText(value, one));
  }
  if (!isChanged) return false;
  test.isList = test.isList || values.size() > 1;
  test.values = std::move(values);
  // Their wildcards are in the texts now.
  std::erase_if(test.modifiers, [](const Text& m) {
    return std::find(kPositions.begin(), kPositions.end(), m.value) != kPositions.end();
  });
  return true;
}

}  // namespace quarry::rule
