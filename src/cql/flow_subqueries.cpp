// Queries inside queries, and what of their fields comes out.
#include <algorithm>

#include "cql/flow_builder.h"

namespace quarry::cql {
namespace {

// The names of `list`, or all fields of `from` if it says `*` or nothing at all.
bool isAll(const Tree& tree, NodeId list) {
  const std::vector<NodeId> all = elements(tree, list);
  return std::any_of(all.begin(), all.end(), [&](NodeId one) {
    return tree.nodes[one].end == tree.nodes[one].first + 1 && textOf(tree, one) == "*";
  });
}

}  // namespace

// A query of its own, from its start to its end; elsewhere than in the repository of this one the events are unknown.
Alive FlowBuilder::subquery(NodeId value, bool elsewhere) {
  const Alive outer = now_;
  now_ = elsewhere ? Alive{} : flow_.start;
  now_.sureSince = outer.sureSince;
  const NodeId inner = unwrapped(tree_, value);
  if (inner != kNoNode && kindOf(tree_, inner) == NodeKind::subquery)
    pipeline(tree_.nodes[inner].child);
  else if (inner != kNoNode && kindOf(tree_, inner) == NodeKind::call)
    call(inner, {});
  else
    unknown();
  return std::exchange(now_, outer);
}

// Adds to the rows the fields of another query's rows: those listed, or all.
void FlowBuilder::include(NodeId list, const Alive& from, bool listed) {
  if (!listed) {
    const StepId step = step_;
    for (const Flow::Field& field : flow_.fields(from)) {
      const Definition& made = flow_.definitions[field.definition];
      const std::string name(field.name);
      const Named named =
          made.kind == Definition::Kind::event
              ? Named{name, tree_.nodes.empty() ? kNoNode : flow_.steps[step].node, tree_.span(flow_.steps[step].node)}
              : Named{name, made.node, made.span};
      if (name.ends_with('*'))
        assignPrefix({name.substr(0, name.size() - 1), named.node, named.span}, Definition::Kind::included);
      else
        assign(named, Definition::Kind::included, Presence::maybe, field.definition);
    }
    escape(from);
    if (from.open) anyName(now_);
    return;
  }
  const Names names = cql::namesOf(tree_, list);
  for (const Named& field : names.list) {
    const Read one = read(field, Read::Role::column, from);
    assign(field, Definition::Kind::included, Presence::maybe, one.definition);
  }
  if (!names.complete) {
    escape(from);
    anyName(now_);
  }
}

void FlowBuilder::joinCall(const BoundCall& call, Mood) {
  const bool elsewhere = call.value("repo") != kNoNode || call.value("view") != kNoNode;
  const Alive other = subquery(call.value("query"), elsewhere);
  readArguments(call);
  const NodeId key = call.value("key");
  for (const Named& field : cql::namesOf(tree_, key != kNoNode ? key : call.value("field")).list)
    read(field, Read::Role::key, other);
  const NodeId list = call.value("include");
  if (list != kNoNode) include(list, other, !isAll(tree_, list));
}

void FlowBuilder::defineTableCall(const BoundCall& call, Mood) {
  const Alive rows = subquery(call.value("query"), call.value("view") != kNoNode);
  const NodeId list = call.value("include");
  const Alive outer = now_;
  now_ = closed();
  now_.reachable = true;
  include(list, rows, list != kNoNode && !isAll(tree_, list));
  const Alive table = std::exchange(now_, outer);
  const Names name = cql::namesOf(tree_, call.value("name"));
  if (name.list.size() == 1) tables_[name.list.front().name] = table;
}

// match(), matchAsArray() and readFile(): the columns of a table that the query defines are known, those of a file not.
void FlowBuilder::lookupCall(const BoundCall& call, Mood) {
  const bool reads = call.function->name == "readFile";
  const Names file = cql::namesOf(tree_, call.value("file"));
  const auto table = file.list.size() == 1 && file.complete ? tables_.find(file.list.front().name) : tables_.end();
  const bool known = table != tables_.end();
  readArguments(call);
  if (call.function->name == "matchAsArray") {
    outputs(call, now_);
    if (known) escape(table->second);
    return;
  }
  if (!reads && known) {
    const NodeId column = call.value("column");
    for (const Named& name : cql::namesOf(tree_, column != kNoNode ? column : call.value("field")).list)
      read(name, Read::Role::key, table->second);
  }
  if (reads) now_ = closed();
  const NodeId list = call.value("include");
  const bool listed = list != kNoNode && !elements(tree_, list).empty() && !isAll(tree_, list);
  if (known) return include(list, table->second, listed);
  if (!listed) return anyName(now_);
  const Names names = cql::namesOf(tree_, list);
  for (const Named& name : names.list) assign(name, Definition::Kind::included, Presence::maybe);
  if (!names.complete) anyName(now_);
}

// A function over the elements of an array sees them as the field `var`, by default the array's own name.
void FlowBuilder::overElements(const BoundCall& call, Mood) {
  const Alive before = now_;
  const Names array = cql::namesOf(tree_, call.value("array"));
  Names elements = cql::namesOf(tree_, call.value("var"));
  for (const Named& one : array.list) {
    elements.list.push_back(one);
    std::string stem = one.name.substr(0, one.name.find('['));
    elements.list.push_back({std::move(stem), one.node, one.span});
  }
  for (const Named& one : array.list) read(one, Read::Role::value);
  if (!array.complete) escape(now_);
  for (const Named& one : elements.list) {
    assign(one, Definition::Kind::unknown, Presence::maybe);
    assignPrefix({one.name + ".", one.node, one.span}, Definition::Kind::unknown);
  }
  const Alive inside = now_;
  for (const char* parameter : {"function", "condition"}) {
    const NodeId value = call.value(parameter);
    if (value == kNoNode) continue;
    const Alive after = functions(value, inside);
    escape(after);
    if (call.function->dropsOtherFields && call.function->name == "array:reduceAll") {
      now_ = after;
      return;
    }
  }
  now_ = before;
  outputs(call, before);
}

// correlate(A: { … } include: [x], B: { … | f <=> A.g }): one row for each set of linked events, fields as Query.field.
void FlowBuilder::correlateCall(const BoundCall& call, Mood) {
  struct Part {
    Named name;
    NodeId include = kNoNode;
  };
  std::vector<Part> parts;
  const auto linkedAround = std::exchange(linked_, {});
  const auto linksAround = std::exchange(links_, {});
  const std::string linkingAround = linking_;
  for (const BoundArgument& argument : call.arguments) {
    if (argument.argument.name) continue;
    for (const NodeId attribute : children(tree_, argument.argument.node)) {
      if (kindOf(tree_, attribute) != NodeKind::attribute) continue;
      const std::uint32_t token = tree_.nodes[attribute].first;
      const std::string name = decoded(tree_, token);
      const NodeId value = tree_.nodes[attribute].child;
      if (value != kNoNode && kindOf(tree_, value) == NodeKind::subquery) {
        parts.push_back({{name, attribute, tree_.tokenSpan(token)}, kNoNode});
        linking_ = name;
        linked_[name] = subquery(value, false);
      } else if (name == "include" && !parts.empty()) {
        parts.back().include = value;
      }
    }
  }
  const std::vector<Named> links = std::exchange(links_, linksAround);
  const auto linked = std::exchange(linked_, linkedAround);
  linking_ = linkingAround;

  escape(now_);
  now_ = closed();
  Names shared = cql::namesOf(tree_, call.value("globalConstraints"));
  for (const Part& part : parts) {
    const Alive& rows = linked.at(part.name.name);
    const std::string prefix = part.name.name + ".";
    const Names names = part.include == kNoNode ? Names{{}, false} : cql::namesOf(tree_, part.include);
    for (const Named& field : names.list) {
      const Read one = read(field, Read::Role::column, rows);
      assign({prefix + field.name, field.node, field.span}, Definition::Kind::included, Presence::maybe,
             one.definition);
    }
    for (const Named& field : shared.list) {
      const Read one = read(field, Read::Role::key, rows);
      assign({prefix + field.name, field.node, field.span}, Definition::Kind::included, Presence::maybe,
             one.definition);
    }
    if (!names.complete) escape(rows);
    assignPrefix({prefix + (names.complete ? "@" : ""), part.name.node, part.name.span}, Definition::Kind::unknown);
  }
  for (const Named& link : links) assign(link, Definition::Kind::included, Presence::maybe);
  for (const char* name : {"@id", "@timestamp", "@ingesttimestamp"})
    assign(placeOf(call, name), Definition::Kind::output, Presence::maybe);
  if (parts.empty() || !shared.complete || call.value("aggregation") != kNoNode) unknown();
}

// field <=> Query.field, in a query of correlate().
void FlowBuilder::linkStep(NodeId step) {
  const NodeId left = tree_.nodes[step].child;
  const NodeId right = left == kNoNode ? kNoNode : tree_.nodes[left].next;
  if (right == kNoNode) return unknown();
  const Named own = namedBy(left), theirs = namedBy(right);
  read(own, Read::Role::key);
  if (linking_.empty()) return;
  links_.push_back({linking_ + "." + own.name, own.node, own.span});
  links_.push_back(theirs);
  for (const auto& [query, rows] : linked_)
    if (theirs.name.starts_with(query + "."))
      read({theirs.name.substr(query.size() + 1), theirs.node, theirs.span}, Read::Role::key, rows);
}

}  // namespace quarry::cql
