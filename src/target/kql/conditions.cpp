// Tests by the type of what they read. A text is never null in KQL: missing reads as "", so text tests are false on
// missing values and safe under not. Other types give null there, and `where` drops null as well as not(null).
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "quarry/base/codes/target.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"
#include "target/kql/expressions.h"
#include "target/kql/quote.h"
#include "target/order.h"
#include "target/phrase.h"
#include "target/regex.h"

namespace quarry::target::kql {

namespace {

// `f op "a"`, or `f in (…)` for several.
std::string equality(const std::string& field, const std::vector<std::string>& values, bool fold) {
  if (values.size() == 1) return fmt::format("{} {} {}", field, fold ? "=~" : "==", values.front());
  return fmt::format("{} {} {}", field, fold ? "in~" : "in", "(" + join(values, ", ") + ")");
}

std::string regexTest(const std::string& field, std::string flags, const std::string& text) {
  if (!flags.empty()) flags = "(?" + flags + ")";
  return fmt::format("{} matches regex {}", field, quote(flags + text));
}

bool isText(ir::TypeKind type) {
  return type == ir::TypeKind::text || type == ir::TypeKind::ip || type == ir::TypeKind::any ||
         type == ir::TypeKind::ordinal;
}

// As it is compared with texts.
Read asText(const Read& field) {
  if (isText(field.type)) return field;
  return {fmt::format("tostring({})", field.text), ir::TypeKind::text, field.alwaysPresent};
}

bool isOrder(ir::Op op) {
  return op == ir::Op::less || op == ir::Op::lessEqual || op == ir::Op::greater || op == ir::Op::greaterEqual;
}

}  // namespace

bool checkRegex(const ir::Operand& operand, base::Report& report) {
  const auto* regex = std::get_if<ir::Regex>(&operand.value);
  if (regex == nullptr) return true;
  for (const FoundFeature& found : featuresOf(regex->text)) {
    if (found.feature == RegexFeature::inlineFlags || found.feature == RegexFeature::unicodeClass ||
        found.feature == RegexFeature::posixClass)
      continue;
    if (found.feature == RegexFeature::pythonGroup && !found.text.starts_with("(?P<")) continue;
    // Named groups are fine, and only there for others.
    if (found.feature == RegexFeature::namedGroup || found.feature == RegexFeature::pythonGroup) continue;
    report.add(codes::regexFeature, operand.origin.primary(),
               fmt::format("`{}`: KQL's regular expressions do not have {}", found.text, describe(found.feature)));
    return false;
  }
  return true;
}

namespace {

// What two conditions of a rule are may be one in KQL: `null` and the empty text.
std::vector<std::string> distinct(std::vector<std::string> parts) {
  std::unordered_set<std::string> seen;
  std::erase_if(parts, [&](const std::string& part) { return !seen.insert(part).second; });
  return parts;
}

// A test with several alternatives is an or as well.
std::string withBrackets(const ir::Pred& pred, const std::string& text) {
  const bool mixed = std::holds_alternative<ir::And>(pred.node) || std::holds_alternative<ir::Or>(pred.node) ||
                     hasOperator(text, " or ") || hasOperator(text, " and ");
  return mixed && !isBracketed(text) ? "(" + text + ")" : text;
}

}  // namespace

std::string Expressions::bracketed(const ir::Pred& pred, bool guarded) {
  return withBrackets(pred, condition(pred, guarded));
}

std::vector<std::string> Expressions::arms(const ir::Pred& pred, bool guarded) {
  if (const auto* test = std::get_if<ir::Test>(&pred.node)) return alternatives(*test, pred.origin, guarded);
  std::vector<std::string> all;
  for (const ir::Pred& part : std::get<ir::Or>(pred.node).of) {
    const auto* test = std::get_if<ir::Test>(&part.node);
    if (test == nullptr) {
      all.push_back(bracketed(part, true));
      continue;
    }
    std::vector<std::string> parts = alternatives(*test, part.origin, true);
    if (parts.size() == 1) parts.front() = withBrackets(part, parts.front());
    all.insert(all.end(), std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
  }
  return distinct(std::move(all));
}

std::string Expressions::condition(const ir::Pred& pred, bool guarded) {
  return std::visit(base::overloaded{
                        [](const ir::Constant& known) { return std::string(known.value ? "true" : "false"); },
                        [&](const ir::And& all) {
                          std::vector<std::string> parts;
                          for (const ir::Pred& part : all.of) parts.push_back(bracketed(part, guarded));
                          return join(distinct(std::move(parts)), " and ");
                        },
                        [&](const ir::Or&) { return join(arms(pred, guarded), " or "); },
                        [&](const ir::Not& negated) {
                          if (const auto* test = std::get_if<ir::Test>(&negated.of->node);
                              test != nullptr && (test->op == ir::Op::present || test->op == ir::Op::null) &&
                              !readsArray(test->field)) {
                            ir::Test opposite = *test;
                            opposite.op = test->op == ir::Op::present ? ir::Op::null : ir::Op::present;
                            return this->test(opposite, pred.origin, guarded);
                          }
                          const std::string inner = condition(*negated.of, true);
                          return isBracketed(inner) ? "not" + inner : "not(" + inner + ")";
                        },
                        [&](const ir::Test& test) { return this->test(test, pred.origin, guarded); },
                        [&](const ir::AnyElement&) { return hooks_.hit(pred); },
                        [&](const ir::IsTrue& isTrue) {
                          const std::string text = this->isTrue(isTrue.value);
                          return guarded ? fmt::format("coalesce({}, false)", text) : text;
                        },
                    },
                    pred.node);
}

std::string Expressions::test(const ir::Test& test, const base::Origin& origin, bool guarded) {
  return join(alternatives(test, origin, guarded), " or ");
}

std::vector<std::string> Expressions::alternatives(const ir::Test& test, const base::Origin& origin, bool guarded) {
  for (const ir::Operand& operand : test.operands)
    if (!checkRegex(operand, report_)) return {"false"};
  if (test.field.kind == ir::FieldRef::Kind::raw) return keywords(test, origin);
  if (readsArray(test.field)) return {hooks_.hit(ir::Pred{test, origin})};
  const Read field = read(test.field);
  const bool text = isText(field.type);
  if (test.op == ir::Op::present) return {fmt::format("{}({})", text ? "isnotempty" : "isnotnull", field.text)};
  if (test.op == ir::Op::null) return {fmt::format("{}({})", text ? "isempty" : "isnull", field.text)};
  std::vector<std::string> parts;
  bool nullable = false;
  if (test.op == ir::Op::inNetwork) {
    parts = networkTests(test, asText(field));
    nullable = true;
  } else if (test.op == ir::Op::sameAs) {
    parts = otherFieldTests(test, asText(field));
  } else if (test.op == ir::Op::inList) {
    parts = listTests(test, field, origin);
  } else if (isOrder(test.op) || field.type == ir::TypeKind::number || field.type == ir::TypeKind::duration) {
    parts = numberTests(test, field, origin);
    nullable = true;
  } else if (field.type == ir::TypeKind::boolean) {
    parts = booleanTests(test, field);
    nullable = true;
  } else if (field.type == ir::TypeKind::time || field.type == ir::TypeKind::object ||
             field.type == ir::TypeKind::list) {
    parts = textTests(test, {fmt::format("tostring({})", field.text), ir::TypeKind::text, false});
  } else {
    parts = textTests(test, field);
  }
  const bool guardedAlready = test.op == ir::Op::inNetwork && parts.size() > 1;
  if (nullable && guarded && !field.alwaysPresent && !guardedAlready)
    for (std::string& part : parts) part = fmt::format("coalesce({}, false)", part);
  return parts;
}

std::vector<std::string> Expressions::textTests(const ir::Test& test, const Read& field) {
  std::vector<std::string> parts, exact;
  std::vector<const ir::Glob*> general, contained, edges;
  const bool fold = test.fold != ir::Fold::exact;
  const std::string cs = fold ? "" : "_cs";
  for (const ir::Operand& operand : test.operands) {
    if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) {
      ir::Regex flags = *regex;
      const std::string text = liftLeadingFlags(regex->text, flags);
      parts.push_back(regexTest(
          field.text,
          std::string(flags.ignoreCase ? "i" : "") + (flags.multiLine ? "m" : "") + (flags.dotAll ? "s" : ""), text));
      continue;
    }
    // A rule's number or flag against a text column is compared as the text it is.
    if (const auto* n = std::get_if<ir::Number>(&operand.value)) {
      exact.push_back(quote(n->text));
      continue;
    }
    if (const auto* flag = std::get_if<bool>(&operand.value)) {
      parts.push_back(fmt::format("{} =~ \"{}\"", field.text, *flag ? "true" : "false"));
      continue;
    }
    const auto& glob = std::get<ir::Glob>(operand.value);
    switch (shape(glob)) {
      case ir::GlobShape::exact:
        if (!glob.tokens.empty()) {
          exact.push_back(quote(literal(glob)));
          break;
        }
        report_.add(codes::nullEmptySame, operand.origin.primary(),
                    "KQL reads an absent text as empty: both match here");
        parts.push_back(fmt::format("isempty({})", field.text));
        break;
      case ir::GlobShape::prefix:
      case ir::GlobShape::suffix:
        edges.push_back(&glob);
        break;
      case ir::GlobShape::contains:
        contained.push_back(&glob);
        break;
      case ir::GlobShape::anything:
        parts.push_back(fmt::format("isnotempty({})", field.text));
        break;
      case ir::GlobShape::general:
        general.push_back(&glob);
        break;
    }
  }
  // A long chain of `or` deepens the operator tree until the service refuses it: one regular expression instead.
  constexpr std::size_t kMostContains = 20;
  if (edges.size() > kMostContains) {
    for (const GlobRegex& regex : globsToRegexes(edges))
      parts.push_back(regexTest(field.text, fold ? "is" : "s", regex.text));
  } else {
    for (const ir::Glob* glob : edges)
      parts.push_back(fmt::format("{} {}{} {}", field.text,
                                  shape(*glob) == ir::GlobShape::prefix ? "startswith" : "endswith", cs,
                                  quote(literal(*glob))));
  }
  if (contained.size() > kMostContains) {
    for (const GlobRegex& regex : globsToRegexes(contained))
      parts.push_back(regexTest(field.text, fold ? "i" : "", regex.text));
  } else {
    for (const ir::Glob* glob : contained)
      parts.push_back(fmt::format("{} contains{} {}", field.text, cs, quote(literal(*glob))));
  }
  for (const GlobRegex& regex : globsToRegexes(general))
    parts.push_back(regexTest(field.text, fold ? "is" : "s", regex.text));
  if (!exact.empty()) parts.insert(parts.begin(), equality(field.text, exact, fold));
  return parts;
}

std::vector<std::string> Expressions::numberTests(const ir::Test& test, const Read& field, const base::Origin& origin) {
  const bool isNumber = field.type == ir::TypeKind::number || field.type == ir::TypeKind::duration;
  const std::string number = isNumber ? field.text : fmt::format("toreal({})", field.text);
  std::vector<std::string> parts, exact;
  for (const ir::Operand& operand : test.operands) {
    if (const auto* n = std::get_if<ir::Number>(&operand.value)) {
      if (isOrder(test.op))
        parts.push_back(fmt::format("{} {} {}", number, orderSign(test.op), kql::number(n->value)));
      else
        exact.push_back(kql::number(n->value));
      continue;
    }
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    const auto value =
        glob != nullptr && shape(*glob) == ir::GlobShape::exact ? base::numeral(literal(*glob)) : std::nullopt;
    if (value) {
      exact.push_back(kql::number(*value));
      continue;
    }
    // Wildcards and patterns read the number as text.
    ir::Test asText = test;
    asText.operands = {operand};
    for (std::string& part : textTests(asText, {fmt::format("tostring({})", field.text), ir::TypeKind::text, false}))
      parts.push_back(std::move(part));
  }
  if (!exact.empty()) parts.insert(parts.begin(), equality(number, exact, false));
  if (parts.empty()) parts.push_back(fail(origin, "this cannot be compared with a number in KQL"));
  return parts;
}

std::vector<std::string> Expressions::booleanTests(const ir::Test& test, const Read& field) {
  std::vector<std::string> parts;
  for (const ir::Operand& operand : test.operands) {
    const auto* flag = std::get_if<bool>(&operand.value);
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    const std::string text =
        glob != nullptr && shape(*glob) == ir::GlobShape::exact ? base::asciiLower(literal(*glob)) : "";
    if (flag != nullptr || text == "true" || text == "false") {
      parts.push_back(
          fmt::format("{} == {}", field.text, (flag != nullptr ? *flag : text == "true") ? "true" : "false"));
      continue;
    }
    ir::Test asText = test;
    asText.operands = {operand};
    for (std::string& part : textTests(asText, {fmt::format("tostring({})", field.text), ir::TypeKind::text, false}))
      parts.push_back(std::move(part));
  }
  return parts;
}

// ipv4_… of a text that is no IPv4 address is null, and so is its complement.
std::vector<std::string> Expressions::networkTests(const ir::Test& test, const Read& field) {
  std::vector<std::string> parts;
  for (const bool v6 : {false, true}) {
    std::vector<std::string> ranges;
    for (const ir::Operand& operand : test.operands)
      if (const auto& network = std::get<ir::Network>(operand.value); network.v6 == v6)
        ranges.push_back(quote(network.text));
    if (ranges.empty()) continue;
    const std::string_view name = v6 ? "ipv6" : "ipv4";
    std::string all;
    for (const std::string& range : ranges) all += (all.empty() ? "" : ", ") + range;
    parts.push_back(ranges.size() == 1 ? fmt::format("{}_is_in_range({}, {})", name, field.text, all)
                                       : fmt::format("{}_is_in_any_range({}, dynamic([{}]))", name, field.text, all));
  }
  // One of two may be null while the other is true.
  if (parts.size() > 1)
    for (std::string& part : parts) part = fmt::format("coalesce({}, false)", part);
  return parts;
}

std::vector<std::string> Expressions::otherFieldTests(const ir::Test& test, const Read& field) {
  std::vector<std::string> parts;
  const bool fold = test.fold != ir::Fold::exact;
  for (const ir::Operand& operand : test.operands) {
    const auto& other = std::get<ir::OtherField>(operand.value);
    const std::string right = asText(read(other.field)).text;
    static constexpr std::string_view kFolded[] = {"=~", "startswith", "endswith", "contains"};
    static constexpr std::string_view kExact[] = {"==", "startswith_cs", "endswith_cs", "contains_cs"};
    const auto where = static_cast<std::size_t>(other.where);
    // Two missing texts are equal, and every text contains the empty one: the guard keeps the test false.
    parts.push_back(fmt::format("(isnotempty({0}) and isnotempty({2}) and {0} {1} {2})", field.text,
                                fold ? kFolded[where] : kExact[where], right));
  }
  return parts;
}

// A range of the other version, or one that is none, makes the whole answer null: hence two lists and the guards.
std::vector<std::string> Expressions::listTests(const ir::Test& test, const Read& field, const base::Origin& origin) {
  if (!elementOf.empty()) return {fail(origin, "KQL cannot look up the elements of an array in a list")};
  const auto& list = std::get<ir::Listed>(test.operands.front().value);
  const std::string value = asText(field).text;
  if (!list.networks)
    return {fmt::format("{} {} ({})", value, test.fold == ir::Fold::exact ? "in" : "in~",
                        hooks_.list(list, Entries::texts))};
  return {fmt::format("coalesce(ipv4_is_in_any_range({}, {}), false)", value, hooks_.list(list, Entries::v4)),
          fmt::format("coalesce(ipv6_is_in_any_range({}, {}), false)", value, hooks_.list(list, Entries::v6))};
}

std::vector<std::string> Expressions::keywords(const ir::Test& test, const base::Origin& origin) {
  if (textColumns.empty()) return {fail(origin, "this table has no text columns for keywords to search")};
  std::vector<std::string> parts;
  for (const ir::FieldRef& column : textColumns)
    for (std::string& part : textTests(test, {identifier(column.physical->name), ir::TypeKind::text, false}))
      parts.push_back(std::move(part));
  return parts;
}

}  // namespace quarry::target::kql
