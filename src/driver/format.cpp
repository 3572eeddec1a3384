#include "quarry/driver/format.h"

#include <algorithm>

#include "driver/parallel.h"
#include "quarry/base/edit.h"
#include "quarry/cql/format.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/codes.h"
#include "quarry/driver/embedded.h"

namespace quarry::driver {

namespace {

enum class State : char { none = 'n', good = 'g', left = 'l', fault = 'f' };

struct Result {
  State state = State::none;
  std::string text;  // only if good
};

struct Query {
  State state = State::good;
  std::string text;
};

// What the query reads like after formatting is compared with what it read like before: a layout that changes a
// detection must not leave this function.
Query formatted(base::FileId id, const base::Sources& sources, base::Report& report, std::string_view lineEnd) {
  base::Report found;
  const cql::Tree tree = cql::parse(id, sources, found);
  if (found.hasErrors()) {
    std::erase_if(found.findings(), [](const base::Diagnostic& d) { return d.severity != base::Severity::error; });
    report.merge(std::move(found));
    return {State::left, {}};
  }
  const cql::Layout layout{.lineEnd = lineEnd};
  Query query{State::good, cql::format(tree, layout).text};
  base::Sources again;
  base::Report quiet;
  const cql::Tree after = cql::parse(again.add("", query.text), again, quiet);
  if (!cql::sameQuery(tree, after) || cql::format(after, layout).text != query.text) query.state = State::fault;
  return query;
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The line ending of the first line is that of the file; a file ends with one.
Result formatQuery(const File& file, const base::Sources& sources, base::Report& report) {
  const std::string_view text = sources[file.id].text();
  const std::size_t first = text.find('\n');
  const bool carriage = first != std::string_view::npos && first > 0 && text[first - 1] == '\r';
  const std::string_view lineEnd = carriage ? "\r\n" : "\n";
  Query query = formatted(file.id, sources, report, lineEnd);
  if (query.state != State::good) return {query.state, {}};
  if (!query.text.empty()) query.text += lineEnd;
  if (text.starts_with(kByteOrderMark) && !query.text.starts_with(kByteOrderMark)) query.text.insert(0, kByteOrderMark);
  return {State::good, std::move(query.text)};
}

// Only blocks are formatted: a query that was written on one line between quotes stays there.
Result formatHost(const File& file, base::Sources& sources, base::Report& report) {
  const auto queries = embeddedQueries(file.id, hostFormat(file.path), sources, report);
  if (queries.empty()) return {report.hasErrors() ? State::left : State::none, {}};
  State state = report.hasErrors() ? State::left : State::good;
  base::Fix fix;
  std::vector<std::string> expected;
  for (const EmbeddedQuery& query : queries) {
    Query done = formatted(query.id, sources, report, "\n");
    if (done.state != State::good) state = state == State::fault ? state : done.state;
    if (query.lines && done.state == State::good) fix.edits.push_back(replaceLines(query, file.id, done.text));
    expected.push_back(query.lines ? std::move(done.text) : std::string(sources[query.id].text()));
  }
  if (state != State::good) return {state, {}};
  std::string text = base::applyFixes(sources[file.id].text(), file.id, {&fix}).text;
  // What others will read out of the file is what was put in.
  base::Sources again;
  base::Report quiet;
  const base::FileId id = again.add(file.path, text);
  const auto after = embeddedQueries(id, hostFormat(file.path), again, quiet);
  const auto reads = [&](const EmbeddedQuery& query, const std::string& wanted) {
    std::string_view found = again[query.id].text();
    while (query.lines && !found.empty() && (found.back() == '\n' || found.back() == ' ')) found.remove_suffix(1);
    while (query.lines && found.starts_with('\n')) found.remove_prefix(1);
    return found == wanted;
  };
  if (!std::equal(after.begin(), after.end(), expected.begin(), expected.end(), reads)) return {State::fault, {}};
  return {State::good, std::move(text)};
}

Result formatFile(const File& file, base::Sources& sources, base::Report& report) {
  if (!file.readable) return {file.kind == FileKind::rule ? State::none : State::left, {}};
  switch (file.kind) {
    case FileKind::rule:
      return {};
    case FileKind::query:
      return formatQuery(file, sources, report);
    case FileKind::host:
      return formatHost(file, sources, report);
  }
  return {};
}

// For the way between processes: the state, the length of the text in decimal, a line break, the text, the report.
std::string packed(const Result& result, const base::Report& report, const base::Sources& sources) {
  return static_cast<char>(result.state) + std::to_string(result.text.size()) + "\n" + result.text +
         report.serialise(sources);
}

}  // namespace

FormatOutcome formatAll(Workspace& workspace, unsigned jobs) {
  FormatOutcome outcome;
  outcome.report = std::move(workspace.report);
  const auto results = inWorkers(workspace.files.size(), jobs, [&](std::size_t i) {
    base::Report report;
    const Result result = formatFile(workspace.files[i], workspace.sources, report);
    return packed(result, report, workspace.sources);
  });
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i].bytes) {
      reportFault(results[i], workspace.files[i], outcome.report);
      outcome.faults.push_back(i);
      continue;
    }
    const std::string& bytes = *results[i].bytes;
    const auto state = static_cast<State>(bytes.front());
    const std::size_t begin = bytes.find('\n') + 1;
    const std::size_t length = std::stoul(bytes.substr(1, begin - 2));
    if (state != State::none) ++outcome.looked;
    if (state == State::left) outcome.left.push_back(i);
    if (state == State::fault) outcome.faults.push_back(i);
    std::string text = bytes.substr(begin, length);
    if (state == State::good && text != workspace.sources[workspace.files[i].id].text())
      outcome.changes.push_back({i, std::move(text)});
    outcome.report.merge(base::Report::deserialise(std::string_view(bytes).substr(begin + length),
                                                   [](std::string_view code) { return findCode(code); }));
  }
  outcome.report.sort(workspace.sources);
  return outcome;
}

}  // namespace quarry::driver
