// Any string that a rule can hold survives quoting in all three targets: what is quoted reads back equal under the
// language's own rules, written here a second time.
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "target/cql/quote.h"
#include "target/kql/quote.h"
#include "target/spl/quote.h"

namespace {

std::string randomText(std::mt19937& random) {
  static const std::string kAlphabet = "abZ09 \\\"'`$*?|/[](){}%#@,;:=<>!&~^+-_.\n\r\t\x01";
  std::string text;
  const std::size_t length = random() % 12;
  for (std::size_t i = 0; i < length; ++i)
    text += random() % 9 == 0 ? std::string("\xC3\xA9") : std::string(1, kAlphabet[random() % kAlphabet.size()]);
  return text;
}

// LogScale: \" \\ \n, any other backslash stays.
std::string readCql(const std::string& quoted) {
  std::string out;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    REQUIRE(quoted[i] != '"');
    if (quoted[i] == '\\') {
      const char next = quoted[++i];
      if (next == 'n')
        out += '\n';
      else
        out += next;
    } else {
      out += quoted[i];
    }
  }
  return out;
}

// KQL: verbatim (quotes doubled) or escaped, never with a line break inside.
std::string readKql(const std::string& quoted) {
  std::string out;
  REQUIRE(quoted.find('\n') == std::string::npos);
  if (quoted[0] == '@') {
    for (std::size_t i = 2; i + 1 < quoted.size(); ++i) {
      if (quoted[i] == '"') REQUIRE(quoted[++i] == '"');
      out += quoted[i];
    }
    return out;
  }
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    REQUIRE(quoted[i] != '"');
    if (quoted[i] != '\\') {
      out += quoted[i];
      continue;
    }
    const char next = quoted[++i];
    if (next == 'n')
      out += '\n';
    else if (next == 'r')
      out += '\r';
    else if (next == 't')
      out += '\t';
    else if (next == 'u') {
      out += static_cast<char>(std::stoi(quoted.substr(i + 1, 4), nullptr, 16));
      i += 4;
    } else {
      REQUIRE((next == '"' || next == '\\'));
      out += next;
    }
  }
  return out;
}

std::string readSpl(const std::string& quoted) {
  std::string out;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    REQUIRE(quoted[i] != '"');
    if (quoted[i] == '\\') ++i;
    out += quoted[i];
  }
  return out;
}

}  // namespace

TEST_CASE("strings read back equal") {
  std::mt19937 random(4711);
  for (int round = 0; round < 20000; ++round) {
    const std::string text = randomText(random);
    CAPTURE(text);
    const std::string cql = quarry::target::cql::quote(text), kql = quarry::target::kql::quote(text),
                      spl = quarry::target::spl::quote(text);
    CHECK(readCql(cql) == text);
    CHECK(readKql(kql) == text);
    CHECK(readSpl(spl) == text);
  }
}

TEST_CASE("a regular expression stays inside its slashes") {
  std::mt19937 random(815);
  for (int round = 0; round < 20000; ++round) {
    quarry::ir::Regex regex;
    regex.text = randomText(random);
    if (!regex.text.empty() && regex.text.back() == '\\') regex.text += '\\';
    const std::string literal = quarry::target::cql::regexLiteral(regex);
    CAPTURE(literal);
    CHECK(literal.find('\n') == std::string::npos);
    for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
      if (literal[i] == '\\')
        ++i;
      else
        CHECK(literal[i] != '/');
    }
  }
}
