#include "quarry/base/render.h"

#include <algorithm>
#include <iterator>

namespace quarry::base {

std::optional<Format> formatByName(std::string_view name) {
  const auto* found = std::find(std::begin(kFormatNames), std::end(kFormatNames), name);
  if (found == std::end(kFormatNames)) return std::nullopt;
  return static_cast<Format>(found - std::begin(kFormatNames));
}

std::string render(Format format, const Report& report, const Sources& sources, const RenderOptions& options) {
  switch (format) {
    case Format::text:
      return renderText(report, sources, options);
    case Format::concise:
      return renderConcise(report, sources);
    case Format::json:
      return renderJson(report, sources, options);
    case Format::sarif:
      return renderSarif(report, sources);
    case Format::github:
      return renderGithub(report, sources);
    case Format::junit:
      return renderJunit(report, sources, options);
  }
  return {};
}

}  // namespace quarry::base
