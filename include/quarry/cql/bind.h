// Pairs the arguments of a call with the parameters of its function: once, for checks, field flow, lints and lowering.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/cql/catalogue.h"
#include "quarry/cql/view.h"

namespace quarry::cql {

struct BoundArgument {
  Argument argument;
  const Parameter* parameter = nullptr;  // null: the function has no such parameter, or takes no unnamed argument
};

struct BoundCall {
  NodeId node = kNoNode;
  std::uint32_t name = 0;              // token
  const Function* function = nullptr;  // null: not in the catalogue, or a saved query
  std::vector<BoundArgument> arguments;
  // The field of `field := f(…)` or the argument of `eval(field=f(…))`, which are the parameter `as`, or the field of
  // `field =~ f(…)`, which is `field`.
  NodeId receiver = kNoNode;
  const Parameter* receives = nullptr;  // null with a receiver: the function has no such parameter

  // The first argument for the parameter of that name (not an alias); null if there is none.
  const BoundArgument* argument(std::string_view parameter) const;
  // What says the parameter: an argument's expression, else the receiver; kNoNode if neither does.
  NodeId value(std::string_view parameter) const;
  NodeId value(const Parameter& parameter) const;
};

// A call or savedCall node; none for anything else.
std::optional<BoundCall> bindCall(const Tree& tree, NodeId call);

// The texts that an expression stands for where names or words are expected: one for a word or string, one for each
// element of a list (of a pair in it, the second element). What is calculated is left out.
std::vector<std::string> wordsOf(const Tree& tree, NodeId expression);
// What the parameter says, by argument, receiver or default.
std::vector<std::string> wordsOf(const Tree& tree, const BoundCall& call, const Parameter& parameter);

struct OutputName {
  std::string name;
  NodeId node = kNoNode;                 // what of the call says it; kNoNode: nothing does
  const Parameter* parameter = nullptr;  // of which the name is a word as it stands; null: it is put together
};

struct OutputNames {
  std::vector<OutputName> fields;
  std::vector<OutputName> open;   // any field that begins so may be there; an empty text: any field
  std::vector<NodeId> functions;  // expressions whose calls' outputs are there as well
  bool countsByDefault = false;   // no function was given: `_count` is among the fields
};
// The fields that a call leaves behind besides (unless Function::dropsOtherFields) those that came in. Empty for a
// call that is not in the catalogue.
OutputNames outputsOf(const Tree& tree, const BoundCall& call);

// The names of the groups that a regular expression's text captures.
std::vector<std::string> groupNames(std::string_view pattern);

}  // namespace quarry::cql
