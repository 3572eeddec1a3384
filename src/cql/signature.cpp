#include "quarry/cql/signature.h"

#include <fmt/format.h>

#include "quarry/cql/view.h"

namespace quarry::cql {

std::string choices(std::span<const std::string_view> words, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) out += i + 1 == words.size() ? fmt::format(" {} ", last) : ", ";
    out += fmt::format("`{}`", words[i]);
  }
  return out;
}

std::string writtenDefault(const Parameter& parameter) {
  const bool quotes = parameter.type == ParameterType::text || parameter.type == ParameterType::prefix ||
                      parameter.type == ParameterType::array || parameter.type == ParameterType::regex;
  return quotes ? quoteString(parameter.defaultValue) : std::string(parameter.defaultValue);
}

std::string signature(const Function& function) {
  std::string inside;
  for (const Parameter& p : function.parameters) {
    if (p.deprecated) continue;
    if (!inside.empty()) inside += ", ";
    if (p.hasDefault)
      inside += fmt::format("{}={}", p.name, writtenDefault(p));
    else
      inside += p.required ? std::string(p.name) : fmt::format("[{}]", p.name);
  }
  if (function.freeArguments == FreeArguments::assignments) inside = "field=expression, …";
  if (function.freeArguments == FreeArguments::unknown) inside = "…";
  return fmt::format("{}({})", function.name, inside);
}

std::string parameterList(const Function& function) {
  std::vector<std::string_view> names;
  for (const Parameter& p : function.parameters)
    if (!p.deprecated) names.push_back(p.name);
  return choices(names, "and");
}

namespace {

std::string ruleOf(const Function& function, const Output& output) {
  const auto parameter = [&](std::int8_t index) { return function.parameters[index].name; };
  std::string rule;
  switch (output.kind) {
    case OutputKind::field:
    case OutputKind::open:
      for (const OutputPart& part : output.parts) {
        if (part.parameter < 0)
          rule += part.text;
        else if (part.otherwise < 0)
          rule += fmt::format("<{}{}>", parameter(part.parameter), part.text);
        else
          rule += fmt::format("<{}|{}{}>", parameter(part.parameter), parameter(part.otherwise), part.text);
      }
      return output.kind == OutputKind::open ? rule + "*" : rule;
    case OutputKind::function:
      return fmt::format("{{calls {}}}", parameter(output.parameter));
    case OutputKind::captures:
      return fmt::format("{{captures {}}}", parameter(output.parameter));
    case OutputKind::seconds:
      return fmt::format("{{second {}}}", parameter(output.parameter));
    case OutputKind::columns:
      return "{columns}";
    case OutputKind::assigned:
      return "{assigned}";
  }
  return rule;
}

std::string wordsOf(const Function& function, const Output& output) {
  switch (output.kind) {
    case OutputKind::field:
      return fmt::format("`{}`", ruleOf(function, output));
    case OutputKind::open:
      return output.parts.empty() ? "whatever the data hold" : fmt::format("`{}…`", [&] {
        std::string rule = ruleOf(function, output);
        rule.pop_back();
        return rule;
      }());
    case OutputKind::function:
      return fmt::format("the outputs of `{}`", function.parameters[output.parameter].name);
    case OutputKind::captures:
      return fmt::format("the named groups of `{}`", function.parameters[output.parameter].name);
    case OutputKind::seconds:
      return fmt::format("the second of each pair in `{}`", function.parameters[output.parameter].name);
    case OutputKind::columns:
      return "the columns of the file, or those in `include`";
    case OutputKind::assigned:
      return "the fields that are assigned";
  }
  return {};
}

}  // namespace

std::vector<std::string> outputRules(const Function& function) {
  std::vector<std::string> rules;
  for (const Output& output : function.outputs) rules.push_back(ruleOf(function, output));
  return rules;
}

std::string outputList(const Function& function) {
  std::string text;
  for (std::size_t i = 0; i < function.outputs.size(); ++i) {
    if (i != 0) text += i + 1 == function.outputs.size() ? " and " : ", ";
    text += wordsOf(function, function.outputs[i]);
  }
  return text;
}

std::string expectation(const Parameter& parameter) {
  std::string also = parameter.also.empty() ? "" : " or " + choices(parameter.also, "or");
  switch (parameter.type) {
    case ParameterType::text:
      return "a text" + also;
    case ParameterType::prefix:
      return "a text that names begin with" + also;
    case ParameterType::number:
      return "a number" + also;
    case ParameterType::boolean:
      return "`true` or `false`";
    case ParameterType::choice:
      return choices(parameter.values, "or");
    case ParameterType::choices:
      return choices(parameter.values, "or") + ", or a list of them";
    case ParameterType::flags:
      return "letters out of " + choices(parameter.values, "and");
    case ParameterType::duration:
      return "a span of time such as `5m`" + also;
    case ParameterType::time:
      return "a point in time such as `7d` or `now`";
    case ParameterType::regex:
      return "a regular expression in quotes";
    case ParameterType::field:
      return "the name of a field";
    case ParameterType::fields:
      return "a field or a list of fields" + also;
    case ParameterType::array:
      return "the name of an array in quotes, such as `\"ids[]\"`";
    case ParameterType::list:
      return "a list of values";
    case ParameterType::numbers:
      return "a list of numbers";
    case ParameterType::pairs:
      return "a list of pairs";
    case ParameterType::expression:
      return "an expression";
    case ParameterType::expressions:
      return "a list of expressions";
    case ParameterType::function:
      return parameter.accepts == Accepts::steps ? "a call or a pipeline" : "an aggregate such as `count()`";
    case ParameterType::pipeline:
      return "a query in braces";
    case ParameterType::pipelines:
      return "a list of queries in braces";
  }
  return {};
}

}  // namespace quarry::cql
