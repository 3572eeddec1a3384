// Renders a report for people and for programs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "quarry/base/report.h"

namespace quarry::base {

enum class Format { text, concise, json };

std::optional<Format> formatByName(std::string_view name);

struct RenderOptions {
  bool colour = false;
  std::size_t width = 120;  // columns; long source lines are cut around the label
  std::size_t files = 0;    // files looked at, for the summary
};

// text: code frames with carets, notes, fixes as a diff, a closing summary line.
std::string renderText(const Report& report, const Sources& sources, const RenderOptions& options);
// concise: `path:line:col: error[CODE] message`, one a line.
std::string renderConcise(const Report& report, const Sources& sources);
// json: the findings object of docs/cli.md.
std::string renderJson(const Report& report, const Sources& sources, const RenderOptions& options);

}  // namespace quarry::base
