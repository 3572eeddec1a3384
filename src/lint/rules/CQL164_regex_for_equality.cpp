// A regular expression that compares a whole value with a text.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/regex_text.h"

namespace quarry::lint {

extern const Rule CQL164_regex_for_equality;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | method=/^GET$/", "#type=web | method=\"GET\""},
    {"#type=web | path!=/^\\/login\\.php$/", "#type=web | path!=\"/login.php\""},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    const auto comparison = comparisonOf(context.tree, use);
    if (!comparison || !use.flags.empty()) continue;
    const auto text = wholeText(use.tree);
    if (!text || text->find('*') != std::string::npos) continue;
    const base::Span place = context.tree.span(use.node);
    const std::string quoted = cql::quoteString(*text);
    report.add(CQL164_regex_for_equality.def, place, "this is one text and nothing else")
        .fix(fmt::format("compare with {}", quoted), {{place, quoted}}, base::Safety::safe);
  }
}

}  // namespace

const Rule CQL164_regex_for_equality = {
    {"CQL164", "regex-for-equality", base::Severity::info, base::Category::performance, base::FixKind::safe,
     "a regular expression stands where `=` with a text says the same",
     "`/^GET$/` is true of the value `GET` alone, and so is `=\"GET\"`: shorter, and compared without an engine."},
    check,
    kExamples};

}  // namespace quarry::lint
