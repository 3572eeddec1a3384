// The pieces below detections: escapes, encoders, dashes, networks, regular expressions.
#include <doctest/doctest.h>

#include "quarry/base/box.h"
#include "quarry/rule/strings.h"
#include "rule/encode.h"
#include "rule/network.h"
#include "rule/regex_check.h"
#include "rule/windash.h"

using namespace quarry;
using namespace quarry::rule;

namespace {

// `<text>` for literal text, `*` and `?` for wildcards.
std::string tokens(const ir::Glob& glob) {
  std::string out;
  for (const ir::GlobToken& token : glob.tokens)
    out += std::visit(
        base::overloaded{[](const std::string& text) { return "<" + text + ">"; },
                         [](ir::AnyRun) { return std::string("*"); }, [](ir::AnyOne) { return std::string("?"); }},
        token);
  return out;
}

}  // namespace

TEST_CASE("a backslash escapes wildcards and itself, and nothing else") {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"abc", "<abc>"},
      {"a*b?c", "<a>*<b>?<c>"},
      {"***", "*"},
      {"*?*", "*?*"},
      {"??", "??"},
      {R"(a\b)", R"(<a\b>)"},
      {R"(a\\b)", R"(<a\b>)"},
      {R"(\*)", "<*>"},
      {R"(\?)", "<?>"},
      {R"(\\*)", R"(<\>*)"},
      {R"(\\\*)", R"(<\*>)"},
      {R"(\\\\*)", R"(<\\>*)"},
      {R"(\\\)", R"(<\\>)"},
      {R"(\\\\)", R"(<\\>)"},
      {R"(a\)", R"(<a\>)"},
      {R"(\Temp\)", R"(<\Temp\>)"},
      {R"(C:\*\x)", R"(<C:*\x>)"},
      {R"(é*ü)", "<é>*<ü>"},
  };
  for (const auto& row : cases) {
    const auto& written = row.first;
    const auto& read = row.second;
    CAPTURE(written);
    CHECK(tokens(parseString(written)) == read);
  }
  // Wildcards that a modifier adds are tokens: the backslash before them stays what it was.
  CHECK(tokens(ir::withRuns(parseString(R"(\Temp\)"), true, true)) == R"(*<\Temp\>*)");
}

TEST_CASE("encoders work on bytes") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("\xC3\xA9") == "w6k=");
  CHECK(base64Offsets("foobar") == std::vector<std::string>{"Zm9vYmFy", "Zvb2Jhc", "mb29iYX"});
  CHECK(base64Offsets("ab").size() == 3);
  CHECK(base64Offsets("a").empty());
  CHECK(*utf16("a\xC3\xA9", Wide::little) == std::string("a\0\xE9\0", 4));
  CHECK(*utf16("a", Wide::big) == std::string("\0a", 2));
  CHECK(*utf16("a", Wide::marked) == std::string("\xFF\xFE"
                                                 "a\0",
                                                 4));
  CHECK_FALSE(utf16("\xFF", Wide::little));
  // Whatever stands around a text, one of the three forms is in the base64 of the whole.
  for (const std::string text : {"ab", "abc", "net user", "\xC3\xA9\xC3\xA9"})
    for (const std::string before : {"", "x", "xy", "xyz", "\xFF\xFE"})
      for (const std::string after : {"", "1", "12", "\xFF"}) {
        const std::string whole = base64(before + text + after);
        CAPTURE(whole);
        CHECK(whole.find(base64Offsets(text)[before.size() % 3]) != std::string::npos);
      }
}

TEST_CASE("options have five spellings each") {
  const auto forms = [](const std::string& text) { return dashForms(parseString(text)).size(); };
  CHECK(forms("-a") == 5);
  CHECK(forms("/a /b") == 25);
  CHECK(forms("\xE2\x80\x93"
              "a") == 5);
  CHECK(forms("a-b") == 1);    // inside a word
  CHECK(forms("a -") == 1);    // no word behind it
  CHECK(forms("--foo") == 5);  // the second one
  CHECK(forms("*-a*") == 5);
  CHECK(forms("C:/Windows") == 5);
  CHECK(optionsIn(parseString("-a -b* -c")) == 3);
  CHECK(tokens(dashForms(parseString("x -y*"))[1]) == "<x /y>*");
  CHECK(dashRegex(parseString("a.b -c?*"), true).text == "^a\\.b (?:-|\\/|–|—|―)c.");
  CHECK(dashRegex(parseString("*-c"), false).text == "(?:-|\\/|–|—|―)c$");
}

TEST_CASE("networks are checked") {
  const auto text = [](const std::string& written) {
    return std::visit(base::overloaded{[](const ir::Network& n) { return n.text + (n.v6 ? " v6" : " v4"); },
                                       [](const NetworkFault& f) { return "fault " + f.better; }},
                      parseNetwork(written));
  };
  const std::pair<std::string, std::string> cases[] = {
      {"10.0.0.0/8", "10.0.0.0/8 v4"},
      {"0.0.0.0/0", "0.0.0.0/0 v4"},
      {"1.2.3.4", "1.2.3.4/32 v4"},
      {"1.2.3.4/32", "1.2.3.4/32 v4"},
      {"::/0", "::/0 v6"},
      {"fc00::/7", "fc00::/7 v6"},
      {"::1", "::1/128 v6"},
      {"2001:db8::/32", "2001:db8::/32 v6"},
      {"10.1.2.3/8", "fault 10.0.0.0/8"},
      {"2001:db8::1/32", "fault 2001:db8::/32"},
      {"10.0.0.0/255.0.255.0", "fault "},
      {"10.0.0.0/255.255.255.0", "fault 10.0.0.0/24"},
      {"10.0.0.0/", "fault "},
      {"10.0.0.0/-1", "fault "},
      {"10.0.0.0/8 ", "fault "},
      {"::/129", "fault "},
      {"1.2.3/8", "fault "},
      {"", "fault "},
      {"/8", "fault "},
      {"999.0.0.0/8", "fault "},
      {"fe80::1%eth0", "fault "},
  };
  for (const auto& row : cases) {
    const auto& written = row.first;
    const auto& read = row.second;
    CAPTURE(written);
    CHECK(text(written) == read);
  }
}

TEST_CASE("regular expressions are checked without refusing good ones") {
  for (const std::string good :
       {"a",     "a|b",   "(a|b)*c+?", "[]a]",   "[^]a]", "[[:alpha:]]+", "\\(",     "a{2,3}", "a{2,}?",
        "(?i)a", "(?:a)", "(?<n>a)",   "(?=a)b", "^$",    "a++",          "[a\\]b]", ".*",     "\\d+\\.\\w",
        "a||b",  "(|a)",  "[*+?]",     "{",      "a{",    "x{a}"}) {
    CAPTURE(good);
    CHECK_FALSE(checkRegex(good));
  }
  const std::pair<std::string, std::size_t> bad[] = {{"", 0},    {"(", 0},    {"a)", 1},  {"[a", 0},  {"*a", 0},
                                                     {"a|*", 2}, {"(+a)", 1}, {"a**", 2}, {"a\\", 1}, {"[a\\]", 0}};
  for (const auto& row : bad) {
    const auto& text = row.first;
    const auto& at = row.second;
    CAPTURE(text);
    const auto fault = checkRegex(text);
    REQUIRE(fault);
    CHECK(fault->at == at);
  }
}
