// Tokens: what a character means depends on where it stands.
#include "cql/lexer.h"

#include <doctest/doctest.h>

#include <string>

namespace quarry::cql::test {
namespace {

// `text` of each token, those that are no words with their kind: "a = string:"b"".
std::string tokens(std::string_view text) {
  const Lexed lexed = lex(text);
  std::string out;
  for (const Token& token : lexed.tokens) {
    if (token.kind == TokenKind::end) break;
    if (!out.empty()) out += ' ';
    const std::string_view written = text.substr(token.begin, token.end - token.begin);
    const std::string_view kind = name(token.kind);
    if (token.kind != TokenKind::word && kind != written) out.append(kind).append("~");
    out += written;
  }
  return out;
}

struct Case {
  std::string_view source, tokens;
};

// clang-format off
const Case kCases[] = {
    // Words of filters and of expressions
    {"a-b*", "a-b*"},
    {"x:=a-b*c", "x := a - b * c"},
    {"f(a-b)", "f ( a - b )"},
    {"(a-b)", "( a-b )"},
    {"f=S-1-5-21-* g=C:\\Windows\\* h=docker/*", "f = S-1-5-21-* g = C:\\Windows\\* h = docker/*"},
    {"x := y | a-b", "x := y | a-b"},
    {"case { x := a-b; a-b }", "case { x := a - b ; a-b }"},
    {"f({a-b}, a-b)", "f ( { a-b } , a - b )"},
    {"in(f, values=[*Written, Dns*, a*b])", "in ( f , values = [ *Written , Dns* , a * b ] )"},
    {"a[0].b[] x[y]", "a[0].b[] x [ y ]"},
    {"#event.module=* @id=1 f=0x1F", "#event.module = * @id = 1 f = 0x1F"},
    {"x := array:length(y) f(a: {b})", "x := array:length ( y ) f ( a : { b } )"},
    // Operators that hide in words
    {"foo:=1", "foo := 1"},
    {"f=~in(x)", "f =~ in ( x )"},
    {"f!=x g<=1 h>=2 i<=>j", "f != x g <= 1 h >= 2 i <=> j"},
    {"x := a<b", "x := a < b"},
    // Slashes
    {"/a b|c/i", "regex~/a b|c/i"},
    {"f=/a\\/b/ g=m/a/i", "f = regex~/a\\/b/ g = m/a/i"},
    {"x := a/b/c", "x := a / b / c"},
    {"x := f(a)/2", "x := f ( a ) / 2"},
    {"f=/x/iF|a", "f = regex~/x/iF | a"},
    {"f=/[^\\\\/]x/ | a", "f = regex~/[^\\\\/]x/ | a"},
    {"https://a.b/c?", "https://a.b/c?"},
    // Comments
    {"a // b\nc /* d\n e */ f", "a c f"},
    {"a=\"// no\" // yes", "a = string~\"// no\""},
    {"a | // b\n c", "a | c"},
    // Keywords only where they are some
    {"a AND b Or not c", "a and~AND b or~Or not c"},
    {"and=1 not=2 like=3 true=4", "and = 1 not = 2 like = 3 true = 4"},
    {"f=and", "f = and"},
    {"a like b*", "a like b*"},
    {"like", "like"},
    {"CASE{a} case", "case~CASE { a } case"},
    {"x match{a=>b} match(a)", "x match { a => b } match ( a )"},
    {"true and false", "true and false"},
    // Parameters and saved queries
    {"a=?x b=?{y = \"d }\"} c=?\"z w\"", "a = parameter~?x b = parameter~?{y = \"d }\"} c = parameter~?\"z w\""},
    {"?{x=*}|y", "parameter~?{x=*} | y"},
    {"x := ?a/2", "x := parameter~?a / 2"},
    {"?zoom-event-type", "parameter~?zoom-event-type"},
    {"$q() $\"a b\"() $p/q:r(x=1)", "savedQuery~$q ( ) savedQuery~$\"a b\" ( ) savedQuery~$p/q:r ( x = 1 )"},
    // Strings
    {"\"a\\\"b\\d\" \"x\ny\"", "string~\"a\\\"b\\d\" string~\"x\ny\""},
    {"`a b` := 1", "backquoted~`a b` := 1"},
    // White space that is none in ASCII
    {"\xEF\xBB\xBF" "a\xC2\xA0=\xE2\x80\x8B" "b", "a = b"},
    {"\xC3\xA9t\xC3\xA9=1", "\xC3\xA9t\xC3\xA9 = 1"},
};
// clang-format on

TEST_CASE("tokens") {
  for (const Case& c : kCases) {
    CAPTURE(c.source);
    CHECK(tokens(c.source) == c.tokens);
  }
}

TEST_CASE("a parenthesis opens arguments or a group") {
  const auto calls = [](std::string_view text) { return lex(text).callParens.size(); };
  CHECK(calls("in(a)") == 1);
  CHECK(calls("in (a)") == 1);      // a function of CQL, even after a blank
  CHECK(calls("mine(a)") == 1);     // glued
  CHECK(calls("error (a)") == 0);   // free text beside a group
  CHECK(calls("f=x(a)") == 0);      // a value beside a group
  CHECK(calls("f=lower(a)") == 1);  // a mistake
  CHECK(calls("not(a) or(b)") == 0);
  CHECK(calls("x := (a + f(b))") == 1);
  CHECK(calls("$q()") == 1);
}

TEST_CASE("a byte order mark is silent, other invisible characters are noted") {
  CHECK(lex("\xEF\xBB\xBF"
            "a")
            .notes.empty());
  const Lexed lexed =
      lex("a\xC2\xA0\xE2\x80\x8B"
          "b");
  REQUIRE(lexed.notes.size() == 2);
  CHECK(lexed.notes[0].problem == LexProblem::invisibleCharacter);
  CHECK(lexed.notes[0].begin == 1);
  CHECK(lexed.notes[0].end == 3);
}

TEST_CASE("a forgotten quote costs its line, not the rest of the query") {
  const std::string_view text = "a=\"foo\n| b=\"bar\"\n| c=\"x\"";
  CHECK(tokens(text) == "a = string~\"foo | b = string~\"bar\" | c = string~\"x\"");
  const Lexed lexed = lex(text);
  REQUIRE(lexed.notes.size() == 1);
  CHECK(lexed.notes[0].problem == LexProblem::unterminatedString);
  CHECK(lexed.notes[0].begin == 2);
}

}  // namespace
}  // namespace quarry::cql::test
