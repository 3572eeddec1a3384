// Expressions of query languages as trees: {op, of} for operators, {call, of}, {name}, {value}, {list}.

// One expression for all kinds of tokens, each with the blanks around it.
export function tokens(kinds) {
  const any = Object.entries(kinds).map(([kind, pattern]) => `(?<${kind}>${pattern.source})`);
  return new RegExp(`\\s*(?:${any.join("|")})\\s*`, "sy");
}

export class Parser {
  #tokens = [];
  #at = 0;

  // language: {token, levels, isPrefix, primary, postfix}. Levels are operators, the weakest first.
  constructor(text, language) {
    this.language = language;
    const pattern = language.token;
    pattern.lastIndex = 0;
    const end = text.trimEnd().length; // nothing but blanks follows
    while (pattern.lastIndex < end) {
      const at = pattern.lastIndex;
      const match = pattern.exec(text);
      if (!match) throw new Error(`no token at: ${text.slice(at, at + 40)}`);
      const [kind, word] = Object.entries(match.groups).find(([, value]) => value !== undefined);
      this.#tokens.push({ kind, word });
    }
  }

  get next() {
    return this.#tokens[this.#at] ?? { kind: "end", word: "" };
  }
  take() {
    const token = this.next;
    ++this.#at;
    return token;
  }
  accept(word) {
    if (this.next.word !== word || !["sign", "name"].includes(this.next.kind)) return false;
    ++this.#at;
    return true;
  }
  expect(word) {
    if (!this.accept(word)) throw new Error(`expected ${word} before ${this.next.word}`);
  }
  list(close) {
    const all = [];
    while (!this.accept(close)) {
      all.push(this.expression());
      this.accept(",");
    }
    return all;
  }

  whole() {
    const tree = this.expression();
    if (this.next.kind !== "end") throw new Error(`left over: ${this.next.word}`);
    return tree;
  }
  expression(level = 0) {
    const { levels, prefix, special } = this.language;
    if (level === levels.length) return this.#operand();
    if (prefix[level] && this.accept(prefix[level])) return { op: prefix[level], of: [this.expression(level)] };
    let left = this.expression(level + 1);
    for (;;) {
      const word = levels[level].find((one) => this.accept(one));
      if (word === undefined) return left;
      left = special[word] ? special[word](this, left) : { op: word, of: [left, this.expression(level + 1)] };
    }
  }
  #operand() {
    if (this.accept("-")) return { op: "minus", of: [this.#operand()] };
    let tree = this.accept("(") ? this.#bracketed() : this.language.primary(this, this.take());
    for (let more = tree; more !== null; ) {
      tree = more;
      more = this.language.postfix(this, tree);
    }
    return tree;
  }
  #bracketed() {
    const tree = this.expression();
    this.expect(")");
    return tree;
  }
}

// Cuts a text at a sign that stands outside quotes and brackets.
export function split(text, sign, quotes = '"') {
  const parts = [""];
  let depth = 0;
  let quote = null;
  for (let i = 0; i < text.length; ++i) {
    const c = text[i];
    if (c === sign && depth === 0 && quote === null) {
      parts.push("");
      continue;
    }
    parts[parts.length - 1] += c;
    if (quote !== null) {
      if (c === "\\") parts[parts.length - 1] += text[++i];
      else if (c === quote) quote = null;
    } else if (quotes.includes(c)) quote = c;
    else if ("([".includes(c)) ++depth;
    else if (")]".includes(c)) --depth;
  }
  return parts;
}

// Logic of three values: null is unknown.
export const both = (a, b) => (a === false || b === false ? false : a === null || b === null ? null : true);
export const either = (a, b) => (a === true || b === true ? true : a === null || b === null ? null : false);
