// Functions of which a table cannot say what they do to the fields.
#include <array>

#include "cql/flow_builder.h"

namespace quarry::cql {
namespace {

// The text of an expression that is one string or number; none if it is computed.
std::optional<Named> literalOf(const Tree& tree, NodeId expression) {
  const NodeId inner = unwrapped(tree, expression);
  if (inner == kNoNode || kindOf(tree, inner) != NodeKind::literal || tokenKindOf(tree, inner) == TokenKind::parameter)
    return std::nullopt;
  return Named{textOf(tree, inner), inner, tree.span(inner)};
}

}  // namespace

bool FlowBuilder::special(const BoundCall& call, Mood mood) {
  using Rule = void (FlowBuilder::*)(const BoundCall&, Mood);
  struct Row {
    std::string_view function;
    Rule rule;
  };
  static constexpr std::array kRules = {
      Row{"rename", &FlowBuilder::renameCall},
      Row{"dropEvent", &FlowBuilder::dropEventCall},
      Row{"transpose", &FlowBuilder::transposeCall},
      Row{"setField", &FlowBuilder::setFieldCall},
      Row{"getField", &FlowBuilder::getFieldCall},
      Row{"bucket", &FlowBuilder::timeBuckets},
      Row{"timeChart", &FlowBuilder::timeBuckets},
      Row{"appendAggregation", &FlowBuilder::appendCall},
      Row{"createEvents", &FlowBuilder::createEventsCall},
      Row{"fieldset", &FlowBuilder::guessed},
      Row{"fieldstats", &FlowBuilder::guessed},
      Row{"sankey", &FlowBuilder::guessed},
      Row{"worldMap", &FlowBuilder::guessed},
      Row{"session", &FlowBuilder::sessionCall},
      Row{"split", &FlowBuilder::splitCall},
      Row{"concatArray", &FlowBuilder::concatArrayCall},
      Row{"array:eval", &FlowBuilder::overElements},
      Row{"array:exists", &FlowBuilder::overElements},
      Row{"array:filter", &FlowBuilder::overElements},
      Row{"array:reduceAll", &FlowBuilder::overElements},
      Row{"array:reduceColumn", &FlowBuilder::overElements},
      Row{"array:reduceRow", &FlowBuilder::overElements},
      Row{"objectArray:eval", &FlowBuilder::overElements},
      Row{"objectArray:exists", &FlowBuilder::overElements},
      Row{"join", &FlowBuilder::joinCall},
      Row{"defineTable", &FlowBuilder::defineTableCall},
      Row{"match", &FlowBuilder::lookupCall},
      Row{"matchAsArray", &FlowBuilder::lookupCall},
      Row{"readFile", &FlowBuilder::lookupCall},
      Row{"correlate", &FlowBuilder::correlateCall},
  };
  for (const Row& row : kRules)
    if (row.function == call.function->name) {
      (this->*row.rule)(call, mood);
      return true;
    }
  return false;
}

void FlowBuilder::ordinary(const BoundCall& call) {
  const Alive before = now_;
  readArguments(call);
  outputs(call, before);
}

// rename(a, as=b), rename([[a, b], …]), and rename(field=[a], as=b).
void FlowBuilder::renameCall(const BoundCall& call, Mood) {
  std::vector<std::pair<Named, Named>> pairs;
  bool complete = true;
  const auto pair = [&](const Names& from, const Names& to) {
    complete = complete && from.complete && to.complete && from.list.size() == 1 && to.list.size() == 1;
    if (from.list.size() == 1 && to.list.size() == 1) pairs.emplace_back(from.list.front(), to.list.front());
  };
  const NodeId field = call.value("field"), as = call.value("as");
  if (as != kNoNode) {
    pair(cql::namesOf(tree_, field), cql::namesOf(tree_, as));
  } else {
    for (const NodeId element : elements(tree_, field)) {
      const std::vector<NodeId> two = elements(tree_, element);
      if (two.size() == 2)
        pair(cql::namesOf(tree_, two[0]), cql::namesOf(tree_, two[1]));
      else
        complete = false;
    }
  }
  // All at once: [[a, b], [b, a]] swaps.
  const Alive before = now_;
  for (const auto& [from, to] : pairs) {
    read(from, Read::Role::value, before);
    drop(now_, from.name);
  }
  for (const auto& [from, to] : pairs) {
    const Flow::Lookup found = flow_.look(before, from.name);
    // (Of a field that is gone it was said; that its new name is not there either would be said twice.)
    assign(to, Definition::Kind::renamed, found.presence == Presence::sure ? Presence::sure : Presence::maybe,
           found.definition);
    // (An `either` that came of it has the name before as well.)
    flow_.definitions.back().was = intern(from.name);
  }
  if (!complete) unknown();
}

// In a search it is the filter `false`.
void FlowBuilder::dropEventCall(const BoundCall&, Mood mood) {
  if (mood.certain) now_.reachable = false;
}

// Rows become columns: `row[1]` and so on, or the values of the field `header`, which only the data know.
void FlowBuilder::transposeCall(const BoundCall& call, Mood) {
  for (const char* parameter : {"header", "pivot"})
    for (const Named& field : cql::namesOf(tree_, call.value(parameter)).list) read(field, Read::Role::key);
  escape(now_);
  const bool named = call.value("header") != kNoNode || call.value("pivot") != kNoNode;
  const Names column = cql::namesOf(tree_, call.value("column"));
  now_ = closed();
  assign(column.list.empty() ? placeOf(call, "column") : column.list.front(), Definition::Kind::output, Presence::sure);
  if (named)
    anyName(now_);
  else
    assignPrefix(placeOf(call, "row[]"), Definition::Kind::output);
}

void FlowBuilder::setFieldCall(const BoundCall& call, Mood) {
  expression(call.value("value"));
  const NodeId target = call.value("target");
  if (const auto name = literalOf(tree_, target)) return assign(*name, Definition::Kind::output, Presence::maybe);
  expression(target);
  anyName(now_);
}

void FlowBuilder::getFieldCall(const BoundCall& call, Mood) {
  readSource(call);
  const Names as = cql::namesOf(tree_, call.value("as"));
  if (!as.complete)
    anyName(now_);
  else
    assign(as.list.empty() ? placeOf(call, "_getField") : as.list.front(), Definition::Kind::output, Presence::maybe);
}

// getField("name") reads that field; a computed name may be any.
void FlowBuilder::readSource(const BoundCall& call) {
  const NodeId source = call.value("source");
  if (const auto name = literalOf(tree_, source)) {
    read(*name, Read::Role::value);
    return;
  }
  expression(source);
  escape(now_);
}

// Rows are put into buckets by their time.
void FlowBuilder::timeBuckets(const BoundCall& call, Mood) {
  read(placeOf(call, "@timestamp"), Read::Role::byDefault);
  ordinary(call);
}

// The rows, and the rows of an aggregate over them.
void FlowBuilder::appendCall(const BoundCall& call, Mood) {
  const Alive before = now_;
  const Alive more = functions(call.value("function"), before);
  now_ = oneOf({before, more});
}

// Made-up events have what the service gives to each: a time, an id, a type.
void FlowBuilder::createEventsCall(const BoundCall& call, Mood) {
  ordinary(call);
  for (const char* prefix : {"@", "#"}) assignPrefix(placeOf(call, prefix), Definition::Kind::unknown);
}

// No page says for certain what their columns are called.
void FlowBuilder::guessed(const BoundCall& call, Mood) {
  escape(now_);
  ordinary(call);
  anyName(now_);
}

// Queries in use read `_duration` and `@timestamp` of a session; the page names neither.
void FlowBuilder::sessionCall(const BoundCall& call, Mood) {
  ordinary(call);
  for (const char* name : {"@timestamp", "_duration"})
    assign(placeOf(call, name), Definition::Kind::unknown, Presence::maybe);
}

// One row for each element of an array; an element that is an object becomes fields below the array's name, or with
// strip=true beside it.
void FlowBuilder::splitCall(const BoundCall& call, Mood) {
  Names arrays = cql::namesOf(tree_, call.value("field"));
  if (call.value("field") == kNoNode) arrays.list.push_back(placeOf(call, "events"));
  for (const Named& array : arrays.list) {
    readArray(array);
    assign(array, Definition::Kind::output, Presence::maybe);
    assignPrefix({array.name + ".", array.node, array.span}, Definition::Kind::unknown);
  }
  if (!arrays.complete) escape(now_);
  if (!arrays.complete || call.value("strip") != kNoNode) anyName(now_);
  assign(placeOf(call, "_index"), Definition::Kind::output, Presence::sure);
}

void FlowBuilder::concatArrayCall(const BoundCall& call, Mood) {
  const Alive before = now_;
  const Names arrays = cql::namesOf(tree_, call.value("field"));
  for (const Named& array : arrays.list) readArray(array);
  if (!arrays.complete) escape(now_);
  outputs(call, before);
}

}  // namespace quarry::cql
