#include "engine/text_matcher.h"

#include <algorithm>
#include <cstring>

#include "engine/fold.h"
#include "quarry/base/box.h"

namespace quarry::engine {

namespace {

constexpr std::size_t kMostCompared = 8;  // more exact texts are looked up by their hash

std::size_t characterAt(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end;
}

bool holds(std::string_view text, std::string_view part) {
  return part.empty() || memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

}  // namespace

// From the left; at a mismatch the last run takes one character more.
bool globMatches(const ir::Glob& glob, std::string_view text) {
  const auto& tokens = glob.tokens;
  std::size_t t = 0, i = 0;
  std::size_t run = std::string_view::npos, retry = 0;
  for (;;) {
    if (t < tokens.size()) {
      if (std::holds_alternative<ir::AnyRun>(tokens[t])) {
        run = t++;
        retry = i;
        continue;
      }
      if (const auto* part = std::get_if<std::string>(&tokens[t])) {
        if (text.substr(i).starts_with(*part)) {
          i += part->size();
          ++t;
          continue;
        }
      } else if (i < text.size()) {
        i = characterAt(text, i);
        ++t;
        continue;
      }
    } else if (i == text.size()) {
      return true;
    }
    if (run == std::string_view::npos || retry >= text.size()) return false;
    retry = characterAt(text, retry);
    i = retry;
    t = run + 1;
  }
}

TextMatcher::TextMatcher(ir::Fold fold, const std::vector<ir::Operand>& operands) : fold_(fold) {
  for (const ir::Operand& operand : operands) {
    if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) {
      regexes_.push_back({Regex(*regex), operand.origin});
      continue;
    }
    const auto* written = std::get_if<ir::Glob>(&operand.value);
    if (written == nullptr) continue;
    ir::Glob glob = *written;
    for (ir::GlobToken& token : glob.tokens)
      if (auto* part = std::get_if<std::string>(&token)) *part = folded(*part, fold);
    const std::string text(literal(glob));
    switch (shape(glob)) {
      case ir::GlobShape::exact:
        exact_.push_back(text);
        break;
      case ir::GlobShape::prefix:
        prefixes_.push_back(text);
        break;
      case ir::GlobShape::suffix:
        suffixes_.push_back(text);
        break;
      case ir::GlobShape::contains:
        contained_.push_back(text);
        break;
      case ir::GlobShape::anything:
        anything_ = true;
        break;
      case ir::GlobShape::general:
        globs_.push_back(std::move(glob));
        break;
    }
  }
  if (exact_.size() > kMostCompared) exactSet_.insert(exact_.begin(), exact_.end());
}

bool TextMatcher::matchesFolded(std::string_view text) const {
  if (!exactSet_.empty()) {
    if (exactSet_.contains(text)) return true;
  } else if (std::find(exact_.begin(), exact_.end(), text) != exact_.end()) {
    return true;
  }
  for (const std::string& part : prefixes_)
    if (text.starts_with(part)) return true;
  for (const std::string& part : suffixes_)
    if (text.ends_with(part)) return true;
  for (const std::string& part : contained_)
    if (holds(text, part)) return true;
  return std::any_of(globs_.begin(), globs_.end(), [&](const ir::Glob& glob) { return globMatches(glob, text); });
}

bool TextMatcher::matches(std::string_view text, Machine& machine) const {
  if (anything_) return true;
  if (!exact_.empty() || !prefixes_.empty() || !suffixes_.empty() || !contained_.empty() || !globs_.empty())
    if (matchesFolded(foldedView(text, fold_, machine.foldBuffer))) return true;
  for (const Pattern& pattern : regexes_) {
    const Regex::Result result = pattern.regex.find(text);
    if (result == Regex::Result::yes) return true;
    if (result == Regex::Result::limit) machine.regexLimit(pattern.regex.text(), pattern.origin);
  }
  return false;
}

}  // namespace quarry::engine
