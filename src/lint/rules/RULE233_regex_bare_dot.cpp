// The dot of a file name stands unescaped in a regular expression.
#include <fmt/format.h>

#include <array>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE233_regex_bare_dot;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent|re: 'cmd.exe [a-z]+'\n  condition: call",
     "detection:\n  call:\n    userAgent|re: 'cmd\\.exe [a-z]+'\n  condition: call"},
};

// The dot of a known ending, after a letter and not escaped.
std::optional<std::size_t> bareDot(std::string_view regex) {
  static constexpr std::array<std::string_view, 10> kEndings = {"exe", "dll", "ps1", "bat", "cmd",
                                                                "vbs", "hta", "msi", "sys", "scr"};
  const auto isLetter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  for (std::size_t i = 1; i + 3 < regex.size(); ++i)
    if (regex[i] == '.' && isLetter(regex[i - 1]) && (i < 2 || regex[i - 2] != '\\'))
      for (const std::string_view ending : kEndings)
        if (base::equalsIgnoringCase(regex.substr(i + 1, 3), ending) &&
            (i + 4 == regex.size() || !isLetter(regex[i + 4])))
          return i;
  return std::nullopt;
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!has(*item, "re")) continue;
    for (const Value& value : item->values)
      if (const auto at = bareDot(value.text))
        report
            .add(RULE233_regex_bare_dot.def, value.span,
                 fmt::format("the dot before `{}` matches any character", value.text.substr(*at + 1, 3)))
            .note("write a backslash before it");
  }
}

}  // namespace

const Rule RULE233_regex_bare_dot = {
    {"RULE233", "regex-bare-dot", base::Severity::info, base::Category::rule, base::FixKind::none,
     "the dot of a file name stands unescaped in a regular expression",
     "An unescaped dot matches any character: `cmd.exe` also matches `cmd-exe` and `cmdZexe`. Write `cmd\\.exe`."},
    check,
    kExamples};

}  // namespace quarry::lint
