// Binds leaves: one test may become several columns, other words, or a guard against values that mean "absent".
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes.h"
#include "schema/binder.h"
#include "schema/stored.h"

namespace quarry::schema {

namespace {

// The reference with the case rule that fits the operands: one spelling helps only a rule that spells so, too.
ir::FieldRef withFolding(const ir::FieldRef& field) {
  ir::PhysicalField folded = *field.physical;
  folded.caseRule = ir::CaseRule::varies;
  return {field.kind, field.name, std::make_shared<const ir::PhysicalField>(std::move(folded))};
}

bool obeysAll(const ir::Test& test, Spelling spelling) {
  return std::all_of(test.operands.begin(), test.operands.end(),
                     [&](const ir::Operand& operand) { return obeys(operand, spelling); });
}

bool hasRegex(const ir::Test& test) {
  return std::any_of(test.operands.begin(), test.operands.end(),
                     [](const ir::Operand& operand) { return std::holds_alternative<ir::Regex>(operand.value); });
}

}  // namespace

// The test on one or more places, each in the platform's words.
ir::Pred Binder::onField(ir::Test test, const base::Origin& origin, const Located& located) {
  const FieldMap* map = located.map;
  const std::string name = test.field.name;
  const bool compares = test.op == ir::Op::matches;
  if (map != nullptr && compares) {
    if (!map->values.empty() && hasRegex(test))
      warnOnce(codes::storedWordsShow, origin,
               fmt::format("`{}` is compared as {} stores it", name, schema::name(platform_)),
               "values are translated to the platform's words, regular expressions are not");
    test.operands = inStoredWords(test.operands, *map, test.fold);
    bool never = false;
    test = inColumnType(std::move(test), map->type.kind, never);
    if (never)
      warnOnce(codes::neverEqual, origin,
               fmt::format("`{}` holds {} and is never equal to this", name,
                           map->type.kind == ir::TypeKind::boolean ? "true or false" : "a number"),
               "");
    if (never) return {ir::Constant{false}, origin};
  }
  std::vector<ir::Pred> places;
  for (const ir::FieldRef& field : located.fields) {
    ir::Test here = test;
    here.field = field;
    const bool oneSpelling = map != nullptr && here.op == ir::Op::matches && map->caseRule == ir::CaseRule::oneSpelling;
    if (oneSpelling && obeysAll(here, map->spelling)) {
      here.fold = ir::Fold::exact;  // finds the same, and is what indexes serve
    } else if (oneSpelling) {
      here.field = withFolding(field);
      if (here.fold == ir::Fold::exact && !hasRegex(here))
        warnOnce(codes::caseLost, origin,
                 fmt::format("`{}` is spelt in one way on {}, and not like this", name, schema::name(platform_)),
                 "compare without regard to case");
    }
    if (map == nullptr || map->absent.empty()) {
      places.push_back({std::move(here), origin});
      continue;
    }
    dropAbsentOperands(here, *map);
    const ir::Test absent = absentTest(here.field, *map);
    if (here.op == ir::Op::matches && here.operands.empty()) {
      places.push_back({ir::Constant{false}, origin});
    } else if (here.op == ir::Op::null) {
      places.push_back(ir::disjunction({{std::move(here), origin}, {absent, origin}}, origin));
    } else if (mayMatchAbsent(here, *map)) {
      places.push_back(ir::conjunction({{std::move(here), origin}, ir::negation({absent, origin}, origin)}, origin));
    } else {
      places.push_back({std::move(here), origin});
    }
  }
  // Null in all places, anything else in any of them.
  return test.op == ir::Op::null ? ir::conjunction(std::move(places), origin)
                                 : ir::disjunction(std::move(places), origin);
}

// Other fields among the operands. Guards keep their values that mean "absent" out.
bool Binder::bindOperands(ir::Test& test, std::vector<ir::Pred>& guards, const base::Origin& origin,
                          const Context& context) {
  std::vector<ir::Operand> operands;
  for (ir::Operand& operand : test.operands) {
    auto* other = std::get_if<ir::OtherField>(&operand.value);
    if (other == nullptr || other->field.kind != ir::FieldRef::Kind::event) {
      operands.push_back(std::move(operand));
      continue;
    }
    const Located located = find(other->field.name, operand.origin, context.element);
    if (located.kind == Located::Kind::unavailable) {
      if (leaveOut("`" + other->field.name + "`", located.reason, context.effect, operand.origin)) return false;
      operands.push_back(std::move(operand));
      continue;
    }
    for (const ir::FieldRef& field : located.fields) {
      if (located.map != nullptr && !located.map->absent.empty())
        guards.push_back(ir::negation({absentTest(field, *located.map), origin}, origin));
      operands.push_back({ir::OtherField{field, other->where}, operand.origin});
    }
  }
  test.operands = std::move(operands);
  return true;
}

std::optional<ir::Pred> Binder::test(ir::Test test, const base::Origin& origin, const Context& context) {
  std::vector<ir::Pred> guards;
  if (!bindOperands(test, guards, origin, context)) return std::nullopt;
  const auto guarded = [&](ir::Pred bound) {
    guards.insert(guards.begin(), std::move(bound));
    return ir::conjunction(std::move(guards), origin);
  };
  if (test.field.kind == ir::FieldRef::Kind::column) return guarded({std::move(test), origin});
  if (test.field.kind == ir::FieldRef::Kind::raw) {
    if (variant_.noKeywords.empty()) return guarded({std::move(test), origin});
    if (leaveOut("the text of the whole event", variant_.noKeywords, context.effect, origin)) return std::nullopt;
    return ir::Pred{std::move(test), origin};
  }
  if (test.field.physical != nullptr) return guarded({std::move(test), origin});  // named by a pipeline
  const Located located = find(test.field.name, origin, context.element);
  if (located.kind == Located::Kind::unavailable) {
    if (leaveOut("`" + test.field.name + "`", located.reason, context.effect, origin)) return std::nullopt;
    return ir::Pred{std::move(test), origin};
  }
  return guarded(onField(std::move(test), origin, located));
}

// "The field is not there", said as the platform shows it: what a reader of the query expects, and what indexes answer.
std::optional<ir::Pred> Binder::absence(const ir::Test& present, const base::Origin& origin, const Context& context) {
  Context inner = context;
  inner.negated = !inner.negated;
  auto bound = test(present, origin, inner);
  if (!bound) return std::nullopt;
  const auto* both = std::get_if<ir::And>(&bound->node);
  const auto* absent = both != nullptr && both->of.size() == 2 ? std::get_if<ir::Not>(&both->of[1].node) : nullptr;
  if (absent == nullptr) return ir::negation(std::move(*bound), origin);
  return ir::disjunction({ir::negation(both->of[0], origin), *absent->of}, origin);
}

}  // namespace quarry::schema
