// What pipelines do to values.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "quarry/base/text.h"
#include "quarry/rule/strings.h"
#include "rule/pipeline_processor.h"
#include "rule/pipeline_regex.h"
#include "rule/pipeline_texts.h"

namespace quarry::rule {

namespace {

std::string snakeCase(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool afterLower = i > 0 && std::islower(static_cast<unsigned char>(text[i - 1])) != 0;
    if (std::isupper(c) != 0 && afterLower) out += '_';
    out += static_cast<char>(std::tolower(c));
  }
  return out;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

// Changes the parts of a text between its wildcards.
template <class Change>
std::optional<std::string> betweenWildcards(const std::string& text, Change change) {
  std::string out;
  std::size_t from = 0;
  for (;;) {
    const std::size_t at = std::min(text.find_first_of("*?", from), text.size());
    if (at > from) {
      const std::optional<std::string> part = change(text.substr(from, at - from));
      if (!part) return std::nullopt;
      out += *part;
    }
    if (at == text.size()) return out;
    out += text[at];
    from = at + 1;
  }
}

}  // namespace

void PipelineProcessor::apply(const ReplaceText& replace, const PipelineItem& item) {
  std::string fault;
  const auto regex = PipelineRegex::read(replace.regex.value, fault);
  const auto replaced = [&](const std::string& text) -> std::optional<std::string> {
    if (!replace.skipSpecial) return regex->replaced(text, replace.replacement);
    return betweenWildcards(text, [&](const std::string& part) -> std::optional<std::string> {
      auto changed = regex->replaced(part, replace.replacement);
      if (!changed || *changed == part) return changed;
      if (replace.interpretSpecial) return fromSigma(*changed);
      // Stars of the replacement stand for themselves.
      return fromSigma(sigmaText(ir::exactGlob(*changed)));
    });
  };
  eachValued(item, [&](Item& test) {
    bool failed = false;
    // A number is replaced as the text it was written as.
    for (Value& value : test.values)
      if (std::holds_alternative<double>(value.value) && !value.text.empty()) {
        const auto text = regex->replaced(value.text, replace.replacement);
        if (text && *text != value.text) value = withPipelineText(value, *text);
      }
    Item before = test;
    const bool isChanged = changeTexts(test, [&](const std::string& text) -> std::optional<std::vector<std::string>> {
      auto to = replaced(text);
      failed = failed || !to;
      if (!to) return std::nullopt;
      return std::vector{std::move(*to)};
    });
    if (failed) fail(test.field.span, "the replacement takes too long on a value of this test", item);
    if (isChanged && isEncoded(before))
      fail(test.field.span, "the pipeline changes a text that this test encodes", item)
          .note("pipelines see values after their modifiers: here bytes in base64, or UTF-16");
    mark(test, item);
  });
}

void PipelineProcessor::apply(const MapText& mapping, const PipelineItem& item) {
  std::map<std::string, const std::vector<std::string>*> texts;  // the first of those that are the same counts
  for (const auto& [from, to] : mapping.texts) texts.emplace(fromSigma(from), &to);
  eachValued(item, [&](Item& test) {
    const bool isChanged = changeTexts(test, [&](const std::string& text) -> std::optional<std::vector<std::string>> {
      const auto found = texts.find(text);
      if (found == texts.end()) return std::nullopt;
      std::vector<std::string> all;
      for (const std::string& one : *found->second) all.push_back(fromSigma(one));
      return all;
    });
    if (!isChanged) return;
    mark(test, item);
    const bool all = std::any_of(test.modifiers.begin(), test.modifiers.end(),
                                 [](const Text& modifier) { return modifier.value == "all"; });
    const bool several =
        std::any_of(mapping.texts.begin(), mapping.texts.end(), [](const auto& one) { return one.second.size() > 1; });
    if (all && several) fail(test.field.span, "a value becomes several, and `all` would ask for each of them", item);
  });
}

void PipelineProcessor::apply(const CaseText& change, const PipelineItem& item) {
  const auto changed = [&](const std::string& text) {
    return change.way == CaseText::Way::lower   ? base::asciiLower(text)
           : change.way == CaseText::Way::upper ? upper(text)
                                                : snakeCase(text);
  };
  eachValued(item, [&](Item& test) {
    if (isEncoded(test)) return;  // the letters of an encoding are no letters
    if (changeTexts(test, [&](const std::string& text) { return std::optional(std::vector{changed(text)}); }))
      mark(test, item);
  });
}

void PipelineProcessor::apply(const SetValue& set, const PipelineItem& item) {
  eachValued(item, [&](Item& test) {
    const base::Span span = test.values.front().span;
    test.values = {set.value};
    test.values.front().span = span;
    test.values.front().pieces.clear();
    test.isList = false;
    // The value is what modifiers would have made: none is left that would change it again.
    std::erase_if(test.modifiers, [](const Text& m) { return m.value != "neq" && m.value != "cased"; });
    mark(test, item);
  });
}

void PipelineProcessor::apply(const ConvertType& convert, const PipelineItem& item) {
  eachValued(item, [&](Item& test) {
    for (Value& value : test.values) {
      if (std::holds_alternative<Null>(value.value)) continue;
      if (!convert.toNumber) {
        value.value = value.text;
        continue;
      }
      base::yaml::Node plain;
      plain.kind = base::yaml::Kind::scalar;
      plain.text = value.text;
      if (const auto number = plain.asNumber())
        value.value = *number;
      else
        fail(value.span, fmt::format("the pipeline asks for a number, and `{}` is none", value.text), item);
    }
    mark(test, item);
  });
}

}  // namespace quarry::rule
