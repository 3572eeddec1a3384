// quarry explain
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "quarry/base/json.h"
#include "quarry/base/text.h"
#include "quarry/driver/codes.h"
#include "quarry/lint/rule.h"

namespace quarry::cli {

namespace {

const lint::Rule* lintRule(const base::DiagnosticDef& def) {
  for (const lint::Rule* rule : lint::rules())
    if (&rule->def == &def) return rule;
  return nullptr;
}

std::string indented(std::string_view text) {
  std::string result = "    ";
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "    ";
  }
  return result + "\n";
}

std::string textOf(const base::DiagnosticDef& def) {
  std::string text = fmt::format("{} {} ({}, {})\n\n{}.\n\n{}\n", def.code, def.name, base::name(def.severity),
                                 base::name(def.category), def.summary, def.doc);
  if (const lint::Rule* rule = lintRule(def))
    for (const lint::Example& example : rule->examples)
      text += fmt::format("\nInstead of\n\n{}\nwrite\n\n{}", indented(example.bad), indented(example.good));
  if (def.fix != base::FixKind::none)
    text += fmt::format("\nFixed by {}.\n", def.fix == base::FixKind::safe ? "--fix" : "--fix=review");
  return text;
}

}  // namespace

int explain(const ExplainArguments& arguments) {
  int code = 0;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  bool first = true;
  for (const std::string& asked : arguments.codes) {
    const base::DiagnosticDef* def = driver::findCode(asked);
    if (def == nullptr) {
      std::vector<std::string_view> names;
      for (const base::DiagnosticDef* known : driver::allCodes()) {
        names.push_back(known->code);
        names.push_back(known->name);
      }
      const auto near = base::closest(asked, names);
      err(fmt::format("quarry: there is no code `{}`{}\n", asked,
                      near ? fmt::format("; did you mean `{}`?", *near) : ""));
      code = 2;
      continue;
    }
    if (arguments.format == "json")
      all.push_back({{"code", def->code},
                     {"name", def->name},
                     {"category", base::name(def->category)},
                     {"severity", base::name(def->severity)},
                     {"summary", def->summary},
                     {"doc", def->doc},
                     {"fix", base::name(def->fix)}});
    else
      out((first ? "" : "\n") + textOf(*def));
    first = false;
  }
  if (arguments.format == "json") out(base::dumpJson({{"codes", all}}));
  return code;
}

}  // namespace quarry::cli
