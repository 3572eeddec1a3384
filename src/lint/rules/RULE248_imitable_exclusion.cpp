// An exclusion asks only for what a caller can choose.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE248_imitable_exclusion;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call: {eventName: DeleteSnapshot}\n  backup: {userAgent|contains: backup}\n  condition: call and "
     "not backup",
     "detection:\n  call: {eventName: DeleteSnapshot}\n  backup: {userIdentity.arn: "
     "arn:aws:iam::111122223333:role/backup}\n  condition: call and not backup"},
};

bool isChosen(const Item& item) {
  static constexpr std::array<std::string_view, 14> kFree = {
      "CommandLine", "ParentCommandLine", "OriginalFileName", "Description",   "Product",
      "Company",     "c-useragent",       "userAgent",        "cs-user-agent", "user_agent",
      "UserAgent",   "DeviceName",        "ProcessCmdLine",   "InternalName"};
  if (std::find(kFree.begin(), kFree.end(), item.field.value) != kFree.end())
    return std::none_of(item.values.begin(), item.values.end(),
                        [](const Value& v) { return std::holds_alternative<rule::Null>(v.value) || v.text.empty(); });
  // The name of a program in any folder.
  const bool isImage =
      item.field.value == "Image" || item.field.value == "ParentImage" || item.field.value == "SourceImage";
  if (!isImage || !has(item, "endswith")) return false;
  return std::all_of(item.values.begin(), item.values.end(), [](const Value& value) {
    const std::size_t last = value.text.rfind('\\');
    return !value.text.empty() && (last == 0 || last == std::string::npos);
  });
}

bool isImitable(const rule::Detection& detection) {
  return std::visit(
      base::overloaded{
          [](const Item& item) { return isChosen(item); },
          [](const rule::AllOf& all) { return std::all_of(all.items.begin(), all.items.end(), isChosen); },
          [](const rule::AnyOf& any) {
            return std::any_of(any.of.begin(), any.of.end(), [](const auto& inner) { return isImitable(inner); });
          },
      },
      detection.node);
}

void check(const DocumentContext& context, base::Report& report) {
  const auto all = conditions(context);
  for (const rule::Selection& selection : selections(context)) {
    if (!isExclusion(all, selection.name.value) || !isImitable(selection.detection)) continue;
    report
        .add(RULE248_imitable_exclusion.def, selection.name.span,
             fmt::format("whoever meets `{}` chooses all that it asks for", selection.name.value))
        .note("ask for something that the system sets as well");
  }
}

}  // namespace

const Rule RULE248_imitable_exclusion = {
    {"RULE248", "imitable-exclusion", base::Severity::info, base::Category::rule, base::FixKind::none,
     "an exclusion asks only for what a caller can choose",
     "A file name, a command line, a user agent or the version text of a program is whatever its maker writes. Who "
     "knows the rule gets past it by copying the excluded name. Exclude by what the system sets: a folder that only "
     "administrators write to, a signature, an account, an address."},
    check,
    kExamples};

}  // namespace quarry::lint
