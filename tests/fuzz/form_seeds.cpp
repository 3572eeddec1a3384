#include "form_seeds.h"

#include <iterator>

namespace quarry::fuzz {

const char* const kConfiguration = R"yml(placeholders:
  placeholder: [one, 'two*', 3, 'a?b', 'x\y']
  users: ['svc_%', adm]
lists:
  trusted: {type: cidr, cql: trusted.csv, kql: Trusted, spl: trusted, column: net, test: [10.0.0.0/8, 'fe80::/10']}
  names: {cql: names.csv, kql: Names, spl: names, test: [a, 'b*']}
filters: exclude
attack: attack.json
)yml";

const char* const kBundle = R"yml({"type": "bundle", "objects": [
  {"type": "x-mitre-tactic", "x_mitre_shortname": "stealth"},
  {"type": "x-mitre-tactic", "x_mitre_shortname": "execution"},
  {"type": "attack-pattern", "id": "attack-pattern--1", "name": "New",
   "external_references": [{"source_name": "mitre-attack", "external_id": "T2001"}],
   "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "stealth"}]},
  {"type": "attack-pattern", "id": "attack-pattern--2", "name": "Old", "revoked": true,
   "external_references": [{"source_name": "mitre-attack", "external_id": "T1059"}]},
  {"type": "relationship", "relationship_type": "revoked-by", "source_ref": "attack-pattern--2",
   "target_ref": "attack-pattern--1"},
  {"type": "attack-pattern", "id": "attack-pattern--3", "name": "Gone", "x_mitre_deprecated": true,
   "external_references": [{"source_name": "mitre-attack", "external_id": "T1998"}]}]}
)yml";

namespace {

constexpr const char* kSpellings = R"yml(title: What YAML reads otherwise
id: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11
related: [{id: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e12, type: similar}]
status: test
level: high
date: 2026-11-25
modified: 2026/11/26
author: a, b
references: [https://example.com]
falsepositives: [none]
tags: [attack.t1059, attack.t1998, attack.t2001, attack.t1059.001, attack.execution, attack.defense-evasion, attack.g0001, attack.s1234, cve.2021-44228,
  cve.2021.44228, car.2016-04-005, car.x, detection.dfir, detection.x, stp.4a, stp.9, stp.12, tlp.amber, tlp.black, d3fend.d3-abc, x.y, plain]
logsource: {product: windows, category: process_creation, definition: 'a'}
detection:
  a:
    CommandLine: [yes, No, on, off, 017, 089, +7, 0x1F, -0x10, 0b11, 0o17, 1_000, 190:20:30, 09:30, 2001-01-01, 2001-01-01T10:20:30Z, 2001-01-01 10:20, 1e3, .5, 7., ~, null, true, .inf, 0x, 1__0]
    IntegrityLevel: ['Low', High, 'S-1-16-4096']
    ProcessId: [1, '0x1', 4.0]
  b:
    - CommandLine|contains|all: [x, y]
      Image|endswith: ['\a.exe', /b, '\\']
    - Image: '*\c?.exe'
  c: {CommandLine|re|i|m|s: '^a.+(b|c)[^d]\w{2,3}$', Image|re: 'x'}
  condition: (a or all of b) and not 1 of c*
)yml";
constexpr const char* kWindash = R"yml(title: Windash
logsource: {product: windows, category: process_creation}
detection:
  a:
    CommandLine|windash|contains: ['-a *b', ' /x?y', '–z', 'é-x', 'a-b', '-', '/', 'C:\x /y', '--long=1']
    CommandLine|windash|endswith: [' -enc', '*-a']
    CommandLine|windash|startswith: ['-a', '*']
  b: {CommandLine|contains|windash|all: [' -a', ' -b', ' /c *']}
  c: {CommandLine|windash|cased: 'a -B?'}
  condition: 1 of them
)yml";
constexpr const char* kEncoded = R"yml(title: Encoded
logsource: {product: windows, category: process_creation}
detection:
  a: {CommandLine|wide|base64offset|contains: ['http://', 'éé', '😀', 'abc']}
  b: {CommandLine|base64offset|contains: ['abc', 'abcd', 'abcde']}
  c: {CommandLine|base64: ['x', 'xy', 'xyz'], CommandLine|utf16|base64: 'x', CommandLine|utf16be|base64: 'x', CommandLine|utf16le|base64: 'x'}
  d: {CommandLine|fieldref: Image, CommandLine|fieldref|startswith: Image, ParentImage|fieldref|endswith: Image, User|fieldref|contains: Image}
  e: {User|neq: SYSTEM, User|cased|contains: 'NT*', ProcessId|lt: 5, ProcessId|lte: 6, ProcessId|gt: 1, ProcessId|gte: 2, ProcessId|neq: 7}
  f: {Image|exists: true, User|exists: false}
  condition: all of them
)yml";
constexpr const char* kPlaceholders = R"yml(title: Placeholders
logsource: {product: aws, service: cloudtrail}
detection:
  a:
    eventName|expand: ['%placeholder%', 'x%placeholder%y%users%', '\%no%', '100%', '%%']
    userAgent|re|expand: ['^%placeholder%$', 'a%users%']
    userIdentity.arn|contains|expand: '%users%'
  b: {sourceIPAddress|cidr|lookup: trusted, eventSource|lookup: names}
  c: {sourceIPAddress|cidr: ['10.0.0.0/8', 'fe80::/10', '0.0.0.0/0', '1.2.3.4']}
  e: {eventTime|hour: [1, 2], eventTime|minute: 5, eventTime|day: 1, eventTime|week: 2, eventTime|month: 3, eventTime|year: 2026}
  condition: a or (b and not c) or e
)yml";
constexpr const char* kFaults = R"yml(title: What is told about
logsource: {product: aws, service: cloudtrail}
detection:
  a: {eventName|expand: ['%gone%', 'x%placeholders%'], userAgent|contains|expand: 7}
  b: {sourceIPAddress|lookup: trusted, eventSource|lookup: gone, userAgent|cidr|lookup: names}
  c: {sourceIPAddress|cidr: ['10.1.2.3/33', '::ffff:1.2.3.4/120', x, 1.2.3]}
  d: {userAgent|base64offset|contains: ['', a], userAgent|contain: x, userAgent|re: '(', userAgent|re|expand: '%users%(', userAgent|lt: x, userAgent|exists: maybe}
  e: {userAgent: [], eventName: , errorCode: {}}
  condition: a or 1 of b* or all of them | count() > 5
)yml";
constexpr const char* kFilters = R"yml(title: Base
name: base
id: 1f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11
logsource: {product: windows, category: process_creation}
detection:
  a: {Image|endswith: '\a.exe'}
  condition: a
