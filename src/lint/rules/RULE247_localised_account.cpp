// An account is named as an English system calls it.
#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE247_localised_account;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    User: 'NT "
     "AUTHORITY\\SYSTEM'\n  condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    User|contains: ['AUTHORI', "
     "'AUTORI']\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (item->field.value.find("User") == std::string::npos || !comparesText(*item)) continue;
    for (const Value& value : item->values) {
      const std::string lower = base::asciiLower(value.text);
      if (lower.find("nt authority") != std::string::npos || lower.find("builtin\\") != std::string::npos)
        report.add(RULE247_localised_account.def, value.span,
                   "other language versions of Windows call this account otherwise");
    }
  }
}

}  // namespace

const Rule RULE247_localised_account = {
    {"RULE247", "localised-account", base::Severity::info, base::Category::portability, base::FixKind::none,
     "an account is named as an English system calls it",
     "Windows translates the names of its accounts: `NT AUTHORITY\\SYSTEM` is `AUTORITE NT\\Système` in France. On "
     "such systems the comparison finds nothing. `contains` on the common parts `AUTHORI` and `AUTORI`, or the SID, "
     "holds everywhere."},
    check,
    kExamples};

}  // namespace quarry::lint
