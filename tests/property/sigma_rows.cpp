// What Sigma's specification says of values, modifiers and conditions, row by row: executed on events.
#include "sigma_support.h"

using namespace quarry;
using test::check;
using test::item;
using test::lines;

TEST_CASE("shapes of selections: maps join, lists of maps are alternatives, lists of scalars are keywords") {
  check({
      {lines("    a: x\n    b: y\n"), {R"({"a":"x","b":"y"})"}, {R"({"a":"x"})", R"({"a":"x","b":"z"})"}},
      {lines("    - a: x\n    - b: y\n"), {R"({"a":"x"})", R"({"b":"y","a":"q"})"}, {R"({"a":"y","b":"x"})"}},
      {lines("    a: [x, y]\n"), {R"({"a":"x"})", R"({"a":"Y"})"}, {R"({"a":"xy"})", R"({"b":"x"})"}},
      {lines("    - error\n    - fail*ure\n"), {R"({"m":"an ERROR"})", R"({"m":"failed, pure"})"}, {R"({"m":"fine"})"}},
      {"  s: error\n  condition: s\n", {R"({"m":"an error"})", R"({"n":{"m":"Error"}})"}, {R"({"m":"err"})"}},
      {lines("    '|all': [one, two]\n"), {R"({"m":"two and one"})", R"({"m":"one","n":"two"})"}, {R"({"m":"one"})"}},
      {lines("    '|re': 'a[0-9]b'\n"), {R"({"m":"xa1b"})"}, {R"({"m":"xAb"})"}},
      {lines("    '|contains': one\n"), {R"({"m":"stone"})"}, {R"({"m":"two"})"}},
      {lines("    - plain\n    - a: x\n"), {R"({"m":"plain"})", R"({"a":"x"})"}, {R"({"m":"x"})"}},
      // The same field with two chains: both have to hold.
      {lines("    a|contains: b\n    a|endswith: c\n"), {R"({"a":"xbc"})"}, {R"({"a":"xb"})", R"({"a":"c"})"}},
  });
}

TEST_CASE("scalars: text ignores case, numbers and booleans are typed, null and '' are told apart") {
  check({
      {item("a: abc"), {R"({"a":"ABC"})"}, {R"({"a":"abcd"})"}},
      {item("a: 5"), {R"({"a":5})"}, {R"({"a":6})"}},
      {item("a: 0x10"), {R"({"a":16})"}, {R"({"a":10})"}},
      {item("a: true"), {R"({"a":true})"}, {R"({"a":false})", R"({})"}},
      {item("a: null"), {R"({"a":null})", R"({"b":1})"}, {R"({"a":""})", R"({"a":0})"}},
      {item("a: ''"), {R"({"a":""})"}, {R"({"a":null})", R"({"b":1})", R"({"a":" "})"}},
      {item("a: [null, x]"), {R"({"a":null})", R"({"a":"x"})", R"({})"}, {R"({"a":"y"})"}},
      {item("a: [5, x, true]"), {R"({"a":5})", R"({"a":"X"})", R"({"a":true})"}, {R"({"a":"z"})"}},
      // YAML 1.2: these are texts.
      {item("a: yes"), {R"({"a":"yes"})"}, {R"({"a":true})"}},
      {item("a: 12:30:45"), {R"({"a":"12:30:45"})"}, {R"({"a":45045})"}},
      {item("a: 2024-01-02"), {R"({"a":"2024-01-02"})"}, {R"({"a":"2024-01-03"})"}},
  });
}

