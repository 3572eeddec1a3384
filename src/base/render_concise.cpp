#include <fmt/format.h>

#include <iterator>

#include "quarry/base/file.h"
#include "quarry/base/render.h"

namespace quarry::base {

std::string renderConcise(const Report& report, const Sources& sources) {
  std::string out;
  for (const Diagnostic& d : report.findings()) {
    const Span at = sources.outermost(d.primary.span);
    const Position position = sources[at.file].position(at.begin);
    fmt::format_to(std::back_inserter(out), "{}:{}:{}: {}[{}] {}\n", shown(sources[at.file].path()), position.line,
                   position.column, name(d.severity), d.def->code, shown(d.message));
  }
  return out;
}

}  // namespace quarry::base
