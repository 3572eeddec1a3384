// Field flow: which fields are alive before and after each step of a query, which it reads and which it makes.
//
// An event may carry any field until a step (groupBy, select, …) keeps only those it names: the set is *open* until
// then and *closed* after. Within an open set a step may still drop or rename a field. `Presence::gone` is said only of
// a field that no event can have; whatever the analysis cannot know (a saved query, an error node, a computed name)
// opens the set again, so that a query with a syntax error never gets a finding about fields that is not there.
//
// The sets of all steps share what they have in common (field_map.h): the whole analysis is O(n log n) in the size of
// the query, and each step's sets stay there to be asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/cql/field_map.h"
#include "quarry/cql/tree.h"

namespace quarry::cql {

using StepId = std::uint32_t;
inline constexpr StepId kNoStep = 0xFFFFFFFF;
inline constexpr DefinitionId kEvent = 0;  // not made by the query: the event brings it, if anything does

// The fields at one place of a query. A name ending in `*` stands for every name that begins so (`ip.*`, `x[*`).
struct Alive {
  FieldMaps::Root fields = 0;  // the named ones
  FieldMaps::Root lost = 0;   // names that steps dropped since the set was opened or closed; `definition` is the StepId
  bool open = true;           // events may have fields that are not named
  bool reachable = true;      // some event gets here
  bool patterns = false;      // `fields` has names that end in `*`
  StepId closedBy = kNoStep;  // the step that kept only the fields it names
  DefinitionId sureSince = 0;  // what was made before this definition is there maybe
};

struct Definition {
  enum class Kind : std::uint8_t {
    event,     // kEvent itself
    assigned,  // field := value, eval(field=value)
    output,    // what a function makes, under its default name or that of `as`
    captured,  // (?<field>…)
    kept,      // a group key, or a field that a step keeps: `from` is the field that it was
    renamed,   // `from` is the field that it was
    included,  // a column of a table, a file or another query
    unknown,   // a name that the query does not say, such as `ip.*`
    either,    // `from` or `other`, depending on the clause that a row took or on whether a value could be computed
  };
  Kind kind = Kind::event;
  NameId name = 0;
  StepId step = kNoStep;
  NodeId node = kNoNode;  // what says the name: a field, a literal, a regex; the call, if the name is its default
  base::Span span;        // the name itself
  DefinitionId from = kEvent, other = kEvent;
  NameId was = 0;  // of kind renamed: the name before
};

struct Read {
  enum class Role : std::uint8_t {
    condition,  // a filter
    value,      // an expression or the argument of a function that computes
    key,        // a group key, a join key, a sort key
    column,     // listed to be shown or carried on: table, select, collect, include
    optional,   // where a missing field is provided for: default, coalesce
    byDefault,  // not written: a parameter's default, such as `@timestamp` of formatTime
  };
  Role role = Role::value;
  NameId name = 0;
  StepId step = kNoStep;
  NodeId node = kNoNode;
  base::Span span;
  DefinitionId definition = kEvent;
  Presence presence = Presence::maybe;
};

// A read of a field that no row has.
struct LostRead {
  std::uint32_t read = 0;      // index of Flow::reads
  Alive alive;                 // what was there to read
  StepId droppedBy = kNoStep;  // the step because of which the field is gone; kNoStep: the events never had it
};

struct StepFlow {
  NodeId node = kNoNode;
  StepId parent = kNoStep;  // the step inside whose clause or argument this one stands
  Alive before, after;
  // Indices of Flow::reads and Flow::definitions, half-open; those of steps inside this one are in them as well.
  std::uint32_t readsBegin = 0, readsEnd = 0;
  std::uint32_t definitionsBegin = 0, definitionsEnd = 0;
};

// Two outputs of one step that have the same name: only one of them can be in the result.
struct Collision {
  StepId step = kNoStep;
  DefinitionId first = kEvent, second = kEvent;
};

struct FlowOptions {
  // What the events bring, when that is known: the set is then closed from the start.
  std::optional<std::vector<std::string>> eventFields;
};

class Flow {
 public:
  const Tree* tree = nullptr;   // must outlive the flow
  std::vector<StepFlow> steps;  // in the order of the text, a step before those inside it
  std::vector<Read> reads;
  std::vector<Definition> definitions;  // [kEvent] is the event itself
  std::vector<LostRead> lostReads;
  std::vector<Collision> collisions;
  Alive start, end;  // of the main pipeline

  std::string_view name(NameId id) const { return names_[id]; }
  // The step that a node is; kNoStep for other nodes.
  StepId stepOf(NodeId node) const;

  Presence presence(const Alive& alive, std::string_view name) const;
  // The definition that a read of the name would get; none if the field is gone.
  std::optional<DefinitionId> definitionOf(const Alive& alive, std::string_view name) const;
  struct Field {
    std::string_view name;  // `x[]` for a whole array, `ip.*` for all names that begin so
    DefinitionId definition = kEvent;
    Presence presence = Presence::maybe;
  };
  // The named fields, in alphabetical order.
  std::vector<Field> fields(const Alive& alive) const;
  std::vector<std::string_view> lost(const Alive& alive) const;
  // True if a step took the name away, and not all names but some.
  bool isLost(const Alive& alive, NameId name) const { return maps_.find(alive.lost, name) != nullptr; }

  // The reads that may get the value of a definition, itself or through `either`.
  std::vector<std::uint32_t> readsOf(DefinitionId id) const;
  // True if something may read it, or if it is in the result.
  bool used(DefinitionId id) const { return used_[id]; }
  // True if it is among the fields of the query's result.
  bool inResult(DefinitionId id) const { return inResult_[id]; }

  // How many nodes the sets of all steps have together: what the analysis cost.
  std::size_t mapNodes() const { return maps_.nodes(); }

 private:
  friend class FlowBuilder;

  const FieldEntry* entry(const Alive& alive, NameId id) const;
  std::optional<NameId> find(std::string_view name) const;
  const FieldEntry* byPattern(const Alive& alive, std::string_view name) const;
  struct Lookup {
    Presence presence = Presence::gone;
    DefinitionId definition = kEvent;
  };
  Lookup look(const Alive& alive, std::string_view name) const;

  FieldMaps maps_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, NameId> ids_;
  std::unordered_map<NodeId, StepId> stepIds_;
  std::vector<bool> used_, inResult_;
  std::vector<std::vector<std::uint32_t>> readers_;    // per definition: indices of `reads`
  std::vector<std::vector<DefinitionId>> mergedInto_;  // per definition: those of kind `either` that hold it
};

Flow flow(const Tree& tree, const FlowOptions& options = {});

// Reports the reads of fields that are surely gone (CQL080 and following).
void check(const Flow& flow, base::Report& report);

// --emit flow: per step what it reads, makes and leaves, for a person to read.
std::string print(const Flow& flow, const base::Sources& sources);

}  // namespace quarry::cql
