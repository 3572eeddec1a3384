// A hash has not the length of its kind.
#include <fmt/format.h>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE235_bad_hash;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Hashes|contains: "
     "'MD5=0123456789abcdef'\n  condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Hashes|contains: "
     "'MD5=0123456789abcdef0123456789abcdef'\n  condition: call"},
};

constexpr std::pair<std::string_view, std::size_t> kKinds[] = {
    {"MD5", 32}, {"SHA1", 40}, {"SHA256", 64}, {"IMPHASH", 32}};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!comparesText(*item)) continue;
    for (const Value& value : item->values)
      for (const auto& [kind, length] : kKinds) {
        const bool named = base::equalsIgnoringCase(item->field.value, kind);
        std::string_view hash = value.text;
        if (base::equalsIgnoringCase(item->field.value, "Hashes")) {
          if (!base::asciiLower(hash.substr(0, kind.size() + 1)).starts_with(base::asciiLower(kind) + "=")) continue;
          hash.remove_prefix(kind.size() + 1);
        } else if (!named || has(*item, "startswith") || has(*item, "endswith") || has(*item, "contains")) {
          continue;
        }
        if (hash.find_first_of("*?%") != std::string_view::npos || hash.empty()) continue;
        const bool hex = hash.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
        if (hash.size() != length || !hex)
          report.add(RULE235_bad_hash.def, value.span,
                     hex ? fmt::format("{} hexadecimal digits are no {}: it has {}", hash.size(), kind, length)
                         : fmt::format("a {} holds hexadecimal digits only", kind));
      }
  }
}

}  // namespace

const Rule RULE235_bad_hash = {{"RULE235", "bad-hash", base::Severity::warning, base::Category::rule,
                                base::FixKind::none, "a hash has not the length of its kind",
                                "An MD5 is 32 hexadecimal digits long, a SHA1 40, a SHA256 64, an IMPHASH 32. A value "
                                "of another length is never found."},
                               check,
                               kExamples};

}  // namespace quarry::lint
