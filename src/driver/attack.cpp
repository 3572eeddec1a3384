#include "driver/attack.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <map>

#include "quarry/base/file.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"

namespace quarry::driver {

namespace {

namespace dom = simdjson::dom;

std::string text(const dom::element& object, const char* key) {
  std::string_view value;
  return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

bool flag(const dom::element& object, const char* key) {
  bool value = false;
  return object[key].get(value) == simdjson::SUCCESS && value;
}

// "t1078.004"; empty: the object has no number of ATT&CK.
std::string numberOf(const dom::element& object) {
  dom::array references;
  if (object["external_references"].get(references) != simdjson::SUCCESS) return {};
  for (const dom::element reference : references)
    if (text(reference, "source_name").starts_with("mitre-attack"))
      return base::asciiLower(text(reference, "external_id"));
  return {};
}

rule::Attack::Technique techniqueOf(const dom::element& object) {
  rule::Attack::Technique technique;
  technique.name = text(object, "name");
  technique.revoked = flag(object, "revoked");
  technique.deprecated = flag(object, "x_mitre_deprecated");
  dom::array phases;
  if (object["kill_chain_phases"].get(phases) == simdjson::SUCCESS)
    for (const dom::element phase : phases) technique.tactics.insert(text(phase, "phase_name"));
  return technique;
}

rule::Attack read(const dom::array& objects) {
  rule::Attack attack;
  std::map<std::string, std::string> numbers;  // by the ids of STIX
  std::map<std::string, std::string> successors;
  for (const dom::element object : objects) {
    const std::string type = text(object, "type");
    if (type == "x-mitre-tactic") {
      if (!flag(object, "x_mitre_deprecated") && !flag(object, "revoked"))
        attack.tactics.insert(text(object, "x_mitre_shortname"));
    } else if (type == "relationship" && text(object, "relationship_type") == "revoked-by") {
      successors[text(object, "source_ref")] = text(object, "target_ref");
    } else if (type == "attack-pattern") {
      const std::string number = numberOf(object);
      if (number.empty()) continue;
      numbers[text(object, "id")] = number;
      // An old number may have been given to several objects; the living one counts.
      const auto known = attack.techniques.find(number);
      if (known == attack.techniques.end() || known->second.revoked) attack.techniques[number] = techniqueOf(object);
    }
  }
  for (const auto& [from, to] : successors) {
    const auto old = numbers.find(from), now = numbers.find(to);
    if (old != numbers.end() && now != numbers.end() && old->second != now->second)
      attack.techniques[old->second].revokedBy = now->second;
  }
  return attack;
}

}  // namespace

std::shared_ptr<const rule::Attack> readAttack(const std::string& path, std::string& fault) {
  const base::FileText file = base::readFile(path, base::limit::kAttackBytes);
  if (file.tooLarge) {
    fault = fmt::format("the ATT&CK data {} is larger than {}", path,
                        base::shownLimit(base::limit::kAttackBytes, base::Limit::Unit::bytes));
    return nullptr;
  }
  if (!file.fault.empty()) {
    fault = fmt::format("the ATT&CK data {} cannot be read: {}", path, file.fault);
    return nullptr;
  }
  dom::parser parser;
  dom::element root;
  if (const auto error = parser.parse(file.text).get(root); error != simdjson::SUCCESS) {
    fault =
        fmt::format("the ATT&CK data {} cannot be read: {}", path, base::asciiLower(simdjson::error_message(error)));
    return nullptr;
  }
  dom::array objects;
  if (root["objects"].get(objects) != simdjson::SUCCESS) {
    fault = fmt::format("{} is no STIX bundle: it has no `objects`", path);
    return nullptr;
  }
  auto attack = std::make_shared<rule::Attack>(read(objects));
  if (attack->techniques.empty()) {
    fault = fmt::format("{} holds no technique of ATT&CK", path);
    return nullptr;
  }
  attack->path = path;
  return attack;
}

}  // namespace quarry::driver
