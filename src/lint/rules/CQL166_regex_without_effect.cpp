// regex() that neither filters nor extracts.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL166_regex_without_effect;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | regex(\"user=[a-z]+\", field=path, strict=false)",
     "#type=web | regex(\"user=(?<user>[a-z]+)\", field=path, strict=false)"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (use.call == nullptr || !calls(*use.call, "regex") || use.captures()) continue;
    const cql::BoundArgument* strict = use.call->argument("strict");
    if (strict == nullptr ||
        cql::tokenKindOf(context.tree, cql::unwrapped(context.tree, strict->argument.value)) != cql::TokenKind::kwFalse)
      continue;
    const base::Span argument = context.tree.span(strict->argument.node);
    auto& finding = report.add(CQL166_regex_without_effect.def, argument,
                               "nothing is filtered with this, and no group of the expression has a name");
    std::uint32_t begin = argument.begin;
    const std::string_view text = context.tree.text;
    while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\n')) --begin;
    if (begin > 0 && text[begin - 1] == ',')
      finding.fix("let only events through that match", {{{argument.file, begin - 1, argument.end}, ""}},
                  base::Safety::review);
  }
}

}  // namespace

const Rule CQL166_regex_without_effect = {
    {"CQL166", "regex-without-effect", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "`regex` with `strict=false` has no named group, and so does nothing",
     "With `strict=false` events go through whether they match or not, and without a named group `(?<name>…)` no field "
     "is made: the step does nothing. Either a group lacks its name, or the step is meant to filter."},
    check,
    kExamples};

}  // namespace quarry::lint
