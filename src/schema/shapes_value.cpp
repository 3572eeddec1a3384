// Digests, accounts, numbers, addresses, names and texts in another form.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/numeral.h"
#include "quarry/base/regex_text.h"
#include "quarry/base/text.h"
#include "schema/shapes.h"
#include "schema/stored.h"

namespace quarry::schema {

namespace {

ir::Operand exact(std::string text, const base::Origin& origin) { return {ir::exactGlob(std::move(text)), origin}; }

// The text of a pattern that is exact up to runs at its ends; none for others.
std::optional<std::string> core(const ir::Operand& operand) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr || shape(*glob) == ir::GlobShape::general || shape(*glob) == ir::GlobShape::anything)
    return std::nullopt;
  return std::string(literal(*glob));
}

std::optional<std::string> exactText(const ir::Operand& operand) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr || shape(*glob) != ir::GlobShape::exact) return std::nullopt;
  return std::string(literal(*glob));
}

bool isHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

std::string upperCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::vector<Alternative> same(const ir::Operand& operand) { return {{{"", operand}}}; }

}  // namespace

Alternatives hashes(const ir::Operand& operand, const ShapedField& field) {
  const auto text = core(operand);
  if (!text) return "digests are kept in a column for each algorithm: name the algorithm and the whole digest";
  std::string digest = base::asciiLower(*text), algorithm;
  if (const std::size_t equals = digest.find('='); equals != std::string::npos) {
    algorithm = digest.substr(0, equals);
    digest.erase(0, equals + 1);
  } else {
    algorithm = digest.size() == 32 ? "md5" : digest.size() == 40 ? "sha1" : digest.size() == 64 ? "sha256" : "";
  }
  if (algorithm.empty() || digest.empty() || !isHex(digest))
    return "digests are kept in a column for each algorithm: name the algorithm and the whole digest";
  const std::size_t whole = algorithm == "md5" || algorithm == "imphash" ? 32 : algorithm == "sha1" ? 40 : 64;
  const bool open = std::holds_alternative<ir::AnyRun>(std::get<ir::Glob>(operand.value).tokens.back());
  if (digest.size() > whole || (digest.size() < whole && !open))
    return fmt::format("a digest of {} has {} digits, and this has {}", upperCase(algorithm), whole, digest.size());
  if (!field.has(algorithm)) return fmt::format("{} digests are not recorded", upperCase(algorithm));
  ir::Operand stored = exact(digest, operand.origin);
  // The beginning of a digest.
  if (digest.size() < whole) stored.value = ir::withRuns(ir::exactGlob(digest), false, true);
  return std::vector<Alternative>{{{algorithm, std::move(stored)}}};
}

Alternatives account(const ir::Operand& operand, const ShapedField& field, ir::Fold fold) {
  // Names of the local accounts as Windows writes them, in the languages that rules know of.
  struct Known {
    std::string_view name, sid;
  };
  static constexpr Known kKnown[] = {
      {"NT AUTHORITY\\SYSTEM", "S-1-5-18"},          {"AUTORITE NT\\SYSTEM", "S-1-5-18"},
      {"NT AUTHORITY\\LOCAL SERVICE", "S-1-5-19"},   {"AUTORITE NT\\SERVICE LOCAL", "S-1-5-19"},
      {"NT AUTHORITY\\NETWORK SERVICE", "S-1-5-20"}, {"AUTORITE NT\\SERVICE RÉSEAU", "S-1-5-20"},
      {"NT AUTHORITY\\ANONYMOUS LOGON", "S-1-5-7"},
  };
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return "the domain and the name are kept apart, and no expression spans the two";
  if (glob->tokens.empty() || isAnything(*glob)) return same(operand);
  std::vector<Alternative> out;
  if (field.has("sid")) {
    const auto plain = exactText(operand);
    for (const Known& known : kKnown) {
      const std::string_view name = known.name.substr(known.name.find('\\') + 1);
      if (!matches(*glob, known.name, fold) && !(plain && base::equalsIgnoringCase(*plain, name))) continue;
      Alternative one = {{"sid", exact(std::string(known.sid), operand.origin)}};
      if (out.empty() || !(out.back().front().operand == one.front().operand)) out.push_back(std::move(one));
    }
    // The rule is about the accounts of the system itself.
    if (!out.empty()) return out;
  }
  if (!field.has("domain")) {
    const auto text = core(operand);
    if (text && text->find('\\') == std::string::npos && shape(*glob) != ir::GlobShape::contains) return same(operand);
    if (text && text->starts_with("\\") && shape(*glob) == ir::GlobShape::suffix &&
        text->find('\\', 1) == std::string::npos)
      return std::vector<Alternative>{{{"", exact(text->substr(1), operand.origin)}}};
    return "the account's domain is not recorded";
  }
  for (const auto& [domain, name] : splitAtBackslash(*glob)) {
    Alternative one;
    if (!isAnything(domain)) one.push_back({"domain", {domain, operand.origin}});
    if (!isAnything(name)) one.push_back({"", {name, operand.origin}});
    out.push_back(std::move(one));
  }
  // A bare name.
  if (out.empty()) return same(operand);
  return out;
}

