// The correlations that are tried: the text below `correlation:`, and of an inner one.
const field = "field: additionalEventData.n";

function correlation(type, rest, keys = "[userAgent]", timespan = 5) {
  return `  type: ${type}\n  group-by: ${keys}\n  timespan: ${timespan}s\n${rest.map((line) => `  ${line}\n`).join("")}`;
}
const inner = (type, rest, keys) => correlation(type, rest, keys, 4);
const ab = "rules: [a, b]";
const two = "[userAgent, sourceIPAddress]";
const twice = inner("event_count", ["rules: [a]", "condition: {gte: 2}"]);
const unmarked = inner("temporal", ["condition: a and not x"]);
const counted = ["rules: [inner, b]", "condition: {gte: 2}"];
const tumbling = "window: tumbling";

// [outer, inner]
export const correlations = [
  [correlation("event_count", [ab, "condition: {gte: 3}"])],
  [correlation("event_count", [ab, "condition: {gt: 1, lt: 4}"])],
  [correlation("event_count", ["rules: [a]", "condition: {neq: 2}"])],
  [correlation("event_count", [ab, "condition: {gt: 1, neq: 3}"])],
  [correlation("event_count", [ab, "condition: {gte: 2}"], two)],
  [correlation("event_count", [ab, "condition: {gte: 4}"], "[]")],
  [correlation("event_count", [ab, "condition: {gte: 2}", tumbling])],
  [correlation("value_count", [ab, `condition: {${field}, gte: 2}`])],
  [correlation("value_count", ["rules: [a]", "condition: {field: [additionalEventData.n, sourceIPAddress], gte: 2}"])],
  [correlation("value_count", [ab, `condition: {${field}, gte: 2}`, tumbling])],
  [correlation("value_sum", [ab, `condition: {${field}, gte: 4}`])],
  [correlation("value_sum", [ab, `condition: {${field}, lt: 4}`, tumbling])],
  [correlation("value_avg", [ab, `condition: {${field}, gt: 1, lte: 2}`])],
  [correlation("value_avg", [ab, `condition: {${field}, gte: 2}`, tumbling])],
  [correlation("value_median", [ab, `condition: {${field}, gte: 2}`])],
  [correlation("value_median", [ab, `condition: {${field}, gte: 1}`, tumbling])],
  [correlation("value_percentile", ["rules: [a]", `condition: {${field}, percentile: 80, lt: 2}`])],
  [correlation("value_percentile", [ab, `condition: {${field}, percentile: 80, gte: 2}`, tumbling])],
  [correlation("temporal", [ab])],
  [correlation("temporal", [ab], two)],
  [correlation("temporal", [ab, tumbling])],
  [correlation("temporal", ["rules: [a, b, c]", "condition: {gte: 2}"])],
  [correlation("temporal", ["condition: a and (b or c)"])],
  [correlation("temporal", ["condition: (a or b) and not x"])],
  [correlation("temporal", ["condition: (a or b) and not x", tumbling])],
  [correlation("temporal", ["condition: a or (b and not x)"])],
  [correlation("temporal", ["condition: a and b and not (x or c)"])],
  [correlation("temporal", ["condition: (a and b) or (b and c and not x)"])],
  [correlation("temporal", ["condition: a and not x"], "[]")],
  [correlation("temporal_ordered", [ab])],
  [correlation("temporal_ordered", [ab, tumbling])],
  [correlation("temporal_ordered", ["rules: [b, a, c]"])],
  [correlation("temporal_ordered", [ab, "aliases: {ip: {a: sourceIPAddress, b: awsRegion}}"], "[ip, userAgent]")],
  [correlation("temporal_ordered", [ab, "without: {rule: x, by: [userAgent]}"])],
  [correlation("temporal_ordered", [ab, "without: {rule: x, by: [sourceIPAddress]}"], two)],
  [correlation("temporal_ordered", [ab, "without: [{rule: x, by: [userAgent]}, {rule: c, by: [userAgent]}]"])],
  [correlation("temporal_ordered", [ab, "without: {rule: x}"], "[]")],
  [correlation("temporal_ordered", ["rules: [a, b, c]", "condition: a and b and not c"])],
  [correlation("temporal_ordered", ["rules: [inner, b]"]), twice],
  [correlation("temporal_ordered", ["rules: [b, inner]"]), twice],
  [correlation("temporal_ordered", ["rules: [b, c]", "without: {rule: inner, by: [userAgent]}"]), twice],
  [correlation("temporal_ordered", ["rules: [inner, b]"]), unmarked],
  [correlation("temporal_ordered", ["rules: [inner, c]"]),
    inner("temporal_ordered", [ab, "without: {rule: x, by: [userAgent]}"])],
  [correlation("temporal_ordered", ["rules: [inner, c]"]),
    inner("value_count", [ab, `condition: {${field}, gte: 2}`])],
  [correlation("temporal_ordered", ["rules: [inner, c]"]), inner("value_avg", [ab, `condition: {${field}, gte: 2}`])],
  [correlation("temporal", ["rules: [inner, b]"]), twice],
  [correlation("temporal", ["rules: [inner, b]"]), unmarked],
  [correlation("temporal", ["condition: a and not inner"]), inner("temporal_ordered", ["rules: [b, c]"])],
  [correlation("event_count", ["rules: [inner]", "condition: {gte: 2}"], "[userAgent]", 20),
    correlation("event_count", ["rules: [a]", "condition: {eq: 1}"], "[userAgent]", 2)],
  [correlation("event_count", counted), twice],
  [correlation("event_count", ["rules: [inner]", "condition: {gte: 2}"], "[userAgent]", 9), unmarked],
  [correlation("event_count", counted), unmarked],
  [correlation("value_sum", ["rules: [inner]", "condition: {field: count, gte: 4}"], "[userAgent]", 8),
    inner("event_count", ["rules: [a]", "condition: {gte: 2}"], two)],
];

// What survives of the stages, as columns that the correlation's steps make. Of rows of one time any may count on a
// platform, so these are tried with one event a second.
const seen = "steps:\n  - let: {seen: a.additionalEventData.n, also: b.sourceIPAddress}\n";
export const keeping = [
  [correlation("temporal_ordered", [ab]) + seen],
  [correlation("temporal_ordered", ["rules: [a, c, b]"]) + seen],
  [correlation("temporal_ordered", ["rules: [b, a]", "without: {rule: x}"]) + seen],
  [correlation("temporal", [ab]) + seen],
  [correlation("temporal", ["condition: a or b"]) + seen],
  [correlation("temporal", ["condition: a or (b and not x)"]) + seen],
  [correlation("temporal_ordered", ["rules: [inner, a, b]"]) + seen, inner("event_count", ["rules: [c]", "condition: {gte: 1}"])],
];

const rule = (name) =>
  `title: ${name}\nname: ${name}\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  s: {eventName: ${name}}\n  condition: s\n---\n`;
export const documents = ([outer, between]) =>
  [...["a", "b", "c", "x"].map(rule),
    between ? `title: Inner\nname: inner\ntaxonomy: quarry\ncorrelation:\n${between}---\n` : "",
    `title: Together\nname: together\ntaxonomy: quarry\ncorrelation:\n${outer}`].join("");
