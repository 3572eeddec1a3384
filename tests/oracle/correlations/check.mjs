// Runs the queries of correlations over random events, and holds the rows against those of the rule:
// `node check.mjs QUARRY FOLDER`. Times, keys and kinds are few, so that ties, edges, repeated stages, interleaved and
// missing keys come about by themselves; rows that a sort leaves equal come in a random order.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { Kql } from "./kql.mjs";
import { correlations, documents, keeping } from "./rules.mjs";
import { Spl } from "./spl.mjs";

const [quarry, folder] = process.argv.slice(2);
const rounds = 20;
const begin = 1_764_000_000; // seconds
fs.mkdirSync(folder, { recursive: true });

let seed = 1;
function random(below) {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}
const pick = (all) => all[random(all.length)];
function shuffle(all) {
  const out = [...all];
  for (let i = out.length - 1; i > 0; --i) {
    const k = random(i + 1);
    [out[i], out[k]] = [out[k], out[i]];
  }
  return out;
}

// One event a second, or as many as it happens.
function happenings(isOneASecond) {
  const span = 4 + random(25);
  const times = shuffle(Array.from({ length: 30 }, (_, second) => second));
  return Array.from({ length: 4 + random(20) }, (_, at) => ({
    time: begin + (isOneASecond ? times[at] : random(span)),
    what: pick(["a", "a", "b", "b", "c", "x", "other"]),
    key: pick(["k", "k", "k", "l", "", "7", "7.0"]),
    address: pick(["192.0.2.1", "192.0.2.1", "192.0.2.2", ""]),
    region: pick(["192.0.2.1", "192.0.2.2"]), // every record of CloudTrail has one
    n: random(5) === 0 ? null : random(4),
  }));
}
const iso = (seconds) => new Date(seconds * 1000).toISOString().replace(".000", "");
function asVendor({ time, what, key, address, region, n }) {
  const event = { eventTime: iso(time), eventName: what, awsRegion: region };
  if (key) event.userAgent = key;
  if (address) event.sourceIPAddress = address;
  if (n !== null) event.additionalEventData = { n };
  return event;
}
const asSentinel = ({ time, what, key, address, region, n }) => ({
  TimeGenerated: time * 1000, EventName: what, UserAgent: key, SourceIpAddress: address, AWSRegion: region,
  AdditionalEventData: n === null ? null : { n },
});
const asSplunk = (one) => ({ ...asVendor(one), _time: one.time });
const asFalcon = ({ time, what, key, address, region, n }) => ({
  "@timestamp": time * 1000, "#Vendor": "aws", "#event.module": "cloudtrail", "event.action": what, "cloud.region": region,
  ...(key ? { "user_agent.original": key, "Vendor.userAgent": key } : {}),
  ...(address ? { "Vendor.sourceIPAddress": address } : {}),
  ...(n === null ? {} : { "Vendor.additionalEventData.n": n }),
});

// A row as text: keys, first, last, what was measured, and what survives.
const texts = (values) => values.map((value) => String(value ?? ""));
const told = (keys, first, last, row) => {
  const value = Number(row.count ?? row.value ?? row.Count ?? row.Value ?? 0);
  return JSON.stringify([texts(keys), first, last, value, texts([row.seen, row.also])]);
};
const falconNames = (key) => [...(key === "userAgent" ? ["user_agent.original"] : []), `Vendor.${key}`, key];
const sentinelNames = { userAgent: "UserAgent", sourceIPAddress: "SourceIpAddress" };
const languages = {
  kql: (query, events, keys) =>
    new Kql(events.map(asSentinel), shuffle).run(query).map((row) => {
      const values = keys.map((key) => row[sentinelNames[key] ?? key]);
      return told(values, row.First / 1000, row.TimeGenerated / 1000, row);
    }),
  spl: (query, events, keys) =>
    new Spl(events.map(asSplunk), shuffle).run(query).map((row) =>
      told(keys.map((key) => row[key]), row.first, row.last, row)),
  // By the engine, which runs CQL.
  cql: (query, events, keys) =>
    ran(query, "query.cql", events.map(asFalcon)).map((row) => {
      const values = keys.map((key) => falconNames(key).map((name) => row[name]).find((value) => value));
      return told(values, row.first / 1000, row.last / 1000, row);
    }),
};