Alternatives decimal(const ir::Operand& operand) {
  if (std::holds_alternative<ir::Number>(operand.value)) return same(operand);
  const auto text = exactText(operand);
  if (!text) return "it is kept as a number here: compare with a whole value";
  const bool hex = text->starts_with("0x") || text->starts_with("0X");
  const auto value = base::wholeNumeral<std::uint64_t>(std::string_view(*text).substr(hex ? 2 : 0), hex ? 16 : 10);
  if (!value) return std::vector<Alternative>{};
  return std::vector<Alternative>{
      {{"", {ir::Number{std::to_string(*value), static_cast<double>(*value)}, operand.origin}}}};
}

Alternatives hexadecimal(const ir::Operand& operand) {
  std::optional<std::string> text = exactText(operand);
  if (const auto* number = std::get_if<ir::Number>(&operand.value)) text = number->text;
  const auto value = text ? base::wholeNumeral<std::uint64_t>(*text) : std::nullopt;
  if (!value) return same(operand);
  return std::vector<Alternative>{{{"", exact(fmt::format("0x{:x}", *value), operand.origin)}}};
}

Alternatives address(const ir::Operand& operand) {
  if (const auto* network = std::get_if<ir::Network>(&operand.value))
    return std::vector<Alternative>{{{network->v6 ? "v6" : "", operand}}};
  const auto text = core(operand);
  if (text && text->find(':') != std::string::npos) return std::vector<Alternative>{{{"v6", operand}}};
  if (text && text->find('.') != std::string::npos) return same(operand);
  return std::vector<Alternative>{{{"", operand}}, {{"v6", operand}}};
}

Alternatives domainName(const ir::Operand& operand) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr || glob->tokens.empty()) return same(operand);
  const auto* last = std::get_if<std::string>(&glob->tokens.back());
  if (last == nullptr || last->ends_with('.')) return same(operand);
  ir::Glob dotted = *glob;
  std::get<std::string>(dotted.tokens.back()) += '.';
  return std::vector<Alternative>{{{"", operand}}, {{"", {std::move(dotted), operand.origin}}}};
}

namespace {

std::string asMarkup(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

// Characters that open a group's name or look around are no text.
std::string markupRegex(std::string_view text, bool plainToo) {
  std::string out;
  bool groupName = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool syntax = (c == '<' && (out.ends_with("(?") || out.ends_with("(?P"))) || (c == '>' && groupName);
    if (c == '<' && syntax) groupName = i + 1 < text.size() && text[i + 1] != '=' && text[i + 1] != '!';
    if (c == '>' && syntax) groupName = false;
    if (syntax || (c != '&' && c != '<' && c != '>')) {
      out += c;
      continue;
    }
    const std::string marked = asMarkup(std::string(1, c));
    out += plainToo ? fmt::format("(?:{}|{})", c, marked) : fmt::format("(?:{})", marked);
  }
  return out;
}

}  // namespace

