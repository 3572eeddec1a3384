// A field that holds a bare file name is compared with a path.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE238_path_in_bare_name;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    OriginalFileName|endswith: "
     "'\\cmd.exe'\n  condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    OriginalFileName: "
     "'Cmd.exe'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (item->field.value != "OriginalFileName" && item->field.value != "InternalName") continue;
    if (!comparesText(*item)) continue;
    for (const Value& value : item->values) {
      if (value.text.find('\\') == std::string::npos) continue;
      auto& finding = report.add(RULE238_path_in_bare_name.def, value.span,
                                 fmt::format("`{}` holds a name without folders", item->field.value));
      const std::string bare = value.text.substr(value.text.rfind('\\') + 1);
      const bool wholeName = value.text.rfind('\\') == 0 && !bare.empty() &&
                             (item->modifiers.empty() ||
                              (item->modifiers.size() == 1 && item->values.size() == 1 && has(*item, "endswith")));
      if (wholeName)
        if (const auto text = requoted(value.span, bare, context.sources)) {
          std::vector<base::Edit> edits = withoutModifier(*item, "endswith");
          edits.push_back({value.span, *text});
          finding.fix("compare the name", std::move(edits), base::Safety::review);
        }
    }
  }
}

}  // namespace

const Rule RULE238_path_in_bare_name = {
    {"RULE238", "path-in-bare-name", base::Severity::warning, base::Category::rule, base::FixKind::review,
     "a field that holds a bare file name is compared with a path",
     "`OriginalFileName` and `InternalName` hold a name as the developer gave it, without folders. A value with a "
     "backslash is never found there."},
    check,
    kExamples};

}  // namespace quarry::lint
