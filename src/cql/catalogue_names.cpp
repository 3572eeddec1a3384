// The words of the catalogue as the data files and messages write them.
#include "quarry/cql/catalogue.h"

namespace quarry::cql {

std::string_view name(FunctionKind kind) {
  switch (kind) {
    case FunctionKind::filter:
      return "filter";
    case FunctionKind::transform:
      return "transform";
    case FunctionKind::aggregate:
      return "aggregate";
    case FunctionKind::generator:
      return "generator";
    case FunctionKind::meta:
      return "meta";
  }
  return {};
}

std::string_view name(ParameterType type) {
  switch (type) {
    case ParameterType::text:
      return "text";
    case ParameterType::prefix:
      return "prefix";
    case ParameterType::number:
      return "number";
    case ParameterType::boolean:
      return "boolean";
    case ParameterType::choice:
      return "choice";
    case ParameterType::choices:
      return "choices";
    case ParameterType::flags:
      return "flags";
    case ParameterType::duration:
      return "duration";
    case ParameterType::time:
      return "time";
    case ParameterType::regex:
      return "regex";
    case ParameterType::field:
      return "field";
    case ParameterType::fields:
      return "fields";
    case ParameterType::array:
      return "array";
    case ParameterType::list:
      return "list";
    case ParameterType::numbers:
      return "numbers";
    case ParameterType::pairs:
      return "pairs";
    case ParameterType::expression:
      return "expression";
    case ParameterType::expressions:
      return "expressions";
    case ParameterType::function:
      return "function";
    case ParameterType::pipeline:
      return "pipeline";
    case ParameterType::pipelines:
      return "pipelines";
  }
  return {};
}

std::string_view name(ParameterRole role) {
  switch (role) {
    case ParameterRole::none:
      return "none";
    case ParameterRole::reads:
      return "reads";
    case ParameterRole::writes:
      return "writes";
    case ParameterRole::removes:
      return "removes";
    case ParameterRole::moves:
      return "moves";
    case ParameterRole::subquery:
      return "subquery";
    case ParameterRole::column:
      return "column";
  }
  return {};
}

std::string_view name(Accepts accepts) {
  switch (accepts) {
    case Accepts::anything:
      return "anything";
    case Accepts::aggregate:
      return "aggregate";
    case Accepts::singleRow:
      return "single-row";
    case Accepts::steps:
      return "steps";
  }
  return {};
}

std::string_view name(Rows rows) {
  switch (rows) {
    case Rows::each:
      return "each";
    case Rows::one:
      return "one";
    case Rows::many:
      return "many";
    case Rows::function:
      return "function";
  }
  return {};
}

std::string_view name(FreeArguments free) {
  switch (free) {
    case FreeArguments::none:
      return "none";
    case FreeArguments::assignments:
      return "assignments";
    case FreeArguments::queries:
      return "queries";
    case FreeArguments::unknown:
      return "unknown";
  }
  return {};
}

std::string_view name(Placement placement) {
  switch (placement) {
    case Placement::anywhere:
      return "anywhere";
    case Placement::beforeAggregate:
      return "before-aggregate";
    case Placement::afterAggregate:
      return "after-aggregate";
    case Placement::source:
      return "source";
    case Placement::preamble:
      return "preamble";
    case Placement::chart:
      return "chart";
  }
  return {};
}

std::string_view name(Live live) {
  switch (live) {
    case Live::unknown:
      return "unknown";
    case Live::allowed:
      return "allowed";
    case Live::limited:
      return "limited";
    case Live::forbidden:
      return "forbidden";
  }
  return {};
}

}  // namespace quarry::cql
