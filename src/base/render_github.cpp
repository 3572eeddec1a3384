// Workflow commands. Vendor page: docs.github.com, "Workflow commands for GitHub Actions", setting an error message.
#include <fmt/format.h>

#include <iterator>

#include "quarry/base/file.h"
#include "quarry/base/render.h"

namespace quarry::base {

namespace {

// The runner decodes these; in a property a comma and a colon are its own as well. Other control characters would reach
// the terminal of who reads the log.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
      out += fmt::format("%{:02X}", byte);
    else if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out;
}

std::string_view command(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "notice";
}

}  // namespace

std::string renderGithub(const Report& report, const Sources& sources) {
  std::string out;
  for (const Diagnostic& d : report.findings()) {
    const Span at = sources.outermost(d.primary.span);
    const Source& source = sources[at.file];
    const Position begin = source.position(at.begin), end = source.position(at.end);
    std::string message = d.message;
    for (const std::string& note : d.notes) message += "\n" + note;
    fmt::format_to(std::back_inserter(out), "::{} file={},line={},endLine={}", command(d.severity),
                   escaped(asUtf8(source.path()), true), begin.line, end.line);
    // Columns are understood within one line only.
    if (begin.line == end.line)
      fmt::format_to(std::back_inserter(out), ",col={},endColumn={}", begin.column, end.column);
    fmt::format_to(std::back_inserter(out), ",title={}::{}\n",
                   escaped(fmt::format("{} {}", d.def->code, d.def->name), true), escaped(message, false));
  }
  return out;
}

}  // namespace quarry::base
