// quarry check
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "cli/cli.h"
#include "cli/kept.h"
#include "driver/parallel.h"
#include "driver/paths.h"
#include "quarry/base/file.h"
#include "quarry/base/render.h"
#include "quarry/driver/baseline.h"
#include "quarry/driver/changed.h"
#include "quarry/driver/codes.h"
#include "quarry/driver/config.h"

namespace quarry::cli {

namespace fs = std::filesystem;

namespace {

bool fails(const base::Report& report, const std::string& failOn) {
  const base::Counts counts = report.counts();
  if (failOn == "never") return false;
  return counts.errors > 0 || (failOn != "error" && counts.warnings > 0) || (failOn == "info" && counts.infos > 0);
}

// Returns false, and says so, if the file could not be written, or is no longer what `was` says.
bool writeWhole(const std::string& path, const std::string& text, std::optional<std::string_view> was = std::nullopt) {
  try {
    base::replaceFile(path, text, was);
    return true;
  } catch (const base::FileError& error) {
    complain(error.what());
    return false;
  }
}

bool write(const driver::Checked& checked, const driver::Workspace& workspace) {
  bool good = true;
  for (const driver::Checked::Change& change : checked.changes)
    good = writeWhole(workspace.files[change.file].path, change.after, change.before) && good;
  return good;
}

// FORMAT=FILE; nothing if one is not.
std::optional<std::vector<std::pair<base::Format, std::string>>> alsoReports(const std::vector<std::string>& asked) {
  std::vector<std::pair<base::Format, std::string>> all;
  for (const std::string& one : asked) {
    const std::size_t equals = one.find('=');
    const auto format = base::formatByName(one.substr(0, equals));
    if (!format || equals == std::string::npos || equals + 1 == one.size()) {
      err(fmt::format("quarry: --also takes FORMAT=FILE, such as sarif=quarry.sarif, not `{}`\n", one));
      return std::nullopt;
    }
    all.emplace_back(*format, one.substr(equals + 1));
  }
  return all;
}

// What decides which findings are reported.
struct Selection {
  driver::FindingFilter filter;
  std::optional<driver::Baseline> baseline;
  std::optional<std::set<std::string>> changed;  // canonical paths
};

// Throws std::runtime_error with a sentence.
Selection selectionOf(const CheckArguments& arguments, const driver::Config& config) {
  for (const auto* codes : {&arguments.select, &arguments.ignore})
    for (const std::string& code : *codes)
      if (!driver::namesCodes(code))
        throw std::runtime_error(fmt::format("`{}` is no code; `quarry list codes` has them", code));
  Selection selection{{arguments.select, arguments.ignore, config.lint, config.path}, {}, {}};
  // The configuration's is found from the configuration's folder.
  std::string baseline = arguments.baseline;
  if (baseline.empty() && !config.lint.baseline.empty())
    baseline = (fs::path(config.path).parent_path() / config.lint.baseline).string();
  if (!baseline.empty() && arguments.writeBaseline.empty()) selection.baseline = driver::Baseline::load(baseline);
  if (!arguments.changed.empty()) selection.changed = driver::changedSince(arguments.changed);
  return selection;
}

bool isChanged(const Selection& selection, const std::string& path) {
  return !selection.changed || selection.changed->contains(driver::canonical(path).string());
}

// Takes out what is not reported; returns how many entries of the baseline are left over.
std::size_t sift(const Selection& selection, base::Report& report, const base::Sources& sources) {
  std::optional<driver::Baseline> baseline = selection.baseline;
  std::erase_if(report.findings(), [&](base::Diagnostic& finding) {
    const std::string& path = sources[sources.outermost(finding.primary.span).file].path();
    return !isChanged(selection, path) || !selection.filter.accept(finding, path) ||
           (baseline && baseline->cover(finding, sources));
  });
  return baseline ? baseline->unused() : 0;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

int emit(const std::string& what, driver::Workspace& workspace) {
  const auto print = what == "flow" ? driver::queryFlow : driver::queryTree;
  for (const driver::File& file : workspace.files)
    if (file.readable && file.kind != driver::FileKind::rule) out(print(file, workspace.sources));
  return 0;
}

int printDifferences(const driver::Checked& checked, const driver::Workspace& workspace) {
  for (const driver::Checked::Change& change : checked.changes)
    out(driver::unifiedDiff(workspace.files[change.file].path, change.before, change.after));
  return checked.changes.empty() ? 0 : 1;
}

}  // namespace

int check(const CheckArguments& arguments) {
  const auto also = alsoReports(arguments.also);
  if (!also) return 2;
  std::vector<std::string> problems;
  const driver::Config config = driver::loadConfig(arguments.common.config, problems);
  driver::Workspace& workspace =
      keptToTheEnd(driver::load(arguments.paths, {arguments.common.stdinName, arguments.common.jobs}));
  problems.insert(problems.end(), workspace.problems.begin(), workspace.problems.end());
  for (const std::string& problem : problems) complain(problem);
  if (workspace.files.empty()) return 2;
  int code = problems.empty() ? 0 : 2;
  if (!arguments.emit.empty()) return std::max(code, emit(arguments.emit, workspace));

  Selection selection;
  try {
    selection = selectionOf(arguments, config);
  } catch (const std::runtime_error& error) {
    complain(error.what());
    return 2;
  }
  std::size_t leftOver = 0;  // of the baseline, once everything is sifted
  driver::CheckOptions options;
  options.environment = config.environment;
  options.jobs = arguments.common.jobs != 0 ? arguments.common.jobs : driver::defaultJobs(workspace.files.size());
  options.functions = config.functions;
  options.installation = config.installation;
  options.useOf = [&](const driver::File& file) { return selection.filter.useOf(file.path); };
  options.only = [&](const driver::File& file) { return isChanged(selection, file.path); };
  options.sieve = [&](base::Report& report, const base::Sources& sources) {
    leftOver = sift(selection, report, sources);
  };
  const bool fixes = !arguments.fix.empty() || arguments.diff;
  if (fixes) options.fix = arguments.fix == "review" ? driver::FixLevel::review : driver::FixLevel::safe;
  driver::Checked& checked = keptToTheEnd(driver::check(workspace, options));

  if (!arguments.writeBaseline.empty()) {
    const bool written = writeWhole(arguments.writeBaseline,
                                    driver::Baseline::render(checked.report, checked.sources, arguments.writeBaseline));
    err(fmt::format("{} in the baseline\n", counted(checked.report.size(), "finding")));
    return written ? code : 2;
  }
  if (arguments.diff) return std::max(code, printDifferences(checked, workspace));
  const bool fromStdin =
      std::any_of(arguments.paths.begin(), arguments.paths.end(), [](const std::string& path) { return path == "-"; });
  if (fixes && fromStdin) {
    // A filter: the fixed text is the result, the findings go beside it.
    out(checked.sources[workspace.files.back().id].text());
  } else if (fixes && !write(checked, workspace)) {
    code = 2;
  }
  base::RenderOptions render{useColour(arguments.common.colour, fixes && fromStdin ? STDERR_FILENO : STDOUT_FILENO),
                             120, workspace.files.size()};
  const std::string text =
      base::render(*base::formatByName(arguments.common.format), checked.report, checked.sources, render);
  if (fixes && fromStdin)
    err(text);
  else
    out(text);
  render.colour = false;
  for (const auto& [format, path] : *also)
    if (!writeWhole(path, base::render(format, checked.report, checked.sources, render))) code = 2;
  if (arguments.common.format == "text" && checked.report.size() == 0 && code == 0)
    err(fmt::format("checked {}: nothing to report{}\n", counted(workspace.files.size(), "file"),
                    workspace.skipped == 0 ? ""
                                           : fmt::format(" ({} of YAML left aside: no rule, no query)",
                                                         counted(workspace.skipped, "file"))));
  if (fixes && !fromStdin && !checked.changes.empty())
    err(fmt::format("fixed {}\n", counted(checked.changes.size(), "file")));
  if (leftOver > 0 && !selection.changed)
    err(fmt::format("the baseline lists {} that {} no longer there\n", counted(leftOver, "finding"),
                    leftOver == 1 ? "is" : "are"));
  return std::max(code, fails(checked.report, arguments.failOn) ? 1 : 0);
}

}  // namespace quarry::cli
