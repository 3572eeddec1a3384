#include "quarry/driver/check.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "driver/parallel.h"
#include "quarry/base/codes/rule.h"
#include "quarry/base/edit.h"
#include "quarry/base/limits.h"
#include "quarry/cql/flow.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/codes.h"
#include "quarry/driver/embedded.h"
#include "quarry/ir/passes.h"
#include "quarry/lint/rule.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace {

using Json = nlohmann::json;

// Without a configuration nobody has had a chance to say what a placeholder or a list stands for: the rule itself is
// right, and `build` will ask.
void softenUndeclared(const rule::Environment& environment, base::Report& report) {
  if (!environment.path.empty()) return;
  for (base::Diagnostic& finding : report.findings())
    if (finding.def->code == codes::unknownPlaceholder.code || finding.def->code == codes::unknownList.code)
      finding.severity = base::Severity::warning;
}

void checkDocument(const rule::Document& document, const rule::Environment& environment, base::Sources& sources,
                   base::Report& report) {
  if (const auto* filter = std::get_if<rule::Filter>(&document)) {
    rule::lowerFilter(*filter, environment, sources, report);
    return;
  }
  const auto* rule = std::get_if<rule::Rule>(&document);
  if (rule == nullptr) return;
  auto plan = rule::lower(*rule, sources, report, environment);
  if (!plan) return;
  ir::normalise(*plan);
  ir::verify(*plan, report);
}

// The file's documents are read.
void checkRules(File& file, const rule::Environment& environment, base::Sources& sources, base::Report& report) {
  report.merge(takeFindings(file));
  for (const rule::Document& document : file.documents) checkDocument(document, environment, sources, report);
  softenUndeclared(environment, report);
  lint::run(file.id, file.documents, environment, sources, report);
}

void checkQuery(base::FileId query, lint::Use use, const base::Sources& sources, const CheckOptions& options,
                base::Report& report) {
  const cql::Tree tree = cql::parse(query, sources, report);
  lint::Context context{tree, sources, options.functions};
  context.use = use;
  context.installation = &options.installation;
  lint::run(context, report);
}

lint::Use useOf(const File& file, const CheckOptions& options) {
  return options.useOf ? options.useOf(file) : lint::Use::unknown;
}

// Fixes become changes of the file; one that the form of the query cannot hold is left out.
void checkHost(const File& file, base::Sources& sources, const CheckOptions& options, base::Report& report) {
  for (const EmbeddedQuery& query : embeddedQueries(file.id, hostFormat(file.path), sources, report)) {
    base::Report found;
    const lint::Use use = query.use == lint::Use::unknown ? useOf(file, options) : query.use;
    checkQuery(query.id, use, sources, options, found);
    for (base::Diagnostic& finding : found.findings()) {
      std::erase_if(finding.fixes, [&](base::Fix& fix) {
        std::vector<base::Edit> edits;
        for (const base::Edit& edit : fix.edits)
          if (auto outer = inFile(query, edit, sources)) edits.push_back(std::move(*outer));
        const bool lost = edits.size() != fix.edits.size();
        fix.edits = std::move(edits);
        return lost;
      });
    }
    report.merge(std::move(found));
  }
}

void checkFile(File& file, const CheckOptions& options, base::Sources& sources, base::Report& report) {
  switch (file.kind) {
    case FileKind::rule:
      return checkRules(file, options.environment, sources, report);
    case FileKind::query:
      return checkQuery(file.id, useOf(file, options), sources, options, report);
    case FileKind::host:
      return checkHost(file, sources, options, report);
  }
}