---
title: Out
logsource: {product: windows, category: process_creation}
filter:
  rules: [base, 1f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11]
  s: {User|startswith: adm}
  condition: not s
---
title: Bare
logsource: {product: windows}
filter:
  rules: any
  s: {CommandLine|contains: x}
  t: {CommandLine|contains: y}
  condition: s or t
---
action: global
level: low
---
title: Rest
logsource: {product: windows, category: process_creation}
detection:
  k: [word, 'two *s', 3]
  condition: k
)yml";
constexpr const char* kCorrelations = R"yml(title: One
name: one
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: ConsoleLogin}, condition: s}
---
title: Two
name: two
logsource: {product: okta, service: okta}
detection: {s: {eventType: user.session.start}, condition: s}
---
title: Counted
name: counted
correlation: {type: event_count, rules: [one], group-by: [userIdentity.arn], timespan: 15m, condition: {gte: 3, lt: 100}}
---
title: Valued
correlation: {type: value_count, rules: [one], group-by: [userIdentity.arn], timespan: 1h, condition: {gt: 3, field: sourceIPAddress}, generate: true}
---
title: Percentile
correlation: {type: value_percentile, rules: one, timespan: 1d, condition: {lte: 5, field: requestParameters.size, percentile: 95}}
---
title: Order
correlation:
  type: temporal_ordered
  rules: [one, two, counted]
  aliases: {user: {one: userIdentity.userName, two: actor.alternateId, counted: userIdentity.arn}}
  group-by: [user]
  timespan: 2w
