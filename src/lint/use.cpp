// What runs queries, in words.
#include <array>

#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

struct Names {
  Use use;
  std::string_view name, phrase;
};

constexpr std::array<Names, 9> kUses = {{
    {Use::unknown, "unknown", "a query"},
    {Use::dashboard, "dashboard", "a dashboard"},
    {Use::savedQuery, "saved-query", "a saved query"},
    {Use::filterAlert, "filter-alert", "a filter alert"},
    {Use::aggregateAlert, "aggregate-alert", "an aggregate alert"},
    {Use::legacyAlert, "legacy-alert", "a legacy alert"},
    {Use::scheduledSearch, "scheduled-search", "a scheduled search"},
    {Use::correlationRule, "correlation-rule", "a correlation rule"},
    {Use::parser, "parser", "a parser"},
}};

}  // namespace

std::string_view name(Use use) { return kUses[static_cast<std::size_t>(use)].name; }

std::string_view phrase(Use use) { return kUses[static_cast<std::size_t>(use)].phrase; }

std::optional<Use> useNamed(std::string_view name) {
  for (const Names& one : kUses)
    if (one.use != Use::unknown && one.name == name) return one.use;
  return std::nullopt;
}

const Installation& exampleInstallation() {
  static const Installation kInstallation = [] {
    Installation one;
    one.files = {{"users.csv", std::vector<std::string>{"user", "department"}}, {"hosts.csv", std::nullopt}};
    one.queries = {"Enrich"};
    one.version = "1.170";
    return one;
  }();
  return kInstallation;
}

}  // namespace quarry::lint
