// Globs as regular expressions, and what a regular expression uses.
#include "target/regex.h"

#include <doctest/doctest.h>

#include <regex>

using namespace quarry;

namespace {

ir::Glob glob(std::string_view text) {  // `*` and `?` are wildcards
  ir::Glob made;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) made.tokens.emplace_back(literal);
    literal.clear();
  };
  for (const char c : text) {
    if (c != '*' && c != '?') {
      literal += c;
      continue;
    }
    flush();
    if (c == '*')
      made.tokens.emplace_back(ir::AnyRun{});
    else
      made.tokens.emplace_back(ir::AnyOne{});
  }
  flush();
  return made;
}

std::string regexOf(const std::vector<std::string>& texts) {
  std::vector<ir::Glob> globs;
  for (const std::string& text : texts) globs.push_back(glob(text));
  std::vector<const ir::Glob*> all;
  for (const ir::Glob& one : globs) all.push_back(&one);
  return target::globsToRegex(all).text;
}

}  // namespace

TEST_CASE("globs become one anchored expression with common ends factored out") {
  CHECK(regexOf({"abc"}) == "^abc$");
  CHECK(regexOf({"abc*"}) == "^abc");
  CHECK(regexOf({"*abc"}) == "abc$");
  CHECK(regexOf({"*abc*"}) == "abc");
  CHECK(regexOf({"a*b?c"}) == "^a.*b.c$");
  CHECK(regexOf({"*\\powershell.exe", "*\\pwsh.exe", "*\\cmd.exe"}) == "\\\\(?:powershell|pwsh|cmd)\\.exe$");
  CHECK(regexOf({"*foo*", "*bar*"}) == "foo|bar");
  CHECK(regexOf({"one", "two*"}) == "^one$|^two");
}

TEST_CASE("a word is never cut to factor out its beginning or end") {
  CHECK(regexOf({"abc", "abcd"}) == "^(?:abc|abcd)$");
  CHECK(regexOf({"EC2", "EBS"}) == "^(?:EC2|EBS)$");
  CHECK(regexOf({"*/snapshots/*", "*/volumes/*"}) == "/(?:snapshots|volumes)/");
  CHECK(regexOf({"* -enc*", "* /enc*"}) == " (?:-|/)enc");
  CHECK(regexOf({"\xC3\xBC", "\xC3\xB6"}) == "^(?:\xC3\xBC|\xC3\xB6)$");  // two characters that share a byte
}

TEST_CASE("the expression matches exactly what the globs match") {
  const std::vector<std::string> samples = {"", "a", "ab", "abc", "aab", "abab", "ba", "b", "xaby", "a.b", "a+b"};
  const std::vector<std::vector<std::string>> lists = {{"a"},       {"a*"},         {"*b"},  {"*ab*"}, {"a?"},
                                                       {"a", "ab"}, {"ab*", "*ba"}, {"a.b"}, {"*+*"},  {"a*b", "b"}};
  const auto matches = [](const ir::Glob& pattern, const std::string& text) {
    // By hand: every way to split the text over the tokens.
    std::function<bool(std::size_t, std::size_t)> from = [&](std::size_t token, std::size_t at) -> bool {
      if (token == pattern.tokens.size()) return at == text.size();
      if (const auto* literal = std::get_if<std::string>(&pattern.tokens[token]))
        return text.compare(at, literal->size(), *literal) == 0 && from(token + 1, at + literal->size());
      if (std::holds_alternative<ir::AnyOne>(pattern.tokens[token])) return at < text.size() && from(token + 1, at + 1);
      for (std::size_t to = at; to <= text.size(); ++to)
        if (from(token + 1, to)) return true;
      return false;
    };
    return from(0, 0);
  };
  for (const auto& list : lists) {
    const std::regex expression(regexOf(list));
    for (const std::string& sample : samples) {
      CAPTURE(regexOf(list));
      CAPTURE(sample);
      bool expected = false;
      for (const std::string& one : list) expected = expected || matches(glob(one), sample);
      CHECK(std::regex_search(sample, expression) == expected);
    }
  }
}

TEST_CASE("features that engines lack are found, and others are not") {
  using enum target::RegexFeature;
  struct Row {
    const char* regex;
    std::vector<target::RegexFeature> features;
  };
  const Row rows[] = {{"(?<=a)b", {lookbehind}},
                      {"(?<!a)b", {lookbehind}},
                      {"a(?=b)", {lookahead}},
                      {"(?>a)", {atomicGroup}},
                      {"a++", {possessive}},
                      {"(a)\\1", {backreference}},
                      {"\\p{L}", {unicodeClass}},
                      {"[[:alpha:]]", {posixClass}},
                      {"(?P<n>a)", {pythonGroup}},
                      {"(?<n>a)", {namedGroup}},
                      {"\\Qa\\E", {quotedRun, quotedRun}},
                      {"a\\h", {horizontalSpace}},
                      {"(?i)a", {inlineFlags}},
                      {"a\\+\\+", {}},
                      {"[(?=]", {}},
                      {"(?:a|b)+?", {}}};
  for (const Row& row : rows) {
    CAPTURE(row.regex);
    std::vector<target::RegexFeature> found;
    for (const auto& feature : target::featuresOf(row.regex)) found.push_back(feature.feature);
    CHECK(found == row.features);
  }
}