---
title: Extended
correlation: {type: temporal, rules: [one, two], timespan: 30s, condition: one and not two}
)yml";
constexpr const char* kSteps = R"yml(title: Steps
logsource: {product: aws, service: cloudtrail}
taxonomy: quarry
detection: {s: {eventName: RunInstances}, condition: s}
steps:
  - let: {who: "coalesce(userIdentity.arn, userIdentity.userName, '-')", n: 'length(eventName) * 2 + 1'}
  - where: "eventSource in ['a', 'b'] and not (n >= 3 or who == 'x') and awsRegion != ''"
  - expand: {item: 'requestParameters.instancesSet.items[].imageId'}
  - score:
      Risk: [{High: {eventName: A*}}, {Mid: n > 2 and n < 9}, {Low: else}]
  - group: {by: [who, item, {kind: lower(eventName)}], within: 5m, n: count(), d: distinct(sourceIPAddress), l: max(@time), c: "count_if(Risk == 'High')", m: max(n), p: 'percentile(n, 95)', v: values(awsRegion)}
  - where: {n|gte: 2, kind|startswith: r}
  - sort: [n desc, who]
  - limit: 10
  - select: [who, n, c]
)yml";
constexpr const char* kComputed = R"yml(title: Every function, and every aggregate
logsource: {product: aws, service: cloudtrail}
taxonomy: quarry
detection: {s: {nowhere|exists: false}, condition: s}
steps:
  - let: {a: "lower(eventName)", b: "upper(awsRegion)", c: length(l), d: number(n), e: text(n), f: "concat(eventName, '/', n, 5)", g: "split(sourceIPAddress, '.')"}
  - let: {h: "element(g, 1)", i: "element(g, -1)", j2: "replace(eventName, 'n', 'xx')", k: exists(n), o: "json(j)", q: "length(eventName)"}
  - let: {r: 'n + d * 2 - 1 / d % 3', s: -n, t: '@time - 5m', u: '(@time > t) == true', v: 'year(@time) * 100 + month(@time)', w: "hour(@time)"}
  - let: {x1: n == 1, x2: n != '1', x3: n < d, x4: n <= awsRegion, x5: l > 2, x6: "l >= '1'", x7: "eventName in ['x', 'RunInstances', l]", x8: not k and (k or x1), x9: '@time - @time'}
  - let: {y1: n / 0, y2: "number('0x1F') + number('1e3') + number(' 7')", y3: 'day(@time) + week(@time) + minute(@time)', y4: "coalesce(nowhere, l, 'z')", y5: "'a' < 'B' or true"}
  - group: {by: [awsRegion], within: 1h, g1: count(), g2: count_if(n > 1), g3: any(eventName), g4: min(n), g5: max(@time), g6: sum(n), g7: avg(n), g8: values(l), g9: distinct(n), ga: 'percentile(n, 50)', gb: min(eventName), gc: values(awsRegion), gd: sum(l), ge: max(l)}
  - let: {z: 'g6 / g1', zz: length(g8)}
  - sort: [z desc, g5, awsRegion desc]
  - limit: 3
)yml";
constexpr const char* kTimes = R"yml(title: Times, lengths of time, what is no number, and elements
logsource: {product: aws, service: cloudtrail}
taxonomy: quarry
detection:
  s: {nowhere|exists: false}
  t:
    requestParameters.instancesSet.items[0].instanceId: i-1
    l[1]: '1'
  condition: s or t
steps:
  - let: {a: '@time + 5m', b: '5m + @time', c: '1h + 5m', d: '1h - 5m', e: '5m * 2', f: '2 * 5m', g: '1h / 5m', h: '1h / 2', i: '@time - 1h'}
  - let: {j: n + eventName, k: eventName - n, l1: l * 2, m: '@time * 2', o: '5m % 2', p: -eventName, q: -(5m), r: '@time + @time', v: n * 999999999999999999999 * n}
  - let: {w: '@time < i', x: 'c >= d', y: '@time == a', z: 'c != 5m', aa: '1h > n', ab: 'l == 3', ac: "l[0] == 3"}
  - let: {ad: "coalesce(eventName, 'x') == 'x'", ae: 'n % 0', af: "text(n) == '1'", ag: "text(@time)", ah: "text(c)", ai: "length(c)", aj: 'number(true)', ak: "upper(n)"}
  - group: {by: [], p1: 'percentile(n, 1)', p50: 'percentile(n, 50)', p99: 'percentile(n, 99.9)', s: sum(n), a: avg(c), mx: max(c), mn: min(l), v: values(n), dd: distinct(l), an: any(nowhere), mi: min(@time)}
)yml";
constexpr const char* kTruths = R"yml(title: Truth and objects
logsource: {product: aws, service: cloudtrail}
taxonomy: quarry
detection: {s: {nowhere|exists: false}, condition: s}
steps:
  - let: {a: flag and n, b: flag or nowhere, c: not flag, d: not n, e: not eventName, f: flag == true, g: "flag == 'true'", h: "flag != 0", o: json(j)}
  - let: {i: o.k, i1: "o.l[0]", j1: "coalesce(o.m, o.k)", k: 'l == userIdentity', l2: 'userIdentity == 1', m: 'userIdentity < 2', p: "@time == '2026-01-02T03:04:05Z'", q: "@time > eventTime", r: '1767323045 < @time'}
  - let: {s: "element(split(eventName, 'n'), -2)", t: "element(l, 0)", u: "element(l, 1.5)", v: "length(eventName) > length(l)", w: "replace(eventName, '', 'x')", x: "split(eventName, '')", y: "concat(flag, n, l)", z: "lower(userIdentity)"}
  - where: "(flag and n > 0) or not (c or f) or (l and true) or 'x'"
  - where: b == true or e
  - select: [a, b, i, i1, j1, s, t, y]
)yml";
constexpr const char* kQuantiles = R"yml(title: Quantiles by key
logsource: {product: aws, service: cloudtrail}
taxonomy: quarry
detection: {s: {nowhere|exists: false}, condition: s}
steps:
  - group: {by: [awsRegion, l], within: 1m, p1: 'percentile(n, 10)', p2: 'percentile(n, 100)', n: count()}
  - where: n > 1 or p1 < 0
  - group: {by: [n], p: 'percentile(p1, 50)', c: count()}
  - sort: [p]
)yml";
constexpr const char* kElements = R"yml(title: Elements and many values
logsource: {product: aws, service: cloudtrail}
detection:
  a: {requestParameters.instancesSet.items|any_of: {instanceId|startswith: i-, imageId|exists: true}}
  b: {l: [1, 3], l|gt: 2, awsRegion|all|contains: [eu, west], sourceIPAddress|cidr: [10.0.0.0/8, '2001:db8::/32'], n: [true, '1000', null]}
  c: {eventName|fieldref|contains: awsRegion, userIdentity.arn|fieldref|startswith: eventName, n|fieldref: d, Image|fieldref|endswith: CommandLine}
  d: [whoami, '*Stop*', '"n":']
  e: {n|lt: 5, n|gte: -7, eventTime|hour: 3, Image|re: '\\cmd', ProcessId|cased: '0x1f', User: 'NT*', Image: '', CommandLine|cased|endswith: ['-a', '-c id']}
  condition: 1 of them or not all of them
)yml";
constexpr const char* kWindows = R"yml(title: Base
name: base
logsource: {product: aws, service: cloudtrail}
detection: {s: {nowhere|exists: false}, condition: s}
---
title: Stop
name: stop
logsource: {product: aws, service: cloudtrail}
detection: {s: {n|exists: true}, condition: s}
---
title: Counted
correlation: {type: event_count, rules: [base], group-by: [userIdentity.arn], timespan: 10m, condition: {gte: 2}}
---
title: Valued
correlation: {type: value_count, rules: [base], timespan: 1d, condition: {gte: 2, field: awsRegion}}
---
title: Summed
correlation: {type: value_sum, rules: [base, stop], timespan: 1h, condition: {neq: 1, field: n}}
---
title: Mean
correlation: {type: value_avg, rules: [stop], timespan: 1h, condition: {lt: 100, field: n}}
---
title: Middle
correlation: {type: value_median, rules: [stop], group-by: [awsRegion], timespan: 1h, condition: {eq: 1, field: n}}
---
title: High
correlation: {type: value_percentile, rules: [stop], timespan: 1h, condition: {gt: 0, field: n, percentile: 90}}
---
title: Both
correlation: {type: temporal, rules: [base, stop], group-by: [userIdentity.arn], timespan: 5m}
---
title: Ordered
correlation: {type: temporal_ordered, rules: [stop, base], timespan: 5m}
)yml";

