// Field names are case-sensitive.
#include <fmt/format.h>

#include <array>
#include <map>
#include <set>

#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | statusCode=500 | groupBy(statuscode, limit=max)",
                                  "#type=web | statusCode=500 | groupBy(statusCode, limit=max)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL134_field_in_two_cases;
const Rule CQL134_field_in_two_cases = {
    {"CQL134", "field-in-two-cases", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a field is written in two ways that differ in case",
     "The names of fields are compared with regard to case: `UserName` and `username` are two fields, and one of them "
     "is mostly not there."},
    check,
    kExamples};

namespace {

constexpr std::array<std::string_view, 6> kKnown = {"@timestamp", "@rawstring",        "@ingesttimestamp",
                                                    "@id",        "#event_simpleName", "#repo"};

// True if the read stands beside `or` with one of the other spelling: then both are meant.
bool besideOther(const Context& context, const cql::Read& read, std::string_view other) {
  const Tree& tree = context.tree;
  bool beside = false;
  for (NodeId up = read.node; up != cql::kNoNode && cql::kindOf(tree, up) != NodeKind::filterStep;
       up = tree.nodes[up].parent)
    if (cql::kindOf(tree, up) == NodeKind::orFilter)
      cql::walk(tree, up, [&](NodeId id) {
        beside = beside || (cql::kindOf(tree, id) == NodeKind::field && tree.nodeText(id) == other);
      });
  return beside;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  // By the name in lower case: the first spelling. A name that the query itself makes is as it is.
  std::map<std::string, std::string_view> spellings;
  for (const std::string_view known : kKnown) spellings[base::asciiLower(known)] = known;
  std::set<std::string_view> made;
  for (const cql::Definition& definition : flow.definitions)
    if (definition.kind != cql::Definition::Kind::event && definition.kind != cql::Definition::Kind::kept)
      made.insert(flow.name(definition.name));
  for (const cql::Read& read : flow.reads) {
    if (read.role == cql::Read::Role::byDefault || read.node == cql::kNoNode) continue;
    const std::string_view name = flow.name(read.name);
    if (made.contains(name)) continue;
    const auto [at, fresh] = spellings.try_emplace(base::asciiLower(name), name);
    if (fresh || at->second == name || made.contains(at->second)) continue;
    if (cql::tokenKindOf(tree, read.node) != cql::TokenKind::word) continue;
    if (tree.nodeText(read.node) != name || besideOther(context, read, at->second)) continue;
    report
        .add(CQL134_field_in_two_cases.def, read.span,
             fmt::format("`{}` is another field than `{}`: names differ by case", name, at->second))
        .fix(fmt::format("write `{}`", at->second), {{read.span, std::string(at->second)}}, base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
