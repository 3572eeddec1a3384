// JUnit XML as build servers read it: a file is a test case, its findings are failures. Infos do not fail.
#include <fmt/format.h>

#include <iterator>
#include <map>
#include <vector>

#include "quarry/base/file.h"
#include "quarry/base/render.h"
#include "quarry/base/xml.h"

namespace quarry::base {

namespace {

struct Case {
  std::string failures, notes;
  std::size_t failed = 0;
};

void add(Case& one, const Diagnostic& d, const Position& at, const std::string& path) {
  const std::string line =
      fmt::format("{}:{}:{}: {}[{}] {}", path, at.line, at.column, name(d.severity), d.def->code, d.message);
  if (d.severity == Severity::info) {
    one.notes += xmlText(line + "\n");
    return;
  }
  ++one.failed;
  std::string body = line;
  for (const std::string& note : d.notes) body += "\n" + note;
  fmt::format_to(std::back_inserter(one.failures), "      <failure type=\"{} {}\" message=\"{}\">{}</failure>\n",
                 d.def->code, d.def->name, xmlText(fmt::format("line {}: {}", at.line, d.message)), xmlText(body));
}

}  // namespace

std::string renderJunit(const Report& report, const Sources& sources, const RenderOptions& options) {
  std::map<std::size_t, Case> cases;  // by file
  for (std::size_t i = 0; i < options.files; ++i) cases[i];
  for (const Diagnostic& d : report.findings()) {
    const Span at = sources.outermost(d.primary.span);
    add(cases[static_cast<std::size_t>(at.file)], d, sources[at.file].position(at.begin),
        shown(sources[at.file].path()));
  }
  std::string body;
  std::size_t failed = 0;
  for (const auto& [file, one] : cases) {
    if (one.failed > 0) ++failed;
    const std::string name = xmlText(shown(sources[static_cast<FileId>(file)].path()));
    if (one.failures.empty() && one.notes.empty()) {
      fmt::format_to(std::back_inserter(body), "    <testcase classname=\"quarry\" name=\"{}\"/>\n", name);
      continue;
    }
    fmt::format_to(std::back_inserter(body), "    <testcase classname=\"quarry\" name=\"{}\">\n{}", name, one.failures);
    if (!one.notes.empty()) fmt::format_to(std::back_inserter(body), "      <system-out>{}</system-out>\n", one.notes);
    body += "    </testcase>\n";
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{0}\" failures=\"{1}\">\n"
      "  <testsuite name=\"quarry check\" tests=\"{0}\" failures=\"{1}\">\n{2}  </testsuite>\n</testsuites>\n",
      cases.size(), failed, body);
}

}  // namespace quarry::base
