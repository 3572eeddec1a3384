// Any text as a file of rules: read, linked, linted and compiled for each target; emitted CQL can be parsed.
#include "quarry/lint/rule.h"

#include "folder.h"
#include "form_seeds.h"
#include "quarry/base/edit.h"
#include "quarry/driver/compile.h"
#include "quarry/driver/config.h"
#include "quarry/rule/attack.h"
#include "quarry/rule/read.h"
#include "support.h"

using namespace quarry;

namespace {

// What a repository says for all its rules, read from files as the program does.
const rule::Environment& environment() {
  static const rule::Environment read = [] {
    fuzz::written("attack.json", fuzz::kBundle);
    std::vector<std::string> problems;
    rule::Environment made =
        driver::loadConfig(fuzz::written("quarry.yml", fuzz::kConfiguration), problems).environment;
    fuzz::require(problems.empty() && made.attack != nullptr && made.lists.size() == 2, "the configuration is read",
                  problems.empty() ? std::string_view() : problems.front());
    return made;
  }();
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  // Most people have no such configuration; which it is follows from the text, so that a finding comes again.
  static const rule::Environment kNone;
  const rule::Environment& environment = text.size() % 3 == 0 ? kNone : ::environment();
  {
    base::Sources sources;
    base::Report report;
    const base::FileId file = sources.add("fuzz.yml", text);
    const std::vector<rule::Document> documents = rule::read(file, sources, report);
    lint::run(file, documents, environment, sources, report);
    fuzz::requirePlaces(report, sources);
    for (const base::Diagnostic& finding : report.findings())
      for (const base::Fix& fix : finding.fixes) {
        bool inFile = true;
        for (const base::Edit& edit : fix.edits) inFile = inFile && edit.span.file == file;
        if (!inFile) continue;
        const std::string fixed = base::applyFixes(text, file, {&fix}).text;
        fuzz::require(!base::invalidUtf8(fixed), "fixes leave UTF-8", finding.def->code);
      }
    for (const rule::Document& document : documents)
      if (const auto* rule = std::get_if<rule::Rule>(&document)) rule::print(*rule);
  }
  driver::Workspace workspace = fuzz::workspaceOf("fuzz.yml", text, driver::FileKind::rule);
  driver::CompileOptions options;
  options.environment = environment;
  if (text.size() % 2 == 0) options.settings.values["cql.correlate"] = "true";
  options.to = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};
  for (const driver::CompiledRule& rule : driver::compileAll(workspace, options)) {
    fuzz::requirePlaces(rule.report, workspace.sources);
    fuzz::require(rule.compiled || rule.isPart || rule.report.hasErrors() || workspace.report.hasErrors(),
                  "what is not compiled is reported");
    for (const auto& [platform, artifact] : rule.outputs) {
      fuzz::require(!base::invalidUtf8(artifact.header + artifact.query), "queries are UTF-8", artifact.query);
      if (platform != "cql") continue;
      const fuzz::Parsed parsed(artifact.header + artifact.query);
      fuzz::require(!parsed.report.hasErrors(), "emitted CQL can be parsed", artifact.query);
    }
  }
  return 0;
}
