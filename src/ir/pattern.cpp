#include "quarry/ir/pattern.h"

namespace quarry::ir {

namespace {

bool isRun(const GlobToken& token) { return std::holds_alternative<AnyRun>(token); }
bool isText(const GlobToken& token) { return std::holds_alternative<std::string>(token); }

}  // namespace

GlobShape shape(const Glob& glob) {
  const auto& t = glob.tokens;
  if (t.empty()) return GlobShape::exact;
  if (t.size() == 1) return isRun(t[0]) ? GlobShape::anything : isText(t[0]) ? GlobShape::exact : GlobShape::general;
  if (t.size() == 2 && isText(t[0]) && isRun(t[1])) return GlobShape::prefix;
  if (t.size() == 2 && isRun(t[0]) && isText(t[1])) return GlobShape::suffix;
  if (t.size() == 3 && isRun(t[0]) && isText(t[1]) && isRun(t[2])) return GlobShape::contains;
  return GlobShape::general;
}

std::string_view literal(const Glob& glob) {
  for (const GlobToken& token : glob.tokens)
    if (const auto* text = std::get_if<std::string>(&token)) return *text;
  return {};
}

Glob exactGlob(std::string text) {
  Glob glob;
  if (!text.empty()) glob.tokens.emplace_back(std::move(text));
  return glob;
}

Glob starGlob(std::string_view text) {
  Glob glob;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) glob.tokens.emplace_back(std::move(literal));
    literal.clear();
  };
  for (const char c : text) {
    if (c != '*') {
      literal += c;
      continue;
    }
    flush();
    if (glob.tokens.empty() || !isRun(glob.tokens.back())) glob.tokens.emplace_back(AnyRun{});
  }
  flush();
  return glob;
}

Glob withRuns(Glob glob, bool before, bool after) {
  if (before && (glob.tokens.empty() || !isRun(glob.tokens.front()))) glob.tokens.insert(glob.tokens.begin(), AnyRun{});
  if (after && (glob.tokens.empty() || !isRun(glob.tokens.back()))) glob.tokens.emplace_back(AnyRun{});
  return glob;
}

std::string print(const Glob& glob) {
  std::string out;
  for (const GlobToken& token : glob.tokens) {
    if (isRun(token))
      out += '*';
    else if (const auto* text = std::get_if<std::string>(&token)) {
      for (char c : *text) {
        if (c == '*' || c == '?' || c == '\\') out += '\\';
        out += c;
      }
    } else
      out += '?';
  }
  return out;
}

}  // namespace quarry::ir
