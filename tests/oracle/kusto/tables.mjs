// Reads tables.txt: sections in brackets, tables at the margin, `type: columns` below them.
import fs from "node:fs";

// {section: {table: [[column, type], ...]}}
export function readTables(path) {
  const sections = {};
  let tables, columns, type;
  fs.readFileSync(path, "utf8").split("\n").forEach((line, i) => {
    const bad = (why) => {
      throw new Error(`${path}:${i + 1}: ${why}`);
    };
    if (line.trim() === "" || line.startsWith("#")) return;
    let found;
    if ((found = /^\[(\w+)\]$/.exec(line))) {
      tables = sections[found[1]] = {};
      columns = type = undefined;
    } else if ((found = /^\w+$/.exec(line))) {
      if (!tables) bad("a table stands below a section");
      if (tables[line]) bad(`the table ${line} is there twice`);
      columns = tables[line] = [];
      type = undefined;
    } else if ((found = /^ {2}(\w+): (.*)$/.exec(line)) || (found = /^ {4}()(.*)$/.exec(line))) {
      if (!columns) bad("columns stand below a table");
      type = found[1] || type;
      for (const column of found[2].trim().split(/ +/)) columns.push([column, type]);
    } else {
      bad("neither a section, a table nor its columns");
    }
  });
  return sections;
}
