#include "sarif_shape.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string_view>

namespace quarry::test {

namespace {

using nlohmann::json;
using Names = std::initializer_list<std::string_view>;

class Validator {
 public:
  explicit Validator(std::vector<std::string>& faults) : faults_(faults) {}

  void log(const json& value) {
    object(value, "", {"version", "runs"}, {"$schema"});
    if (value.value("version", "") != "2.1.0") fault("/version", "is not 2.1.0");
    if (value.contains("$schema")) uri(value["$schema"], "/$schema");
    each(value, "runs", "", 0, [&](const json& one, const std::string& at) { run(one, at); });
  }

 private:
  void fault(const std::string& at, const std::string& what) { faults_.push_back(at + " " + what); }

  bool object(const json& value, const std::string& at, Names required, Names allowed) {
    if (!value.is_object()) {
      fault(at, "is no object");
      return false;
    }
    for (const std::string_view name : required)
      if (!value.contains(name)) fault(at, "lacks " + std::string(name));
    for (const auto& member : value.items()) {
      const std::string& name = member.key();
      const auto is = [&](std::string_view known) { return known == name; };
      if (std::none_of(required.begin(), required.end(), is) && std::none_of(allowed.begin(), allowed.end(), is))
        fault(at + "/" + name, "is no member of this object");
    }
    return true;
  }

  template <class Fn>
  void each(const json& value, const std::string& name, const std::string& at, std::size_t least, Fn&& fn) {
    if (!value.is_object() || !value.contains(name)) return;
    const json& list = value[name];
    const std::string place = at + "/" + name;
    if (!list.is_array()) return fault(place, "is no array");
    if (list.size() < least) fault(place, "has too few items");
    for (std::size_t i = 0; i < list.size(); ++i) fn(list[i], place + "/" + std::to_string(i));
  }

  void text(const json& value, const std::string& name, const std::string& at) {
    if (value.is_object() && value.contains(name) && !value[name].is_string()) fault(at + "/" + name, "is no string");
  }

  void integer(const json& value, const std::string& name, const std::string& at, std::int64_t least) {
    if (!value.is_object() || !value.contains(name)) return;
    if (!value[name].is_number_integer() || value[name].get<std::int64_t>() < least)
      fault(at + "/" + name, "is no integer from " + std::to_string(least));
  }

  void oneOf(const json& value, const std::string& name, const std::string& at, Names words) {
    if (!value.is_object() || !value.contains(name)) return;
    const bool known =
        value[name].is_string() && std::find(words.begin(), words.end(), value[name].get<std::string>()) != words.end();
    if (!known) fault(at + "/" + name, "is none of the words of its enumeration");
  }

  // RFC 3986: a reference has no blanks, quotes or other characters that would have to be encoded.
  void uri(const json& value, const std::string& at) {
    if (!value.is_string()) return fault(at, "is no string");
    const std::string text = value;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      if (c <= ' ' || c > 126 || std::string_view("\"<>\\^`{|}").find(text[i]) != std::string_view::npos)
        return fault(at, "is no URI reference");
      if (c == '%' && (i + 2 >= text.size() || std::isxdigit(static_cast<unsigned char>(text[i + 1])) == 0 ||
                       std::isxdigit(static_cast<unsigned char>(text[i + 2])) == 0))
        return fault(at, "is no URI reference");
    }
  }

  void multiformat(const json& value, const std::string& name, const std::string& at) {
    if (!value.contains(name)) return;
    const std::string place = at + "/" + name;
    if (!object(value[name], place, {"text"}, {"markdown", "properties"})) return;
    text(value[name], "text", place);
    text(value[name], "markdown", place);
  }

  void message(const json& value, const std::string& at) {
    if (!object(value, at, {}, {"text", "markdown", "id", "arguments", "properties"})) return;
    if (!value.contains("text") && !value.contains("id")) fault(at, "has neither text nor id");
    text(value, "text", at);
  }

  void run(const json& value, const std::string& at) {
    if (!object(value, at, {"tool"}, {"results", "columnKind", "artifacts", "invocations", "properties"})) return;
    oneOf(value, "columnKind", at, {"utf16CodeUnits", "unicodeCodePoints"});
    if (object(value.value("tool", json()), at + "/tool", {"driver"}, {"extensions", "properties"}))
      driver(value["tool"].value("driver", json()), at + "/tool/driver");
    each(value, "results", at, 0, [&](const json& one, const std::string& place) { result(one, place); });
  }

