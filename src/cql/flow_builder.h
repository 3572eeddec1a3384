// Walks a query once, step by step, and writes down what happens to the fields. Private to src/cql/flow*.cpp.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "quarry/cql/bind.h"
#include "quarry/cql/flow.h"
#include "quarry/cql/view.h"

namespace quarry::cql {

// A name and where the query says it.
struct Named {
  std::string name;
  NodeId node = kNoNode;
  base::Span span;
};

struct Names {
  std::vector<Named> list;
  bool complete = true;  // false: a parameter, a glob or something computed stands for names that nobody knows
};

// The names that an argument lists: one word or string, or an array of them.
Names namesOf(const Tree& tree, NodeId expression);

class FlowBuilder {
 public:
  FlowBuilder(const Tree& tree, Flow& flow) : tree_(tree), flow_(flow) {}
  void run(const FlowOptions& options);

 private:
  // What a filter's surroundings say of it.
  struct Mood {
    bool certain = true;  // every row that passes has passed this
    bool alone = true;    // it is all that the step consists of
  };

  // --- flow_state.cpp: what can happen to a set of fields ---
  NameId intern(std::string_view name);
  Read& read(const Named& field, Read::Role role, const Alive& from);
  Read& read(const Named& field, Read::Role role) { return read(field, role, now_); }
  DefinitionId define(const Named& field, Definition::Kind kind, DefinitionId from = kEvent);
  DefinitionId either(DefinitionId a, DefinitionId b);
  // The field is there from now on. `maybe`: only if the value could be computed; else it stays as it was.
  void put(Alive& alive, std::string_view name, DefinitionId definition, Presence presence);
  void assign(const Named& field, Definition::Kind kind, Presence presence, DefinitionId from = kEvent) {
    put(now_, field.name, define(field, kind, from), presence);
  }
  // All names that begin so may be there; an empty text is any name.
  void assignPrefix(const Named& prefix, Definition::Kind kind);
  void require(std::string_view name);  // rows without the field did not pass
  void drop(Alive& alive, std::string_view name);
  Alive closed() const;                    // nothing is left, since this step
  static void anyName(Alive& alive);       // fields of unknown names are added
  void unknown();                          // anything may have happened
  void escape(const Alive& alive);         // something may read every field
  Alive oneOf(std::vector<Alive> states);  // a row comes out of one of them
  Alive oneOf(const Alive& a, const Alive& b);
  Alive allOf(const Alive& a, const Alive& b);  // a row has the fields of both
  bool collide(DefinitionId a, DefinitionId b) const;
  Alive over(const Alive& a, const Alive& b);  // a row keeps the fields of a, and gets those of b

  StepId droppedBy(const Alive& alive, NameId name);
  FieldMaps::Root with(FieldMaps::Root root, NameId name, FieldEntry entry);

  // --- flow_steps.cpp: pipelines, filters, expressions ---
  void pipeline(NodeId pipeline);
  void step(NodeId step);
  void stepInside(NodeId step);
  void filter(NodeId filter, Mood mood);
  void captures(NodeId node);
  void assignment(NodeId step);
  void caseStep(NodeId step);
  void matchStep(NodeId step);
  void guard(NodeId guard);
  void linkStep(NodeId step);
  void expression(NodeId expression, Read::Role role = Read::Role::value);
  void callInExpression(NodeId call);
  Named namedBy(NodeId field) const;

  // --- flow_calls.cpp: what a function does, by its entry in the catalogue ---
  void call(NodeId call, Mood mood);
  void callBound(const BoundCall& call, Mood mood);
  void readArguments(const BoundCall& call);
  void readParameter(const BoundCall& call, const Parameter& parameter);
  // What the elements of a `function=` argument leave behind, each starting from `before`.
  Alive functions(NodeId value, const Alive& before);
  Alive functionElement(NodeId element, const Alive& before);
  void outputs(const BoundCall& call, const Alive& before);
  Named placeOf(const BoundCall& call, std::string name) const;  // where the call stands, for a name it does not say

  Named placeOf(const BoundCall& call, const OutputName& output) const;
  void ordinary(const BoundCall& call);  // as the catalogue says

  // Reads an array that is called by its bare name: `x` for x[0], x[1], …
  void readArray(const Named& array);

  // --- flow_special.cpp: functions of which a table cannot say what they do. True if this was one. ---
  bool special(const BoundCall& call, Mood mood);
  void renameCall(const BoundCall& call, Mood mood);
  void dropEventCall(const BoundCall& call, Mood mood);
  void transposeCall(const BoundCall& call, Mood mood);
  void setFieldCall(const BoundCall& call, Mood mood);
  void getFieldCall(const BoundCall& call, Mood mood);
  void readSource(const BoundCall& call);
  void timeBuckets(const BoundCall& call, Mood mood);
  void appendCall(const BoundCall& call, Mood mood);
  void createEventsCall(const BoundCall& call, Mood mood);
  void guessed(const BoundCall& call, Mood mood);
  void sessionCall(const BoundCall& call, Mood mood);
  void splitCall(const BoundCall& call, Mood mood);
  void concatArrayCall(const BoundCall& call, Mood mood);

  // --- flow_subqueries.cpp: queries inside queries ---
  Alive subquery(NodeId value, bool elsewhere);  // its state at the end
  void include(NodeId list, const Alive& from, bool listed);
  void overElements(const BoundCall& call, Mood mood);
  void joinCall(const BoundCall& call, Mood mood);
  void defineTableCall(const BoundCall& call, Mood mood);
  void lookupCall(const BoundCall& call, Mood mood);
  void correlateCall(const BoundCall& call, Mood mood);

  const Tree& tree_;
  Flow& flow_;
  Alive now_;
  StepId step_ = kNoStep;
  bool doubtful_ = false;                                // the call around is not well formed: what it reads is a guess
  std::map<std::string, Alive, std::less<>> tables_;     // of defineTable(), by name
  std::map<std::string, Alive, std::less<>> linked_;     // the queries of the correlate() around, by name
  std::vector<Named> links_;                             // the fields that they are linked by, as Query.field
  std::string linking_;                                  // the one of them that is being walked
  std::unordered_map<std::uint64_t, StepId> droppedBy_;  // by closing step and name: what droppedBy() found
  std::vector<bool> named_;                              // by name: some set has, or had, something to say of it
  std::vector<bool> escaped_;                            // nodes of the maps that escape() has seen
  std::vector<DefinitionId> read_;                       // what it found
};

}  // namespace quarry::cql
