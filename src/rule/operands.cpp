#include "rule/operands.h"

#include <fmt/format.h>

#include "quarry/base/codes.h"
#include "rule/encode.h"
#include "rule/network.h"
#include "rule/regex_check.h"
#include "rule/strings.h"

namespace quarry::rule {

namespace {

std::optional<Operands> fail(const Scope& scope, const Value& value, std::string message) {
  scope.report.add(codes::modifierValue, value.span, std::move(message));
  return std::nullopt;
}

base::Span within(const Value& value, std::size_t at) {
  // The expression's byte in the file, where the scalar has one piece; else the whole value.
  if (value.pieces.size() != 1 || at >= value.pieces.front().length) return value.span;
  const std::uint32_t begin = value.pieces.front().outer + static_cast<std::uint32_t>(at);
  return {value.span.file, begin, begin + 1};
}

std::optional<Operands> regex(const Value& value, const Chain& chain, const Scope& scope) {
  if (const auto fault = checkRegex(value.text)) {
    scope.report.add(codes::badRegex, within(value, fault->at), fault->message);
    return std::nullopt;
  }
  ir::Regex regex{value.text, chain.has(Modifier::ignoreCase), chain.has(Modifier::multiLine), chain.has(Modifier::dotAll)};
  // A regex is unanchored, so `contains` adds nothing.
  if (chain.has(Modifier::startsWith)) regex.text = "^(?:" + regex.text + ")";
  if (chain.has(Modifier::endsWith)) regex.text = "(?:" + regex.text + ")$";
  return Operands{ir::Op::matches, ir::Domain::text, {{std::move(regex), value.span}}};
}

std::optional<Operands> compare(const Value& value, Modifier comparison, const Scope& scope) {
  const auto* number = std::get_if<double>(&value.value);
  if (number == nullptr) return fail(scope, value, "a comparison needs a number, without quotes");
  Operands operands;
  operands.domain = ir::Domain::number;
  operands.op = comparison == Modifier::less        ? ir::Op::less
                : comparison == Modifier::lessEqual ? ir::Op::lessEqual
                : comparison == Modifier::greater   ? ir::Op::greater
                                                    : ir::Op::greaterEqual;
  operands.of.push_back({ir::Number{value.text, *number}, value.span});
  return operands;
}

std::optional<Operands> otherField(const Value& value, const Chain& chain, const Scope& scope) {
  if (value.text.empty()) return fail(scope, value, "`fieldref` needs the name of a field");
  ir::OtherField other{resolveField(value.text, scope), ir::OtherField::Where::whole};
  if (chain.has(Modifier::startsWith)) other.where = ir::OtherField::Where::prefix;
  if (chain.has(Modifier::endsWith)) other.where = ir::OtherField::Where::suffix;
  if (chain.has(Modifier::contains)) other.where = ir::OtherField::Where::inside;
  return Operands{ir::Op::sameAs, ir::Domain::text, {{std::move(other), value.span}}};
}

// The texts that an encoded value may have: literal bytes, no wildcards.
std::optional<std::vector<std::string>> encoded(const Value& value, const Chain& chain, const Scope& scope) {
  const ir::Glob glob = parseString(value.text);
  if (shape(glob) != ir::GlobShape::exact) {
    fail(scope, value, "an encoded value cannot hold wildcards; write `\\*` for a star");
    return std::nullopt;
  }
  std::vector<std::string> texts = {std::string(literal(glob))};
  const auto each = [&](auto change) {
    std::vector<std::string> next;
    for (const std::string& text : texts)
      for (std::string& form : change(text)) next.push_back(std::move(form));
    texts = std::move(next);
  };
  for (const Modifier modifier : chain.order) {
    const auto wide = [&](Wide form) {
      each([&](const std::string& text) { return std::vector<std::string>{utf16(text, form).value_or(text)}; });
    };
    switch (modifier) {
      case Modifier::windash: each([](const std::string& text) { return windashForms(text); }); break;
      case Modifier::wide: case Modifier::utf16le: wide(Wide::little); break;
      case Modifier::utf16be: wide(Wide::big); break;
      case Modifier::utf16: wide(Wide::marked); break;
      case Modifier::base64: each([](const std::string& text) { return std::vector<std::string>{base64(text)}; }); break;
      case Modifier::base64offset: each([](const std::string& text) { return base64Offsets(text); }); break;
      default: break;
    }
  }
  for (const std::string& text : texts)
    if (text.empty()) {
      fail(scope, value, "too short to be encoded: nothing of it would be left to look for");
      return std::nullopt;
    }
  if (texts.empty()) {
    fail(scope, value, "too short to be encoded: nothing of it would be left to look for");
    return std::nullopt;
  }
  return texts;
}

bool isEncoder(Modifier m) {
  return m == Modifier::wide || m == Modifier::utf16le || m == Modifier::utf16be || m == Modifier::utf16 || m == Modifier::base64 ||
         m == Modifier::base64offset;
}

std::optional<Operands> text(const Value& value, const Item& item, const Chain& chain, const Scope& scope) {
  std::vector<ir::Glob> globs;
  const bool encodes = std::any_of(chain.order.begin(), chain.order.end(), isEncoder);
  if (encodes) {
    const auto texts = encoded(value, chain, scope);
    if (!texts) return std::nullopt;
    for (const std::string& form : *texts) globs.push_back(ir::exactGlob(form));
  } else if (chain.has(Modifier::windash)) {
    // Dashes are exchanged in the literal parts; the wildcards stay tokens.
    globs.push_back({});
    for (const ir::GlobToken& token : parseString(value.text).tokens) {
      const auto* part = std::get_if<std::string>(&token);
      const std::vector<std::string> forms = part == nullptr ? std::vector<std::string>{} : windashForms(*part);
      std::vector<ir::Glob> next;
      for (const ir::Glob& glob : globs) {
        if (part == nullptr) {
          next.push_back(glob);
          next.back().tokens.push_back(token);
        }
        for (const std::string& form : forms) {
          next.push_back(glob);
          next.back().tokens.emplace_back(form);
        }
      }
      globs = std::move(next);
    }
  } else {
    globs.push_back(parseString(value.text));
  }
  const auto position = chain.position();
  const bool keyword = item.field.value.empty();
  const bool contains = position == Modifier::contains || (keyword && !position);
  Operands operands;
  for (ir::Glob& glob : globs) {
    if (position && glob.tokens.empty()) return fail(scope, value, "an empty text is part of every value: this would match everything");
    operands.of.push_back({ir::withRuns(std::move(glob), contains || position == Modifier::endsWith, contains || position == Modifier::startsWith), value.span});
  }
  return operands;
}

}  // namespace

std::optional<Operands> operandsOf(const Value& value, const Item& item, const Chain& chain, const Scope& scope) {
  const bool isNull = std::holds_alternative<Null>(value.value);
  if (chain.has(Modifier::re)) {
    if (isNull) return fail(scope, value, "`re` needs a regular expression");
    return regex(value, chain, scope);
  }
  if (chain.has(Modifier::cidr)) {
    const auto network = parseNetwork(value.text);
    if (!network) {
      scope.report.add(codes::badNetwork, value.span, fmt::format("`{}` is no network", value.text))
          .note("write an address and a prefix length, such as `10.0.0.0/8` or `fc00::/7`");
      return std::nullopt;
    }
    return Operands{ir::Op::inNetwork, ir::Domain::ip, {{*network, value.span}}};
  }
  if (chain.has(Modifier::fieldref)) return otherField(value, chain, scope);
  if (const auto comparison = chain.comparison()) return compare(value, *comparison, scope);
  const bool asText = chain.position() || chain.has(Modifier::cased) || chain.has(Modifier::windash) ||
                      std::any_of(chain.order.begin(), chain.order.end(), isEncoder) || item.field.value.empty();
  if (isNull) {
    if (item.field.value.empty()) return fail(scope, value, "a keyword cannot be `null`");
    if (asText) return fail(scope, value, "`null` is the absence of a value: it has no text to compare");
    return Operands{ir::Op::null, ir::Domain::text, {}};
  }
  if (!asText) {
    if (const auto* number = std::get_if<double>(&value.value))
      return Operands{ir::Op::equals, ir::Domain::number, {{ir::Number{value.text, *number}, value.span}}};
    if (const auto* flag = std::get_if<bool>(&value.value)) return Operands{ir::Op::equals, ir::Domain::boolean, {{*flag, value.span}}};
  }
  return text(value, item, chain, scope);
}

}  // namespace quarry::rule