  void driver(const json& value, const std::string& at) {
    if (!object(value, at, {"name"},
                {"version", "semanticVersion", "informationUri", "rules", "organization", "properties"}))
      return;
    text(value, "name", at);
    text(value, "version", at);
    std::set<std::string> ids;
    each(value, "rules", at, 0, [&](const json& one, const std::string& place) {
      if (!object(
              one, place, {"id"},
              {"name", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration", "properties"}))
        return;
      const std::string id = one.value("id", "");
      if (!ids.insert(id).second) fault(place, "is there twice");
      rules_.push_back(id);
      for (const char* name : {"shortDescription", "fullDescription", "help"}) multiformat(one, name, place);
      if (one.contains("defaultConfiguration")) {
        object(one["defaultConfiguration"], place + "/defaultConfiguration", {},
               {"enabled", "level", "rank", "parameters", "properties"});
        oneOf(one["defaultConfiguration"], "level", place, {"none", "note", "warning", "error"});
      }
    });
  }

  void result(const json& value, const std::string& at) {
    if (!object(value, at, {"message"},
                {"ruleId", "ruleIndex", "level", "kind", "locations", "relatedLocations", "fixes", "properties",
                 "partialFingerprints", "suppressions", "baselineState"}))
      return;
    message(value.value("message", json()), at + "/message");
    oneOf(value, "level", at, {"none", "note", "warning", "error"});
    integer(value, "ruleIndex", at, -1);
    const auto index = value.value("ruleIndex", std::int64_t{-1});
    if (index >= static_cast<std::int64_t>(rules_.size()))
      fault(at + "/ruleIndex", "is beyond the rules");
    else if (index >= 0 && rules_[static_cast<std::size_t>(index)] != value.value("ruleId", ""))
      fault(at + "/ruleIndex", "is that of another rule");
    each(value, "locations", at, 0, [&](const json& one, const std::string& place) { location(one, place); });
    each(value, "relatedLocations", at, 0, [&](const json& one, const std::string& place) { location(one, place); });
    each(value, "fixes", at, 0, [&](const json& one, const std::string& place) { fix(one, place); });
  }

  void location(const json& value, const std::string& at) {
    if (!object(value, at, {}, {"id", "physicalLocation", "logicalLocations", "message", "properties"})) return;
    if (value.contains("message")) message(value["message"], at + "/message");
    if (!value.contains("physicalLocation")) return;
    const json& physical = value["physicalLocation"];
    const std::string place = at + "/physicalLocation";
    if (!object(physical, place, {}, {"artifactLocation", "address", "region", "contextRegion", "properties"})) return;
    if (!physical.contains("artifactLocation") && !physical.contains("address")) fault(place, "names no file");
    if (physical.contains("artifactLocation")) artifact(physical["artifactLocation"], place + "/artifactLocation");
    if (physical.contains("region")) region(physical["region"], place + "/region");
  }

  void artifact(const json& value, const std::string& at) {
    if (object(value, at, {}, {"uri", "uriBaseId", "index", "properties"}) && value.contains("uri"))
      uri(value["uri"], at + "/uri");
  }

  void region(const json& value, const std::string& at) {
    if (!object(value, at, {},
                {"startLine", "startColumn", "endLine", "endColumn", "charOffset", "charLength", "byteOffset",
                 "byteLength", "snippet", "message", "properties"}))
      return;
    for (const char* name : {"startLine", "startColumn", "endLine", "endColumn"}) integer(value, name, at, 1);
    integer(value, "byteOffset", at, -1);
    integer(value, "byteLength", at, 0);
    const auto number = [&](const char* name) { return value.value(name, std::int64_t{1}); };
    const bool backwards = number("endLine") < number("startLine") ||
                           (number("endLine") == number("startLine") && number("endColumn") < number("startColumn"));
    if (value.contains("endLine") && backwards) fault(at, "ends before it begins");
  }

  void fix(const json& value, const std::string& at) {
    if (!object(value, at, {"artifactChanges"}, {"description", "properties"})) return;
    if (value.contains("description")) message(value["description"], at + "/description");
    each(value, "artifactChanges", at, 1, [&](const json& change, const std::string& place) {
      if (!object(change, place, {"artifactLocation", "replacements"}, {"properties"})) return;
      artifact(change.value("artifactLocation", json()), place + "/artifactLocation");
      each(change, "replacements", place, 1, [&](const json& one, const std::string& inner) {
        if (!object(one, inner, {"deletedRegion"}, {"insertedContent", "properties"})) return;
        region(one.value("deletedRegion", json()), inner + "/deletedRegion");
        if (one.contains("insertedContent"))
          object(one["insertedContent"], inner + "/insertedContent", {}, {"text", "binary", "rendered", "properties"});
      });
    });
  }

  std::vector<std::string>& faults_;
  std::vector<std::string> rules_;
};

}  // namespace

std::vector<std::string> sarifFaults(const json& log) {
  std::vector<std::string> faults;
  Validator(faults).log(log);
  return faults;
}

}  // namespace quarry::test
