// SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), as code scanning services read it.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "quarry/base/json.h"
#include "quarry/base/render.h"

namespace quarry::base {

namespace {

using Json = nlohmann::ordered_json;

// A path as a URI reference: everything but what RFC 3986 leaves unreserved, and the slashes, is encoded.
std::string uri(std::string_view path) {
  std::string out = path.starts_with('/') ? "file://" : "";
  if (path.starts_with("./")) path.remove_prefix(2);
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string_view level(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

Json artifact(const Source& source) { return {{"uri", uri(source.path())}}; }

Json region(const Source& source, Span span) {
  const Position begin = source.position(span.begin), end = source.position(span.end);
  return {{"startLine", begin.line}, {"startColumn", begin.column}, {"endLine", end.line},
          {"endColumn", end.column}, {"byteOffset", span.begin},    {"byteLength", span.end - span.begin}};
}

Json location(const Sources& sources, Span inner) {
  const Span span = sources.outermost(inner);
  const Source& source = sources[span.file];
  return {{"physicalLocation", {{"artifactLocation", artifact(source)}, {"region", region(source, span)}}}};
}

Json rule(const DiagnosticDef& def) {
  return {{"id", def.code},
          {"name", def.name},
          {"shortDescription", {{"text", def.summary}}},
          {"fullDescription", {{"text", def.doc}}},
          {"help", {{"text", def.doc}, {"markdown", def.doc}}},
          {"defaultConfiguration", {{"level", level(def.severity)}}},
          {"properties", {{"category", name(def.category)}, {"tags", Json::array({name(def.category)})}}}};
}

// A fix changes one file: the edits of a finding stand where the finding does.
Json fixJson(const Sources& sources, const Fix& fix) {
  Json replacements = Json::array();
  for (const Edit& edit : fix.edits) {
    const Span span = sources.outermost(edit.span);
    Json replacement = Json::object();
    replacement["deletedRegion"] = region(sources[span.file], span);
    replacement["insertedContent"]["text"] = edit.replacement;
    replacements.push_back(std::move(replacement));
  }
  Json change = Json::object();
  change["artifactLocation"] = artifact(sources[sources.outermost(fix.edits.front().span).file]);
  change["replacements"] = std::move(replacements);
  return {{"description", {{"text", fix.title}}}, {"artifactChanges", Json::array({std::move(change)})}};
}

Json result(const Sources& sources, const Diagnostic& d, std::size_t ruleIndex) {
  std::string message = d.message;
  for (const std::string& note : d.notes) message += "\n" + note;
  Json one = {{"ruleId", d.def->code},
              {"ruleIndex", ruleIndex},
              {"level", level(d.severity)},
              {"message", {{"text", message}}},
              {"locations", Json::array({location(sources, d.primary.span)})}};
  Json related = Json::array();
  for (const Label& label : d.secondary) {
    Json at = location(sources, label.span);
    if (!label.text.empty()) at["message"] = {{"text", label.text}};
    related.push_back(std::move(at));
  }
  if (!related.empty()) one["relatedLocations"] = std::move(related);
  // A fix without edits says what to do in words; SARIF wants at least one change.
  Json fixes = Json::array();
  for (const Fix& fix : d.fixes)
    if (!fix.edits.empty()) fixes.push_back(fixJson(sources, fix));
  if (!fixes.empty()) one["fixes"] = std::move(fixes);
  return one;
}

}  // namespace

std::string renderSarif(const Report& report, const Sources& sources) {
  const auto byCode = [](const DiagnosticDef* a, const DiagnosticDef* b) { return a->code < b->code; };
  std::set<const DiagnosticDef*, decltype(byCode)> used(byCode);
  for (const Diagnostic& d : report.findings()) used.insert(d.def);
  Json rules = Json::array(), results = Json::array();
  for (const DiagnosticDef* def : used) rules.push_back(rule(*def));
  for (const Diagnostic& d : report.findings())
    results.push_back(result(sources, d, static_cast<std::size_t>(std::distance(used.begin(), used.find(d.def)))));
  const Json driver = {{"name", "quarry"}, {"version", QUARRY_VERSION}, {"rules", std::move(rules)}};
  const Json run = {
      {"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", std::move(results)}};
  return dumpJson({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"},
                   {"runs", Json::array({run})}});
}

}  // namespace quarry::base