constexpr const char* kEvents[] = {
    R"({"Records":[{"n":1,"eventTime":"2026-01-02T03:04:05,123456-0530"},{"n":2,"eventTime":"2026-01-02 03:04"}], "x":1})",
    R"({"records" : [ {"n":18446744073709551615,"flag":true,"j":"[1,\"x\",null,true,1.5,18446744073709551615,{\"k\":[]}]"}, 7, "text", null ]}{"n":-1})",
    "\xEF\xBB\xBF{\n  \"n\": 1,\n  \"flag\": false,\n  \"eventName\": "
    "\"a\\nb\\u00e9\\ud83d\\ude00\\t\\\"\"\n}\n\n{\n\"n\": 2}",
    R"([{"n":1},{"n":2,"l":[[1],{"a":[2]}]},[3],4,{"n":5}]  [{"n":6}])",
    R"({"n":1}{"n":2}{"n":)"
    "\n"
    R"({"n":3} trailing {"n":4})",
    R"({"n":1e400,"eventTime":253402300799,"j":"{\"k\":{\"l\":9},\"l\":[true]}","l":[true,false,[],{}]})"
    "\r\n"
    R"({"n":-0.0,"eventTime":"0000-00-00T00:00:00Z","j":"7","flag":"true"})"
    "\r\n"
    R"({"n":"","eventTime":-62135596800,"j":"\"x\"","flag":"FALSE"})",
    R"({"@timestamp":"2026-01-02T24:00:00Z","n":"1_0","flag":0,"j":"{bad"}
{"time":"2026-01-02T03:04:60.999999999+18:00","n":".5","flag":1,"j":""}
{"Timestamp":"2026-01-02t03:04:05z","n":"+5","flag":"yes"}
{"TimeGenerated":"2026-13-02","n":"1e5","flag":null})",
};

}  // namespace

std::vector<std::string> eventsOfForms() { return {std::begin(kEvents), std::end(kEvents)}; }

std::vector<std::string> rulesOfForms() {
  return {kSpellings, kWindash,  kEncoded, kPlaceholders, kFaults,    kFilters,  kCorrelations,
          kSteps,     kComputed, kTimes,   kTruths,       kQuantiles, kElements, kWindows};
}

}  // namespace quarry::fuzz
