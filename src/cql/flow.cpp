// What one can ask of a finished analysis.
#include "quarry/cql/flow.h"

#include <algorithm>

#include "cql/flow_builder.h"

namespace quarry::cql {

std::optional<NameId> Flow::find(std::string_view name) const {
  const auto at = ids_.find(std::string(name));
  return at == ids_.end() ? std::nullopt : std::optional(at->second);
}

StepId Flow::stepOf(NodeId node) const {
  const auto at = stepIds_.find(node);
  return at == stepIds_.end() ? kNoStep : at->second;
}

const FieldEntry* Flow::byPattern(const Alive& alive, std::string_view name) const {
  if (!alive.patterns) return nullptr;
  std::string stem;
  const FieldEntry* found = nullptr;
  for (std::size_t length = 1; length <= name.size(); ++length) {
    stem.assign(name.substr(0, length));
    stem += '*';
    if (const auto id = find(stem))
      if (const FieldEntry* entry = maps_.find(alive.fields, *id)) found = entry;
  }
  return found;
}

Flow::Lookup Flow::look(const Alive& alive, std::string_view name) const {
  const auto present = [&](const FieldEntry& entry) {
    return entry.presence == Presence::sure && entry.definition < alive.sureSince ? Presence::maybe : entry.presence;
  };
  if (const auto id = find(name)) {
    if (const FieldEntry* entry = maps_.find(alive.fields, *id)) return {present(*entry), entry->definition};
    if (maps_.find(alive.lost, *id) != nullptr) return {};
  }
  // `x[]` stands for all elements: they are known under `x[*`.
  const FieldEntry* pattern = byPattern(alive, name.ends_with("[]") ? name.substr(0, name.size() - 1) : name);
  if (pattern != nullptr) return {Presence::maybe, pattern->definition};
  if (alive.open) return {Presence::maybe, kEvent};
  return {};
}

Presence Flow::presence(const Alive& alive, std::string_view name) const { return look(alive, name).presence; }

std::optional<DefinitionId> Flow::definitionOf(const Alive& alive, std::string_view name) const {
  const Lookup found = look(alive, name);
  return found.presence == Presence::gone ? std::nullopt : std::optional(found.definition);
}

std::vector<Flow::Field> Flow::fields(const Alive& alive) const {
  std::vector<Field> all;
  maps_.visit(alive.fields, [&](NameId id, const FieldEntry& entry) {
    const std::string_view name = names_[id];
    if (name.ends_with("[]")) return;  // its elements are there by name
    all.push_back({name, entry.definition, look(alive, name).presence});
  });
  std::sort(all.begin(), all.end(), [](const Field& a, const Field& b) { return a.name < b.name; });
  return all;
}

std::vector<std::string_view> Flow::lost(const Alive& alive) const {
  std::vector<std::string_view> all;
  maps_.visit(alive.lost, [&](NameId id, const FieldEntry&) { all.push_back(names_[id]); });
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::uint32_t> Flow::readsOf(DefinitionId id) const {
  std::vector<std::uint32_t> all;
  std::vector<DefinitionId> open = {id};
  std::vector<bool> seen(definitions.size());
  while (!open.empty()) {
    const DefinitionId at = open.back();
    open.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    all.insert(all.end(), readers_[at].begin(), readers_[at].end());
    open.insert(open.end(), mergedInto_[at].begin(), mergedInto_[at].end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

Flow flow(const Tree& tree, const FlowOptions& options) {
  Flow result;
  result.tree = &tree;
  FlowBuilder(tree, result).run(options);
  return result;
}

}  // namespace quarry::cql
