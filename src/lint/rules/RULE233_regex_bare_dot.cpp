// The dot of a file name, domain or address stands unescaped in a regular expression.
#include <fmt/format.h>

#include <cctype>

#include "lint/document.h"
#include "lint/regex_dots.h"

namespace quarry::lint {

extern const Rule RULE233_regex_bare_dot;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent|re: 'cmd.exe [a-z]+'\n  condition: call",
     "detection:\n  call:\n    userAgent|re: 'cmd\\.exe [a-z]+'\n  condition: call"},
};

// The name around a dot: `cmd.exe` of `\\cmd.exe /c`.
std::string nameAround(const base::RegexTree& tree, base::RegexId dot) {
  const auto isPart = [&](std::size_t i) {
    return std::isalnum(static_cast<unsigned char>(tree.text[i])) != 0 ||
           std::string_view("._-").find(tree.text[i]) != std::string_view::npos;
  };
  std::size_t begin = tree[dot].begin, end = tree[dot].end;
  while (begin > 0 && isPart(begin - 1) && (begin < 2 || tree.text[begin - 2] != '\\')) --begin;
  while (end < tree.text.size() && isPart(end)) ++end;
  return tree.text.substr(begin, end - begin);
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!has(*item, "re")) continue;
    for (const Value& value : item->values) {
      const base::RegexTree tree = base::readRegex(value.text);
      const auto dots = bareDots(tree);
      if (dots.empty()) continue;
      report
          .add(RULE233_regex_bare_dot.def, value.span,
               fmt::format("the dot in `{}` matches any character", nameAround(tree, dots.front())))
          .note("write a backslash before it");
    }
  }
}

}  // namespace

const Rule RULE233_regex_bare_dot = {
    {"RULE233", "regex-bare-dot", base::Severity::info, base::Category::rule, base::FixKind::none,
     "the dot of a file name, domain or address stands unescaped in a regular expression",
     "An unescaped dot matches any character: `cmd.exe` also matches `cmd-exe` and `cmdZexe`. Write `cmd\\.exe`."},
    check,
    kExamples};

}  // namespace quarry::lint
