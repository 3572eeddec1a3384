// Detections: shapes of selections, values, modifiers; what each means and what is refused.
#include <doctest/doctest.h>

#include "support.h"

using namespace quarry;
using test::Run;
using test::selectionWith;

TEST_CASE("detections mean what they say") {
  const std::pair<std::string, std::string> cases[] = {
      // values and their types
      {"    f: abc", "f matches (any case) 'abc'"},
      {"    f: [a, b]", "f matches (any case) 'a', 'b'"},
      {"    f: 4624", "f equals 4624"},
      {"    f: '4624'", "f matches (any case) '4624'"},
      {"    f: -1.5", "f equals -1.5"},
      {"    f: [0, 0.5, +5, 9007199254740991]", "f equals 0, 0.5, 5, 9007199254740991"},
      {"    f: true", "f equals true"},
      {"    f: 'true'", "f matches (any case) 'true'"},
      {"    f: null", "f is null"},
      {"    f:", "f is null"},
      {"    f: ''", "f matches (any case) ''"},
      {"    f: [4624, 4625, abc, null, true]",
       "f equals 4624, 4625 or f matches (any case) 'abc' or f is null or f equals true"},
      // shapes
      {"    f: a\n    g: b", "f matches (any case) 'a' and g matches (any case) 'b'"},
      {"    - f: a\n      g: b\n    - h: c",
       "(f matches (any case) 'a' and g matches (any case) 'b') or h matches (any case) 'c'"},
      {"    - [{f: a}, {g: b}]\n    - h: c",
       "(f matches (any case) 'a' or g matches (any case) 'b') or h matches (any case) 'c'"},
      {"    - foo\n    - b*r", "<event text> matches (any case) '*foo*', '*b*r*'"},
      {"    - foo\n    - f: a", "<event text> matches (any case) '*foo*' or f matches (any case) 'a'"},
      {"    just this", "<event text> matches (any case) '*just this*'"},
      {"    '|all': [a, b]", "<event text> matches (any case) '*a*' and <event text> matches (any case) '*b*'"},
      {"    '|contains': [a, b]", "<event text> matches (any case) '*a*', '*b*'"},
      {"    '|re': 'a+b'", "<event text> matches /a+b/"},
      {"    - 4625\n    - true", "<event text> matches (any case) '*4625*', '*true*'"},
      // positions
      {"    f|contains: a", "f matches (any case) '*a*'"},
      {"    f|startswith: a", "f matches (any case) 'a*'"},
      {"    f|endswith: [a, '*b']", "f matches (any case) '*a', '*b'"},
      {"    f|contains: 10", "f matches (any case) '*10*'"},
      {"    f|contains|all: [a, b]", "f matches (any case) '*a*' and f matches (any case) '*b*'"},
      {"    f|all|contains: [a, b]", "f matches (any case) '*a*' and f matches (any case) '*b*'"},
      {"    f|contains|cased: a", "f matches exactly '*a*'"},
      {"    f|cased: [a, 1]", "f matches exactly 'a', '1'"},
      {"    f|contains: '\\Temp\\'", "f matches (any case) '*\\\\Temp\\\\*'"},
      // regular expressions
      {"    f|re: '^a.*b$'", "f matches /^a.*b$/"},
      {"    f|re|i: abc", "f matches /abc/i"},
      {"    f|re|ignorecase|multiline|dotall: abc", "f matches /abc/ims"},
      {"    f|re: '(?i)abc'", "f matches /abc/i"},
      {"    f|re: '(?i)abc|(?i)d'", "f matches /abc|(?i)d/i"},
      {"    f|re|contains: abc", "f matches /abc/"},
      {"    f|re|startswith: a|b", "f matches /^(?:a|b)/"},
      {"    f|re|all: [a, b]", "f matches /a/ and f matches /b/"},
      // presence, comparison, networks, other fields
      {"    f|exists: true", "f is present"},
      {"    f|exists: false", "not f is present"},
      {"    f|neq|exists: true", "not f is present"},
      {"    f|exists|neq: false", "not not f is present"},
      {"    f|neq: [a, b]", "not f matches (any case) 'a', 'b'"},
      {"    f|contains|all|neq: [a, b]", "not (f matches (any case) '*a*' and f matches (any case) '*b*')"},
      {"    f|lt: 5", "f < 5"},
      {"    f|lte: 5.5", "f <= 5.5"},
      {"    f|gt: -5", "f > -5"},
      {"    f|gte: [5, 6]", "f >= 5 or f >= 6"},
      {"    f|cidr: 10.0.0.0/8", "f in network 10.0.0.0/8"},
      {"    f|cidr: [192.168.1.1, fe80::/10]", "f in network 192.168.1.1/32, fe80::/10"},
      {"    f|fieldref: g", "f same as (any case) g"},
      {"    f|fieldref|endswith: g.h", "f same as (any case) suffix g.h"},
      {"    f|fieldref|cased: g", "f same as exactly g"},
      // encoders
      {"    f|base64: foobar", "f matches (any case) 'Zm9vYmFy'"},
      {"    f|base64|contains: 'a\\*b'", "f matches (any case) '*YSpi*'"},
      {"    f|base64offset|contains: foobar", "f matches (any case) '*Zm9vYmFy*', '*Zvb2Jhc*', '*mb29iYX*'"},
      {"    f|base64offset|contains: é1", "f matches (any case) '*w6kx*', '*OpM*', '*DqT*'"},
      {"    f|wide|base64: ab", "f matches (any case) 'YQBiAA=='"},
      {"    f|utf16le|base64: ab", "f matches (any case) 'YQBiAA=='"},
      {"    f|utf16be|base64: ab", "f matches (any case) 'AGEAYg=='"},
      {"    f|utf16|base64: ab", "f matches (any case) '//5hAGIA'"},
      {"    f|wide|base64: \"\\U0001F600\"", "f matches (any case) 'PdgA3g=='"},
      {"    f|contains|windash: ' -q'", "f matches (any case) '* -q*', '* /q*', '* –q*', '* —q*', '* ―q*'"},
      {"    f|windash|contains: ' /q'", "f matches (any case) '* -q*', '* /q*', '* –q*', '* —q*', '* ―q*'"},
      {"    f|windash: 'a-b'", "f matches (any case) 'a-b'"},
      {"    f|windash|contains: '-a -b -c -d'",
       "f matches /(?:-|\\/|–|—|―)a (?:-|\\/|–|—|―)b (?:-|\\/|–|—|―)c (?:-|\\/|–|—|―)d/is"},
      // arrays
      {"    a[].f|all_elements: [x, y]", "every a[].f matches (any case) 'x', 'y'"},
      {"    a.items[]|any_of: {f: x, g|exists: true}",
       "some element of a.items[]: (f matches (any case) 'x' and g is present)"},
      {"    a.items[]|any_of: [{f: x}, {g: y}]",
       "some element of a.items[]: (f matches (any case) 'x' or g matches (any case) 'y')"},
      {"    a[]|any_of:\n      b[]|any_of: {c: 1}", "some element of a[]: some element of b[]: c equals 1"},
  };
  for (const auto& row : cases) {
    const auto& lines = row.first;
    const auto& meaning = row.second;
    CAPTURE(lines);
    const Run run(selectionWith(lines));
    CHECK(test::joined(run.findings()) == "");
    CHECK(run.filter() == meaning);
  }
}

