// A regular expression that no engine takes.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL150_regex_refused;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/admin|*\\.exe/i", "#type=web | path=/admin|\\.exe/i"},
    {"#type=web | regex(\"user=(?<user>[a-z]+\", field=path)",
     "#type=web | regex(\"user=(?<user>[a-z]+)\", field=path)"},
};

struct Saying {
  std::string message, note;
};

// Empty for what the lexer of CQL has said of a literal.
Saying saying(const base::RegexFault& fault, const RegexUse& use) {
  using Kind = base::RegexFault::Kind;
  switch (fault.kind) {
    case Kind::unclosedGroup:
      return {use.literal ? "" : "this `(` is never closed", ""};
    case Kind::unopenedGroup:
      return {use.literal ? "" : "this `)` closes nothing", "a bracket that is meant as such is `\\)`"};
    case Kind::unclosedSet:
      return {use.literal ? "" : "this `[` is never closed", "a bracket that is meant as such is `\\[`"};
    case Kind::nothingToRepeat:
      return {"there is nothing here to repeat",
              use.tree.text[fault.begin] == '*'
                  ? "in an expression any text is `.*`, and a star that is meant as such `\\*`"
                  : ""};
    case Kind::endsInBackslash:
      return {"the expression ends in a backslash", "a backslash that is meant as such is written twice"};
    case Kind::reversedRange:
      return {"this range goes backwards",
              "a `-` that is meant as such stands last in the brackets, or behind a backslash"};
    case Kind::reversedBounds:
      return {"the upper bound is below the lower one", ""};
    case Kind::tooDeep:
      return {"", ""};
  }
  return {};
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes())
    for (const base::RegexFault& fault : use.tree.faults) {
      const auto [message, note] = saying(fault, use);
      if (message.empty()) continue;
      auto& finding = report.add(CQL150_regex_refused.def, use.span(fault.begin, fault.end), message);
      if (!note.empty()) finding.note(note);
    }
}

}  // namespace

const Rule CQL150_regex_refused = {
    {"CQL150", "regex-refused", base::Severity::error, base::Category::semantics, base::FixKind::none,
     "a regular expression is not well-formed",
     "The service refuses a query with such an expression. A sign that repeats (`*`, `+`, `?`, `{2}`) needs something "
     "before it; a star of file names is `.*` in an expression. A range goes from the smaller character to the larger "
     "one."},
    check,
    kExamples};

}  // namespace quarry::lint
