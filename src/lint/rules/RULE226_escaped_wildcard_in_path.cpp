// A backslash makes a wildcard of a path literal.
#include <algorithm>
#include <array>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE226_escaped_wildcard_in_path;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Image: "
     "'C:\\Users\\*\\evil.exe'\n  condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Image: "
     "'C:\\Users\\\\*\\evil.exe'\n  condition: call"},
};

// Fields of Windows events that hold the path of a file.
bool isPath(std::string_view field) {
  static constexpr std::array<std::string_view, 12> kFields = {
      "Image",     "ParentImage",    "TargetFilename", "ImageLoaded",      "SourceImage", "TargetImage",
      "ImagePath", "NewProcessName", "ProcessName",    "CurrentDirectory", "FolderPath",  "FilePath"};
  return std::find(kFields.begin(), kFields.end(), field) != kFields.end();
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!comparesText(*item) || !isPath(item->field.value)) continue;
    for (const Value& value : item->values) {
      std::string text;
      bool found = false;
      for (std::size_t i = 0; i < value.text.size(); ++i) {
        text += value.text[i];
        if (value.text[i] != '\\' || i + 1 == value.text.size()) continue;
        const char next = value.text[++i];
        if (next == '*' || next == '?') {
          found = true;
          text += '\\';
        }
        text += next;
      }
      if (!found) continue;
      auto& finding = report.add(RULE226_escaped_wildcard_in_path.def, value.span,
                                 "the backslash makes this wildcard a character, which no path holds");
      if (const auto quoted = requoted(value.span, text, context.sources))
        finding.fix("write the backslash twice", {{value.span, *quoted}}, base::Safety::review);
    }
  }
}

}  // namespace

const Rule RULE226_escaped_wildcard_in_path = {
    {"RULE226", "escaped-wildcard-in-path", base::Severity::warning, base::Category::rule, base::FixKind::review,
     "a backslash makes a wildcard of a path literal",
     "In `C:\\Users\\*\\AppData` the backslash before the star takes its meaning away: the value asks for a star in "
     "the path, which no Windows path can hold. A backslash before a wildcard is written twice: "
     "`C:\\Users\\\\*\\AppData`."},
    check,
    kExamples};

}  // namespace quarry::lint
