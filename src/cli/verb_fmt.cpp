// quarry fmt
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "driver/parallel.h"
#include "quarry/base/file.h"
#include "quarry/base/render.h"
#include "quarry/driver/check.h"
#include "quarry/driver/format.h"

namespace quarry::cli {

namespace {

std::string files(std::size_t n) { return fmt::format("{} file{}", n, n == 1 ? "" : "s"); }

// Returns the number of files written; says which could not be.
std::size_t write(const driver::FormatOutcome& outcome, const driver::Workspace& workspace) {
  std::size_t written = 0;
  for (const driver::FormatOutcome::Change& change : outcome.changes) {
    try {
      const driver::File& file = workspace.files[change.file];
      base::replaceFile(file.path, change.after, workspace.sources[file.id].text());
      ++written;
    } catch (const base::FileError& error) {
      complain(error.what());
    }
  }
  return written;
}

}  // namespace

int format(const FmtArguments& arguments) {
  const bool filter =
      std::any_of(arguments.paths.begin(), arguments.paths.end(), [](const std::string& path) { return path == "-"; });
  if (filter && arguments.paths.size() > 1) {
    err("quarry: `-` (standard input) stands alone: its result goes to standard output\n");
    return 2;
  }
  driver::Workspace workspace = driver::load(arguments.paths, {arguments.stdinName});
  for (const std::string& problem : workspace.problems) complain(problem);
  int code = workspace.problems.empty() ? 0 : 2;
  std::erase_if(workspace.report.findings(), [&](const base::Diagnostic& finding) {
    return std::none_of(workspace.files.begin(), workspace.files.end(), [&](const driver::File& file) {
      return file.id == finding.primary.span.file && file.kind != driver::FileKind::rule;
    });
  });
  const unsigned jobs = arguments.jobs != 0 ? arguments.jobs : driver::defaultJobs(workspace.files.size());
  driver::FormatOutcome outcome = driver::formatAll(workspace, jobs);
  const auto path = [&](std::size_t file) -> const std::string& { return workspace.files[file].path; };
  const auto before = [&](std::size_t file) { return std::string(workspace.sources[workspace.files[file].id].text()); };

  if (outcome.report.size() > 0)
    err(base::renderText(outcome.report, workspace.sources,
                         {useColour(arguments.colour, STDERR_FILENO), 120, outcome.looked}));
  for (const std::size_t file : outcome.faults)
    err(fmt::format("quarry: {}: left as it is, its new layout would not read the same; please report this\n",
                    path(file)));
  if (!outcome.faults.empty()) code = 2;
  if (!outcome.left.empty()) code = std::max(code, 1);

  std::vector<std::string> summary;
  const auto tell = [&](std::size_t n, std::string_view what) {
    if (n > 0) summary.push_back(fmt::format("{} {}", files(n), what));
  };
  if (arguments.diff || arguments.check) {
    for (const driver::FormatOutcome::Change& change : outcome.changes)
      out(arguments.diff ? driver::unifiedDiff(path(change.file), before(change.file), change.after)
                         : base::shown(path(change.file)) + "\n");
    if (!outcome.changes.empty()) code = std::max(code, 1);
    tell(outcome.changes.size(), "would be formatted");
  } else if (filter) {
    if (outcome.left.empty() && outcome.faults.empty() && !workspace.files.empty())
      out(outcome.changes.empty() ? before(0) : outcome.changes.front().after);
    return code;
  } else {
    const std::size_t written = write(outcome, workspace);
    if (written != outcome.changes.size()) code = 2;
    tell(written, "formatted");
  }
  if (workspace.files.empty()) return code;
  const std::size_t kept = outcome.looked - outcome.changes.size() - outcome.left.size() - outcome.faults.size();
  tell(kept, "unchanged");
  tell(outcome.left.size(), "left as written because of errors");
  if (outcome.looked == 0) summary.emplace_back("no CQL to format");
  err(fmt::format("{}\n", fmt::join(summary, ", ")));
  return code;
}

}  // namespace quarry::cli
