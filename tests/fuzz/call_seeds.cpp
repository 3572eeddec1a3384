#include "call_seeds.h"

#include <string_view>
#include <utility>

#include "quarry/cql/catalogue.h"

namespace quarry::fuzz {

namespace {

// What makes sense for most functions that have a parameter of that name.
std::string textOf(const cql::Parameter& parameter) {
  static constexpr std::pair<std::string_view, std::string_view> kUsual[] = {
      {"as", "x"},      {"prefix", "x_"}, {"format", "%s %05d"}, {"timezone", "Europe/Paris"}, {"start", "2026-01-01"},
      {"with", "<$1>"}, {"array", "c[]"}, {"pattern", "*:*"}};
  for (const auto& [name, text] : kUsual)
    if (parameter.name == name) return '"' + std::string(text) + '"';
  return parameter.hasDefault ? '"' + std::string(parameter.defaultValue) + '"' : "\",\"";
}

std::string valueOf(const cql::Parameter& parameter) {
  using cql::ParameterType;
  switch (parameter.type) {
    case ParameterType::text:
    case ParameterType::prefix:
      return textOf(parameter);
    case ParameterType::number:
      return std::to_string(parameter.least == INT64_MIN || parameter.least < 2 ? 2 : parameter.least);
    case ParameterType::boolean:
      return "true";
    case ParameterType::choice:
    case ParameterType::choices:
    case ParameterType::flags:
      return parameter.values.empty() ? "x" : std::string(parameter.values.back());
    case ParameterType::duration:
      return "5m";
    case ParameterType::time:
      return "now()";
    case ParameterType::regex:
      return parameter.name == "by" ? "\",\"" : "\"(?<x>\\w+)\"";
    case ParameterType::field:
      return "a";
    case ParameterType::fields:
      return "[a, b]";
    case ParameterType::array:
      return "\"c[]\"";
    case ParameterType::list:
      return "[\"1\", \"two*\"]";
    case ParameterType::numbers:
      return "[5, 50]";
    case ParameterType::pairs:
      return "[[a, b], [c, d]]";
    case ParameterType::expression:
      return "n + 1";
    case ParameterType::expressions:
      return "[n, n * 2]";
    case ParameterType::function:
      return parameter.accepts == cql::Accepts::steps ? "{ a=* }" : "count()";
    case ParameterType::pipeline:
      return parameter.accepts == cql::Accepts::steps ? "{ a=* }" : "{ a=* | count() }";
    case ParameterType::pipelines:
      return "[{ a=* }, { b=* }]";
  }
  return "x";
}

// With those parameters that are asked for, and those that `also` wants.
template <class Also>
std::string callOf(const cql::Function& function, Also also) {
  std::string text(function.name);
  text += '(';
  std::string_view separator;
  for (const cql::Parameter& parameter : function.parameters) {
    if (!parameter.required && !also(parameter)) continue;
    text += separator;
    text += std::string(parameter.name) + '=' + valueOf(parameter);
    separator = ", ";
  }
  return text + ')';
}

}  // namespace

std::vector<std::string> callsOfEveryFunction() {
  std::vector<std::string> calls;
  for (const cql::Function& function : cql::functions()) {
    calls.push_back(callOf(function, [](const cql::Parameter&) { return false; }));
    calls.push_back(callOf(function, [](const cql::Parameter& one) { return !one.deprecated; }));
    for (const cql::Parameter& wanted : function.parameters)
      calls.push_back(callOf(function, [&](const cql::Parameter& one) { return &one == &wanted; }));
  }
  return calls;
}

}  // namespace quarry::fuzz
