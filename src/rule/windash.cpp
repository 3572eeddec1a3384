#include "rule/windash.h"

#include <array>
#include <cctype>
#include "quarry/base/regex_text.h"

namespace quarry::rule {

namespace {

// Hyphen, slash, en dash, em dash, horizontal bar.
constexpr std::array<std::string_view, 5> kDashes = {"-", "/", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x95"};

std::size_t dashAt(std::string_view text, std::size_t at) {
  for (const std::string_view dash : kDashes)
    if (text.substr(at).starts_with(dash)) return dash.size();
  return 0;
}

// Calls `text(part)` for what stays and `option()` for each dash that may be spelt otherwise.
template <class Text, class Option>
void walk(std::string_view text, Text onText, Option onOption) {
  const auto isWord = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
  };
  bool afterWord = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t dash = dashAt(text, i);
    if (dash == 0) {
      afterWord = isWord(text[i++]);
      continue;
    }
    const std::size_t next = i + dash;
    if (!afterWord && next < text.size() && dashAt(text, next) == 0 && isWord(text[next])) {
      if (i > begin) onText(text.substr(begin, i - begin));
      onOption();
      begin = next;
    }
    afterWord = false;
    i = next;
  }
  if (begin < text.size()) onText(text.substr(begin));
}

void appendText(ir::Glob& glob, std::string_view text) {
  if (!glob.tokens.empty())
    if (auto* last = std::get_if<std::string>(&glob.tokens.back())) {
      *last += text;
      return;
    }
  glob.tokens.emplace_back(std::string(text));
}

}  // namespace

std::size_t optionsIn(const ir::Glob& glob) {
  std::size_t options = 0;
  for (const ir::GlobToken& token : glob.tokens)
    if (const auto* text = std::get_if<std::string>(&token))
      walk(
          *text, [](std::string_view) {}, [&] { ++options; });
  return options;
}

std::vector<ir::Glob> dashForms(const ir::Glob& glob) {
  std::vector<ir::Glob> forms(1);
  for (const ir::GlobToken& token : glob.tokens) {
    const auto* text = std::get_if<std::string>(&token);
    if (text == nullptr) {
      for (ir::Glob& form : forms) form.tokens.push_back(token);
      continue;
    }
    walk(
        *text,
        [&](std::string_view part) {
          for (ir::Glob& form : forms) appendText(form, part);
        },
        [&] {
          std::vector<ir::Glob> next;
          for (const ir::Glob& form : forms)
            for (const std::string_view dash : kDashes) appendText(next.emplace_back(form), dash);
          forms = std::move(next);
        });
  }
  return forms;
}

ir::Regex dashRegex(const ir::Glob& glob, bool ignoreCase) {
  // An alternation, not a class: it means the same to engines that work on bytes.
  std::string any;
  for (const std::string_view dash : kDashes) any += (any.empty() ? "" : "|") + base::escapedForRegex(dash, "/");
  ir::Regex regex{"", ignoreCase, false, true};
  const auto isRun = [](const ir::GlobToken& token) { return std::holds_alternative<ir::AnyRun>(token); };
  std::size_t first = 0, last = glob.tokens.size();
  if (last > 0 && isRun(glob.tokens.front()))
    ++first;
  else
    regex.text += '^';
  const bool open = last > first && isRun(glob.tokens[last - 1]);
  if (open) --last;
  for (std::size_t i = first; i < last; ++i) {
    const auto* text = std::get_if<std::string>(&glob.tokens[i]);
    if (text == nullptr)
      regex.text += isRun(glob.tokens[i]) ? ".*" : ".";
    else
      walk(
          *text, [&](std::string_view part) { regex.text += base::escapedForRegex(part, "/"); },
          [&] { regex.text += "(?:" + any + ")"; });
  }
  if (!open) regex.text += '$';
  return regex;
}

}  // namespace quarry::rule
