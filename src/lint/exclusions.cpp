#include "lint/exclusions.h"

#include <algorithm>

#include "quarry/base/limits.h"
#include "quarry/rule/read.h"

namespace quarry::lint {

namespace {

// Selections that a negated part leaves out, each by itself: `not a`, `not (a or b)`, `not 1 of filter_*`.
void leftOut(const rule::Condition& negated, const Meanings& known,
             std::vector<std::pair<const Meaning*, base::Span>>& out) {
  if (const Meaning* named = known.of(negated)) {
    out.emplace_back(named, negated.span);
  } else if (const auto* any = std::get_if<rule::Disjunction>(&negated.node)) {
    for (const rule::Condition& part : any->of) leftOut(part, known, out);
  } else if (const auto* many = std::get_if<rule::Quantified>(&negated.node); many != nullptr && !many->all) {
    for (const Meaning& one : known.all)
      if (rule::names(*many, one.selection->name.value)) out.emplace_back(&one, negated.span);
  }
}

}  // namespace

Meanings meanings(const DocumentContext& context) {
  Meanings known;
  const auto* rule = ruleOf(context);
  if (rule == nullptr) return known;
  for (const rule::Selection& selection : rule->selections) {
    known.byName.emplace(selection.name.value, known.all.size());
    known.all.push_back({&selection, rule::meaning(*rule, selection, context.environment, context.sources)});
  }
  return known;
}

const Meaning* Meanings::of(const rule::Condition& named) const {
  const auto* name = std::get_if<rule::Named>(&named.node);
  const auto found = name == nullptr ? byName.end() : byName.find(name->name);
  return found == byName.end() ? nullptr : &all[found->second];
}

std::vector<Exclusion> exclusions(const DocumentContext& context) {
  std::vector<Exclusion> all;
  const auto known = std::make_shared<const Meanings>(meanings(context));
  const auto shared = [&](const Meaning* one) { return std::shared_ptr<const Meaning>(known, one); };
  for (const rule::Condition& condition : conditions(context))
    walk(condition, [&](const rule::Condition& part) {
      const auto* conjunction = std::get_if<rule::Conjunction>(&part.node);
      if (conjunction == nullptr) return;
      std::vector<const Meaning*> wanted;
      std::vector<std::pair<const Meaning*, base::Span>> out;
      std::size_t asked = 0;
      for (const rule::Condition& inner : conjunction->of) {
        if (const auto* negation = std::get_if<rule::Negation>(&inner.node)) {
          leftOut(*negation->of, *known, out);
          continue;
        }
        ++asked;
        if (const Meaning* named = known->of(inner)) wanted.push_back(named);
        const auto* many = std::get_if<rule::Quantified>(&inner.node);
        if (many == nullptr || !many->all) continue;
        for (const Meaning& one : known->all)
          if (rule::names(*many, one.selection->name.value)) wanted.push_back(&one);
      }
      const bool isOnly = asked == 1 && wanted.size() == 1;
      wanted.resize(std::min(wanted.size(), base::limit::kComparedSelections));
      out.resize(std::min(out.size(), base::limit::kComparedSelections));
      for (const Meaning* want : wanted)
        for (const auto& [excluded, place] : out)
          all.push_back({shared(want), shared(excluded), context.sources.outermost(place), isOnly});
    });
  return all;
}

}  // namespace quarry::lint
