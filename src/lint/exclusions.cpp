#include "lint/exclusions.h"

#include "quarry/rule/read.h"

namespace quarry::lint {

namespace {

// Selections that a negated part leaves out, each by itself: `not a`, `not (a or b)`, `not 1 of filter_*`.
void leftOut(const rule::Condition& negated, const std::vector<Meaning>& known,
             std::vector<std::pair<const Meaning*, base::Span>>& out) {
  if (const Meaning* named = meaningOf(negated, known)) {
    out.emplace_back(named, negated.span);
  } else if (const auto* any = std::get_if<rule::Disjunction>(&negated.node)) {
    for (const rule::Condition& part : any->of) leftOut(part, known, out);
  } else if (const auto* many = std::get_if<rule::Quantified>(&negated.node); many != nullptr && !many->all) {
    for (const Meaning& one : known)
      if (rule::names(*many, one.selection->name.value)) out.emplace_back(&one, negated.span);
  }
}

}  // namespace

std::vector<Meaning> meanings(const DocumentContext& context) {
  std::vector<Meaning> all;
  const auto* rule = ruleOf(context);
  if (rule == nullptr) return all;
  for (const rule::Selection& selection : rule->selections)
    all.push_back({&selection, rule::meaning(*rule, selection, context.environment, context.sources)});
  return all;
}

const Meaning* meaningOf(const rule::Condition& named, const std::vector<Meaning>& known) {
  const auto* name = std::get_if<rule::Named>(&named.node);
  if (name == nullptr) return nullptr;
  for (const Meaning& one : known)
    if (one.selection->name.value == name->name) return &one;
  return nullptr;
}

std::vector<Exclusion> exclusions(const DocumentContext& context) {
  std::vector<Exclusion> all;
  const auto known = std::make_shared<const std::vector<Meaning>>(meanings(context));
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
        if (const Meaning* named = meaningOf(inner, *known)) wanted.push_back(named);
        const auto* many = std::get_if<rule::Quantified>(&inner.node);
        if (many == nullptr || !many->all) continue;
        for (const Meaning& one : *known)
          if (rule::names(*many, one.selection->name.value)) wanted.push_back(&one);
      }
      for (const Meaning* want : wanted)
        for (const auto& [excluded, place] : out)
          all.push_back(
              {shared(want), shared(excluded), context.sources.outermost(place), asked == 1 && wanted.size() == 1});
    });
  return all;
}

}  // namespace quarry::lint
