#include "cli/verdicts.h"

#include <nlohmann/json.hpp>

namespace quarry::cli {

nlohmann::ordered_json verdictJson(const driver::Verdict& verdict) {
  static constexpr const char* kKinds[] = {"condition", "selection", "part", "test"};
  nlohmann::ordered_json json = {
      {"kind", kKinds[static_cast<std::size_t>(verdict.kind)]}, {"holds", verdict.holds}, {"words", verdict.words}};
  if (!verdict.value.empty()) json["value"] = verdict.value;
  if (!verdict.of.empty()) {
    json["of"] = nlohmann::ordered_json::array();
    for (const driver::Verdict& part : verdict.of) json["of"].push_back(verdictJson(part));
  }
  return json;
}

}  // namespace quarry::cli
