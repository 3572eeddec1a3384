// quarry explain
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "cli/explain_source.h"
#include "cli/function_text.h"
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
      text += fmt::format("\nInstead of{}\n\n{}\nwrite\n\n{}",
                          example.use == lint::Use::unknown ? "" : fmt::format(", in {}", lint::phrase(example.use)),
                          indented(example.bad), indented(example.good));
  if (def.fix != base::FixKind::none)
    text += fmt::format("\nFixed by {}.\n", def.fix == base::FixKind::safe ? "--fix" : "--fix=review");
  return text;
}

}  // namespace

namespace {

// The name of a function, if that is what is asked for: `groupBy()`, or a name that is no code.
std::string_view functionAsked(std::string_view asked, bool sure) {
  if (asked.ends_with("()")) return asked.substr(0, asked.size() - 2);
  return sure || (driver::findCode(asked) == nullptr && cql::find(asked) != nullptr) ? asked : std::string_view();
}

// True, with a message, if there is no such function.
bool unknownFunction(std::string_view asked) {
  if (cql::find(asked) != nullptr) return false;
  std::vector<std::string_view> names;
  for (const cql::Function& f : cql::functions()) names.push_back(f.name);
  const auto near = base::closest(asked, names);
  err(fmt::format("quarry: there is no function `{}` in CQL{}\n", asked,
                  near ? fmt::format("; did you mean `{}`?", *near) : ""));
  return true;
}

}  // namespace

int explain(const ExplainArguments& arguments) {
  int code = 0;
  nlohmann::ordered_json functions = nlohmann::ordered_json::array();
  nlohmann::ordered_json sources = nlohmann::ordered_json::array();
  bool sourceFollows = false;
  bool functionFollows = false;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  bool first = true;
  for (const std::string& asked : arguments.codes) {
    if (!functionFollows && asked == "function" && &asked != &arguments.codes.back()) {
      functionFollows = true;
      continue;
    }
    if (!functionFollows && !sourceFollows && asked == "source" && &asked != &arguments.codes.back()) {
      if (!readOwnSources(arguments.config)) return 2;
      sourceFollows = true;
      continue;
    }
    if (sourceFollows) {
      sourceFollows = false;
      if (unknownSource(asked)) {
        code = 2;
        continue;
      }
      if (arguments.format == "json")
        sources.push_back(sourceJson(asked));
      else
        out((first ? "" : "\n") + sourceText(asked));
      first = false;
      continue;
    }
    const std::string_view function = functionAsked(asked, functionFollows);
    functionFollows = false;
    if (!function.empty()) {
      if (unknownFunction(function)) {
        code = 2;
        continue;
      }
      if (arguments.format == "json")
        functions.push_back(functionJson(*cql::find(function)));
      else
        out((first ? "" : "\n") + functionText(*cql::find(function)));
      first = false;
      continue;
    }
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
  if (arguments.format == "json") {
    nlohmann::ordered_json document = {{"codes", all}};
    if (!functions.empty()) document["functions"] = functions;
    if (!sources.empty()) document["sources"] = sources;
    out(base::dumpJson(document));
  }
  return code;
}

}  // namespace quarry::cli
