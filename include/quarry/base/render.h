// Renders a report for people and for programs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "quarry/base/report.h"

namespace quarry::base {

enum class Format {
  text,     // code frames with carets, notes, fixes as a diff, a closing summary line
  concise,  // `path:line:col: error[CODE] message`, one a line
  json,     // the findings object of docs/cli.md
  sarif,    // SARIF 2.1.0, for code scanning
  github,   // workflow commands, which GitHub shows as annotations
  junit,    // JUnit XML: a test case a file, for build servers
};

// Their names, in the order of the enumeration.
inline constexpr std::string_view kFormatNames[] = {"text", "concise", "json", "sarif", "github", "junit"};

std::optional<Format> formatByName(std::string_view name);

struct RenderOptions {
  bool colour = false;
  std::size_t width = 120;  // columns; long source lines are cut around the label
  std::size_t files = 0;    // files looked at: the first ones of the sources
};

std::string render(Format format, const Report& report, const Sources& sources, const RenderOptions& options);

std::string renderText(const Report& report, const Sources& sources, const RenderOptions& options);
std::string renderConcise(const Report& report, const Sources& sources);
std::string renderJson(const Report& report, const Sources& sources, const RenderOptions& options);
std::string renderSarif(const Report& report, const Sources& sources);
std::string renderGithub(const Report& report, const Sources& sources);
std::string renderJunit(const Report& report, const Sources& sources, const RenderOptions& options);

}  // namespace quarry::base
