// What can happen to a set of fields.
#include <algorithm>
#include <limits>

#include "cql/flow_builder.h"

namespace quarry::cql {
namespace {

// Part of an array, or all of it: `x` of x[], x[0] and x[0].name; empty for other fields.
std::string_view arrayOf(std::string_view name) {
  const std::size_t bracket = name.find('[');
  return bracket == std::string_view::npos ? std::string_view() : name.substr(0, bracket);
}

}  // namespace

NameId FlowBuilder::intern(std::string_view name) {
  const auto [at, fresh] = flow_.ids_.try_emplace(std::string(name), static_cast<NameId>(flow_.names_.size()));
  if (fresh) flow_.names_.emplace_back(name);
  return at->second;
}

Read& FlowBuilder::read(const Named& field, Read::Role role, const Alive& from) {
  const Flow::Lookup found = flow_.look(from, field.name);
  Read one;
  one.role = role;
  one.name = intern(field.name);
  one.step = step_;
  one.node = field.node;
  one.span = field.span;
  one.definition = found.definition;
  one.presence = from.reachable && !doubtful_ ? found.presence : std::max(found.presence, Presence::maybe);
  if (one.presence == Presence::gone)
    flow_.lostReads.push_back({static_cast<std::uint32_t>(flow_.reads.size()), from, droppedBy(from, one.name)});
  flow_.reads.push_back(one);
  return flow_.reads.back();
}

FieldMaps::Root FlowBuilder::with(FieldMaps::Root root, NameId name, FieldEntry entry) {
  if (named_.size() <= name) named_.resize(name + 1);
  named_[name] = true;
  return flow_.maps_.with(root, name, entry);
}

StepId FlowBuilder::droppedBy(const Alive& alive, NameId name) {
  // A name that no set knows fares as all such names do, as long as no set has patterns: what is found for one of them
  // holds for the others, and a hundred thousand of them do not walk the same way each.
  constexpr NameId kUnnamed = std::numeric_limits<NameId>::max();
  bool unnamed = (name >= named_.size() || !named_[name]) && flow_.name(name).find('[') == std::string_view::npos;
  std::vector<std::uint64_t> asked;
  StepId found = kNoStep;
  for (const Alive* at = &alive;;) {
    if (const FieldEntry* entry = flow_.maps_.find(at->lost, name)) {
      found = entry->definition;
      break;
    }
    if (at->open || at->closedBy == kNoStep) break;
    // The last step that closed the set; an earlier one, if the field was not there before it either.
    const Alive& before = flow_.steps[at->closedBy].before;
    if (unnamed && before.patterns) {
      unnamed = false;
      asked.clear();
    }
    const std::uint64_t key = (std::uint64_t{at->closedBy} << 32U) | (unnamed ? kUnnamed : name);
    if (const auto known = droppedBy_.find(key); known != droppedBy_.end()) {
      found = known->second;
      break;
    }
    asked.push_back(key);
    if (flow_.look(before, flow_.name(name)).presence != Presence::gone) {
      found = at->closedBy;
      break;
    }
    at = &before;
  }
  for (const std::uint64_t key : asked) droppedBy_.emplace(key, found);
  return found;
}

DefinitionId FlowBuilder::define(const Named& field, Definition::Kind kind, DefinitionId from) {
  flow_.definitions.push_back({kind, intern(field.name), step_, field.node, field.span, from, kEvent});
  return static_cast<DefinitionId>(flow_.definitions.size() - 1);
}

DefinitionId FlowBuilder::either(DefinitionId a, DefinitionId b) {
  if (a == b || b == kEvent) return a;
  if (a == kEvent) return b;
  Definition one = flow_.definitions[a];
  one.kind = Definition::Kind::either;
  one.step = step_;
  one.from = a;
  one.other = b;
  flow_.definitions.push_back(one);
  return static_cast<DefinitionId>(flow_.definitions.size() - 1);
}

void FlowBuilder::put(Alive& alive, std::string_view name, DefinitionId definition, Presence presence) {
  // A whole array is all names that begin with `name[`.
  if (name.ends_with("[]")) {
    alive.patterns = true;
    const std::string all = std::string(name.substr(0, name.size() - 1)) + "*";
    alive.fields = with(alive.fields, intern(all), {definition, presence});
    return;
  }
  const NameId id = intern(name);
  alive.lost = flow_.maps_.without(alive.lost, id);
  FieldEntry entry{definition, presence};
  if (presence == Presence::maybe) {
    const Flow::Lookup before = flow_.look(alive, name);
    if (before.presence != Presence::gone && before.definition != kEvent) {
      entry.definition = either(definition, before.definition);
      if (before.presence == Presence::sure) entry.presence = Presence::sure;
    }
  }
  alive.fields = with(alive.fields, id, entry);
  // Who reads `x[]` gets the elements that were made one by one.
  if (const std::string_view array = arrayOf(name); !array.empty())
    alive.fields = with(alive.fields, intern(std::string(array) + "[]"), {definition, Presence::maybe});
}

void FlowBuilder::assignPrefix(const Named& prefix, Definition::Kind kind) {
  if (prefix.name.empty()) return anyName(now_);
  // `x[].…` begins with `x[`, as the names of elements do.
  const std::size_t whole = prefix.name.find("[]");
  const std::string stem = whole == std::string::npos ? prefix.name : prefix.name.substr(0, whole + 1);
  const DefinitionId definition = define({stem + "*", prefix.node, prefix.span}, kind);
  now_.patterns = true;
  now_.fields = with(now_.fields, intern(stem + "*"), {definition, Presence::maybe});
}

void FlowBuilder::require(std::string_view name) {
  const Flow::Lookup found = flow_.look(now_, name);
  if (found.presence != Presence::maybe || name.ends_with("[]")) return;
  now_.fields = with(now_.fields, intern(name), {found.definition, Presence::sure});
}

void FlowBuilder::drop(Alive& alive, std::string_view name) {
  if (name.ends_with("[]")) {
    const std::string_view stem = name.substr(0, name.size() - 1);
    alive.fields = flow_.maps_.without(alive.fields, intern(std::string(stem) + "*"));
    alive.fields = flow_.maps_.without(alive.fields, intern(name));
  }
  const NameId id = intern(name);
  alive.fields = flow_.maps_.without(alive.fields, id);
  alive.lost = with(alive.lost, id, {step_, Presence::gone});
}

Alive FlowBuilder::closed() const {
  Alive alive;
  alive.open = false;
  alive.reachable = now_.reachable;
  alive.closedBy = step_;
  alive.sureSince = now_.sureSince;
  return alive;
}

void FlowBuilder::anyName(Alive& alive) {
  alive.open = true;
  alive.lost = 0;
  alive.closedBy = kNoStep;
}

void FlowBuilder::unknown() {
  escape(now_);
  anyName(now_);
  now_.reachable = true;
  now_.sureSince = static_cast<DefinitionId>(flow_.definitions.size());
}

void FlowBuilder::escape(const Alive& alive) {
  flow_.maps_.visitNew(alive.fields, escaped_,
                       [&](NameId, const FieldEntry& entry) { read_.push_back(entry.definition); });
}

Alive FlowBuilder::oneOf(std::vector<Alive> states) {
  std::erase_if(states, [](const Alive& state) { return !state.reachable; });
  if (states.empty()) {
    Alive none = now_;
    none.reachable = false;
    return none;
  }
  // In pairs, and pairs of pairs: of n clauses each state is united with others log n times.
  while (states.size() > 1) {
    std::vector<Alive> half;
    for (std::size_t i = 0; i + 1 < states.size(); i += 2) half.push_back(oneOf(states[i], states[i + 1]));
    if (states.size() % 2 == 1) half.push_back(states.back());
    states = std::move(half);
  }
  return states.front();
}

Alive FlowBuilder::oneOf(const Alive& a, const Alive& b) {
  Alive both;
  both.open = a.open || b.open;
  both.patterns = a.patterns || b.patterns;
  both.closedBy = both.open ? kNoStep : a.closedBy == b.closedBy ? a.closedBy : step_;
  both.sureSince = std::max(a.sureSince, b.sureSince);
  const auto sure = [&](const FieldEntry& entry) {
    return entry.presence == Presence::sure && entry.definition >= both.sureSince;
  };
  both.fields = flow_.maps_.unite(
      a.fields, b.fields, [&](NameId, const FieldEntry* one, const FieldEntry* other) -> std::optional<FieldEntry> {
        if (one == nullptr || other == nullptr) return FieldEntry{(one ? one : other)->definition, Presence::maybe};
        return FieldEntry{either(one->definition, other->definition),
                          sure(*one) && sure(*other) ? Presence::sure : Presence::maybe};
      });
  // A name is lost if it is so either way. (What a closed set has not, another way may have: nothing is said of it.)
  both.lost = flow_.maps_.unite(
      a.lost, b.lost, [](NameId, const FieldEntry* one, const FieldEntry* other) -> std::optional<FieldEntry> {
        return one != nullptr && other != nullptr ? std::optional(*one) : std::nullopt;
      });
  return both;
}

Alive FlowBuilder::allOf(const Alive& a, const Alive& b) {
  Alive both = b;
  both.open = a.open || b.open;
  both.patterns = a.patterns || b.patterns;
  both.reachable = a.reachable && b.reachable;
  if (both.open) both.closedBy = kNoStep;
  both.sureSince = std::max(a.sureSince, b.sureSince);
  both.fields = flow_.maps_.unite(
      a.fields, b.fields, [&](NameId, const FieldEntry* one, const FieldEntry* other) -> std::optional<FieldEntry> {
        if (one != nullptr && other != nullptr && collide(one->definition, other->definition))
          flow_.collisions.push_back({step_, one->definition, other->definition});
        if (other != nullptr) return *other;
        return one != nullptr ? std::optional(*one) : std::nullopt;
      });
  both.lost = 0;
  return both;
}

// A field that is just kept, under its own name, is the same however often it is named.
bool FlowBuilder::collide(DefinitionId a, DefinitionId b) const {
  const auto made = [&](DefinitionId id) {
    return id != kEvent && flow_.definitions[id].kind != Definition::Kind::kept;
  };
  return made(a) || made(b);
}

Alive FlowBuilder::over(const Alive& a, const Alive& b) {
  Alive both = a;
  both.patterns = a.patterns || b.patterns;
  both.fields = flow_.maps_.unite(
      a.fields, b.fields, [](NameId, const FieldEntry* one, const FieldEntry* other) -> std::optional<FieldEntry> {
        if (other != nullptr) return *other;
        return one != nullptr ? std::optional(*one) : std::nullopt;
      });
  flow_.maps_.visit(b.fields, [&](NameId id, const FieldEntry&) { both.lost = flow_.maps_.without(both.lost, id); });
  if (b.open) anyName(both);
  return both;
}

}  // namespace quarry::cql
