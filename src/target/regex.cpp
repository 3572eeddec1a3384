#include "target/regex.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "quarry/base/limits.h"

namespace quarry::target {

std::string escapeCharacter(char c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos) return std::string("\\") + c;
  return std::string(1, c);
}

namespace {

// Wildcards in a text whose other characters are literal.
constexpr char kAnyRun = '\x01', kAnyOne = '\x02';

std::string escaped(std::string_view text, EscapeCharacter escape) {
  std::string out;
  for (const char c : text) out += c == kAnyRun ? ".*" : c == kAnyOne ? "." : escape(c);
  return out;
}

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Alternatives of literals: a|b, with the common beginning and end outside the group. Words stay whole: whoever reads
// the query looks for `EC2`, not for `C2` behind an `E`.
std::string alternatives(const std::vector<std::string_view>& literals, EscapeCharacter escape, bool alone) {
  if (literals.size() == 1) return escaped(literals.front(), escape);
  const std::size_t shortest =
      std::min_element(literals.begin(), literals.end(), [](auto a, auto b) { return a.size() < b.size(); })->size();
  const auto all = [&](auto same) { return std::all_of(literals.begin(), literals.end(), same); };
  const std::string_view first = literals.front();
  std::size_t head = 0;
  while (head < shortest && all([&](std::string_view s) { return s[head] == first[head]; })) ++head;
  const auto cutsWordAt = [&](std::size_t at) {  // behind the first `at` characters of some literal
    return at > 0 && isWord(first[at - 1]) &&
           !all([&](std::string_view s) { return at == s.size() || !isWord(s[at]); });
  };
  while (head > 0 && ((head < first.size() && isContinuation(first[head])) || cutsWordAt(head))) --head;
  std::size_t tail = 0;
  while (tail < shortest - head &&
         all([&](std::string_view s) { return s[s.size() - 1 - tail] == first[first.size() - 1 - tail]; }))
    ++tail;
  const auto cutsWordBefore = [&](std::size_t length) {  // the last `length` characters of some literal
    return length > 0 && isWord(first[first.size() - length]) &&
           !all([&](std::string_view s) { return length == s.size() || !isWord(s[s.size() - length - 1]); });
  };
  while (tail > 0 && (isContinuation(first[first.size() - tail]) || cutsWordBefore(tail))) --tail;
  std::string inner;
  for (std::size_t i = 0; i < literals.size(); ++i)
    inner += (i == 0 ? "" : "|") + escaped(literals[i].substr(head, literals[i].size() - head - tail), escape);
  const std::string begin = escaped(first.substr(0, head), escape),
                    end = escaped(first.substr(first.size() - tail), escape);
  if (alone && begin.empty() && end.empty()) return inner;
  return begin + "(?:" + inner + ")" + end;
}

}  // namespace

GlobRegex globsToRegex(const std::vector<const ir::Glob*>& globs, EscapeCharacter escape) {
  GlobRegex result;
  std::array<std::vector<std::string_view>, 4> byShape;  // exact, prefix, suffix, contains
  std::vector<std::string> parts;
  for (const ir::Glob* glob : globs) {
    const ir::GlobShape s = shape(*glob);
    if (s == ir::GlobShape::anything || s == ir::GlobShape::general) continue;
    byShape[static_cast<std::size_t>(s)].push_back(literal(*glob));
  }
  const auto shapes = std::count_if(byShape.begin(), byShape.end(), [](const auto& v) { return !v.empty(); });
  const bool onlyContains = shapes == 1 && !byShape[3].empty() && byShape[3].size() == globs.size();
  for (std::size_t s = 0; s < byShape.size(); ++s) {
    if (byShape[s].empty()) continue;
    const bool start = s == 0 || s == 1, end = s == 0 || s == 2;
    const std::string body = alternatives(byShape[s], escape, onlyContains);
    parts.push_back((start ? "^" : "") + body + (end ? "$" : ""));
  }
  // Those with wildcards inside, by the ends at which they are open: runs at the ends need no text, the expression is
  // unanchored there.
  std::array<std::vector<std::string>, 4> withWildcards;
  for (const ir::Glob* glob : globs) {
    const ir::GlobShape s = shape(*glob);
    if (s != ir::GlobShape::anything && s != ir::GlobShape::general) continue;
    const auto& tokens = glob->tokens;
    const bool openStart = std::holds_alternative<ir::AnyRun>(tokens.front()),
               openEnd = std::holds_alternative<ir::AnyRun>(tokens.back());
    std::string text;
    bool control = false;  // a literal that would be taken for a wildcard
    for (std::size_t i = openStart ? 1 : 0; i + (openEnd ? 1 : 0) < tokens.size(); ++i) {
      if (const auto* part = std::get_if<std::string>(&tokens[i])) {
        control = control || part->find_first_of("\x01\x02") != std::string::npos;
        text += *part;
      } else {
        text += std::holds_alternative<ir::AnyRun>(tokens[i]) ? kAnyRun : kAnyOne;
        result.dotAll = true;
      }
    }
    if (!control) {
      withWildcards[(openStart ? 2 : 0) + (openEnd ? 1 : 0)].push_back(std::move(text));
      continue;
    }
    std::string regex;
    for (std::size_t i = openStart ? 1 : 0; i + (openEnd ? 1 : 0) < tokens.size(); ++i)
      if (const auto* part = std::get_if<std::string>(&tokens[i]))
        for (const char c : *part) regex += escape(c);
      else
        regex += std::holds_alternative<ir::AnyRun>(tokens[i]) ? ".*" : ".";
    parts.push_back((openStart ? "" : "^") + regex + (openEnd ? "" : "$"));
  }
  const std::size_t before = parts.size();
  for (std::size_t ends = 0; ends < withWildcards.size(); ++ends) {
    const std::vector<std::string>& texts = withWildcards[ends];
    if (texts.empty()) continue;
    const bool alone = ends == 3 && before == 0 && texts.size() == globs.size();
    parts.push_back((ends >= 2 ? "" : "^") + alternatives({texts.begin(), texts.end()}, escape, alone) +
                    (ends % 2 == 1 ? "" : "$"));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) result.text += (i == 0 ? "" : "|") + parts[i];
  return result;
}

