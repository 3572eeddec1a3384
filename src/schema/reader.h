// Takes a data file's YAML apart and notes everything that should not be there.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quarry/base/source.h"
#include "quarry/base/yaml.h"

namespace quarry::schema {

struct Fault {
  base::Span at;
  std::string message;
};
// `PATH:LINE:COLUMN: message`
std::string shown(const Fault& fault, const base::Sources& sources);

class Reader {
 public:
  explicit Reader(std::vector<Fault>& faults) : faults_(faults) {}

  void error(const base::yaml::Node& at, const std::string& message);
  // A mapping whose keys are all among these.
  bool mapping(const base::yaml::Node& node, std::string_view what, std::initializer_list<std::string_view> keys);
  bool anyMapping(const base::yaml::Node& node, std::string_view what);

  // A scalar that says something; "" after an error.
  std::string text(const base::yaml::Node& node, std::string_view what);
  // The key's text; "" if it is not there.
  std::string optionalText(const base::yaml::Node& mapping, std::string_view key);
  std::string requiredText(const base::yaml::Node& mapping, std::string_view key);
  bool flag(const base::yaml::Node& mapping, std::string_view key);
  // A list of texts; empty if the key is not there.
  std::vector<std::string> texts(const base::yaml::Node& mapping, std::string_view key);
  std::vector<std::string> textsOf(const base::yaml::Node& node, std::string_view what);

  template <class T>
  std::optional<T> oneOf(const base::yaml::Node& mapping, std::string_view key,
                         std::initializer_list<std::pair<std::string_view, T>> words) {
    const base::yaml::Node* node = mapping.find(key);
    if (node == nullptr) return std::nullopt;
    std::string known;
    for (const auto& [word, value] : words) {
      if (node->isScalar() && node->text == word) return value;
      known += (known.empty() ? "" : ", ") + std::string(word);
    }
    error(*node, "`" + std::string(key) + "` is one of " + known);
    return std::nullopt;
  }

 private:
  std::vector<Fault>& faults_;
};

}  // namespace quarry::schema
