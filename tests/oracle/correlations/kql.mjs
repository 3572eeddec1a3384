// Runs the KQL that correlations are made of, by what Microsoft's pages say of each operator (kusto/query). Text is never
// null. What is no part of it is an error.
import { Parser, both, either, split, tokens } from "./expression.mjs";

const units = { "": 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const language = {
  token: tokens({
    number: /\d+(?:\.\d+)?(?:ms|s|m|h|d)?\b/,
    text: /"(?:[^"\\]|\\.)*"/,
    quoted: /\['[^']*'\]/,
    name: /[A-Za-z_]\w*/,
    sign: /\.\.|==|!=|=~|<=|>=|[-+*/<>(),[\].]/,
  }),
  levels: [["or"], ["and"], ["==", "!=", "=~", "<=", ">=", "<", ">", "in", "between"], ["+", "-"], ["*", "/"]],
  prefix: {},
  special: {
    in: (parser, left) => (parser.expect("("), { op: "in", of: [left, ...parser.list(")")] }),
    between: (parser, left) => {
      parser.expect("(");
      const from = parser.expression();
      parser.expect("..");
      const to = parser.expression();
      parser.expect(")");
      return { op: "and", of: [{ op: ">=", of: [left, from] }, { op: "<=", of: [left, to] }] };
    },
  },
  primary: (parser, { kind, word }) => {
    if (kind === "number") {
      const [, digits, unit] = /^([\d.]+)(\w*)$/.exec(word);
      return { value: Number(digits) * units[unit] };
    }
    if (kind === "text") return { value: JSON.parse(word) };
    if (kind === "quoted") return { name: word.slice(2, -2) };
    if (word === "*") return { name: "*" };
    if (word === "[") return { call: "list", of: parser.list("]") };
    if (kind !== "name") throw new Error(`unexpected ${word}`);
    if (word === "true" || word === "false") return { value: word === "true" };
    return parser.accept("(") ? { call: word, of: parser.list(")") } : { name: word };
  },
  postfix: (parser, tree) => {
    if (parser.accept(".")) return { member: parser.take().word, of: [tree] };
    if (!parser.accept("[")) return null;
    const at = parser.expression();
    parser.expect("]");
    return { call: "element", of: [tree, at] };
  },
};
const parse = (text) => new Parser(text, language).whole();

const isEmpty = (value) => value === null || value === "";
const numeric = (compute) => (a, b) => (a === null || b === null ? null : compute(a, b));
const operators = {
  "==": (a, b) => ([a, b].some((one) => typeof one === "string") ? (a ?? "") === (b ?? "") : numeric((x, y) => x === y)(a, b)),
  "!=": (a, b) => not(operators["=="](a, b)),
  "=~": (a, b) => (a ?? "").toLowerCase() === (b ?? "").toLowerCase(),
  "<=": numeric((a, b) => a <= b),
  ">=": numeric((a, b) => a >= b),
  "<": numeric((a, b) => a < b),
  ">": numeric((a, b) => a > b),
  "+": numeric((a, b) => a + b),
  "-": numeric((a, b) => a - b),
  "*": numeric((a, b) => a * b),
  "/": numeric((a, b) => (b === 0 ? null : a / b)),
  minus: (a) => -a,
  and: both,
  or: either,
  in: (a, ...list) => list.includes(a),
};
const not = (value) => (value === null ? null : !value);
const functions = {
  not,
  list: (...all) => all,
  dynamic: (value) => value,
  element: (list, at) => list[at],
  isnotempty: (value) => !isEmpty(value),
  isempty: isEmpty,
  isnotnull: (value) => value !== null,
  isnull: (value) => value === null,
  coalesce: (...all) => all.find((value) => !isEmpty(value)) ?? null,
  tostring: (value) => (value === null ? "" : String(value)),
  toreal: (value) => (isEmpty(value) || Number.isNaN(Number(value)) ? null : Number(value)),
  tolong: (value) => Math.trunc(value),
  parse_json: (value) => value,
  min_of: (...all) => Math.min(...all.filter((value) => value !== null)),
  bin: (value, length) => (value === null ? null : Math.floor(value / length) * length),
  array_length: (list) => list.length,
  strcat_delim: (by, ...all) => all.join(by),
};