TEST_CASE("wildcards and escapes, read from left to right in one pass") {
  check({
      {item("a: 'x*z'"), {R"({"a":"xz"})", R"({"a":"x\ny\nz"})"}, {R"({"a":"xza"})"}},
      {item("a: 'x?z'"), {R"({"a":"xyz"})"}, {R"({"a":"xz"})", R"({"a":"xyyz"})"}},
      {item(R"(a: 'x\y')"), {R"({"a":"x\\y"})"}, {R"({"a":"xy"})"}},
      {item(R"(a: 'x\\y')"), {R"({"a":"x\\y"})"}, {R"({"a":"x\\\\y"})"}},
      {item(R"(a: 'x\*y')"), {R"({"a":"x*y"})"}, {R"({"a":"xzy"})"}},
      {item(R"(a: 'x\?y')"), {R"({"a":"x?y"})"}, {R"({"a":"xzy"})"}},
      {item(R"(a: 'x\\*y')"), {R"({"a":"x\\y"})", R"({"a":"x\\zzy"})"}, {R"({"a":"x*y"})"}},
      {item(R"(a: 'x\\\*y')"), {R"({"a":"x\\*y"})"}, {R"({"a":"x\\zy"})"}},
      {item(R"(a: 'x\\\\y')"), {R"({"a":"x\\\\y"})"}, {R"({"a":"x\\y"})"}},
      {item(R"(a: 'x\')"), {R"({"a":"x\\"})"}, {R"({"a":"x"})"}},
      // What a modifier adds is never read as an escape.
      {item(R"(a|contains: '\Temp\')"), {R"({"a":"C:\\Temp\\x"})"}, {R"({"a":"C:\\Temp*"})"}},
      {item(R"(a|startswith: 'C:\')"), {R"({"a":"C:\\x"})"}, {R"({"a":"C:*"})"}},
  });
}

TEST_CASE("where the text stands, and how many of the values have to hold") {
  check({
      {item("a|contains: b"), {R"({"a":"aBc"})"}, {R"({"a":"ac"})"}},
      {item("a|startswith: b"), {R"({"a":"bc"})"}, {R"({"a":"cb"})"}},
      {item("a|endswith: b"), {R"({"a":"cb"})"}, {R"({"a":"bc"})"}},
      {item("a|contains|all: [b, c]"), {R"({"a":"cxb"})"}, {R"({"a":"b"})"}},
      {item("a|cased: Bc"), {R"({"a":"Bc"})"}, {R"({"a":"bc"})"}},
      {item("a|contains|cased: B"), {R"({"a":"aBc"})"}, {R"({"a":"abc"})"}},
      {item("a|neq: b"), {R"({"a":"c"})", R"({})"}, {R"({"a":"B"})"}},
      {item("a|contains|neq: [b, c]"), {R"({"a":"x"})"}, {R"({"a":"xc"})"}},
      {item("a|exists: true"), {R"({"a":""})", R"({"a":0})"}, {R"({"b":1})"}},
      {item("a|exists: false"), {R"({"b":1})"}, {R"({"a":"x"})"}},
      {item("a|lt: 5"), {R"({"a":4})"}, {R"({"a":5})", R"({})"}},
      {item("a|lte: 5"), {R"({"a":5})"}, {R"({"a":5.5})"}},
      {item("a|gt: 5"), {R"({"a":6})"}, {R"({"a":5})"}},
      {item("a|gte: 5"), {R"({"a":5})"}, {R"({"a":4})"}},
      {item("a|fieldref: b"), {R"({"a":"x","b":"X"})"}, {R"({"a":"x","b":"y"})", R"({"a":"x"})", R"({})"}},
      {item("a|fieldref|startswith: b"), {R"({"a":"xyz","b":"XY"})"}, {R"({"a":"xyz","b":"yz"})"}},
      {item("a|fieldref|endswith: b"), {R"({"a":"xyz","b":"yz"})"}, {R"({"a":"xyz","b":"xy"})"}},
      {item("a|fieldref|contains: b"), {R"({"a":"xyz","b":"y"})"}, {R"({"a":"xyz","b":"q"})"}},
      {item("a|fieldref|neq: b"), {R"({"a":"x","b":"y"})"}, {R"({"a":"x","b":"x"})"}},
      {item("a|cidr: 10.0.0.0/8"), {R"({"a":"10.200.3.4"})"}, {R"({"a":"11.0.0.1"})", R"({"a":"x"})"}},
      {item("a|cidr: ['fc00::/7', 192.0.2.0/24]"),
       {R"({"a":"fd00::1"})", R"({"a":"192.0.2.9"})"},
       {R"({"a":"fe80::1"})"}},
      {item("a|expand: '%admins%'"), {R"({"a":"Alice"})", R"({"a":"svc_x"})"}, {R"({"a":"%admins%"})"}},
      {item("a|contains|expand: '<%admins%>'"), {R"({"a":"x<alice>"})"}, {R"({"a":"alice"})"}},
  });
}

