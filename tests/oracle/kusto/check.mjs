// Asks Microsoft's parser about the KQL that quarry writes: `node check.mjs LIBRARY QUARRY ROOT [CORPUS]`.
// A query has to bind without an error or a warning in Microsoft Sentinel or in Defender XDR, as a whole.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Product, loadLibrary } from "./binder.mjs";
import { readTables } from "./tables.mjs";

const [library, quarry, root, corpus] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));
const kusto = loadLibrary(library);
const { sentinel, defender, custom, open, functions } = readTables(path.join(here, "tables.txt"));
const products = [
  new Product(kusto, "sentinel", { tables: { ...sentinel, ...custom }, open, functions }),
  new Product(kusto, "defender", { tables: defender }),
];

const verdicts = new Map(); // query → null, or what is wrong with it in the product where least is
function verdict(query) {
  if (!verdicts.has(query)) {
    const each = products.map((product) => product.problems(query).map((problem) => `${product.name}, ${problem}`));
    const least = each.reduce((a, b) => (b.length < a.length ? b : a));
    verdicts.set(query, least.length === 0 ? null : least);
  }
  return verdicts.get(query);
}

// An oracle that accepts everything would be of no use: each of these has one mistake.
const mistakes = {
  "a column that is not there": "SecurityEvent\n| where ProcesName =~ 'a.exe'",
  "a table that is not there": "SecurtyEvent\n| where EventID == 1",
  "a text where a number is": 'SecurityEvent\n| where EventID in~ ("4688")',
  "a number where a text is": "SigninLogs\n| where ResultType == 0",
  "a dynamic value compared with a text": 'AuditLogs\n| where TargetResources[0].id == "x"',
  "two products in one query": 'union DeviceProcessEvents, SecurityEvent\n| where Timestamp > ago(1d)\n| where EntraOnly == "x"',
  "an unclosed bracket": 'SecurityEvent\n| where (EventID == 1',
  "an unknown operator": 'SecurityEvent\n| where Account beginswith "a"',
  "an unknown function": 'SecurityEvent\n| where tolowr(Account) == "a"',
  "an escape that does not exist": 'SecurityEvent\n| where Account == "a\\.b"',
  "an aggregate in a filter": "SecurityEvent\n| where count() > 1",
  "an empty list": "SecurityEvent\n| where EventID in ()",
};

let failed = 0;
const fail = (text) => {
  ++failed;
  console.log(text);
};
for (const [what, query] of Object.entries(mistakes))
  if (verdict(query) === null) fail(`the oracle accepts ${what}:\n${query}\n`);
if (verdict('DeviceProcessEvents\n| where FileName =~ "a.exe" and Timestamp > ago(1d)') !== null)
  fail("the oracle refuses a query that is right");

function examine(group, queries) {
  let wrong = 0;
  for (const [name, query] of queries) {
    const problems = verdict(query);
    if (problems === null) continue;
    ++wrong;
    fail(`${name}\n  ${problems.join("\n  ")}\n${query.replace(/^/gm, "    ")}`);
  }
  console.log(`${group}: ${queries.length} queries, ${wrong} wrong`);
  if (queries.length === 0) fail(`${group}: there is nothing to ask about`);
}

function built(folder, ...options) {
  const run = spawnSync(quarry, ["build", folder, "--to", "kql", "--format", "json", ...options], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (run.error || run.status > 1) throw new Error(`quarry build ${folder}: ${run.error ?? run.stderr}`);
  const rules = JSON.parse(run.stdout).rules.filter((rule) => rule.outputs.kql);
  // A field that no map knows is passed through with a warning: whether it is there nobody can tell.
  const mapped = rules.filter((rule) => !rule.findings.some((finding) => finding.code === "GEN002"));
  if (mapped.length < rules.length) console.log(`not asked, since a field is passed through: ${rules.length - mapped.length}`);
  return mapped.map((rule) => [`${rule.file}: ${rule.title}`, rule.outputs.kql]);
}

// The queries that transcripts show: each begins with comments, and one of them says `for kql`.
function shown(folder) {
  const queries = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) queries.push(...shown(file));
    if (!entry.name.endsWith(".txt")) continue;
    const text = fs.readFileSync(file, "utf8");
    if (/^warning\[GEN002\]/m.test(text)) continue;
    for (const part of text.split(/\n\n|^-- .* --$/m))
      if (/^\/\/ compiled by quarry \S+ for kql/m.test(part)) queries.push([file, part]);
  }
  return queries;
}

examine("transcripts", shown(path.join(root, "tests/golden")));
examine("detections", built(path.join(root, "detections")));
examine("correlations of each type", built(path.join(root, "examples/correlations")));
const invented = process.env.QUARRY_INVENTED_TO;
if (invented) examine("rules that are made up", built(invented));
if (corpus) {
  const choices = [
    [],
    ["--set", "kql.product=sentinel"],
    ["--set", "kql.source.windows=sysmon", "--set", "kql.table.windows=WindowsEvent"],
    ["--set", "kql.source.windows=security"],
  ];
  for (const choice of choices)
    examine(["rules of the corpus", ...choice].join(" "), built(path.join(corpus, "sigma"), ...choice));
} else {
  console.log("skipped: QUARRY_CORPUS does not name a folder with sigma");
}
process.exit(failed === 0 ? 0 : 1);
