// Findings for programs: docs/cli.md has the schema.
#include <nlohmann/json.hpp>

#include "quarry/base/file.h"
#include "quarry/base/json.h"
#include "quarry/base/render.h"

namespace quarry::base {

nlohmann::ordered_json findingsJson(const Report& report, const Sources& sources) {
  using Json = nlohmann::ordered_json;
  Json findings = Json::array();
  for (const Diagnostic& d : report.findings()) {
    const Span at = sources.outermost(d.primary.span);
    const Position begin = sources[at.file].position(at.begin), end = sources[at.file].position(at.end);
    Json fixes = Json::array();
    for (const Fix& fix : d.fixes) {
      Json edits = Json::array();
      for (const Edit& edit : fix.edits) {
        const Span span = sources.outermost(edit.span);
        edits.push_back({{"start", span.begin}, {"end", span.end}, {"text", edit.replacement}});
      }
      fixes.push_back({{"title", fix.title}, {"safety", name(fix.safety)}, {"edits", std::move(edits)}});
    }
    findings.push_back({{"code", d.def->code},
                        {"name", d.def->name},
                        {"category", name(d.def->category)},
                        {"severity", name(d.severity)},
                        {"message", d.message},
                        {"file", asUtf8(sources[at.file].path())},
                        {"line", begin.line},
                        {"column", begin.column},
                        {"endLine", end.line},
                        {"endColumn", end.column},
                        {"fixes", std::move(fixes)},
                        {"notes", d.notes}});
  }
  return findings;
}

std::string dumpJson(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string renderJson(const Report& report, const Sources& sources, const RenderOptions& options) {
  const Counts counts = report.counts();
  return dumpJson({{"version", 1},
                   {"findings", findingsJson(report, sources)},
                   {"summary",
                    {{"files", options.files},
                     {"errors", counts.errors},
                     {"warnings", counts.warnings},
                     {"infos", counts.infos},
                     {"fixable", counts.fixable}}}});
}

}  // namespace quarry::base
