#include "target/rank.h"

#include <algorithm>
#include <set>
#include <string>

namespace quarry::target {

namespace {

std::string rankName(const std::string& score) { return "q_" + score + "_rank"; }

std::set<std::string> sortedScores(const ir::Plan& plan) {
  std::set<std::string> names;
  for (const ir::Step& step : plan.steps)
    if (const auto* sort = std::get_if<ir::Sort>(&step.node))
      for (const ir::SortKey& key : sort->keys)
        if (key.type.kind == ir::TypeKind::ordinal) names.insert(key.field.name);
  return names;
}

// The rank of a label: the first of n labels is n, the last is 1.
ir::Val rankOf(const ir::Val& label, const ir::Type& type) {
  const auto* literal = std::get_if<ir::Literal>(&label.node);
  const auto* text = literal != nullptr ? std::get_if<std::string>(&literal->value) : nullptr;
  double rank = 0;
  for (std::size_t i = 0; text != nullptr && i < type.labels.size(); ++i)
    if (type.labels[i] == *text) rank = static_cast<double>(type.labels.size() - i);
  return {ir::Literal{rank}, label.origin};
}

ir::Assignment rankColumn(const ir::Assignment& score) {
  ir::Case ranks = std::get<ir::Case>(score.value.node);
  for (ir::Case::Branch& branch : ranks.branches) branch.then = rankOf(*branch.then, score.type);
  if (ranks.otherwise) ranks.otherwise = rankOf(**ranks.otherwise, score.type);
  return {rankName(score.name), {std::move(ranks), score.value.origin}, {ir::TypeKind::number, {}}, score.origin};
}

// Where the rows no longer carry the rank made beside the score (a group or a select came between): the rank by label.
ir::Assignment rankByLabel(const ir::SortKey& key) {
  ir::Case ranks;
  const std::vector<std::string>& labels = key.type.labels;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ir::Test test;
    test.field = key.field;
    test.operands.push_back({ir::exactGlob(labels[i]), key.origin});
    ranks.branches.push_back({ir::Pred{std::move(test), key.origin},
                              ir::Val{ir::Literal{static_cast<double>(labels.size() - i)}, key.origin}});
  }
  ranks.otherwise = ir::Val{ir::Literal{0.0}, key.origin};
  return {rankName(key.field.name), {std::move(ranks), key.origin}, {ir::TypeKind::number, {}}, key.origin};
}

}  // namespace

bool askTheSame(const ir::Case& a, const ir::Case& b) {
  return std::equal(a.branches.begin(), a.branches.end(), b.branches.begin(), b.branches.end(),
                    [](const auto& x, const auto& y) { return x.when == y.when; });
}

void rankScores(ir::Plan& plan) {
  const std::set<std::string> scores = sortedScores(plan);
  if (scores.empty()) return;
  std::set<std::string> alive;  // rank columns that nothing has removed yet
  std::vector<ir::Step> steps;
  for (ir::Step& step : plan.steps) {
    if (auto* extend = std::get_if<ir::Extend>(&step.node)) {
      for (std::size_t i = 0; i < extend->columns.size(); ++i) {
        if (!scores.contains(extend->columns[i].name) ||
            !std::holds_alternative<ir::Case>(extend->columns[i].value.node))
          continue;
        ir::Assignment rank = rankColumn(extend->columns[i]);
        alive.insert(rank.name);
        extend->columns.insert(extend->columns.begin() + static_cast<std::ptrdiff_t>(i++), std::move(rank));
      }
    } else if (auto* sort = std::get_if<ir::Sort>(&step.node)) {
      ir::Extend missing;
      for (ir::SortKey& key : sort->keys) {
        if (key.type.kind != ir::TypeKind::ordinal) continue;
        if (alive.insert(rankName(key.field.name)).second) missing.columns.push_back(rankByLabel(key));
        key.field.name = rankName(key.field.name);
        key.type = {ir::TypeKind::number, {}};
      }
      if (!missing.columns.empty()) steps.push_back({std::move(missing), step.origin});
    } else if (const auto* project = std::get_if<ir::Project>(&step.node)) {
      if (!project->except) alive.clear();
    } else if (std::holds_alternative<ir::Group>(step.node)) {
      alive.clear();
    }
    steps.push_back(std::move(step));
  }
  plan.steps = std::move(steps);
  if (alive.empty()) return;
  ir::Project drop;
  drop.except = true;
  for (const std::string& name : alive) drop.columns.push_back({ir::FieldRef::Kind::column, name, nullptr});
  plan.steps.push_back({std::move(drop), {}});
}

}  // namespace quarry::target
