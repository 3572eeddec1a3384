// Runs the SPL that correlations are made of, by what Splunk's manuals say of each command. Values are texts or numbers, a
// field without one is not there, and numbers are compared as such wherever both sides read as one. What is no part of it is
// an error.
import { Parser, both, either, split, tokens } from "./expression.mjs";

const language = {
  token: tokens({
    number: /\d+(?:\.\d+)?/,
    text: /"(?:[^"\\]|\\.)*"/,
    quoted: /'[^']*'/,
    name: /[A-Za-z_]\w*/,
    sign: /!=|<=|>=|[-+*/<>=(),.]/,
  }),
  levels: [["OR"], ["AND"], [], ["=", "!=", "<=", ">=", "<", ">", "IN"], ["+", "-", "."], ["*", "/"]],
  prefix: { 2: "NOT" },
  special: { IN: (parser, left) => (parser.expect("("), { op: "IN", of: [left, ...parser.list(")")] }) },
  primary: (parser, { kind, word }) => {
    if (kind === "number") return { value: Number(word) };
    if (kind === "text") return { value: JSON.parse(word) };
    if (kind === "quoted") return { name: word.slice(1, -1) };
    if (kind !== "name") throw new Error(`unexpected ${word}`);
    return parser.accept("(") ? { call: word, of: parser.list(")") } : { name: word };
  },
  postfix: () => null,
};
const parse = (text) => new Parser(text, language).whole();