// frame: {rows, at, state}: the row among its neighbours, and the state of a `scan`.
function valueOf(tree, frame) {
  if ("value" in tree) return tree.value;
  if ("name" in tree) return frame.rows[frame.at][tree.name] ?? null;
  const value = (i, other = frame) => valueOf(tree.of[i], other);
  if (tree.member !== undefined) {
    if (tree.of[0].name === "s" && frame.state) return frame.state[tree.member] ?? null;
    return value(0)?.[tree.member] ?? null;
  }
  if (tree.op) return operators[tree.op](...tree.of.map((_, i) => value(i)));
  if (tree.call === "prev" || tree.call === "next") {
    const at = frame.at + (tree.call === "prev" ? -1 : 1);
    if (at >= 0 && at < frame.rows.length) return value(0, { ...frame, at });
    return tree.of.length > 2 ? value(2) : null;
  }
  if (tree.call === "datetime" || tree.call === "real" || tree.call === "bool") return null; // `datetime(null)`
  if (tree.call === "iff" || tree.call === "case") {
    for (let i = 0; i + 1 < tree.of.length; i += 2) if (value(i) === true) return value(i + 1);
    return value(tree.of.length - 1);
  }
  if (!functions[tree.call]) throw new Error(`KQL: no function ${tree.call}`);
  return functions[tree.call](...tree.of.map((_, i) => value(i)));
}
const each = (rows, tree) => rows.map((_, at) => valueOf(tree, { rows, at }));

function aggregate(tree, rows) {
  const values = () => each(rows, tree.of[0]).filter((value) => !isEmpty(value));
  switch (tree.call) {
    case "count": return rows.length;
    case "sum": return values().reduce((a, b) => a + b, 0);
    case "avg": return values().reduce((a, b) => a + b, 0) / values().length;
    case "min": return values().length === 0 ? null : Math.min(...values());
    case "max": return values().length === 0 ? null : Math.max(...values());
    case "countif": return each(rows, tree.of[0]).filter((value) => value === true).length;
    case "count_distinct": return new Set(values()).size;
    case "make_list": return values();
    case "array_sort_asc": return aggregate(tree.of[0], rows).sort((a, b) => a - b);
    default: throw new Error(`KQL: no aggregate ${tree.call}`);
  }
}

const bare = (name) => name.trim().replace(/^\['(.*)'\]$/, "$1");
// `Name = expression`, or a name alone.
function named(part) {
  const match = /^\s*(\w+|\['\w+'\])\s*=(?![=~])\s*([^]*)$/.exec(part);
  return match ? [bare(match[1]), match[2]] : [bare(part), part];
}
const columnsOf = (text) => {
  if (text.trim() === "") return [];
  return split(text, ",").map((part) => named(part)).map(([name, body]) => [name, parse(body)]);
};

export class Kql {
  #lets = new Map();

  // shuffle: gives rows that a sort leaves equal another order each time.
  constructor(table, shuffle) {
    this.table = table;
    this.shuffle = shuffle;
  }

  run(query) {
    let rest = query.replace(/^\/\/.*$/gm, "").trim();
    while (rest.startsWith("let ")) {
      const [body] = split(rest, ";");
      rest = rest.slice(body.length + 1).trim();
      const [, name, pipe] = /^let (\w+) = ([^]*)$/.exec(body);
      this.#lets.set(name, this.#pipe(pipe));
    }
    return this.#pipe(rest);
  }