function call(...parts) {
  const { stdout, stderr, status } = spawnSync(quarry, parts, { encoding: "utf8", maxBuffer: 1 << 26 });
  return { stdout, stderr, status };
}
function ran(text, name, records) {
  const [what, input] = [name, "events.ndjson"].map((file) => path.join(folder, file));
  fs.writeFileSync(what, text);
  fs.writeFileSync(input, records.map((record) => JSON.stringify(record)).join("\n"));
  const { stdout, stderr, status } = call("run", what, input, "--format", "json");
  if (status !== 0) throw new Error(`${stderr}\n${text}`);
  return stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
function byEngine(rule, events, keys) {
  const seconds = (time) => Date.parse(time) / 1000;
  return ran(rule, "rule.yml", events.map(asVendor))
    .filter((row) => "@first" in row) // the others are of rules that nothing builds on
    .map((row) => told(keys.map((key) => row[key]), seconds(row["@first"]), seconds(row["@last"]), row));
}

// What holds every query to be right would be of no use: a window without its far edge has to be told.
const withoutEdge = {
  kql: (query) => query.replace(/<= 5s/g, "< 5s"),
  spl: (query) => query.replace(/<=5\b/g, "<5"),
  cql: (query) => query.replace(/<= 5000\b/g, "< 5000"),
};
const toldApart = { kql: 0, spl: 0, cql: 0 };
const broken = { kql: 0, spl: 0, cql: 0 };

let wrong = 0;
const count = { rows: 0, kql: 0, spl: 0, cql: 0 };
for (const pair of [...correlations, ...keeping]) {
  const isKeeping = keeping.includes(pair);
  const file = path.join(folder, "rule.yml");
  fs.writeFileSync(file, documents(pair));
  const keys = /group-by: \[(.*?)\]/.exec(pair[0])[1].split(", ").filter((key) => key !== "");
  const queries = {};
  for (const language of Object.keys(languages)) {
    const { stdout, stderr } = call("build", file, "--to", language);
    // What slides and is ranked is an estimate in SPL (GEN032).
    if (language === "spl" && stderr.includes("GEN032")) continue;
    const at = stdout.indexOf(language === "spl" ? "```Together" : "// Together");
    if (at < 0) throw new Error(`no ${language} for\n${pair[0]}\n${stderr}`);
    queries[language] = stdout.slice(at);
    ++count[language];
  }
  const mistaken = Object.fromEntries(
    Object.entries(queries)
      .map(([language, query]) => [language, withoutEdge[language](query)])
      .filter(([language, query]) => query !== queries[language]));
  for (const language of Object.keys(mistaken)) ++broken[language];
  let found = 0;
  for (let round = 0; round < rounds || (found === 0 && round < 20 * rounds); ++round) {
    const events = happenings(isKeeping);
    const expected = byEngine(documents(pair), events, keys).sort();
    found += expected.length;
    for (const [language, query] of Object.entries(queries)) {
      const rows = languages[language](query, events, keys).sort();
      if (rows.join() === expected.join()) continue;
      ++wrong;
      console.log(`${language} finds\n  ${rows.join("\n  ")}\nand the engine\n  ${expected.join("\n  ")}`);
      console.log(`of\n${events.map((one) => JSON.stringify(one)).sort().join("\n")}\nin\n${query}`);
      delete queries[language];
    }
    for (const [language, query] of Object.entries(mistaken)) {
      if (languages[language](query, events, keys).sort().join() === expected.join()) continue;
      ++toldApart[language];
      delete mistaken[language];
    }
  }
  if (found === 0) {
    ++wrong;
    console.log(`nothing is found, so nothing is shown by\n${pair.join("\n")}`);
  }
  count.rows += found;
}
for (const language of Object.keys(languages)) {
  console.log(`${language}: ${toldApart[language]} of ${broken[language]} queries without their edge are told apart`);
  if (toldApart[language] * 2 < broken[language] || broken[language] < 10) ++wrong;
}
console.log(`correlations: ${count.kql} in KQL, ${count.spl} in SPL, ${count.cql} in CQL; ${rounds} rounds, ${count.rows} rows, ${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);