std::vector<GlobRegex> globsToRegexes(const std::vector<const ir::Glob*>& globs, EscapeCharacter escape) {
  std::vector<GlobRegex> out;
  std::vector<const ir::Glob*> some;
  std::size_t length = 0;
  for (const ir::Glob* glob : globs) {
    std::size_t own = 1;
    for (const ir::GlobToken& token : glob->tokens)
      if (const auto* text = std::get_if<std::string>(&token)) own += text->size();
    if (length + own > base::limit::kRegexListBytes && !some.empty()) {
      out.push_back(globsToRegex(some, escape));
      some.clear();
      length = 0;
    }
    some.push_back(glob);
    length += own;
  }
  if (!some.empty()) out.push_back(globsToRegex(some, escape));
  return out;
}

std::vector<FoundFeature> featuresOf(std::string_view regex) {
  std::vector<FoundFeature> found;
  const auto add = [&](RegexFeature feature, std::size_t at, std::size_t length) {
    found.push_back({feature, at, std::string(regex.substr(at, length))});
  };
  bool inClass = false;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    if (c == '\\' && i + 1 < regex.size()) {
      const char next = regex[i + 1];
      if (next == 'p' || next == 'P')
        add(RegexFeature::unicodeClass, i, 2);
      else if (next >= '1' && next <= '9' && !inClass)
        add(RegexFeature::backreference, i, 2);
      else if (next == 'k')
        add(RegexFeature::backreference, i, 2);
      else if (next == 'Q' || next == 'E')
        add(RegexFeature::quotedRun, i, 2);
      else if (std::string_view("hHRXeNv").find(next) != std::string_view::npos)
        add(RegexFeature::horizontalSpace, i, 2);
      else if (next == 'Z' || next == 'G')
        add(RegexFeature::anchorZ, i, 2);
      ++i;
    } else if (inClass) {
      if (c == '[' && i + 1 < regex.size() && regex[i + 1] == ':') add(RegexFeature::posixClass, i, 2);
      if (c == ']') inClass = false;
    } else if (c == '[') {
      inClass = true;
      if (i + 1 < regex.size() && regex[i + 1] == '^') ++i;
      if (i + 1 < regex.size() && regex[i + 1] == ']') ++i;
    } else if (c == '(' && regex.substr(i).starts_with("(?")) {
      const std::string_view rest = regex.substr(i + 2);
      if (rest.starts_with("=") || rest.starts_with("!"))
        add(RegexFeature::lookahead, i, 3);
      else if (rest.starts_with("<=") || rest.starts_with("<!"))
        add(RegexFeature::lookbehind, i, 4);
      else if (rest.starts_with(">"))
        add(RegexFeature::atomicGroup, i, 3);
      else if (rest.starts_with("P"))
        add(RegexFeature::pythonGroup, i, 3);
      else if (rest.starts_with("<") || rest.starts_with("'"))
        add(RegexFeature::namedGroup, i, 3);
      else if (rest.starts_with("("))
        add(RegexFeature::conditional, i, 3);
      else if (!rest.starts_with(":"))
        add(RegexFeature::inlineFlags, i, std::min<std::size_t>(rest.find_first_of(":)"), 8) + 2);
    } else if ((c == '+') && i > 0 && std::string_view("*+?}").find(regex[i - 1]) != std::string_view::npos &&
               (i < 2 || regex[i - 2] != '\\')) {
      add(RegexFeature::possessive, i - 1, 2);
    }
  }
  return found;
}

std::string_view describe(RegexFeature feature) {
  static constexpr std::string_view kNames[] = {"a look-ahead",
                                                "a look-behind",
                                                "an atomic group",
                                                "a possessive quantifier",
                                                "a back-reference",
                                                "a Unicode class",
                                                "a POSIX class",
                                                "a `(?P` group",
                                                "a named group",
                                                "a `\\Q…\\E` run",
                                                "an escape of PCRE's own",
                                                "inline flags",
                                                "an anchor of PCRE's own",
                                                "a conditional group"};
  return kNames[static_cast<std::size_t>(feature)];
}

std::string liftLeadingFlags(const std::string& regex, ir::Regex& flags) {
  std::string rest = regex;
  while (rest.starts_with("(?")) {
    const std::size_t close = rest.find(')');
    if (close == std::string::npos || close == 2) break;
    const std::string_view letters = std::string_view(rest).substr(2, close - 2);
    if (letters.find_first_not_of("ims") != std::string_view::npos) break;
    for (const char c : letters) (c == 'i' ? flags.ignoreCase : c == 'm' ? flags.multiLine : flags.dotAll) = true;
    rest.erase(0, close + 1);
  }
  return rest;
}

}  // namespace quarry::target
