// A field that holds whole paths is compared with a name.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "lint/document.h"
#include "quarry/schema/standing_alone.h"

namespace quarry::lint {

extern const Rule RULE229_name_in_path_field;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    ParentImage: msiexec.exe\n  "
     "condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    ParentImage|endswith: "
     "'\\msiexec.exe'\n  condition: call"},
    {"logsource: {product: linux, category: process_creation}\ndetection:\n  call:\n    Image: [curl, /usr/bin/wget]\n "
     " condition: call",
     "logsource: {product: linux, category: process_creation}\ndetection:\n  call:\n    Image: ['*/curl', "
     "/usr/bin/wget]\n  condition: call"},
};

// Sysmon's fields of whole paths, and those of the Security log for the same.
constexpr std::string_view kPaths[] = {"Image",          "ParentImage",      "GrandParentImage", "GrandparentImage",
                                       "SourceImage",    "TargetImage",      "ImageLoaded",      "TargetFilename",
                                       "NewProcessName", "ParentProcessName"};

std::string_view productOf(const rule::Rule& rule) {
  const rule::LogSource& source = rule.logSource;
  const bool recorded =
      source.category || (source.service && (source.service->value == "sysmon" || source.service->value == "security"));
  return source.product && recorded ? std::string_view(source.product->value) : std::string_view();
}

// True if the path would have to begin with these words, and no path does.
bool beginsWithName(const ir::Glob& pattern) {
  const auto* first = pattern.tokens.empty() ? nullptr : std::get_if<std::string>(&pattern.tokens.front());
  if (first == nullptr) return false;
  for (const ir::GlobToken& token : pattern.tokens)
    if (const auto* text = std::get_if<std::string>(&token);
        text != nullptr && text->find_first_of("\\/:") != std::string::npos)
      return false;
  return pattern.tokens.size() == 1 ? !schema::standsAlone(*first) : !schema::mayStandAlone(*first);
}

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr) return;
  const std::string_view product = productOf(*rule);
  if (product != "windows" && product != "linux" && product != "macos") return;
  const std::string separator = product == "windows" ? "\\" : "/";
  for (const auto& [selection, item] : items(context)) {
    const std::string& field = item->field.value;
    if (std::find(std::begin(kPaths), std::end(kPaths), field) == std::end(kPaths)) continue;
    for (const Value& value : item->values) {
      const auto pattern = patternOf(*item, value);
      if (!pattern || !beginsWithName(*pattern)) continue;
      const bool isName = pattern->tokens.size() == 1;
      auto& finding = report.add(
          RULE229_name_in_path_field.def, value.span,
          fmt::format("`{}` holds whole paths, and none {}", field, isName ? "is a name alone" : "begins with a name"));
      const bool alone = item->values.size() == 1;
      const auto text = requoted(value.span, (alone ? "" : "*") + separator + value.text, context.sources);
      if (!isName || !text) {
        finding.note(fmt::format("a name without its folder is found with `endswith` and `{}` before it", separator));
        continue;
      }
      std::vector<base::Edit> edits;
      if (alone) edits.push_back({{item->field.span.file, item->field.span.end, item->field.span.end}, "|endswith"});
      edits.push_back({value.span, *text});
      finding.fix("look for the name in any folder", std::move(edits), base::Safety::review);
    }
  }
}

}  // namespace

const Rule RULE229_name_in_path_field = {
    {"RULE229", "name-in-path-field", base::Severity::warning, base::Category::rule, base::FixKind::review,
     "a field that holds whole paths is compared with a name",
     "`Image`, `TargetFilename` and their like hold whole paths, `C:\\Windows\\System32\\cmd.exe`. A name alone never "
     "is one: the test finds nothing, and as an exclusion leaves nothing out. Processes of the kernel (`System`) have "
     "no folder. A platform that keeps the name in a column of its own refuses the test (GEN003), as it would find "
     "every path with that name."},
    check,
    kExamples};

}  // namespace quarry::lint
