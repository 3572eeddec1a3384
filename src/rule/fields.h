// Reads the keys of a document: each once, with a message when it has the wrong kind.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

class Fields {
 public:
  Fields(const base::yaml::Node& document, base::Report& report) : document_(document), report_(report) {}

  // The text of a scalar; none if there is no such key, or it has the wrong kind (reported).
  std::optional<Text> text(std::string_view key);
  // The texts of a list, or of one scalar.
  std::vector<Text> texts(std::string_view key);
  const base::yaml::Node* node(std::string_view key) const { return document_.find(key); }
  base::Report& report() { return report_; }
  const base::yaml::Node& document() const { return document_; }

 private:
  const base::yaml::Node& document_;
  base::Report& report_;
};

// The known key that was most likely meant by another one. certain: no person would doubt it.
struct Misspelling {
  std::string_view meant;
  bool certain = false;
};
std::optional<Misspelling> misspelt(std::string_view key, std::span<const std::string_view> known);

// Warns of keys that look like a misspelt known one.
void warnOfMisspeltKeys(const base::yaml::Node& mapping, std::span<const std::string_view> known, base::Report& report);

// read_tests.cpp
std::vector<Test> readTests(const base::yaml::Node& tests, base::Report& report);

}  // namespace quarry::rule
