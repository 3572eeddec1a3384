// A pattern in quotes knows no more than the star.
#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | path=\"^/api/.*\"", "#type=web | path=/^\\/api\\//"},
                                 {"#type=web | path=\"/admin.*login/x\"", "#type=web | path=/\\/admin.*login\\/x/"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL133_regex_in_quotes;
const Rule CQL133_regex_in_quotes = {
    {"CQL133", "regex-in-quotes", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a quoted value is written as a regular expression, but is a plain pattern",
     "In a filter a quoted value is a pattern in which `*` stands for any text and every other character for itself. "
     "`\"/adm.*/i\"`, `\"adm.*\"` and `\"a|b\"` are no regular expressions: those stand between slashes, without "
     "quotes."},
    check,
    kExamples};

namespace {

// `/…/`, `/…/i`: between slashes already. A path with a slash in the middle is not.
bool isDelimited(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  return text.front() == '/' && slash > 1 && text.size() - slash <= 3 &&
         text.substr(slash + 1).find_first_not_of("imdF") == std::string_view::npos &&
         text.substr(1, slash - 1).find('/') == std::string_view::npos;
}

// True for a text that makes sense as a regular expression and hardly as anything else.
bool isRegex(std::string_view text) {
  if (text.size() < 3) return false;
  if (text.find(".*") != std::string_view::npos && text.find(" .*") == std::string_view::npos && text != ".*") {
    // `*.*` and `name.*` are file patterns.
    const std::size_t at = text.find(".*");
    if (at > 0 && at + 2 < text.size() && text[at - 1] != '*') return true;
    if (text.starts_with(".*") && (text.ends_with(".*") || text.find_first_of("\\()[]|^$") != std::string_view::npos))
      return true;
  }
  if (text.find("(?i)") != std::string_view::npos || text.find("(?<") != std::string_view::npos) return true;
  if (text.front() == '^' && (text.back() == '$' || text.find('*') != std::string_view::npos)) return true;
  return isDelimited(text) && text.back() != '/';
}

std::string literal(std::string_view text) {
  if (isDelimited(text)) return std::string(text);
  // Stars at the ends of what matches anywhere change nothing.
  if (text.starts_with(".*") && text.size() > 4) text.remove_prefix(2);
  if (text.ends_with(".*") && text.size() > 4 && text[text.size() - 3] != '\\') text.remove_suffix(2);
  return cql::slashed(text);
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || cql::tokenKindOf(tree, comparison->value) != cql::TokenKind::string) continue;
    const cql::TokenKind op = tree.tokens[comparison->op].kind;
    if (op != cql::TokenKind::equal && op != cql::TokenKind::notEqual) continue;
    const std::string value = cql::textOf(tree, comparison->value);
    if (!isRegex(value) || value.find('\n') != std::string::npos) continue;
    auto& finding = report.add(CQL133_regex_in_quotes.def, tree.span(comparison->value),
                               "in quotes only `*` is special: this is no regular expression");
    // Between slashes it has to be one.
    if (auto edit = putRegex(tree, tree.span(comparison->value), "", literal(value)))
      finding.fix("write it between slashes", {std::move(*edit)}, base::Safety::review);
    else
      finding.note("between slashes the service would refuse it: it is no well-formed regular expression");
  }
}

}  // namespace

}  // namespace quarry::lint