TEST_CASE("regular expressions search, keep case, and take flags") {
  check({
      {item("a|re: 'b.d'"), {R"({"a":"abcde"})"}, {R"({"a":"aBcde"})", R"({"a":"b\nd"})"}},
      {item("a|re|i: 'b.d'"), {R"({"a":"aBcde"})"}, {R"({"a":"bd"})"}},
      {item("a|re|s: 'b.d'"), {R"({"a":"b\nd"})"}, {R"({"a":"bd"})"}},
      {item("a|re|m: '^d'"), {R"({"a":"b\nd"})"}, {R"({"a":"bd"})"}},
      {item("a|re: '(?i)BCD'"), {R"({"a":"abcd"})"}, {R"({"a":"abd"})"}},
      {item(R"(a|re: '^\\d\d$')"), {R"({"a":"\\d5"})"}, {R"({"a":"55"})"}},
      {item("a|re|startswith: 'b|c'"), {R"({"a":"cx"})", R"({"a":"bx"})"}, {R"({"a":"xc"})"}},
      {item("a|re|endswith: 'b|c'"), {R"({"a":"xc"})"}, {R"({"a":"cx"})"}},
  });
}

TEST_CASE("encoders work on bytes") {
  check({
      // `a\*b` is the text a*b; its base64 has no backslash in it.
      {item(R"(a|base64: 'a\*b')"), {R"({"a":"YSpi"})"}, {R"({"a":"YVwqYg=="})"}},
      {item("a|base64offset|contains: /bin/bash"),
       {R"({"a":"L2Jpbi9iYXNo"})", R"({"a":"xx9iaW4vYmFzaxx"})", R"({"a":"vYmluL2Jhc2"})"},
       {R"({"a":"bash"})"}},
      // Not as many characters as bytes: nothing may be cut to an empty text.
      {item("a|base64offset|contains: 'ä'"), {R"({"a":"w6"})"}, {R"({"a":"zzz"})"}},
      {item("a|wide|base64: ab"), {R"({"a":"YQBiAA=="})"}, {R"({"a":"YWI="})"}},
      {item("a|utf16le|base64: ab"), {R"({"a":"YQBiAA=="})"}, {R"({"a":"YWI="})"}},
      {item("a|utf16be|base64: ab"), {R"({"a":"AGEAYg=="})"}, {R"({"a":"YQBiAA=="})"}},
      {item("a|utf16|base64: ab"), {R"({"a":"//5hAGIA"})"}, {R"({"a":"YQBiAA=="})"}},
      {item("a|wide|base64: 'é'"), {R"({"a":"6QA="})"}, {R"({"a":"w6k="})"}},
      {item("a|wide|base64offset|contains: IEX"), {R"({"a":"SQBFAFgA"})"}, {R"({"a":"IEX"})"}},
  });
}

TEST_CASE("any of five dashes may begin an option") {
  const std::string dashes[] = {"-", "/", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x95"};
  std::vector<std::string> found;
  for (const std::string& dash : dashes) found.push_back(R"({"a":"cmd )" + dash + R"(f x"})");
  for (const std::string& written : dashes) {
    check({{item("a|contains|windash: ' " + written + "f '"), found, {R"({"a":"cmd f x"})", R"({"a":"a-f x"})"}},
           {item("a|windash|contains: ' " + written + "f '"), found, {R"({"a":"cmd +f x"})"}}});
  }
  check({
      // Each option for itself, and alternatives also under `all`.
      {item("a|contains|windash: '-a -b'"), {R"({"a":"x /a -b"})"}, {R"({"a":"x /a"})"}},
      {item("a|contains|all|windash: [' -a', ' -b']"), {R"({"a":"x /a \u2013b"})"}, {R"({"a":"x -a"})"}},
      {item("a|endswith|windash: ' -a'"), {R"({"a":"x /a"})"}, {R"({"a":"x /a y"})"}},
      // A dash within a word is no option.
      {item("a|contains|windash: 'foo-bar'"), {R"({"a":"foo-bar"})"}, {R"({"a":"foo/bar"})"}},
  });
}

TEST_CASE("conditions: precedence, quantifiers, patterns, lists") {
  const std::string abc = "  a: {f: a}\n  b: {g: b}\n  c: {h: c}\n";
  const auto all = [&](const std::string& condition) { return abc + "  condition: " + condition + "\n"; };
  const std::string onlyA = R"({"f":"a"})", onlyB = R"({"g":"b"})", onlyC = R"({"h":"c"})",
                    aAndB = R"({"f":"a","g":"b"})";
  check({
      {all("a or b and c"), {onlyA, R"({"g":"b","h":"c"})"}, {onlyB, onlyC}},
      {all("(a or b) and not c"), {onlyA, onlyB}, {R"({"f":"a","h":"c"})", onlyC}},
      {all("not a and b"), {onlyB}, {aAndB, R"({})"}},
      {all("not not a"), {onlyA}, {onlyB}},
      {all("1 of them"), {onlyA, onlyC}, {R"({"f":"x"})"}},
      {all("any of them"), {onlyA, onlyC}, {R"({"f":"x"})"}},
      {all("all of them"), {R"({"f":"a","g":"b","h":"c"})"}, {aAndB}},
      {"  x_a: {f: a}\n  x_b: {g: b}\n  y: {h: c}\n  condition: 1 of x_*\n", {onlyA, onlyB}, {onlyC}},
      {"  x_a: {f: a}\n  x_b: {g: b}\n  y: {h: c}\n  condition: all of *_* and not y\n",
       {aAndB},
       {onlyA, R"({"f":"a","g":"b","h":"c"})"}},
      {"  _x: {f: a}\n  y: {g: b}\n  condition: 1 of them\n", {onlyB}, {onlyA}},
      {"  notepad: {f: a}\n  order: {g: b}\n  condition: notepad or order\n", {onlyA, onlyB}, {onlyC}},
      {"  not-this: {f: a}\n  condition: not not-this\n", {onlyB}, {onlyA}},
      {"  a: {f: a}\n  b: {g: b}\n  condition:\n    - a\n    - b and not a\n", {onlyA, onlyB}, {onlyC}},
  });
}

TEST_CASE("what other readers do silently is refused") {
  const auto refused = [](const std::string& detection) {
    base::Sources sources;
    base::Report report;
    const auto documents = rule::read(
        sources.add("rule.yml", "title: T\nlogsource: {product: aws}\ndetection:\n" + detection), sources, report);
    for (const rule::Document& document : documents)
      if (const auto* rule = std::get_if<rule::Rule>(&document)) rule::lower(*rule, sources, report);
    return report.hasErrors();
  };
  CHECK(refused("  a: {f: x, f: y}\n  condition: a\n"));                  // a key twice
  CHECK(refused("  a: {f: x}\n  condition: a and not 1 of filter_*\n"));  // a pattern that names nothing
  CHECK(refused("  a: {f: []}\n  condition: a\n"));                       // an empty list
  CHECK(refused("  a: {f: x}\n  condition: a | count() > 5\n"));          // the old aggregation
  CHECK(refused("  a: {f: x}\n  condition: 2 of them\n"));                // no such quantifier
  CHECK(refused("  a: {f|expand: '%nobody%'}\n  condition: a\n"));        // a placeholder without values
  CHECK(refused("  a: {f|base64: 'a*'}\n  condition: a\n"));              // a wildcard within an encoder
  CHECK(refused("  a: {f|base64offset|contains: a}\n  condition: a\n"));  // nothing would be left to look for
}