TEST_CASE("what is wrong with a detection is said at its place") {
  const std::pair<std::string, std::string> cases[] = {
      {"    f|contain: a", "RULE062 `contain` there is no modifier `contain`"},
      {"    f|: a", "RULE062 `|` a modifier is missing after `|`"},
      {"    \"f|contain\": a", "RULE062 `contain` there is no modifier `contain`"},
      {"    f|contains|startswith: a", "RULE063 `startswith` `contains` and `startswith` cannot be combined"},
      {"    f|contains|re: a", "RULE063 `re` `re` has to stand before `contains`"},
      {"    f|contains|base64: a", "RULE063 `base64` `base64` has to stand before `contains`"},
      {"    f|contains|contains: a", "RULE063 `contains` `contains` stands here twice"},
      {"    f|i: a", "RULE063 `i` `i` is a flag of `re`, and there is no `re` before it"},
      {"    f|cidr|contains: 10.0.0.0/8", "RULE063 `contains` `cidr` and `contains` cannot be combined"},
      {"    f|re|cased: a", "RULE063 `cased` `re` and `cased` cannot be combined"},
      {"    f|cased|re: a", "RULE063 `re` `cased` and `re` cannot be combined"},
      {"    f|exists|all: true", "RULE063 `all` `exists` and `all` cannot be combined"},
      {"    f|lt|gt: 5", "RULE063 `gt` `lt` and `gt` cannot be combined"},
      {"    f|wide|contains: a", "RULE063 `wide` `wide` makes bytes, so `base64` or `base64offset` has to follow"},
      {"    f|base64offset: abc",
       "RULE063 `base64offset` `base64offset` finds a part of a longer text, so `contains` has to follow"},
      {"    f|base64|wide: abc", "RULE063 `wide` `wide` has to stand before `base64`"},
      {"    f[]|contains|any_of: {a: b}", "RULE063 `any_of` `contains` and `any_of` cannot be combined"},
      {"    f|contains|expand: '%a%'", "RULE079 `%a%` nothing says which values `%a%` stands for"},
      {"    f|exists: 'true'", "RULE064 `'true'` `exists` takes one `true` or `false`, without quotes"},
      {"    f|exists: [true]", "RULE064 `true` `exists` takes one `true` or `false`, without quotes"},
      {"    f|lt: '5'", "RULE064 `'5'` a comparison needs a number, without quotes"},
      {"    f|gt: abc", "RULE064 `abc` a comparison needs a number, without quotes"},
      {"    f|contains: [a, null]", "RULE064 `null` `null` is the absence of a value: it has no text to compare"},
      {"    f: 9007199254740993",
       "RULE064 `9007199254740993` `9007199254740993` is too large to be compared exactly as a number"},
      {"    f|gt: -9007199254740994",
       "RULE064 `-9007199254740994` `-9007199254740994` is too large to be compared exactly as a number"},
      {"    f|re: null", "RULE064 `null` `re` needs a regular expression"},
      {"    f|base64: 'a*'", "RULE064 `'a*'` an encoded value cannot hold wildcards; write `\\*` for a star"},
      {"    f|base64offset|contains: a",
       "RULE064 `a` too short to be encoded: nothing of it would be left to look for"},
      {"    f|base64: ''", "RULE064 `''` too short to be encoded: nothing of it would be left to look for"},
      {"    f|fieldref: ''", "RULE064 `''` `fieldref` needs the name of a field"},
      {"    f[]|any_of: a", "RULE064 `f[]|any_of: a` `any_of` needs a mapping: the conditions on one element"},
      {"    f[]|all_elements: [a, 1]",
       "RULE064 `f[]|all_elements: [a, 1]` the values for `all_elements` have to be of one kind, and comparisons take "
       "one number"},
      {"    f|re: 'a(b'", "RULE066 `(` this `(` is never closed"},
      {"    f|re: 'a)b'", "RULE066 `)` this `)` closes nothing"},
      {"    f|re: '[a-'", "RULE066 `[` this `[` is never closed"},
      {"    f|re: '*a'", "RULE066 `*` there is nothing here to repeat"},
      {"    f|re: 'a\\'", "RULE066 `\\` the expression ends in a backslash"},
      {"    f|re: ''", "RULE066 `''` an empty expression matches everything"},
      {"    f|cidr: 10.0.0.1/8",
       "RULE067 `10.0.0.1/8` `10.0.0.1/8` is an address inside the network `10.0.0.0/8`, not a network"},
      {"    f|cidr: 10.0.0.0/33", "RULE067 `10.0.0.0/33` `/33` is no prefix length: it goes from 0 to 32"},
      {"    f|cidr: 10.0.0.0/255.0.0.0",
       "RULE067 `10.0.0.0/255.0.0.0` a network is written with a prefix length, not with a mask"},
      {"    f|cidr: 'fe80::1/64'",
       "RULE067 `'fe80::1/64'` `fe80::1/64` is an address inside the network `fe80::/64`, not a network"},
      {"    f|cidr: abc", "RULE067 `abc` `abc` is no IPv4 or IPv6 network"},
      {"    f|cidr: 10.0.0/8", "RULE067 `10.0.0/8` `10.0.0/8` is no IPv4 or IPv6 network"},
      {"    f: []", "RULE060 `f: []` the list of values of `f` is empty"},
      {"    f: {g: a}", "RULE061 `f` the value of `f` cannot be a mapping"},
      {"    f: [{g: a}]", "RULE061 `f` the value of `f` cannot be a mapping"},
      {"    f: [[a]]", "RULE061 `[a]` the values of `f` are a list within a list"},
      {"    {}", "RULE060 `{}` nothing is said here about what should match"},
      {"    []", "RULE060 `[]` nothing is said here about what should match"},
      {"    - ''", "RULE064 `''` an empty keyword is part of every event: this would match everything"},
      {"    - null", "RULE064 `null` a keyword cannot be `null`"},
      {"    '|cidr': 10.0.0.0/8", "RULE077 `cidr` a keyword has no field: there is nothing this modifier could read"},
      {"    '|startswith': a",
       "RULE077 `startswith` a keyword has no field: the text of an event begins and ends differently on every "
       "platform"},
      {"    '|lt': 5", "RULE077 `lt` a keyword has no field: there is no number to compare"},
      {"    f[]|any_of: [a]", "RULE077 `[a]` a keyword cannot be searched for in one element of an array"},
  };
  for (const auto& row : cases) {
    const auto& lines = row.first;
    const auto& finding = row.second;
    CAPTURE(lines);
    const Run run(selectionWith(lines));
    CHECK(test::joined(run.findings()) == finding);
    CHECK(run.plans.empty());
  }
}