  #pipe(text) {
    const [source, ...stages] = split(text, "|");
    let input = { rows: this.#source(source.trim()), isOrdered: false };
    for (const stage of stages) input = this.#stage(stage.trim(), input);
    return input.rows;
  }
  #source(text) {
    if (text.startsWith("union ")) return text.slice(6).split(",").flatMap((name) => this.#source(name.trim()));
    return (this.#lets.get(text) ?? this.table).map((row) => ({ ...row }));
  }

  #stage(text, { rows, isOrdered }) {
    const [, operator, rest] = /^([\w-]+)\s*([^]*)$/.exec(text);
    if (/\b(prev|next|row_number|row_cumsum)\(|^scan/.test(text) && !isOrdered) throw new Error(`not in order: ${text}`);
    const same = (changed) => ({ rows: changed, isOrdered });
    switch (operator) {
      case "where": {
        const holds = each(rows, parse(rest));
        return same(rows.filter((_, at) => holds[at] === true));
      }
      case "project": return same(this.#projected(rows, columnsOf(rest)));
      case "project-away": {
        const gone = rest.split(",").map((name) => name.trim());
        return same(rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !gone.includes(name)))));
      }
      case "distinct": {
        const seen = new Map(this.#projected(rows, columnsOf(rest)).map((row) => [JSON.stringify(row), row]));
        return { rows: [...seen.values()], isOrdered: false };
      }
      case "extend": {
        const columns = split(rest, ",").map((part) => named(part));
        return same(columns.reduce((all, [name, body]) => this.#extended(all, name, body), rows));
      }
      case "sort": return { rows: this.#sorted(rows, rest.replace(/^by /, "")), isOrdered: true };
      case "scan": return same(this.#scanned(rows, rest));
      case "mv-expand": {
        const [, name, list] = /^(\w+) = dynamic\(\[(.*?)\]\) to typeof\(long\)$/.exec(rest);
        const values = list.split(",").map(Number);
        return { rows: rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))), isOrdered: false };
      }
      case "join": return { rows: this.#joined(rows, rest), isOrdered: false };
      case "summarize": return { rows: this.#summarized(rows, rest), isOrdered: false };
      default: throw new Error(`KQL: no operator ${operator}`);
    }
  }

  #projected(rows, columns) {
    const made = columns.map(([, tree]) => each(rows, tree));
    return rows.map((_, at) => Object.fromEntries(columns.map(([name], i) => [name, made[i][at]])));
  }
  #extended(rows, name, body) {
    let values;
    if (body.startsWith("row_number(")) {
      values = rows.map((_, at) => at + 1);
    } else if (body.startsWith("row_cumsum(")) {
      const { of } = parse(body);
      let sum = 0;
      values = rows.map((_, at) => {
        if (of.length > 1 && valueOf(of[1], { rows, at }) === true) sum = 0;
        return (sum += valueOf(of[0], { rows, at }));
      });
    } else {
      values = each(rows, parse(body));
    }
    return rows.map((row, at) => ({ ...row, [name]: values[at] }));
  }
  #sorted(rows, text) {
    const keys = split(text, ",").map((key) => key.trim().split(/\s+/));
    return this.shuffle(rows).sort((a, b) => {
      for (const [name, order] of keys) {
        const [x, y] = [a[bare(name)], b[bare(name)]];
        if (x !== y) return (x < y ? -1 : 1) * (order === "desc" ? -1 : 1);
      }
      return 0;
    });
  }
  // One step whose condition is always true: each row is its match, and the state is the row before.
  #scanned(rows, text) {
    const [, declared, assigned] = /^declare \((.*?)\) with \(\s*step s: true => ([^]*);\s*\)$/.exec(text);
    const missing = {};
    for (const one of declared.split(",")) {
      const [name, type] = one.split(":").map((part) => part.trim());
      missing[name] = type === "string" ? "" : null;
    }
    const columns = columnsOf(assigned);
    let state = missing;
    return rows.map((row) => {
      const made = { ...missing, ...row };
      for (const [name, tree] of columns) made[name] = valueOf(tree, { rows: [row], at: 0, state });
      return (state = made);
    });
  }
  #joined(rows, text) {
    const [, kind, right, on] = /^kind=(\w+) (\([^]*\)|\w+) on ([^]*)$/.exec(text);
    const keys = on.split(",").map((key) => key.trim());
    const others = right.startsWith("(") ? this.#pipe(right.slice(1, -1)) : this.#source(right);
    return rows.flatMap((row) => {
      const hits = others.filter((other) => keys.every((key) => row[key] === other[key]));
      if (hits.length === 0) return kind === "leftouter" ? [{ ...row }] : [];
      const renamed = (hit) => Object.entries(hit).map(([name, value]) => [name in row ? `${name}1` : name, value]);
      return hits.map((hit) => ({ ...Object.fromEntries(renamed(hit)), ...row }));
    });
  }
  #summarized(rows, text) {
    const parts = /^([^]*?)(?:(?:^|\s)by\s([^]*))?$/.exec(text);
    const keys = parts[2] ? columnsOf(parts[2]) : [];
    const groups = new Map();
    const made = keys.map(([, tree]) => each(rows, tree));
    rows.forEach((row, at) => {
      const values = made.map((column) => column[at]);
      const id = JSON.stringify(values);
      if (!groups.has(id)) groups.set(id, { values, rows: [] });
      groups.get(id).rows.push(row);
    });
    if (keys.length === 0 && groups.size === 0) groups.set("", { values: [], rows: [] });
    const measures = columnsOf(parts[1]);
    return [...groups.values()].map((group) => {
      const row = Object.fromEntries(keys.map(([name], i) => [name, group.values[i]]));
      for (const [name, tree] of measures) {
        if (tree.call !== "arg_max") {
          row[name] = aggregate(tree, group.rows);
          continue;
        }
        const by = tree.of[0].name;
        const greatest = group.rows.reduce((a, b) => (a === null || b[by] > a[by] ? b : a), null);
        Object.assign(row, { ...(greatest ?? { [by]: null }), ...row });
      }
      return row;
    });
  }
}
