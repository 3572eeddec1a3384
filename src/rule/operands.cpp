#include "rule/operands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "quarry/rule/strings.h"
#include "rule/encode.h"
#include "rule/network.h"
#include "rule/places.h"
#include "rule/regex_check.h"
#include "rule/windash.h"

namespace quarry::rule {

namespace {

// One value under its modifiers.
struct Context {
  const Value& value;
  const Item& item;
  const Chain& chain;
  const Scope& scope;

  bool isKeyword() const { return item.field.value.empty(); }
  std::nullopt_t fail(std::string message) const {
    scope.report.add(codes::modifierValue, value.span, std::move(message));
    return std::nullopt;
  }
};

// `(?i)` at the start says the same as the flag, which every platform can be told in its own way.
void takeLeadingFlags(ir::Regex& regex) {
  const std::size_t close = regex.text.find(')');
  if (!regex.text.starts_with("(?") || close == std::string::npos || close < 3) return;
  const std::string flags = regex.text.substr(2, close - 2);
  if (flags.find_first_not_of("ims") != std::string::npos || close + 1 == regex.text.size()) return;
  regex.ignoreCase = regex.ignoreCase || flags.find('i') != std::string::npos;
  regex.multiLine = regex.multiLine || flags.find('m') != std::string::npos;
  regex.dotAll = regex.dotAll || flags.find('s') != std::string::npos;
  regex.text.erase(0, close + 1);
}

std::optional<Operands> regex(const Context& at) {
  const Value& value = at.value;
  if (const auto fault = checkRegex(value.text)) {
    at.scope.report.add(codes::badRegex, placeWithin(value.pieces, value.span, fault->at, fault->at + 1),
                        fault->message);
    return std::nullopt;
  }
  ir::Regex regex{value.text, at.chain.has(Modifier::ignoreCase), at.chain.has(Modifier::multiLine),
                  at.chain.has(Modifier::dotAll)};
  takeLeadingFlags(regex);
  // A regex is unanchored, so `contains` adds nothing.
  if (at.chain.has(Modifier::startsWith)) regex.text = "^(?:" + regex.text + ")";
  if (at.chain.has(Modifier::endsWith)) regex.text = "(?:" + regex.text + ")$";
  return Operands{ir::Op::matches, ir::Domain::text, {{std::move(regex), value.span}}};
}

std::optional<Operands> network(const Context& at) {
  return std::visit(base::overloaded{
                        [&](ir::Network network) -> std::optional<Operands> {
                          return Operands{ir::Op::inNetwork, ir::Domain::ip, {{std::move(network), at.value.span}}};
                        },
                        [&](NetworkFault fault) -> std::optional<Operands> {
                          auto& finding =
                              at.scope.report.add(codes::badNetwork, at.value.span, std::move(fault.message));
                          if (fault.better.empty())
                            finding.note("write an address and a prefix length, such as `10.0.0.0/8` or `fc00::/7`");
                          else
                            finding.fix(fmt::format("write `{}`", fault.better),
                                        {{at.value.span, fmt::format("'{}'", fault.better)}}, base::Safety::review);
                          return std::nullopt;
                        },
                    },
                    parseNetwork(at.value.text));
}

// Doubles hold every integer below; from here on, two numbers may compare equal that are not.
constexpr double kFirstInexact = 9007199254740992.0;

// A number in plain decimal: hexadecimal, leading zeros and exponents are YAML's, not every platform's.
std::optional<ir::Operand> number(const Context& at, double value) {
  const std::string& text = at.value.text;
  if (std::abs(value) >= kFirstInexact && text.find('.') == std::string::npos) {
    at.scope.report
        .add(codes::modifierValue, at.value.span,
             fmt::format("`{}` is too large to be compared exactly as a number", text))
        .note("platforms hold numbers with 53 bits; in quotes it is compared as text")
        .fix("put it into quotes", {{at.value.span, fmt::format("'{}'", text)}}, base::Safety::review);
    return std::nullopt;
  }
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  const bool plain = text.find_first_not_of("0123456789.", first) == std::string::npos && text[first] != '.' &&
                     text.back() != '.' && (text[first] != '0' || text.size() == first + 1 || text[first + 1] == '.');
  return ir::Operand{ir::Number{plain ? text : fmt::format("{}", value), value}, at.value.span};
}

std::optional<Operands> compare(const Context& at, Modifier comparison) {
  const Value& value = at.value;
  const auto* written = std::get_if<double>(&value.value);
  if (written == nullptr) {
    auto& finding =
        at.scope.report.add(codes::modifierValue, value.span, "a comparison needs a number, without quotes");
    base::yaml::Node plain;
    plain.kind = base::yaml::Kind::scalar;
    plain.text = value.text;
    if (value.quoted && plain.asNumber())
      finding.fix("remove the quotes", {{value.span, value.text}}, base::Safety::safe);
    return std::nullopt;
  }
  Operands operands;
  operands.domain = ir::Domain::number;
  operands.op = comparison == Modifier::less        ? ir::Op::less
                : comparison == Modifier::lessEqual ? ir::Op::lessEqual
                : comparison == Modifier::greater   ? ir::Op::greater
                                                    : ir::Op::greaterEqual;
  auto operand = number(at, *written);
  if (!operand) return std::nullopt;
  operands.of.push_back(std::move(*operand));
  return operands;
}

std::optional<Operands> otherField(const Context& at) {
  if (at.value.text.empty()) return at.fail("`fieldref` needs the name of a field");
  ir::OtherField other{
      at.value.isPlatforms ? platformField(at.value.text, at.value.text) : resolveField(at.value.text, at.scope),
      ir::OtherField::Where::whole};
  if (at.chain.has(Modifier::startsWith)) other.where = ir::OtherField::Where::prefix;
  if (at.chain.has(Modifier::endsWith)) other.where = ir::OtherField::Where::suffix;
  if (at.chain.has(Modifier::contains)) other.where = ir::OtherField::Where::inside;
  return Operands{ir::Op::sameAs, ir::Domain::text, {{std::move(other), at.value.span}}};
}

// The list that the value names.
std::optional<Operands> listed(const Context& at) {
  const std::string& name = at.value.text;
  const bool networks = at.chain.has(Modifier::cidr);
  ir::Listed list{name, networks, {}, {}, {}};
  if (const Environment* environment = at.scope.environment) {
    const auto found = environment->lists.find(name);
    if (found == environment->lists.end()) {
      auto& finding =
          at.scope.report.add(codes::unknownList, at.value.span, fmt::format("nothing declares the list `{}`", name));
      std::vector<std::string_view> names;
      for (const auto& [known, declared] : environment->lists) names.push_back(known);
      if (const auto near = base::closest(name, names)) finding.note(fmt::format("did you mean `{}`?", *near));
      finding.note(fmt::format("declare it in {}: `lists: {{{}: {{type: {}, cql: …, kql: …, spl: …, test: […]}}}}`",
                               environment->path.empty() ? "`quarry.yml`" : fmt::format("`{}`", environment->path),
                               name, networks ? "cidr" : "text"));
      return std::nullopt;
    }
    const bool ofNetworks = found->second.type == List::Type::cidr;
    if (ofNetworks != networks)
      return at.fail(ofNetworks ? fmt::format("the list `{}` holds networks: write `cidr|lookup`", name)
                                : fmt::format("the list `{}` holds texts: write `lookup` without `cidr`", name));
    list.column = found->second.column;
    list.places = found->second.places;
    list.test = found->second.test;
  }
  return Operands{ir::Op::inList, networks ? ir::Domain::ip : ir::Domain::text, {{std::move(list), at.value.span}}};
}

std::vector<std::string> applied(Modifier modifier, const std::string& text) {
  const auto wide = [&](Wide form) {
    auto bytes = utf16(text, form);
    return bytes ? std::vector<std::string>{std::move(*bytes)} : std::vector<std::string>{};
  };
  if (modifier == Modifier::wide) return wide(Wide::little);
  if (modifier == Modifier::utf16be) return wide(Wide::big);
  if (modifier == Modifier::utf16) return wide(Wide::marked);
  if (modifier == Modifier::base64) return {base64(text)};
  if (modifier == Modifier::base64offset) return base64Offsets(text);
  return {text};  // what does not encode leaves the text alone
}

// The texts that an encoded value may have: literal bytes, no wildcards.
std::optional<std::vector<ir::Glob>> encoded(const Context& at) {
  const ir::Glob glob = parseString(at.value.text);
  if (shape(glob) != ir::GlobShape::exact)
    return at.fail("an encoded value cannot hold wildcards; write `\\*` for a star");
  std::vector<ir::Glob> spellings = {glob};
  if (at.chain.has(Modifier::windash)) {
    if (optionsIn(glob) > 4)
      return at.fail(fmt::format("the options of this value have more than {} spellings to encode", kMostDashForms));
    spellings = dashForms(glob);
  }
  std::vector<std::string> texts;
  texts.reserve(spellings.size());
  for (const ir::Glob& spelling : spellings) texts.emplace_back(literal(spelling));
  for (const Modifier modifier : at.chain.order) {
    std::vector<std::string> next;
    for (const std::string& text : texts) {
      std::vector<std::string> forms = applied(modifier, text);
      if (forms.empty() || text.empty())
        return at.fail("too short to be encoded: nothing of it would be left to look for");
      for (std::string& form : forms) next.push_back(std::move(form));
    }
    texts = std::move(next);
  }
  std::vector<ir::Glob> globs;
  globs.reserve(texts.size());
  for (std::string& text : texts) globs.push_back(ir::exactGlob(std::move(text)));
  return globs;
}

std::optional<Operands> text(const Context& at) {
  const auto position = at.chain.position();
  const bool contains = position == Modifier::contains || at.isKeyword();
  const auto placed = [&](ir::Glob glob) {
    return ir::withRuns(std::move(glob), contains || position == Modifier::endsWith,
                        contains || position == Modifier::startsWith);
  };
  if (at.value.text.empty() && at.isKeyword())
    return at.fail("an empty keyword is part of every event: this would match everything");
  if (at.value.text.empty() && position && !at.chain.encodes())
    at.scope.report
        .add(codes::matchesEverything, at.value.span, "an empty text is part of every value: any value matches")
        .note("take it out of the list, or use `|exists: true` if that is what is meant");
  if (at.chain.encodes()) {
    auto globs = encoded(at);
    if (!globs) return std::nullopt;
    Operands operands;
    for (ir::Glob& glob : *globs) operands.of.push_back({placed(std::move(glob)), at.value.span});
    return operands;
  }
  const ir::Glob glob = parseString(at.value.text);
  if (!at.chain.has(Modifier::windash))
    return Operands{ir::Op::matches, ir::Domain::text, {{placed(glob), at.value.span}}};
  // Five spellings for each option: beyond a few, one regular expression is shorter than the list.
  if (optionsIn(glob) > 3)
    return Operands{
        ir::Op::matches, ir::Domain::text, {{dashRegex(placed(glob), !at.chain.has(Modifier::cased)), at.value.span}}};
  Operands operands;
  for (ir::Glob& form : dashForms(glob)) operands.of.push_back({placed(std::move(form)), at.value.span});
  return operands;
}

std::optional<Operands> null(const Context& at, bool asText) {
  if (at.isKeyword()) return at.fail("a keyword cannot be `null`");
  if (asText) return at.fail("`null` is the absence of a value: it has no text to compare");
  if (at.chain.has(Modifier::allElements)) return at.fail("`null` is the absence of a value: no element can be that");
  return Operands{ir::Op::null, ir::Domain::text, {}};
}

}  // namespace

std::optional<Operands> operandsOf(const Value& value, const Item& item, const Chain& chain, const Scope& scope) {
  const Context at{value, item, chain, scope};
  const bool isNull = std::holds_alternative<Null>(value.value);
  if (chain.has(Modifier::lookup)) return isNull ? at.fail("`lookup` needs the name of a list") : listed(at);
  if (chain.has(Modifier::re)) return isNull ? at.fail("`re` needs a regular expression") : regex(at);
  if (chain.has(Modifier::cidr)) return isNull ? at.fail("`cidr` needs a network") : network(at);
  if (chain.has(Modifier::fieldref)) return otherField(at);
  if (const auto comparison = chain.comparison()) return compare(at, *comparison);
  const bool asText = chain.position() || chain.has(Modifier::cased) || chain.has(Modifier::windash) ||
                      chain.encodes() || at.isKeyword();
  if (isNull) return null(at, asText);
  if (!asText) {
    if (const auto* written = std::get_if<double>(&value.value)) {
      auto operand = number(at, *written);
      if (!operand) return std::nullopt;
      return Operands{ir::Op::equals, ir::Domain::number, {std::move(*operand)}};
    }
    if (const auto* flag = std::get_if<bool>(&value.value))
      return Operands{ir::Op::equals, ir::Domain::boolean, {{*flag, value.span}}};
  }
  return text(at);
}

}  // namespace quarry::rule