TEST_CASE("fixes of detections make them compile") {
  const std::pair<std::string, std::string> cases[] = {
      {"    f|Contains: a", "    f|contains: a"},
      {"    f|starts_with: a", "    f|startswith: a"},
      {"    f|contains|base64: a", "    f|base64|contains: a"},
      {"    f|contains|contains: a", "    f|contains: a"},
      {"    f|base64offset: abc", "    f|base64offset|contains: abc"},
      {"    f|exists: 'true'", "    f|exists: true"},
      {"    f|lt: '5'", "    f|lt: 5"},
      {"    f|cidr: 10.1.2.3/8", "    f|cidr: '10.0.0.0/8'"},
      {"    f|cidr: 10.1.0.0/255.255.0.0", "    f|cidr: '10.1.0.0/16'"},
  };
  for (const auto& row : cases) {
    const auto& lines = row.first;
    const auto& fixed = row.second;
    CAPTURE(lines);
    const Run run(selectionWith(lines));
    CHECK(run.fixed() == selectionWith(fixed));
    CHECK(Run(run.fixed()).plans.size() == 1);
  }
}

TEST_CASE("values that YAML 1.1 reads otherwise are pointed out") {
  const std::pair<std::string, std::string> ambiguous[] = {
      {"yes", "f matches (any case) 'yes'"},
      {"Off", "f matches (any case) 'Off'"},
      {"010", "f equals 10"},
      {"0x10", "f equals 16"},
      {"12:30:45", "f matches (any case) '12:30:45'"},
      {"2026-01-31", "f matches (any case) '2026-01-31'"},
      {"1_000", "f matches (any case) '1_000'"},
      {"1e3", "f equals 1000"},
  };
  for (const auto& row : ambiguous) {
    const auto& value = row.first;
    const auto& meaning = row.second;
    CAPTURE(value);
    const Run run(selectionWith("    f: " + value));
    CHECK(run.has("RULE076"));
    CHECK(run.filter() == meaning);
    const Run quoted(run.fixed());
    CHECK(quoted.findings().empty());
    CHECK(quoted.filter() == "f matches (any case) '" + value + "'");
  }
  for (const std::string value :
       {"'yes'", "10", "0", "-5", "1.5", "no way", "10.0.0.1", "00:11:22", "a_1", "true", "e5", "y"}) {
    CAPTURE(value);
    CHECK(Run(selectionWith("    f: " + value)).findings().empty());
  }
}