// The text with fixes applied until no more apply.
std::string fixed(const File& original, const base::Sources& sources, const CheckOptions& options) {
  std::string text(sources[original.id].text());
  for (std::size_t round = 0; round < base::limit::kFixRounds; ++round) {
    base::Sources own;
    File file = original;
    file.id = own.add(original.path, text);
    if (file.kind == FileKind::rule) readDocuments(file, own);
    base::Report report;
    checkFile(file, options, own, report);
    report.sort(own);
    if (options.sieve) options.sieve(report, own);
    std::vector<base::Fix> outer;
    for (const base::Diagnostic& finding : report.findings())
      for (const base::Fix& fix : finding.fixes) {
        if (options.fix == FixLevel::safe && fix.safety != base::Safety::safe) continue;
        if (!std::all_of(fix.edits.begin(), fix.edits.end(),
                         [&](const base::Edit& edit) { return own.isExact(edit.span); }))
          continue;
        outer.push_back(fix);
        for (base::Edit& edit : outer.back().edits) edit.span = own.outermost(edit.span);
        break;  // one finding, one fix
      }
    std::vector<const base::Fix*> fixes;
    fixes.reserve(outer.size());
    for (const base::Fix& fix : outer) fixes.push_back(&fix);
    const base::Applied applied = base::applyFixes(text, file.id, fixes);
    if (applied.fixes == 0 || applied.text == text) break;
    text = applied.text;
  }
  return text;
}

}  // namespace

Checked check(Workspace& workspace, const CheckOptions& options) {
  Checked checked;
  const auto isWanted = [&](const File& file) { return file.readable && (!options.only || options.only(file)); };
  // The files once more, as they are after fixing: places in the findings are places in these.
  std::vector<std::string> texts;
  if (options.fix != FixLevel::none) {
    const auto results = inWorkers(workspace.files.size(), options.jobs, [&](std::size_t i) {
      const File& file = workspace.files[i];
      return isWanted(file) ? fixed(file, workspace.sources, options) : std::string(workspace.sources[file.id].text());
    });
    for (std::size_t i = 0; i < results.size(); ++i)
      texts.push_back(results[i].bytes.value_or(std::string(workspace.sources[workspace.files[i].id].text())));
  }
  for (std::size_t i = 0; i < workspace.files.size(); ++i) {
    const std::string before(workspace.sources[workspace.files[i].id].text());
    const std::string after = texts.empty() ? before : texts[i];
    if (before != after) checked.changes.push_back({i, before, after});
    checked.sources.add(workspace.files[i].path, after);
  }
  checked.report = std::move(workspace.report);
  Workspace after;
  after.files = workspace.files;
  readAllDocuments(after.files, checked.sources, options.jobs);
  const auto results = inWorkers(after.files.size(), options.jobs, [&](std::size_t i) {
    base::Report report;
    if (isWanted(after.files[i])) checkFile(after.files[i], options, checked.sources, report);
    return report.serialise(checked.sources);
  });
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].bytes)
      checked.report.merge(
          base::Report::deserialise(*results[i].bytes, [](std::string_view code) { return findCode(code); }));
    else
      reportFault(results[i], workspace.files[i], checked.report);
  }
  // Ids and names across files. What reading said is in the results.
  for (File& file : after.files) takeFindings(file);
  link(after);
  std::vector<const rule::Document*> documents;
  for (const File& file : after.files)
    for (const rule::Document& document : file.documents) documents.push_back(&document);
  lint::run({documents, checked.sources}, checked.report);
  for (File& file : after.files) checked.report.merge(takeFindings(file));
  checked.report.sort(checked.sources);
  if (options.sieve) options.sieve(checked.report, checked.sources);
  return checked;
}

namespace {

// What is printed for each query of a file, under its key where the file holds several.
std::string eachQuery(const File& file, base::Sources& sources,
                      std::string (*print)(const cql::Tree&, base::Sources&)) {
  base::Report quiet;
  if (file.kind == FileKind::query) return print(cql::parse(file.id, sources, quiet), sources);
  std::string out;
  for (const EmbeddedQuery& query : embeddedQueries(file.id, hostFormat(file.path), sources, quiet))
    out += query.key + ":\n" + print(cql::parse(query.id, sources, quiet), sources);
  return out;
}

}  // namespace

std::string queryTree(const File& file, base::Sources& sources) {
  return eachQuery(file, sources, [](const cql::Tree& tree, base::Sources&) { return cql::dump(tree); });
}

std::string queryFlow(const File& file, base::Sources& sources) {
  return eachQuery(file, sources,
                   [](const cql::Tree& tree, base::Sources& all) { return cql::print(cql::flow(tree), all); });
}

}  // namespace quarry::driver
