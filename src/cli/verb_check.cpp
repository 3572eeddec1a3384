// quarry check
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "cli/cli.h"
#include "driver/parallel.h"
#include "quarry/base/edit.h"
#include "quarry/base/render.h"
#include "quarry/driver/config.h"

namespace quarry::cli {

namespace {

bool named(const base::Diagnostic& finding, const std::vector<std::string>& codes) {
  return std::any_of(codes.begin(), codes.end(), [&](const std::string& code) {
    return finding.def->code.starts_with(code) || finding.def->name == code;
  });
}

bool fails(const base::Report& report, const std::string& failOn) {
  const base::Counts counts = report.counts();
  if (failOn == "never") return false;
  return counts.errors > 0 || (failOn != "error" && counts.warnings > 0) || (failOn == "info" && counts.infos > 0);
}

// Returns false, and says so, if the file could not be written.
bool writeWhole(const std::string& path, const std::string& text) {
  try {
    base::replaceFile(path, text);
    return true;
  } catch (const std::system_error& error) {
    err(fmt::format("quarry: {}\n", error.what()));
    return false;
  }
}

bool write(const driver::Checked& checked, const driver::Workspace& workspace) {
  bool good = true;
  for (const driver::Checked::Change& change : checked.changes)
    good = writeWhole(workspace.files[change.file].path, change.after) && good;
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

}  // namespace

int check(const CheckArguments& arguments) {
  const auto also = alsoReports(arguments.also);
  if (!also) return 2;
  std::vector<std::string> problems;
  driver::loadConfig(arguments.common.config, problems);
  driver::Workspace workspace = driver::load(arguments.paths, {arguments.common.stdinName});
  problems.insert(problems.end(), workspace.problems.begin(), workspace.problems.end());
  for (const std::string& problem : problems) err(fmt::format("quarry: {}\n", problem));
  if (workspace.files.empty()) return 2;
  int code = problems.empty() ? 0 : 2;

  if (arguments.emit == "tree") {
    for (const driver::File& file : workspace.files)
      if (file.readable && file.kind == driver::FileKind::query) out(driver::queryTree(file, workspace.sources));
    return code;
  }
  driver::CheckOptions options;
  options.jobs = arguments.common.jobs != 0 ? arguments.common.jobs : driver::defaultJobs(workspace.files.size());
  const bool fixes = !arguments.fix.empty() || arguments.diff;
  if (fixes) options.fix = arguments.fix == "review" ? driver::FixLevel::review : driver::FixLevel::safe;
  driver::Checked checked = driver::check(workspace, options);

  if (arguments.diff) {
    for (const driver::Checked::Change& change : checked.changes)
      out(driver::unifiedDiff(workspace.files[change.file].path, change.before, change.after));
    return std::max(code, checked.changes.empty() ? 0 : 1);
  }
  const bool fromStdin =
      std::any_of(arguments.paths.begin(), arguments.paths.end(), [](const std::string& path) { return path == "-"; });
  if (fixes && fromStdin) {
    // A filter: the fixed text is the result, the findings go beside it.
    out(checked.sources[workspace.files.back().id].text());
  } else if (fixes && !write(checked, workspace)) {
    code = 2;
  }
  std::erase_if(checked.report.findings(), [&](const base::Diagnostic& finding) {
    return named(finding, arguments.ignore) || (!arguments.select.empty() && !named(finding, arguments.select));
  });
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
    err(fmt::format("checked {} file{}: nothing to report\n", workspace.files.size(),
                    workspace.files.size() == 1 ? "" : "s"));
  if (fixes && !fromStdin && !checked.changes.empty())
    err(fmt::format("fixed {} file{}\n", checked.changes.size(), checked.changes.size() == 1 ? "" : "s"));
  return std::max(code, fails(checked.report, arguments.failOn) ? 1 : 0);
}

}  // namespace quarry::cli
