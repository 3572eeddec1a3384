#include "target/cql/tests.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "target/cql/quote.h"
#include "target/order.h"
#include "target/phrase.h"
#include "target/regex.h"

namespace quarry::target::cql {

std::string Names::of(const ir::FieldRef& field) const {
  if (!elementPrefix.empty()) return elementPrefix + field.name;
  return field.physical ? field.physical->name : field.name;
}

bool isPlain(const ir::Pred& pred) {
  return std::visit(base::overloaded{
                        [](const ir::Constant&) { return true; },
                        [](const ir::And& all) { return std::all_of(all.of.begin(), all.of.end(), isPlain); },
                        [](const ir::Or& any) { return std::all_of(any.of.begin(), any.of.end(), isPlain); },
                        [](const ir::Not& negated) { return isPlain(*negated.of); },
                        [](const ir::Test& test) {
                          return test.op != ir::Op::inNetwork && test.op != ir::Op::sameAs &&
                                 test.op != ir::Op::inList && test.quantifier == ir::Quantifier::any &&
                                 !readsArray(test.field);
                        },
                        [](const ir::AnyElement&) { return false; },
                        [](const ir::IsTrue&) { return false; },
                    },
                    pred.node);
}

namespace {

bool hasStar(std::string_view text) { return text.find('*') != std::string_view::npos; }

// A quoted pattern can say the glob: stars are wildcards there and nothing makes one literal. Free text has none at its
// ends, where anything may stand anyway.
std::optional<std::string> quotedGlob(const ir::Glob& glob, bool freeText) {
  std::string text;
  for (const ir::GlobToken& token : glob.tokens) {
    const bool atAnEnd = &token == &glob.tokens.front() || &token == &glob.tokens.back();
    if (freeText && atAnEnd && glob.tokens.size() > 1 && std::holds_alternative<ir::AnyRun>(token)) continue;
    if (std::holds_alternative<ir::AnyOne>(token)) return std::nullopt;
    const auto* part = std::get_if<std::string>(&token);
    if (part != nullptr && hasStar(*part)) return std::nullopt;
    text += part != nullptr ? *part : "*";
  }
  return quote(text);
}

ir::Regex adapted(const ir::Regex& regex) {
  ir::Regex out = regex;
  out.text = liftLeadingFlags(regex.text, out);
  // A named group would make a field in CQL: `(?<x>` is no more than a group here.
  for (std::size_t at = out.text.find("(?<"); at != std::string::npos; at = out.text.find("(?<", at + 1)) {
    const std::size_t close = out.text.find('>', at);
    if (close == std::string::npos || (out.text[at + 3] == '=' || out.text[at + 3] == '!')) continue;
    out.text.replace(at, close - at + 1, "(?:");
  }
  return out;
}

void textAlternatives(const ir::Test& test, const std::string& prefix, std::vector<std::string>& out) {
  std::vector<const ir::Glob*> folded;
  // Several patterns in exact letters are one expression.
  constexpr std::size_t kMostPatterns = 2;
  const auto patterns = std::count_if(test.operands.begin(), test.operands.end(), [](const ir::Operand& operand) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    return glob != nullptr && shape(*glob) != ir::GlobShape::exact;
  });
  const bool many = static_cast<std::size_t>(patterns) > kMostPatterns;
  for (const ir::Operand& operand : test.operands) {
    if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) {
      out.push_back(prefix + regexLiteral(adapted(*regex)));
      continue;
    }
    const auto& glob = std::get<ir::Glob>(operand.value);
    if (glob.tokens.empty()) {
      out.push_back(prefix + "\"\"");
      continue;
    }
    const bool asPattern = many && shape(glob) != ir::GlobShape::exact;
    const auto exact = test.fold == ir::Fold::exact && !asPattern ? quotedGlob(glob, prefix.empty()) : std::nullopt;
    if (exact)
      out.push_back(prefix + *exact);
    else
      folded.push_back(&glob);
  }
  for (const GlobRegex& regex : globsToRegexes(folded))
    out.push_back(prefix + regexLiteral({regex.text, test.fold != ir::Fold::exact, false, regex.dotAll}));
}

}  // namespace