TEST_CASE("an empty text to search for is legal and pointed out") {
  const Run run(selectionWith("    f|contains: [a, '']"));
  CHECK(test::joined(run.findings()) == "RULE078 `''` an empty text is part of every value: any value matches");
  CHECK(run.filter() == "f matches (any case) '*a*', '*'");
}

TEST_CASE("every node leads back to its place in the rule") {
  const Run run(selectionWith("    f|contains|all: [abc, d]\n    g: 5"));
  const auto& all = std::get<ir::And>(std::get<ir::Filter>(run.plans.at(0).steps.at(0).node).where.node);
  const auto text = [&](const base::Origin& origin) {
    return std::string(run.sources.text(run.sources.outermost(origin.primary())));
  };
  const auto& both = std::get<ir::And>(all.of.at(0).node);
  CHECK(text(all.of.at(0).origin) == "f|contains|all: [abc, d]");
  CHECK(text(both.of.at(0).origin) == "abc");
  CHECK(text(std::get<ir::Test>(both.of.at(0).node).operands.at(0).origin) == "abc");
  CHECK(text(both.of.at(1).origin) == "d");
  CHECK(text(all.of.at(1).origin) == "g: 5");
  CHECK(text(run.plans.at(0).sourceOrigin) == "{product: aws, service: cloudtrail}");
}