namespace {

// KEY=value on a line of its own. Lines end with a line break, as one or written out, or with the text.
ir::Regex onItsLine(const std::string& key, const ir::Glob& glob, ir::Fold fold) {
  const bool open = !glob.tokens.empty() && std::holds_alternative<ir::AnyRun>(glob.tokens.back());
  std::string body;
  for (std::size_t i = 0; i < glob.tokens.size() - (open ? 1 : 0); ++i)
    std::visit(base::overloaded{[&](const std::string& text) { body += base::escapedForRegex(asMarkup(text)); },
                                [&](ir::AnyRun) { body += "[^\\r\\n<]*"; }, [&](ir::AnyOne) { body += "[^\\r\\n<]"; }},
               glob.tokens[i]);
  ir::Regex regex;
  regex.text = fmt::format("\\b{}={}{}", base::escapedForRegex(key), body, open ? "" : "(?:[\\r\\n<]|\\\\[rn]|$)");
  regex.ignoreCase = fold != ir::Fold::exact;
  return regex;
}

}  // namespace

Alternatives within(const ir::Operand& operand, const ShapedField& field, ir::Fold fold) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return markup(operand, false);
  if (field.has("key"))
    return std::vector<Alternative>{{{"", {onItsLine(field.place.parts.at("key"), *glob, fold), operand.origin}}}};
  return markup({ir::withRuns(*glob, true, true), operand.origin}, false);
}

// <Name>value< or Name="value": what stands between cannot hold the character that ends it.
Alternatives element(const ir::Operand& operand, const ShapedField& field, ir::Fold fold) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return "it is part of a larger text here, and no expression can be limited to it";
  const bool isAttribute = field.has("attribute");
  const std::string inside = isAttribute ? "[^\"]" : "[^<]";
  std::string body;
  for (const ir::GlobToken& token : glob->tokens)
    std::visit(base::overloaded{[&](const std::string& text) { body += base::escapedForRegex(asMarkup(text)); },
                                [&](ir::AnyRun) { body += inside + "*"; }, [&](ir::AnyOne) { body += inside; }},
               token);
  ir::Regex regex;
  regex.text = isAttribute ? fmt::format("\\b{}=\"{}\"", base::escapedForRegex(field.place.parts.at("attribute")), body)
                           : fmt::format("<{}>{}<", base::escapedForRegex(field.place.parts.at("element")), body);
  regex.ignoreCase = fold != ir::Fold::exact;
  return std::vector<Alternative>{{{"", {std::move(regex), operand.origin}}}};
}

bool isMarkupFree(const ir::Operand& operand) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  return glob != nullptr && std::none_of(glob->tokens.begin(), glob->tokens.end(), [](const ir::GlobToken& token) {
           const auto* text = std::get_if<std::string>(&token);
           return text != nullptr && text->find_first_of("&<>") != std::string::npos;
         });
}

Alternatives markup(const ir::Operand& operand, bool plainToo) {
  if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) {
    // Inside a class an alternative cannot stand.
    if (regex->text.find_first_of("&<>") == std::string::npos || regex->text.find('[') != std::string::npos)
      return same(operand);
    ir::Regex marked = *regex;
    marked.text = markupRegex(regex->text, plainToo);
    return std::vector<Alternative>{{{"", {std::move(marked), operand.origin}}}};
  }
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return same(operand);
  ir::Glob marked = *glob;
  for (ir::GlobToken& token : marked.tokens)
    if (auto* text = std::get_if<std::string>(&token)) *text = asMarkup(*text);
  if (marked == *glob) return same(operand);
  if (!plainToo) return std::vector<Alternative>{{{"", {std::move(marked), operand.origin}}}};
  return std::vector<Alternative>{{{"", operand}}, {{"", {std::move(marked), operand.origin}}}};
}

}  // namespace quarry::schema
