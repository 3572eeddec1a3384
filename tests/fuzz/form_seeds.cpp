#include "form_seeds.h"

namespace quarry::fuzz {

const char* const kConfiguration = R"(placeholders:
  placeholder: [one, 'two*', 3, 'a?b', 'x\y']
  users: ['svc_%', adm]
lists:
  trusted: {type: cidr, cql: trusted.csv, kql: Trusted, spl: trusted, column: net, test: [10.0.0.0/8, 'fe80::/10']}
  names: {cql: names.csv, kql: Names, spl: names, test: [a, 'b*']}
filters: exclude
attack: attack.json
)";

const char* const kBundle = R"({"type": "bundle", "objects": [
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
)";

namespace {

constexpr const char* kSpellings = R"(title: What YAML reads otherwise
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
)";
constexpr const char* kWindash = R"(title: Windash
logsource: {product: windows, category: process_creation}
detection:
  a:
    CommandLine|windash|contains: ['-a *b', ' /x?y', '–z', 'é-x', 'a-b', '-', '/', 'C:\x /y', '--long=1']
    CommandLine|windash|endswith: [' -enc', '*-a']
    CommandLine|windash|startswith: ['-a', '*']
  b: {CommandLine|contains|windash|all: [' -a', ' -b', ' /c *']}
  c: {CommandLine|windash|cased: 'a -B?'}
  condition: 1 of them
)";
constexpr const char* kEncoded = R"(title: Encoded
logsource: {product: windows, category: process_creation}
detection:
  a: {CommandLine|wide|base64offset|contains: ['http://', 'é', '😀', 'ab']}
  b: {CommandLine|base64offset|contains: ['a', 'ab', 'abc', 'abcd']}
  c: {CommandLine|base64: ['x', 'xy', 'xyz'], CommandLine|utf16|base64: 'x', CommandLine|utf16be|base64: 'x', CommandLine|utf16le|base64: 'x'}
  d: {CommandLine|fieldref: Image, CommandLine|fieldref|startswith: Image, ParentImage|fieldref|endswith: Image, User|fieldref|contains: Image}
  e: {User|neq: SYSTEM, User|cased|contains: 'NT*', ProcessId|lt: 5, ProcessId|lte: 6, ProcessId|gt: 1, ProcessId|gte: 2, ProcessId|neq: 7}
  f: {Image|exists: true, User|exists: false}
  condition: all of them
)";
constexpr const char* kPlaceholders = R"(title: Placeholders
logsource: {product: aws, service: cloudtrail}
detection:
  a:
    eventName|expand: ['%placeholder%', 'x%placeholder%y%users%', '\%no%', '%gone%', '100%', '%%']
    userAgent|re|expand: ['^%placeholder%$', 'a%users%']
    userIdentity.arn|contains|expand: '%users%'
  b: {sourceIPAddress|lookup: trusted, eventSource|lookup: names, userAgent|lookup: gone}
  c: {sourceIPAddress|cidr: ['10.0.0.0/8', '10.1.2.3/33', 'fe80::/10', '::ffff:1.2.3.4/120', '0.0.0.0/0', '1.2.3.4']}
  d: {requestParameters.attributes|any_of: {key: a, value|contains: [b, c]}}
  e: {requestTime|hour: [1, 2], eventTime|minute: 5, eventTime|day: 1, eventTime|week: 2, eventTime|month: 3, eventTime|year: 2026}
  condition: a or (b and not c) or d or e
)";
constexpr const char* kFilters = R"(title: Base
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
)";
constexpr const char* kCorrelations = R"(title: One
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
)";
constexpr const char* kSteps = R"(title: Steps
logsource: {product: aws, service: cloudtrail}
taxonomy: quarry
detection: {s: {eventName: RunInstances}, condition: s}
steps:
  - let: {who: 'coalesce(userIdentity.arn, userIdentity.userName, ''-'')', n: 'length(eventName) * 2 + 1', late: '@time > 1h'}
  - where: eventSource in ('a', 'b') and not (n >= 3 or who == 'x') and awsRegion != ''
  - expand: {item: 'requestParameters.instancesSet.items[]'}
  - score: {Risk: [{High: {eventName: A*}}, {Mid: 'n > 2 and s'}, {Low: else}]}
  - group: {by: [who, item.imageId, {kind: lower(eventName)}], gap: 5m, n: count(), d: distinct(sourceIPAddress), l: last(@time), c: 'count_if(Risk == ''High'')', m: 'max(n)', p: 'percentile(n, 95)', v: values(awsRegion)}
  - sort: [n desc, who]
  - limit: 10
  - select: [who, n, c]
)";

}  // namespace

std::vector<std::string> rulesOfForms() {
  return {kSpellings, kWindash, kEncoded, kPlaceholders, kFilters, kCorrelations, kSteps};
}

}  // namespace quarry::fuzz
