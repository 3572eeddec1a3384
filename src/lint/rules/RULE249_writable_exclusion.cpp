// An exclusion trusts a folder that every user can write to.
#include <fmt/format.h>

#include <array>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE249_writable_exclusion;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call: {Image|endswith: "
     "'\\whoami.exe'}\n  filter: {ParentImage|contains: '\\AppData\\Local\\'}\n  condition: call and not filter",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call: {Image|endswith: "
     "'\\whoami.exe'}\n  filter: {ParentImage|startswith: 'C:\\Program Files\\'}\n  condition: call and not filter"},
};

std::optional<std::string_view> writable(std::string_view path) {
  static constexpr std::array<std::string_view, 7> kFolders = {
      "\\AppData\\", "\\Users\\Public\\", "\\Windows\\Temp\\", "\\Downloads\\", "\\ProgramData\\",
      "/tmp/",       "/dev/shm/"};
  const std::string lower = base::asciiLower(path);
  for (const std::string_view folder : kFolders)
    if (lower.find(base::asciiLower(folder)) != std::string::npos) return folder;
  return std::nullopt;
}

void check(const DocumentContext& context, base::Report& report) {
  const auto all = conditions(context);
  for (const rule::Selection& selection : selections(context)) {
    const auto* map = std::get_if<rule::AllOf>(&selection.detection.node);
    if (map == nullptr || map->items.size() != 1 || !isExclusion(all, selection.name.value)) continue;
    const Item& item = map->items.front();
    if (!comparesText(item) ||
        (item.field.value.find("Image") == std::string::npos && item.field.value.find("Path") == std::string::npos))
      continue;
    for (const Value& value : item.values)
      if (const auto folder = writable(value.text))
        report.add(RULE249_writable_exclusion.def, value.span,
                   fmt::format("every user can put a program below `{}`", *folder));
  }
}

}  // namespace

const Rule RULE249_writable_exclusion = {
    {"RULE249", "writable-exclusion", base::Severity::info, base::Category::rule, base::FixKind::none,
     "an exclusion trusts a folder that every user can write to",
     "A program in `\\AppData\\`, `\\Temp\\`, `\\Users\\Public\\` or `/tmp/` was put there by whoever runs it. An "
     "exclusion by such a folder alone lets anything through that is copied there."},
    check,
    kExamples};

}  // namespace quarry::lint
