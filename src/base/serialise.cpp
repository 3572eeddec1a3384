// A report as bytes and back, for worker processes.
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "quarry/base/report.h"

namespace quarry::base {

namespace {

using Json = nlohmann::json;

Json toJson(const Sources& sources, Span span) {
  const Span outer = sources.outermost(span);
  return Json::array({static_cast<std::uint32_t>(outer.file), outer.begin, outer.end});
}

Span toSpan(const Json& json) {
  return {static_cast<FileId>(json.at(0).get<std::uint32_t>()), json.at(1).get<std::uint32_t>(),
          json.at(2).get<std::uint32_t>()};
}

Json labels(const Sources& sources, const std::vector<Label>& all) {
  Json out = Json::array();
  for (const Label& label : all) out.push_back({{"span", toJson(sources, label.span)}, {"text", label.text}});
  return out;
}

Json fixes(const Sources& sources, const std::vector<Fix>& all) {
  Json out = Json::array();
  for (const Fix& fix : all) {
    Json edits = Json::array();
    for (const Edit& edit : fix.edits)
      edits.push_back({{"span", toJson(sources, edit.span)}, {"text", edit.replacement}});
    out.push_back({{"title", fix.title}, {"safe", fix.safety == Safety::safe}, {"edits", std::move(edits)}});
  }
  return out;
}

Label toLabel(const Json& json) { return {toSpan(json.at("span")), json.at("text").get<std::string>()}; }

}  // namespace

std::string Report::serialise(const Sources& sources) const {
  Json all = Json::array();
  for (const Diagnostic& d : findings_)
    all.push_back({{"code", d.def->code},
                   {"severity", static_cast<int>(d.severity)},
                   {"message", d.message},
                   {"primary", labels(sources, {d.primary}).at(0)},
                   {"secondary", labels(sources, d.secondary)},
                   {"notes", d.notes},
                   {"fixes", fixes(sources, d.fixes)}});
  // A file name may hold bytes that are no UTF-8, and a message may quote it.
  return all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Report Report::deserialise(std::string_view bytes, const DefLookup& lookup) {
  Report report;
  try {
    for (const Json& json : Json::parse(bytes)) {
      Diagnostic d;
      d.def = lookup(json.at("code").get<std::string>());
      if (d.def == nullptr) throw std::runtime_error("unknown code in a serialised report");
      d.severity = static_cast<Severity>(json.at("severity").get<int>());
      d.message = json.at("message").get<std::string>();
      d.primary = toLabel(json.at("primary"));
      for (const Json& label : json.at("secondary")) d.secondary.push_back(toLabel(label));
      d.notes = json.at("notes").get<std::vector<std::string>>();
      for (const Json& fix : json.at("fixes")) {
        Fix out{fix.at("title").get<std::string>(), {}, fix.at("safe").get<bool>() ? Safety::safe : Safety::review};
        for (const Json& edit : fix.at("edits"))
          out.edits.push_back({toSpan(edit.at("span")), edit.at("text").get<std::string>()});
        d.fixes.push_back(std::move(out));
      }
      report.add(std::move(d));
    }
  } catch (const Json::exception& error) {
    throw std::runtime_error(std::string("a serialised report is damaged: ") + error.what());
  }
  return report;
}

}  // namespace quarry::base
