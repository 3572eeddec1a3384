// Parameters that nobody is there to fill in.
#include <fmt/format.h>
#include <set>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL180_parameter_without_default;

namespace {

constexpr Example kExamples[] = {
    {"#type=web host=?host | groupBy(user)", "#type=web host=?{host=*} | groupBy(user)", Use::scheduledSearch},
};

std::vector<std::uint32_t> parameters(const cql::Tree& tree) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < tree.tokens.size(); ++i)
    if (tree.tokens[i].kind == cql::TokenKind::parameter) found.push_back(i);
  return found;
}

void check(const Context& context, base::Report& report) {
  if (!isTrigger(context.use)) return;
  const cql::Tree& tree = context.tree;
  std::set<std::string> given, reported;
  for (const std::uint32_t token : parameters(tree)) {
    const cql::ParameterText text = cql::parameterText(tree.tokenText(token));
    if (text.fallback) given.insert(text.name);
  }
  for (const std::uint32_t token : parameters(tree)) {
    const cql::ParameterText text = cql::parameterText(tree.tokenText(token));
    if (given.contains(text.name) || !reported.insert(text.name).second) continue;
    const bool plain = text.name.find_first_of(" \"=") == std::string::npos;
    const std::string name = plain ? text.name : cql::quoteString(text.name);
    report
        .add(CQL180_parameter_without_default.def, tree.tokenSpan(token),
             fmt::format("{} needs a default for `{}`", phrase(context.use), text.name))
        .fix("let it be anything by default", {{tree.tokenSpan(token), fmt::format("?{{{}=*}}", name)}},
             base::Safety::review);
  }
}

}  // namespace

const Rule CQL180_parameter_without_default = {
    {"CQL180", "parameter-without-default", base::Severity::error, base::Category::portability, base::FixKind::review,
     "a parameter without a default stands in a query that runs by itself",
     "Alerts and scheduled searches run without a person who could give `?host` a value: every parameter needs a "
     "default, `?{host=*}`, or the query fails (User Parameters, in the manual of the vendor)."},
    check,
    kExamples};

}  // namespace quarry::lint
