// Two rules have the same title.
#include <fmt/format.h>

#include <map>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE270_duplicate_title;

namespace {

constexpr Example kExamples[] = {
    {"title: Snapshot Deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: test\ndescription: One.\nauthor: A. "
     "Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  call: "
     "{eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Snapshot deleted\nid: "
     "0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e12\nstatus: test\ndescription: Two.\nauthor: A. Writer\ndate: "
     "2026-01-10\nlevel: low\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  call: {eventName: "
     "DeleteVolume}\n  condition: call",
     "title: Snapshot Deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: test\ndescription: One.\nauthor: A. "
     "Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  call: "
     "{eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Volume deleted\nid: "
     "0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e12\nstatus: test\ndescription: Two.\nauthor: A. Writer\ndate: "
     "2026-01-10\nlevel: low\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  call: {eventName: "
     "DeleteVolume}\n  condition: call"},
};

void check(const WorkspaceContext& context, base::Report& report) {
  std::map<std::string, base::Span> seen;
  for (const rule::Document* document : context.documents) {
    const Text& title = rule::about(*document).title;
    if (title.value.empty() || std::holds_alternative<rule::Refused>(*document)) continue;
    const auto [first, isNew] = seen.emplace(base::asciiLower(title.value), title.span);
    // The rules of a collection may share one.
    if (!isNew && !(first->second == title.span))
      report.add(RULE270_duplicate_title.def, title.span, fmt::format("another rule has the title `{}`", title.value))
          .label(first->second, "first here");
  }
}

}  // namespace

const Rule RULE270_duplicate_title = {
    {"RULE270", "duplicate-title", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "two rules have the same title", "Alerts are shown by title: nobody can tell which of the two rules fired."},
    check,
    kExamples};

}  // namespace quarry::lint
