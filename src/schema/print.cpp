// The textual form of --emit bound: the source, the plan, and where each field it reads is kept.
#include <fmt/format.h>

#include <map>

#include "quarry/ir/visit_fields.h"
#include "quarry/schema/bind.h"

namespace quarry::schema {

namespace {

std::string describe(const ir::PhysicalField& field) {
  // Within an element of an array a field is what its path says, on every platform.
  const bool inElement = field.access == ir::Access::dynamic && ir::print(field.path) == field.name;
  std::string out = inElement ? "the element's " + field.name : field.name;
  if (!field.path.empty() && !inElement) {
    const std::string path = ir::print(field.path);
    out += (path.starts_with("[]") ? "" : ".") + path;
  }
  if (field.access == ir::Access::dynamic && !inElement) out += ", dynamic";
  if (field.access == ir::Access::jsonText) out += ", JSON text";
  out += ", " + ir::name(field.type);
  if (field.tag) out += ", tag";
  if (field.caseRule == ir::CaseRule::oneSpelling) out += ", one spelling";
  if (field.multiValue) out += ", several values";
  if (field.alwaysPresent) out += ", always present";
  return out;
}

}  // namespace

std::string print(const Bound& bound) {
  if (!bound.parts.empty()) {
    std::string out = ir::print(bound.plan);
    for (const Bound& part : bound.parts) out += "\n" + print(part);
    return out;
  }
  std::string out = fmt::format("bound to {} for {}: {}\n", bound.source, name(bound.platform), bound.variant);
  if (!bound.table.empty()) out += fmt::format("table {}\n", bound.table);
  if (!std::holds_alternative<ir::Constant>(bound.restriction.node))
    out += fmt::format("restricted to {}\n", ir::print(bound.restriction));
  out += fmt::format("time {}", bound.time.physical->name);
  if (bound.ingest) out += fmt::format(", received at {}", bound.ingest->physical->name);
  out += "\n";
  std::string columns;
  for (const ir::FieldRef& column : bound.text) columns += (columns.empty() ? "" : ", ") + column.physical->name;
  if (!columns.empty()) out += fmt::format("keywords search {}\n", columns);
  for (const Computed& one : bound.computed) out += fmt::format("column {} is {}\n", one.column, one.expression);
  for (const std::string& assumption : bound.assumptions) out += fmt::format("assuming {}\n", assumption);
  out += ir::print(bound.plan);

  std::map<std::string, std::string> fields;
  ir::visitFields(bound.plan, [&](const ir::FieldRef& field) {
    if (field.physical) fields.emplace(field.name, describe(*field.physical));
  });
  if (!fields.empty()) out += "fields\n";
  for (const auto& [field, place] : fields) out += fmt::format("  {} is {}\n", field, place);
  return out;
}

}  // namespace quarry::schema
