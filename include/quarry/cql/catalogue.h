// The functions of CQL: what each is called, takes and leaves behind. The facts are the data files of src/cql/data,
// compiled into constant tables; where a function is documented, its entry names the page.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace quarry::cql {

enum class FunctionKind : std::uint8_t {
  filter,     // lets events through or not
  transform,  // changes each event by itself
  aggregate,  // needs to see all events; also what orders or cuts off: sort, head, tail, table
  generator,  // makes events, and forgets those before it
  meta,       // concerns the query rather than its events
};

// What an argument may be. A bare word is a field's name where one is expected, and text elsewhere.
enum class ParameterType : std::uint8_t {
  text,
  prefix,  // text put before the names of output fields
  number,
  boolean,
  choice,       // one of Parameter::values
  choices,      // one of Parameter::values, or a list of them
  flags,        // letters, each one of Parameter::values
  duration,     // 5m, 1h30m
  time,         // a point in time, absolute or relative
  regex,        // a string that holds a regular expression
  field,        // the name of one field
  fields,       // one field or a list of them
  array,        // the name of an array with its brackets: "name[]"
  list,         // a list of values, or one value
  numbers,      // a list of numbers, or one number
  pairs,        // a list of lists of two
  expression,   // calculated for each event: a bare word is a field
  expressions,  // a list of those
  function,     // calls or pipelines; see Parameter::accepts and Parameter::list
  pipeline,     // { … }, or a single step
  pipelines,    // a list of those
};

// What the names in an argument of type field, fields, array or list are to the events that come in.
enum class ParameterRole : std::uint8_t {
  none,
  reads,
  writes,
  removes,   // taken away; need not be there
  moves,     // read, and gone under that name
  subquery,  // a field of the other query's result
  column,    // a column of a file or table
};

// Which functions an argument of type function or pipeline may hold.
enum class Accepts : std::uint8_t {
  anything,
  aggregate,  // an aggregate
  singleRow,  // an aggregate that yields at most one row
  steps,      // no aggregate
};

struct Parameter {
  std::string_view name;
  std::span<const std::string_view> aliases;
  ParameterType type{};
  ParameterRole role{};
  Accepts accepts{};
  bool required = false;
  bool unnamed = false;     // may be given without its name
  bool list = false;        // of type function: several, in brackets
  bool deprecated = false;  // taken, but not to be written any more
  bool brackets = false;    // of type array: refused without its brackets
  bool hasDefault = false;
  std::string_view instead;                          // of a deprecated one: what to write, a phrase
  std::string_view defaultValue;                     // text as it is, other types as they are written
  std::span<const std::string_view> values;          // the words that a choice or flags may be; empty: any
  std::span<const std::string_view> also;            // words taken besides the type, such as `max`
  std::int64_t least = INT64_MIN, most = INT64_MAX;  // of a number, both included

  bool named(std::string_view spelling) const;  // its name or an alias, in any case
};

// A piece of an output's name: text, or what a parameter says.
struct OutputPart {
  std::string_view text;
  std::int8_t parameter = -1;  // index into Function::parameters; -1: `text`
  std::int8_t otherwise = -1;  // where `parameter` is neither given nor has a default
  // With `parameter`: `text` follows what the parameter says, if it says something.
};

enum class OutputKind : std::uint8_t {
  field,     // the parts together; a part that names several fields stands for each of them
  open,      // any field whose name begins with the parts: the data decide
  function,  // what the calls in the parameter leave behind
  captures,  // the named groups of the regular expression in the parameter
  seconds,   // the second of each pair in the parameter
  columns,   // the columns of a file or table, or those in `include`
  assigned,  // the names of the arguments
};

struct Output {
  std::span<const OutputPart> parts;
  // Conditions, a bit for each parameter: all of `when` and none of `unless` are given (a boolean: true).
  std::uint32_t when = 0, unless = 0;
  OutputKind kind{};
  std::int8_t parameter = -1;  // of function, captures and seconds
};

// How many rows come out.
enum class Rows : std::uint8_t {
  each,      // one for each row that comes in, or fewer
  one,       // at most one
  many,      // any number
  function,  // as many as the functions given to it yield
};

// Arguments whose names are no parameters.
enum class FreeArguments : std::uint8_t {
  none,
  assignments,  // field=expression
  queries,      // Name: { query }
  unknown,      // parameters that no page tells of: none is refused
};

enum class Placement : std::uint8_t {
  anywhere,
  beforeAggregate,  // unknown to the service once events are aggregated
  afterAggregate,   // needs an aggregate before it
  source,           // neither after an aggregate nor inside an argument
  preamble,         // before the first step of the query
  chart,            // only as the function of timeChart() or bucket()
};

enum class Live : std::uint8_t { unknown, allowed, limited, forbidden };

struct Function {
  std::string_view name;
  std::string_view topic;
  std::string_view about;        // a phrase: what it gives or does
  std::string_view page;         // of the documentation, an address
  std::string_view since;        // the version it came with, where known
  std::string_view deprecated;   // not empty: why it should not be used
  std::string_view removed;      // the version it went with; empty: it is there
  std::string_view replacement;  // the function to use instead
  std::string_view op;           // the plan operation that it means; empty: none
  std::span<const Parameter> parameters;
  std::span<const Output> outputs;
  FunctionKind kind{};
  Rows rows{};
  FreeArguments freeArguments{};
  Placement placement{};
  Live live{};
  std::int8_t unnamed = -1;       // index of the parameter that may be given without its name; -1: none may
  bool dropsOtherFields = false;  // only the outputs are left
  bool negatable = false;         // `!f()` has a meaning

  const Parameter* parameter(std::string_view spelling) const;  // by name or alias; null if there is none
  const Parameter* unnamedParameter() const { return unnamed < 0 ? nullptr : &parameters[unnamed]; }
};

// All functions, ordered by name without regard to case.
std::span<const Function> functions();
// By name in any case, as the service does; null if there is none.
const Function* find(std::string_view name);

std::string_view name(FunctionKind kind);
std::string_view name(ParameterType type);
std::string_view name(ParameterRole role);
std::string_view name(Accepts accepts);
std::string_view name(Rows rows);
std::string_view name(FreeArguments free);
std::string_view name(Placement placement);
std::string_view name(Live live);

}  // namespace quarry::cql
