// An exclusion passes events without the field, and the group by that field loses them.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | user != \"svc\" | groupBy(user, limit=max)",
                                  "#type=web | user=* | user != \"svc\" | groupBy(user, limit=max)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL138_unguarded_exclusion;
const Rule CQL138_unguarded_exclusion = {
    {"CQL138", "unguarded-exclusion", base::Severity::info, base::Category::semantics, base::FixKind::review,
     "an exclusion lets events through whose missing field is a group key later",
     "`!=` also holds for events that have no such field. They pass the filter, and `groupBy()` by that field then "
     "leaves them out, without a word. Ask for the field (`user=*`), or give it a value with `default()`, to say which "
     "is meant."},
    check,
    kExamples};

namespace {

// A field's name as a filter takes it.
std::string fieldText(const std::string& name) {
  return name.find_first_of(" -+:*~/()\"") == std::string::npos ? name : cql::quoteString(name);
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const auto& sequence : context.index->sequences()) {
    if (sequence.steps.empty()) continue;
    // Fields that some condition asks for, and exclusions without that.
    std::set<std::string> asked;
    std::vector<Condition> open;
    for (const Step& step : sequence.steps) {
      if (step.kind == NodeKind::filterStep && tree.nodes[step.node].child != cql::kNoNode &&
          (step.call == nullptr || nameOf(*step.call) == "in")) {
        for (NodeId operand : operands(tree, tree.nodes[step.node].child, NodeKind::andFilter))
          if (auto condition = asCondition(tree, *context.index, operand)) {
            if (!condition->negated)
              asked.insert(condition->field);
            else
              open.push_back(std::move(*condition));
          }
        continue;
      }
      if (!step.is("groupBy") || step.call == nullptr) continue;
      const NodeId keys = step.call->value("field");
      if (keys == cql::kNoNode) break;
      for (const std::string& key : cql::wordsOf(tree, keys)) {
        const auto exclusion =
            std::find_if(open.begin(), open.end(), [&](const Condition& c) { return c.field == key; });
        if (exclusion == open.end() || asked.contains(key)) continue;
        // `x != ""` has a finding of its own, and `x != *` asks that the field is missing.
        if (exclusion->patterns == std::vector<std::string>{""}) continue;
        if (std::find(exclusion->patterns.begin(), exclusion->patterns.end(), "*") != exclusion->patterns.end())
          continue;
        const auto there =
            context.flow->definitionOf(step.flow != nullptr ? step.flow->before : context.flow->start, key);
        if (!there || *there != exclusion->definition) continue;
        if (step.flow != nullptr && context.flow->presence(step.flow->before, key) == cql::Presence::sure) continue;
        const base::Span at = tree.span(exclusion->node);
        const bool alone = cql::kindOf(tree, tree.nodes[exclusion->node].parent) == NodeKind::filterStep;
        const std::string presence = fieldText(key) + (alone ? "=* | " : "=* ");
        report
            .add(CQL138_unguarded_exclusion.def, at,
                 fmt::format("events without a field `{}` pass this, and `groupBy` leaves them out", key))
            .label(tree.tokenSpan(step.call->name), fmt::format("groups by `{}`", key))
            .fix("ask that the field is there", {{{at.file, at.begin, at.begin}, presence}}, base::Safety::review);
      }
      break;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
