// `Hashes` is compared as a whole.
#include "lint/document.h"
#include "quarry/rule/strings.h"

namespace quarry::lint {

extern const Rule RULE236_hash_list_compared_whole;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Hashes: "
     "'MD5=0123456789abcdef0123456789abcdef'\n  condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Hashes|contains: "
     "'MD5=0123456789abcdef0123456789abcdef'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (item->field.value != "Hashes" || !item->modifiers.empty()) continue;
    for (const Value& value : item->values) {
      if (!std::holds_alternative<std::string>(value.value) ||
          ir::shape(rule::parseString(value.text)) != ir::GlobShape::exact || value.text.empty() ||
          value.text.find(',') != std::string::npos)
        continue;
      report
          .add(RULE236_hash_list_compared_whole.def, value.span,
               "`Hashes` holds several hashes: a single one is never all of it")
          .fix("use `contains`", {{{item->field.span.file, item->field.span.end, item->field.span.end}, "|contains"}},
               base::Safety::review);
      break;
    }
  }
}

}  // namespace

const Rule RULE236_hash_list_compared_whole = {
    {"RULE236", "hash-list-compared-whole", base::Severity::warning, base::Category::rule, base::FixKind::review,
     "`Hashes` is compared as a whole",
     "The field holds all hashes of a file in one text, `MD5=…,SHA256=…`. A single hash is found with `contains`."},
    check,
    kExamples};

}  // namespace quarry::lint
