#include "quarry/rule/strings.h"

#include "quarry/base/box.h"

namespace quarry::rule {

ir::Glob parseString(std::string_view text) {
  ir::Glob glob;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) glob.tokens.emplace_back(std::move(literal));
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() && (text[i + 1] == '*' || text[i + 1] == '?' || text[i + 1] == '\\')) {
      literal += text[++i];
    } else if (c == '*') {
      flush();
      // `**` is no more than `*`.
      if (glob.tokens.empty() || !std::holds_alternative<ir::AnyRun>(glob.tokens.back()))
        glob.tokens.emplace_back(ir::AnyRun{});
    } else if (c == '?') {
      flush();
      glob.tokens.emplace_back(ir::AnyOne{});
    } else {
      literal += c;
    }
  }
  flush();
  return glob;
}

std::string sigmaText(const ir::Glob& glob) {
  std::string out;
  for (const ir::GlobToken& token : glob.tokens)
    std::visit(base::overloaded{
                   [&](const std::string& text) {
                     for (const char c : text) {
                       if (c == '\\' || c == '*' || c == '?') out += '\\';
                       out += c;
                     }
                   },
                   [&](ir::AnyRun) { out += '*'; },
                   [&](ir::AnyOne) { out += '?'; },
               },
               token);
  return out;
}

}  // namespace quarry::rule
