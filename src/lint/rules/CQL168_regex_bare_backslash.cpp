// Paths of Windows with single backslashes.
#include <algorithm>
#include <array>

#include "lint/index.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule CQL168_regex_bare_backslash;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/\\Windows\\\\Temp/", "#type=web | path=/\\\\Windows\\\\Temp/"},
    {"#type=web | path=/Windows\\System32\\\\cmd/i", "#type=web | path=/Windows\\\\System32\\\\cmd/i"},
};

std::string_view wordAt(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || (text[end] >= 'A' && text[end] <= 'Z') ||
                               (text[end] >= '0' && text[end] <= '9')))
    ++end;
  return text.substr(at, end - at);
}

bool isFolder(std::string_view word) {
  static constexpr std::array<std::string_view, 24> kFolders = {
      "windows",   "system32",  "syswow64",  "users",   "temp",           "appdata", "programdata", "program",
      "desktop",   "downloads", "documents", "startup", "drivers",        "spool",   "roaming",     "local",
      "microsoft", "software",  "public",    "wbem",    "currentversion", "device",  "services",    "tasks"};
  return std::any_of(kFolders.begin(), kFolders.end(),
                     [&](std::string_view f) { return base::equalsIgnoringCase(f, word); });
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    std::vector<base::Edit> edits;
    base::Span first{};
    for (const base::RegexNode& node : use.tree.nodes) {
      if (node.begin + 1 >= node.end || use.tree.text[node.begin] != '\\') continue;
      if (node.kind != base::RegexKind::shorthand && node.kind != base::RegexKind::anchor &&
          node.kind != base::RegexKind::character)
        continue;
      if (!isFolder(wordAt(use.tree.text, node.begin + 1))) continue;
      if (edits.empty()) first = use.span(node.begin, node.begin + 2);
      edits.push_back(use.edit(node.begin, node.begin + 1, "\\\\"));
    }
    if (edits.empty()) continue;
    report
        .add(CQL168_regex_bare_backslash.def, first,
             "this backslash belongs to the letter behind it: it is no part of a path")
        .fix("write two backslashes", std::move(edits), base::Safety::safe);
  }
}

}  // namespace

const Rule CQL168_regex_bare_backslash = {
    {"CQL168", "regex-bare-backslash", base::Severity::warning, base::Category::semantics, base::FixKind::safe,
     "the backslash of a path is not escaped in a regular expression",
     "In an expression a backslash gives the next character another meaning: `\\W` of `C:\\Windows` is any character "
     "that is no letter or digit, `\\S` of `\\System32` any that is no blank, and the path is never found. A backslash "
     "that is meant as such is written twice."},
    check,
    kExamples};

}  // namespace quarry::lint
