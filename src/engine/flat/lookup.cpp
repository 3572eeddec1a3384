#include "engine/flat/lookup.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "quarry/base/codes/query.h"
#include "quarry/base/file.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"

namespace quarry::engine::flat {

namespace {

// RFC 4180: quotes, doubled quotes, line breaks within quotes.
std::vector<std::vector<std::string>> csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false;
  const auto end = [&] {
    if (row.size() > 1 || !row.front().empty()) rows.push_back(row);
    row.assign(1, {});
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"')
        row.back() += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        row.back() += text[++i];
      else
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.emplace_back();
    } else if (c == '\n') {
      end();
    } else if (c != '\r') {
      row.back() += c;
    }
  }
  end();
  return rows;
}

Lookup fromCsv(std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  Lookup lookup;
  const auto rows = csv(text);
  if (rows.empty()) return lookup;
  lookup.columns = rows.front();
  for (std::size_t r = 1; r < rows.size(); ++r) {
    Row row;
    for (std::size_t c = 0; c < rows[r].size() && c < lookup.columns.size(); ++c)
      row.set(lookup.columns[c], rows[r][c]);
    lookup.rows.push_back(std::move(row));
  }
  return lookup;
}

void see(Lookup& lookup, const Row& row) {
  for (const auto& [name, value] : row.fields())
    if (std::find(lookup.columns.begin(), lookup.columns.end(), name) == lookup.columns.end())
      lookup.columns.push_back(name);
}

std::optional<Lookup> fromJson(const std::string& text) {
  Lookup lookup;
  const auto add = [&](const Value& value) {
    Row row = flatten(value);
    see(lookup, row);
    lookup.rows.push_back(std::move(row));
  };
  if (const auto whole = parseJson(text)) {
    if (const List* list = whole->list()) {
      for (const Value& one : *list) add(one);
    } else if (whole->object() != nullptr) {
      add(*whole);
    }
    return lookup;
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto value = parseJson(line);
    if (!value) return std::nullopt;
    add(*value);
  }
  return lookup;
}

Lookup fromRows(const Rows& rows) {
  Lookup lookup;
  lookup.rows = rows;
  for (const Row& row : rows) see(lookup, row);
  return lookup;
}

}  // namespace

const Lookup* lookupNamed(Run& run, const std::string& name, const base::Origin& origin) {
  if (const auto known = run.lookups.find(name); known != run.lookups.end()) return known->second.get();
  const auto keep = [&](Lookup lookup) {
    return (run.lookups[name] = std::make_shared<const Lookup>(std::move(lookup))).get();
  };
  if (const auto table = run.tables.find(name); table != run.tables.end()) return keep(fromRows(table->second));
  if (const auto given = run.context.lookups.find(name); given != run.context.lookups.end()) {
    Rows rows;
    for (const auto& values : given->second.rows) {
      Row row;
      for (std::size_t i = 0; i < values.size() && i < given->second.columns.size(); ++i)
        if (const auto text = textOf(values[i])) row.set(given->second.columns[i], *text);
      rows.push_back(std::move(row));
    }
    Lookup lookup = fromRows(rows);
    lookup.columns = given->second.columns;
    return keep(std::move(lookup));
  }
  const auto file = run.context.lookupFiles.find(name);
  if (file == run.context.lookupFiles.end()) {
    run.context.report.add(codes::noTable, origin.primary(), fmt::format("there is no file or table `{}`", name))
        .note(fmt::format("name the file with `--lookup {}=PATH`, or make the table with `defineTable()`", name));
    run.failed = true;
    return nullptr;
  }
  const base::FileText read = base::readFile(file->second, base::limit::kLookupBytes);
  if (!read.fault.empty() || read.tooLarge) {
    run.context.report.add(codes::noTable, origin.primary(),
                           read.tooLarge
                               ? fmt::format("the file `{}` is larger than {}", file->second,
                                             base::shownLimit(base::limit::kLookupBytes, base::Limit::Unit::bytes))
                               : fmt::format("the file `{}` cannot be read: {}", file->second, read.fault));
    run.failed = true;
    return nullptr;
  }
  std::optional<Lookup> lookup;
  if (!base::asciiLower(file->second).ends_with(".csv")) lookup = fromJson(read.text);
  return keep(lookup ? std::move(*lookup) : fromCsv(read.text));
}

}  // namespace quarry::engine::flat