function number(value) {
  if (typeof value === "number") return value;
  return typeof value !== "string" || value.trim() === "" || Number.isNaN(Number(value)) ? null : Number(value);
}
// By number where both are, else by text.
function compare(a, b) {
  const [x, y] = [number(a), number(b)];
  if (x !== null && y !== null) return x - y;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
const known = (compute) => (...all) => (all.includes(null) ? null : compute(...all));
const counted = (compute) => (a, b) => (number(a) === null || number(b) === null ? null : compute(number(a), number(b)));
const operators = {
  "=": known((a, b) => compare(a, b) === 0),
  "!=": known((a, b) => compare(a, b) !== 0),
  "<=": known((a, b) => compare(a, b) <= 0),
  ">=": known((a, b) => compare(a, b) >= 0),
  "<": known((a, b) => compare(a, b) < 0),
  ">": known((a, b) => compare(a, b) > 0),
  "+": counted((a, b) => a + b),
  "-": counted((a, b) => a - b),
  "*": counted((a, b) => a * b),
  "/": counted((a, b) => (b === 0 ? null : a / b)),
  ".": known((a, b) => String(a) + String(b)),
  minus: known((a) => -number(a)),
  AND: both,
  OR: either,
  NOT: (a) => (a === null ? null : !a),
  IN: (a, ...list) => (a === null ? null : list.some((one) => compare(a, one) === 0)),
};
const functions = {
  null: () => null,
  isnull: (a) => a === null,
  isnotnull: (a) => a !== null,
  coalesce: (...all) => all.find((value) => value !== null) ?? null,
  nullif: (a, b) => (a !== null && compare(a, b) === 0 ? null : a),
  tonumber: number,
  floor: known(Math.floor),
  min: (...all) => Math.min(...all.filter((value) => value !== null)),
  mvappend: (...all) => all.filter((value) => value !== null),
};

const field = (row, name) => row[name] ?? name.split(".").reduce((value, key) => value?.[key], row) ?? null;

function valueOf(tree, row) {
  if ("value" in tree) return tree.value;
  if (tree.name) return field(row, tree.name);
  const value = (i) => valueOf(tree.of[i], row);
  if (tree.op) return operators[tree.op](...tree.of.map((_, i) => value(i)));
  if (tree.call === "if") return value(0) === true ? value(1) : value(2);
  if (!functions[tree.call]) throw new Error(`SPL: no function ${tree.call}`);
  return functions[tree.call](...tree.of.map((_, i) => value(i)));
}

const unquoted = (name) => name.trim().replace(/^"(.*)"$/, "$1");
const namesIn = (text) => (text.match(/"[^"]*"|[^\s,]+/g) ?? []).map(unquoted);
const withValue = (row, name, value) => {
  const { [name]: _, ...others } = row;
  return value === null ? others : { ...others, [name]: value };
};
// A group's id; none where a key is missing.
const idOf = (row, keys) => {
  const values = keys.map((key) => field(row, key));
  return values.includes(null) ? null : JSON.stringify(values.map(String));
};

// `max(eval(…)) AS a count AS b`
function measuresOf(text) {
  const all = [];
  for (let rest = text.trim(); rest !== ""; rest = rest.trim()) {
    const [call] = rest.includes("(") && /^\w+\(/.test(rest) ? split(rest, " ") : [rest.split(/\s/)[0]];
    rest = rest.slice(call.length);
    const as = /^\s+AS\s+("[^"]*"|\S+)/.exec(rest);
    if (as) rest = rest.slice(as[0].length);
    const [, name, body] = /^(\w+)(?:\(([^]*)\))?$/.exec(call);
    const evaluated = body === undefined ? null : /^eval\(([^]*)\)$/.exec(body);
    const tree = evaluated ? parse(evaluated[1]) : body === undefined ? null : { name: unquoted(body) };
    all.push({ name, tree, as: unquoted(as ? as[1] : call) });
  }
  return all;
}
function measured({ name, tree }, rows) {
  if (name === "count" && tree === null) return rows.length;
  const values = rows.map((row) => valueOf(tree, row)).filter((value) => value !== null);
  const numbers = values.map(number).filter((value) => value !== null);
  const of = (compute) => (numbers.length === 0 ? null : compute());
  switch (name) {
    case "sum": return of(() => numbers.reduce((a, b) => a + b));
    case "avg": return of(() => numbers.reduce((a, b) => a + b) / numbers.length);
    case "min": return of(() => Math.min(...numbers));
    case "max": return of(() => Math.max(...numbers));
    case "last": return values.at(-1) ?? null;
    case "dc": return new Set(values.map(String)).size;
    default: throw new Error(`SPL: no aggregate ${name}`);
  }
}

export class Spl {
  // shuffle: gives rows that a sort leaves equal another order each time.
  constructor(events, shuffle) {
    this.events = events;
    this.shuffle = shuffle;
  }

  run(query) {
    const [source, ...commands] = split(query.replace(/```[^]*?```/g, "").trim(), "|").map((part) => part.trim());
    if (source !== "") return commands.reduce((rows, command) => this.#command(command, rows), this.#search(source));
    const [first, ...others] = commands;
    if (!first.startsWith("multisearch")) throw new Error(`SPL: begins with ${first}`);
    const searches = [...first.matchAll(/\[search ([^]*?)\](?=\s*(?:\[search|$))/g)].map((match) => match[1]);
    return others.reduce((rows, command) => this.#command(command, rows), searches.flatMap((search) => this.run(search)));
  }

  #search(text) {
    let rest = text.replace(/index=\S+|sourcetype="[^"]*"/g, "");
    const asked = [];
    rest = rest.replace(/(\w+)="([^"]*)"/g, (_, name, value) => (asked.push([name, value]), ""));
    if (rest.trim() !== "") throw new Error(`SPL: no search for ${rest}`);
    return this.events
      .filter((event) => asked.every(([name, value]) => String(field(event, name)).toLowerCase() === value.toLowerCase()))
      .sort((a, b) => b._time - a._time);
  }

  #command(text, rows) {
    const [, command, rest] = /^(\w+)\s*([^]*)$/.exec(text);
    switch (command) {
      case "eval":
        return split(rest, ",", "\"'").reduce((all, part) => {
          const [, name, body] = /^\s*("[^"]*"|[\w.]+)\s*=([^]*)$/.exec(part);
          const tree = parse(body);
          return all.map((row) => withValue(row, unquoted(name), valueOf(tree, row)));
        }, rows);
      case "where": {
        const tree = parse(rest);
        return rows.filter((row) => valueOf(tree, row) === true);
      }
      case "fields":
        if (!rest.startsWith("- ")) return this.#only(rows, namesIn(rest));
        return rows.map((row) => namesIn(rest.slice(2)).reduce((kept, name) => withValue(kept, name, null), row));
      case "table": return this.#only(rows, namesIn(rest));
      case "sort": return this.#sorted(rows, rest);
      case "dedup": {
        const keys = namesIn(rest);
        const seen = new Set([null]);
        return rows.filter((row) => !seen.has(idOf(row, keys)) && seen.add(idOf(row, keys)));
      }
      case "head": return rows.slice(0, Number(rest));
      case "mvexpand": {
        const name = unquoted(rest);
        return rows.flatMap((row) => [field(row, name)].flat().map((value) => withValue(row, name, value)));
      }
      case "stats": return this.#stats(rows, rest);
      case "streamstats": return this.#streamstats(rows, rest);
      default: throw new Error(`SPL: no command ${command}`);
    }
  }

  #only(rows, names) {
    return rows.map((row) => names.reduce((kept, name) => withValue(kept, name, field(row, name)), {}));
  }
  // Rows without a value come last.
  #sorted(rows, text) {
    if (!text.startsWith("0 ")) throw new Error("SPL: a sort that cuts its rows off");
    const keys = text.slice(2).split(",").map((key) => /^\s*([+-])(.*)$/.exec(key));
    return this.shuffle(rows).sort((a, b) => {
      for (const [, order, name] of keys) {
        const [x, y] = [field(a, unquoted(name)), field(b, unquoted(name))];
        if (x === null && y === null) continue;
        if (x === null || y === null) return x === null ? 1 : -1;
        const difference = compare(x, y);
        if (difference !== 0) return order === "-" ? -difference : difference;
      }
      return 0;
    });
  }
  #stats(rows, text) {
    const [body, by] = text.split(" BY ");
    const keys = by ? namesIn(by) : [];
    const measures = measuresOf(body);
    const groups = new Map(keys.length === 0 ? [["[]", []]] : []);
    for (const row of rows) {
      const id = idOf(row, keys);
      if (id === null) continue;
      if (!groups.has(id)) groups.set(id, []);
      groups.get(id).push(row);
    }
    return [...groups.values()].map((group) =>
      measures.reduce((row, one) => withValue(row, one.as, measured(one, group)), this.#only(group.slice(0, 1), keys)[0] ?? {}));
  }
  #streamstats(rows, text) {
    const options = {};
    const rest = text.replace(/\b(current|window|global)=(\w+)\s+/g, (_, name, value) => ((options[name] = value), ""));
    const [body, by] = rest.split(" BY ");
    const keys = by ? namesIn(by) : [];
    const measures = measuresOf(body);
    const before = new Map();
    return rows.map((row) => {
      const id = idOf(row, keys);
      if (id === null) return row;
      if (!before.has(id)) before.set(id, []);
      const seen = before.get(id);
      let window = options.current === "f" ? [...seen] : [...seen, row];
      if (options.window) window = window.slice(-Number(options.window));
      seen.push(row);
      return measures.reduce((made, one) => {
        const value = measured(one, window);
        return value === null ? made : withValue(made, one.as, value);
      }, row);
    });
  }
}
