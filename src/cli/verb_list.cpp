// quarry list
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "cli/codes_markdown.h"
#include "cli/explain_source.h"
#include "cli/function_text.h"
#include "cli/limits_markdown.h"
#include "quarry/base/json.h"
#include "quarry/base/limits.h"
#include "quarry/driver/codes.h"
#include "quarry/ir/functions.h"
#include "quarry/schema/list.h"

namespace quarry::cli {

namespace {

using Json = nlohmann::ordered_json;

// A table as rows of texts: aligned for people, objects for programs.
struct Table {
  std::string what;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> shown = {};  // the columns for people, in their order; empty: all
};

void printText(const Table& table) {
  std::vector<std::size_t> shown = table.shown, widths(table.columns.size());
  if (shown.empty())
    for (std::size_t i = 0; i < table.columns.size(); ++i) shown.push_back(i);
  for (const auto& row : table.rows)
    for (const std::size_t i : shown) widths[i] = std::max(widths[i], row[i].size());
  for (const auto& row : table.rows) {
    std::string line;
    for (const std::size_t i : shown) line += i == shown.back() ? row[i] : fmt::format("{:<{}}  ", row[i], widths[i]);
    out(line + "\n");
  }
}

void print(const Table& table, const std::string& format) {
  if (format == "json") {
    Json rows = Json::array();
    for (const auto& row : table.rows) {
      Json object = Json::object();
      for (std::size_t i = 0; i < row.size(); ++i) object[table.columns[i]] = row[i];
      rows.push_back(object);
    }
    out(base::dumpJson({{table.what, rows}}));
    return;
  }
  printText(table);
}

Table codes() {
  Table table{"codes", {"code", "name", "category", "severity", "fix", "summary"}, {}};
  for (const base::DiagnosticDef* def : driver::allCodes())
    table.rows.push_back({std::string(def->code), std::string(def->name), std::string(base::name(def->category)),
                          std::string(base::name(def->severity)), std::string(base::name(def->fix)),
                          std::string(def->summary)});
  return table;
}

std::string argumentsOf(int least, int most) {
  if (most < 0) return fmt::format("{} or more", least);
  return least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
}

Table functions() {
  Table table{"functions", {"name", "kind", "arguments", "result"}, {}};
  for (const ir::FunctionInfo& f : ir::functions())
    if (ir::functionNamed(f.spelling))
      table.rows.push_back(
          {std::string(f.spelling), "function", argumentsOf(f.least, f.most), ir::name({f.result, {}})});
  for (const ir::AggregateInfo& a : ir::aggregates())
    table.rows.push_back({std::string(a.spelling), "aggregate", argumentsOf(a.least, a.most),
                          a.result ? ir::name({*a.result, {}}) : "that of its argument"});
  return table;
}

// Functions of CQL, topic by topic.
int cqlFunctions(const std::string& format) {
  std::map<std::string_view, std::vector<const cql::Function*>> topics;
  std::size_t width = 0;
  Json all = Json::array();
  for (const cql::Function& f : cql::functions()) {
    topics[f.topic].push_back(&f);
    width = std::max(width, f.name.size());
    all.push_back(functionJson(f));
  }
  if (format == "json") {
    out(base::dumpJson({{"functions", all}}));
    return 0;
  }
  std::string text;
  for (const auto& [topic, functions] : topics) {
    text += fmt::format("{}{}\n", text.empty() ? "" : "\n", topic);
    for (const cql::Function* f : functions) {
      const bool gone = !f->deprecated.empty() || !f->removed.empty();
      text += fmt::format("  {:<{}}  {:<9}  {}{}\n", f->name, width, cql::name(f->kind), f->about,
                          gone ? " (deprecated)" : "");
    }
  }
  out(text + "\n`quarry explain NAME()` shows what a function takes and leaves behind.\n");
  return 0;
}

// A source a line, with the ways in which each platform keeps it, the preferred first: people see those one source at a
// time (`quarry explain source`).
Table sources() {
  Table table{"sources", {"source", "cql", "kql", "spl", "title"}, {}, {0, 4}};
  for (const schema::SourceInfo& source : schema::allSources()) {
    std::vector<std::string> row = {source.id};
    for (const schema::Platform platform : {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl}) {
      std::string names;
      for (const schema::PlatformInfo& on : source.platforms)
        if (on.platform == platform)
          for (const schema::VariantInfo& variant : on.variants) names += (names.empty() ? "" : ",") + variant.name;
      row.push_back(names.empty() ? "-" : names);
    }
    row.push_back(source.title);
    table.rows.push_back(std::move(row));
  }
  return table;
}

// Of one source, or all of them. The name comes last for people: it may be an expression.
Table fields(const std::string& only) {
  Table table{"fields", {"source", "field", "platform", "name", "type", "evidence"}, {}, {0, 1, 2, 4, 3}};
  if (!only.empty()) table.shown.erase(table.shown.begin());
  for (const schema::SourceInfo& source : schema::allSources()) {
    if (!only.empty() && source.id != only) continue;
    for (const schema::PlatformInfo& on : source.platforms)
      for (const schema::VariantInfo& variant : on.variants)
        for (const schema::FieldInfo& field : variant.fields)
          table.rows.push_back({source.id, field.field, fmt::format("{}/{}", schema::name(on.platform), variant.name),
                                field.place.empty() ? "-" : field.place, field.type.empty() ? "-" : field.type,
                                field.unavailable.empty() ? field.evidence : "not available: " + field.unavailable});
  }
  return table;
}

Table limits() {
  Table table{"limits", {"limit", "code", "of", "beyond"}, {}};
  for (const base::Limit& one : base::limits())
    table.rows.push_back({base::shownLimit(one.value, one.unit), one.code.empty() ? "-" : std::string(one.code),
                          std::string(one.what), std::string(one.beyond)});
  return table;
}

}  // namespace

int list(const ListArguments& arguments) {
  if (arguments.what == "codes" && arguments.format == "markdown") {
    out(codesMarkdown());
    return 0;
  }
  if (arguments.what == "limits" && arguments.format == "markdown") {
    out(limitsMarkdown());
    return 0;
  }
  if (arguments.format == "markdown") {
    err("quarry: only codes and limits are listed as Markdown\n");
    return 2;
  }
  if (!arguments.source.empty() && arguments.what != "fields") {
    err("quarry: only fields are listed of one source\n");
    return 2;
  }
  if (arguments.what == "codes") print(codes(), arguments.format);
  if (arguments.what == "limits") print(limits(), arguments.format);
  if (arguments.what == "functions") print(functions(), arguments.format);
  if (arguments.what == "cql-functions") return cqlFunctions(arguments.format);
  const bool ofSources = arguments.what == "sources" || arguments.what == "fields";
  if (ofSources && !readOwnSources(arguments.config)) return 2;
  if (arguments.what == "sources") print(sources(), arguments.format);
  if (arguments.what == "fields") {
    if (!arguments.source.empty() && unknownSource(arguments.source)) return 2;
    print(fields(arguments.source), arguments.format);
  }
  if (arguments.what == "targets")
    print({"targets",
           {"target", "language"},
           {{"cql", "CrowdStrike CQL (LogScale, Falcon NG-SIEM)"},
            {"kql", "Microsoft KQL (Sentinel)"},
            {"spl", "Splunk SPL"}}},
          arguments.format);
  return 0;
}

}  // namespace quarry::cli
