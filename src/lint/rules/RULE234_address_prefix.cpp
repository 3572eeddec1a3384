// A network is written as the beginning of an address.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE234_address_prefix;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    sourceIPAddress|startswith: '172.2'\n  condition: call",
     "detection:\n  call:\n    sourceIPAddress|cidr: 172.2.0.0/16\n  condition: call"},
};

// One to three numbers of an address and no dot at the end: the last number may go on.
bool isOpenPrefix(std::string_view text) {
  std::size_t dots = 0, digits = 0;
  for (const char c : text) {
    if (c == '.') {
      if (digits == 0) return false;
      ++dots;
      digits = 0;
    } else if (c >= '0' && c <= '9') {
      ++digits;
    } else {
      return false;
    }
  }
  // Of a last number with three digits nothing can go on.
  return dots >= 1 && dots <= 3 && digits >= 1 && digits <= 2;
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!comparesText(*item) || isKeyword(*item) || has(*item, "contains") || has(*item, "endswith")) continue;
    for (const Value& value : item->values) {
      std::string_view text = value.text;
      const bool prefix = has(*item, "startswith") || text.ends_with('*');
      if (text.ends_with('*')) text.remove_suffix(1);
      if (prefix && isOpenPrefix(text))
        report
            .add(RULE234_address_prefix.def, value.span,
                 fmt::format("`{}` also begins addresses whose last number goes on", text))
            .note("write the network with `cidr`, or end it with a dot");
    }
  }
}

}  // namespace

const Rule RULE234_address_prefix = {{"RULE234", "address-prefix", base::Severity::warning, base::Category::rule,
                                      base::FixKind::none, "a network is written as the beginning of an address",
                                      "`172.2` begins 172.2.0.1, but 172.20.0.1 and 172.255.0.1 as well. `cidr` says "
                                      "which addresses are meant: `172.2.0.0/16`."},
                                     check,
                                     kExamples};

}  // namespace quarry::lint
