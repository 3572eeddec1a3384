// Microsoft's parser and binder, which the package ships as two scripts for browsers: they define globals.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

export function loadLibrary(folder) {
  const scripts = path.join(folder, "node_modules/@kusto/language-service-next");
  for (const name of ["bridge.min.js", "Kusto.Language.Bridge.min.js"]) {
    const file = path.join(scripts, name);
    vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
  }
  return globalThis.Kusto.Language;
}

// A product's database. Binding costs by the size of the database, so each query gets one that holds what it can name.
export class Product {
  #kusto;
  #members = new Map();
  #databases = new Map();

  constructor(kusto, name, { tables, open = {}, functions = {} }) {
    this.name = name;
    this.#kusto = kusto;
    const symbols = kusto.Symbols;
    const schemaOf = (columns) => `(${columns.map(([column, type]) => `['${column}']:${type}`).join(",")})`;
    for (const [table, columns] of Object.entries(tables))
      this.#members.set(table, new symbols.TableSymbol.$ctor7(table, schemaOf(columns), null));
    for (const [table, columns] of Object.entries(open))
      this.#members.set(table, new symbols.TableSymbol.$ctor7(table, schemaOf(columns), null).WithIsOpen(true));
    for (const [parser, columns] of Object.entries(functions)) {
      const result = new symbols.TableSymbol.$ctor7(parser, schemaOf(columns), null);
      this.#members.set(parser, this.#function(parser, "()", result));
    }
    // A watchlist's columns are whatever was uploaded.
    const watchlist = new symbols.TableSymbol.$ctor7("Watchlist", "(SearchKey:string)", null).WithIsOpen(true);
    this.#members.set("_GetWatchlist", this.#function("_GetWatchlist", "(alias:string)", watchlist));
  }

  #function(name, parameters, result) {
    const { FunctionSymbol } = this.#kusto.Symbols;
    const written = new FunctionSymbol.$ctor16(name, parameters, "{ print 1 }", null);
    return new FunctionSymbol.$ctor6(name, result, written.Signatures.getItem(0).Parameters, null);
  }

  #globals(query) {
    const named = [...new Set(query.match(/[A-Za-z_]\w*/g) ?? [])].filter((word) => this.#members.has(word)).sort();
    const key = named.join(" ");
    if (!this.#databases.has(key)) {
      const members = named.map((name) => this.#members.get(name));
      const database = new this.#kusto.Symbols.DatabaseSymbol.$ctor1("workspace", members, false);
      this.#databases.set(key, this.#kusto.GlobalState.Default.WithDatabase(database));
    }
    return this.#databases.get(key);
  }

  // What is wrong with the query: sentences, each with its line.
  problems(query) {
    const code = this.#kusto.KustoCode.ParseAndAnalyze(query, this.#globals(query));
    const found = globalThis.Bridge.toArray(code.GetDiagnostics())
      .filter((diagnostic) => diagnostic.Severity === "Error" || diagnostic.Severity === "Warning")
      .map((diagnostic) => `${lineOf(query, diagnostic.Start)}: ${diagnostic.Code} ${diagnostic.Message}`);
    return [...found, ...this.#looseComparisons(code.Syntax, query)];
  }

  // What the binder lets through although it is never true: a number or a truth value compared with a text (or the
  // other way round), and a dynamic value compared with a text without `tostring`.
  #looseComparisons(root, query) {
    const { ScalarTypes } = this.#kusto.Symbols;
    const numbers = new Set([ScalarTypes.Int, ScalarTypes.Long, ScalarTypes.Real, ScalarTypes.Decimal, ScalarTypes.Bool]);
    const found = [];
    const visit = (node) => {
      const operator = node.Operator?.Text;
      const left = node.Left?.ResultType;
      if (operator && left && /^(==|!=|=~|!~|!?in~?)$/.test(operator)) {
        const list = node.Right?.Expressions;
        const right = list ? (list.Count > 0 ? list.getItem(0).Element : null) : node.Right;
        const type = right?.ResultType;
        if (type === ScalarTypes.String && (numbers.has(left) || left === ScalarTypes.Dynamic))
          found.push(`${lineOf(query, node.TextStart)}: \`${operator}\` compares ${left.Name} with text`);
        if (left === ScalarTypes.String && numbers.has(type))
          found.push(`${lineOf(query, node.TextStart)}: \`${operator}\` compares text with ${type.Name}`);
      }
      for (let i = 0; i < node.ChildCount; ++i) {
        const child = node.GetChild(i);
        if (child?.ChildCount !== undefined) visit(child);
      }
    };
    visit(root);
    return found;
  }
}

function lineOf(text, offset) {
  return `line ${text.slice(0, offset).split("\n").length}`;
}