std::vector<std::string> alternatives(const ir::Test& test, const Names& names) {
  std::vector<std::string> out;
  if (test.field.kind == ir::FieldRef::Kind::raw) {
    // Free text is unanchored by nature; a quoted word would be case-sensitive, so a folded keyword is a regex.
    textAlternatives(test, "", out);
    return out;
  }
  const std::string field = fieldName(names.of(test.field));
  switch (test.op) {
    case ir::Op::present:
      return {field + "=*"};
    case ir::Op::null:
      return {field + "!=*"};
    case ir::Op::less:
    case ir::Op::lessEqual:
    case ir::Op::greater:
    case ir::Op::greaterEqual:
      for (const ir::Operand& operand : test.operands)
        out.push_back(field + std::string(orderSign(test.op)) + number(std::get<ir::Number>(operand.value).value));
      return out;
    case ir::Op::equals:
      for (const ir::Operand& operand : test.operands) {
        const auto* flag = std::get_if<bool>(&operand.value);
        out.push_back(
            field + "=" +
            (flag != nullptr ? quote(*flag ? "true" : "false") : number(std::get<ir::Number>(operand.value).value)));
      }
      return out;
    case ir::Op::matches:
      textAlternatives(test, field + "=", out);
      return out;
    case ir::Op::inNetwork:
    case ir::Op::sameAs:
    case ir::Op::inList:
      return out;
  }
  return out;
}

std::optional<std::string> listStep(const ir::Test& test, const Names& names) {
  if (test.operands.size() < 2 || test.field.kind == ir::FieldRef::Kind::raw) return std::nullopt;
  // A tag is told apart best by equality: an or of tags prunes data sources.
  if (test.field.physical && test.field.physical->tag) return std::nullopt;
  std::string values;
  for (const ir::Operand& operand : test.operands) {
    std::string value;
    if (const auto* glob = std::get_if<ir::Glob>(&operand.value)) {
      if (shape(*glob) != ir::GlobShape::exact || hasStar(literal(*glob))) return std::nullopt;
      value = quote(literal(*glob));
    } else if (const auto* n = std::get_if<ir::Number>(&operand.value); n != nullptr && test.op == ir::Op::equals) {
      value = number(n->value);
    } else {
      return std::nullopt;
    }
    values += (values.empty() ? "" : ", ") + value;
  }
  if (test.op != ir::Op::matches && test.op != ir::Op::equals) return std::nullopt;
  return fmt::format("in({}, values=[{}]{})", fieldName(names.of(test.field)), values,
                     test.fold == ir::Fold::exact ? "" : ", ignoreCase=true");
}

bool checkRegexes(const ir::Pred& pred, base::Report& report) {
  return std::visit(base::overloaded{
                        [](const ir::Constant&) { return true; },
                        [&](const ir::And& all) {
                          return std::all_of(all.of.begin(), all.of.end(),
                                             [&](const ir::Pred& p) { return checkRegexes(p, report); });
                        },
                        [&](const ir::Or& any) {
                          return std::all_of(any.of.begin(), any.of.end(),
                                             [&](const ir::Pred& p) { return checkRegexes(p, report); });
                        },
                        [&](const ir::Not& negated) { return checkRegexes(*negated.of, report); },
                        [&](const ir::Test& test) {
                          bool good = true;
                          for (const ir::Operand& operand : test.operands) {
                            const auto* regex = std::get_if<ir::Regex>(&operand.value);
                            if (regex == nullptr) continue;
                            for (const FoundFeature& found : featuresOf(regex->text)) {
                              // LogScale's pages syntax-regex-unsupported and -diffs; look-ahead and inline flags are
                              // supported.
                              if (found.feature == RegexFeature::lookahead ||
                                  found.feature == RegexFeature::inlineFlags ||
                                  found.feature == RegexFeature::namedGroup || found.feature == RegexFeature::quotedRun)
                                continue;
                              report.add(codes::regexFeature, operand.origin.primary(),
                                         fmt::format("`{}`: LogScale's regular expressions do not have {}", found.text,
                                                     describe(found.feature)));
                              good = false;
                              break;
                            }
                          }
                          return good;
                        },
                        [&](const ir::AnyElement& element) { return checkRegexes(*element.condition, report); },
                        [](const ir::IsTrue&) { return true; },
                    },
                    pred.node);
}

}  // namespace quarry::target::cql
