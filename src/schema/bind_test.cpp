// Binds leaves: one test may become several columns, other words, or a guard against values that mean "absent".
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/bind.h"
#include "schema/binder.h"
#include "schema/shapes.h"
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

// A place that only some records have is asked there only.
ir::Pred Binder::guarded(ir::Pred pred, const ir::Test& test, const When& when, const base::Origin& origin) {
  if (when.field.empty()) return pred;
  const auto among = [&](const std::string& value) {
    return std::find(when.values.begin(), when.values.end(), value) != when.values.end();
  };
  if (const auto given = given_.find(when.field); given != given_.end()) {
    if (std::all_of(given->second.begin(), given->second.end(), among)) return pred;
    // No record that the rule is about keeps the field here.
    if (std::none_of(given->second.begin(), given->second.end(), among))
      return {ir::Constant{test.op == ir::Op::null}, origin};
  }
  ir::Test there;
  there.field = sourceField(variant_, platform_, when.field, ir::TypeKind::text);
  for (const std::string& value : when.values) there.operands.push_back({ir::exactGlob(value), {}});
  if (test.op == ir::Op::null)
    return ir::disjunction({ir::negation({std::move(there), origin}, origin), std::move(pred)}, origin);
  return ir::conjunction({{std::move(there), origin}, std::move(pred)}, origin);
}

std::optional<ir::Pred> Binder::onConstant(const ir::Test& test, const base::Origin& origin, const FieldMap& map,
                                           const Context& context) {
  bool holds = test.op == ir::Op::present;
  for (const ir::Operand& operand : test.operands) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    const auto* number = std::get_if<ir::Number>(&operand.value);
    const auto* other = std::get_if<ir::OtherField>(&operand.value);
    if (glob != nullptr) {
      holds = holds || matches(*glob, *map.constant, test.fold);
    } else if (number != nullptr) {  // the constants are words, which no number is above or below
      holds = holds || (test.op == ir::Op::equals && number->text == *map.constant);
    } else if (std::holds_alternative<bool>(operand.value) || test.op == ir::Op::inNetwork) {
      continue;
    } else if (other != nullptr && other->where == ir::OtherField::Where::whole && test.operands.size() == 1) {
      ir::Test turned = test;
      turned.field = other->field;
      turned.op = ir::Op::matches;
      turned.operands = {{ir::exactGlob(*map.constant), operand.origin}};
      return this->test(std::move(turned), origin, context);
    } else {
      const std::string reason =
          fmt::format("every record has `{}` there, which only plain values are compared with", *map.constant);
      if (leaveOut("`" + test.field.name + "`", reason, context.effect, origin)) return std::nullopt;
    }
  }
  return ir::Pred{ir::Constant{holds}, origin};
}

// The test on one or more places, each in the platform's words.
std::optional<ir::Pred> Binder::onField(ir::Test test, const base::Origin& origin, const Located& located,
                                        const Context& context) {
  const FieldMap* map = located.map;
  const std::string name = test.field.name;
  if (map != nullptr) test = inRulesWords(std::move(test), *map);
  const bool compares = test.op == ir::Op::matches;
  if (map != nullptr && compares) {
    if (!map->values.empty() && hasRegex(test))
      warnOnce(codes::storedWordsShow, origin,
               fmt::format("`{}` is compared as {} stores it", name, schema::name(platform_)),
               "values are translated to the platform's words, regular expressions are not");
    test.operands = inStoredWords(test.operands, *map, test.fold);
    bool never = false;
    if (map->shape == Shape::plain) test = inColumnType(std::move(test), map->type.kind, never);
    if (never)
      warnOnce(codes::neverEqual, origin,
               fmt::format("`{}` holds {} and is never equal to this", name,
                           map->type.kind == ir::TypeKind::boolean ? "true or false" : "a number"),
               "");
    if (never) return ir::Pred{ir::Constant{false}, origin};
  }
  return inPlaces(test, origin, located, context);
}

std::optional<ir::Pred> Binder::inPlaces(const ir::Test& test, const base::Origin& origin, const Located& located,
                                         const Context& context) {
  const FieldMap* map = located.map;
  static const Place kNoPlace;
  std::vector<ir::Pred> places;
  for (std::size_t i = 0; i < located.fields.size(); ++i) {
    const ir::FieldRef& field = located.fields[i];
    const Place& place = map == nullptr ? kNoPlace : map->places[i];
    const auto add = [&](ir::Pred pred) { places.push_back(guarded(std::move(pred), test, place.when, origin)); };
    ir::Test here = test;
    here.field = field;
    if (located.shape != Shape::plain) {
      const ShapedField shape{located.shape, map == nullptr ? Hives::sysmon : map->hives, variant_, platform_, field,
                              place};
      // The shape writes digests in small letters.
      if (located.shape == Shape::hashes && map != nullptr && map->spelling == Spelling::lower)
        here.fold = ir::Fold::exact;
      Shaped rewritten = shaped(here, shape, origin);
      if (const auto* reason = std::get_if<std::string>(&rewritten)) {
        if (leaveOut("`" + test.field.name + "`", *reason, context.effect, origin)) return std::nullopt;
        return ir::Pred{test, origin};
      }
      // On a line of its own a value is found exactly; an expression may look beyond it.
      if (located.shape == Shape::within && (!shape.has("key") || hasRegex(test)))
        warnOnce(codes::partOfText, origin,
                 fmt::format("`{}` is part of a larger text on {}, in which the value is looked for", test.field.name,
                             schema::name(platform_)),
                 context.negated ? "a record that holds it in another part of the text is not found"
                                 : "a record that holds it in another part of the text is found, too");
      add(std::move(std::get<ir::Pred>(rewritten)));
      continue;
    }
    const bool oneSpelling = map != nullptr && here.op == ir::Op::matches && map->caseRule == ir::CaseRule::oneSpelling;
    if (oneSpelling && obeysAll(here, map->spelling)) {
      here.fold = ir::Fold::exact;  // finds the same, and is what indexes serve
    } else if (oneSpelling) {
      here.field = withFolding(field);
      if (here.fold == ir::Fold::exact && !hasRegex(here))
        warnOnce(
            codes::caseLost, origin,
            fmt::format("`{}` is spelt in one way on {}, and not like this", test.field.name, schema::name(platform_)),
            "compare without regard to case");
    }
    if (map == nullptr || map->absent.empty()) {
      add({std::move(here), origin});
      continue;
    }
    dropAbsentOperands(here, *map);
    const ir::Test absent = absentTest(here.field, *map);
    if (here.op == ir::Op::matches && here.operands.empty()) {
      add({ir::Constant{false}, origin});
    } else if (here.op == ir::Op::null) {
      add(ir::disjunction({{std::move(here), origin}, {absent, origin}}, origin));
    } else if (mayMatchAbsent(here, *map)) {
      add(ir::conjunction({{std::move(here), origin}, ir::negation({absent, origin}, origin)}, origin));
    } else {
      add({std::move(here), origin});
    }
  }
  // Null in all places, anything else in any of them.
  return test.op == ir::Op::null ? ir::conjunction(std::move(places), origin)
                                 : ir::disjunction(std::move(places), origin);
}

namespace {

// A text, where it is asked to stand.
ir::Glob globOf(const std::string& text, ir::OtherField::Where where) {
  using Where = ir::OtherField::Where;
  ir::Glob glob;
  if (where == Where::suffix || where == Where::inside) glob.tokens.emplace_back(ir::AnyRun{});
  if (!text.empty()) glob.tokens.emplace_back(text);
  if (where == Where::prefix || where == Where::inside) glob.tokens.emplace_back(ir::AnyRun{});
  return glob;
}

bool readsElements(const ir::FieldRef& field) {
  return field.physical != nullptr && (field.physical->name.find("[]") != std::string::npos ||
                                       std::any_of(field.physical->path.begin(), field.physical->path.end(),
                                                   [](const ir::PathSegment& segment) { return segment.each; }));
}

}  // namespace

// Other fields among the operands. Guards keep their values that mean "absent" out.
bool Binder::bindOperands(ir::Test& test, std::vector<ir::Pred>& guards, const base::Origin& origin,
                          const Context& context) {
  std::vector<ir::Operand> operands;
  for (ir::Operand& operand : test.operands) {
    auto* other = std::get_if<ir::OtherField>(&operand.value);
    if (other == nullptr || other->field.kind != ir::FieldRef::Kind::event || other->field.physical != nullptr) {
      operands.push_back(std::move(operand));
      continue;
    }
    const Located located = find(other->field.name, operand.origin, context.element);
    if (located.kind == Located::Kind::constant && test.operands.size() > 1) {
      const std::string reason =
          fmt::format("every record has `{}` there: compare the elements with that", *located.map->constant);
      if (leaveOut("`" + other->field.name + "`", reason, context.effect, operand.origin)) return false;
      continue;
    }
    if (located.kind == Located::Kind::constant) {
      test.op = ir::Op::matches;
      operands.push_back({globOf(*located.map->constant, other->where), operand.origin});
      continue;
    }
    if (located.kind == Located::Kind::unavailable) {
      if (leaveOut("`" + other->field.name + "`", located.reason, context.effect, operand.origin)) return false;
      operands.push_back(std::move(operand));
      continue;
    }
    if (located.shape != Shape::plain && located.shape != Shape::devicePath && located.shape != Shape::path &&
        located.shape != Shape::markup && located.shape != Shape::markupOnly) {
      const std::string reason = "its value is kept in another form here and cannot be compared with another field";
      if (leaveOut("`" + other->field.name + "`", reason, context.effect, operand.origin)) return false;
      continue;
    }
    if (std::any_of(located.fields.begin(), located.fields.end(), readsElements)) {
      const std::string reason = "it is several values, and a field is compared with one";
      if (leaveOut("`" + other->field.name + "`", reason, context.effect, operand.origin)) return false;
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

std::optional<ir::Pred> Binder::eachOperand(const ir::Test& test, const base::Origin& origin, const Context& context) {
  std::vector<ir::Pred> arms;
  for (const ir::Operand& operand : test.operands) {
    ir::Test one = test;
    one.operands = {operand};
    auto arm = this->test(std::move(one), origin, context);
    if (!arm) return std::nullopt;
    arms.push_back(std::move(*arm));
  }
  return ir::disjunction(std::move(arms), origin);
}

std::optional<ir::Pred> Binder::test(ir::Test test, const base::Origin& origin, const Context& context) {
  if (test.op == ir::Op::inList) useList(std::get<ir::Listed>(test.operands.front().value), test.fold, origin);
  // One other field at a time: each may be kept in several places, or be what every record has.
  const bool any = test.quantifier == ir::Quantifier::any;
  if (test.op == ir::Op::sameAs && any && test.operands.size() > 1) return eachOperand(test, origin, context);
  std::vector<ir::Pred> guards;
  if (!bindOperands(test, guards, origin, context)) return std::nullopt;
  if (test.op == ir::Op::sameAs && any && test.operands.size() > 1) {
    auto bound = eachOperand(test, origin, context);
    if (!bound) return std::nullopt;
    guards.insert(guards.begin(), std::move(*bound));
    return ir::conjunction(std::move(guards), origin);
  }
  const auto withGuards = [&](ir::Pred bound) {
    guards.insert(guards.begin(), std::move(bound));
    return ir::conjunction(std::move(guards), origin);
  };
  if (test.field.kind == ir::FieldRef::Kind::column) return withGuards({std::move(test), origin});
  if (test.field.kind == ir::FieldRef::Kind::raw) {
    if (variant_.noKeywords.empty()) {
      tellKeywords();
      return withGuards({std::move(test), origin});
    }
    if (leaveOut("the text of the whole event", variant_.noKeywords, context.effect, origin)) return std::nullopt;
    return ir::Pred{std::move(test), origin};
  }
  if (test.field.physical != nullptr) {  // named by a pipeline
    const bool isMapped = test.field.physical->assumed &&
                          locate(family_, variant_, platform_, test.field.name, context.element).map != nullptr;
    if (!isMapped) return withGuards({std::move(test), origin});
    test.field.physical = nullptr;
  }
  const Located located = find(test.field.name, origin, context.element);
  if (located.kind == Located::Kind::unavailable) {
    if (leaveOut("`" + test.field.name + "`", located.reason, context.effect, origin)) return std::nullopt;
    return ir::Pred{std::move(test), origin};
  }
  auto bound = located.kind == Located::Kind::constant ? onConstant(test, origin, *located.map, context)
                                                       : onField(std::move(test), origin, located, context);
  if (!bound) return std::nullopt;
  return withGuards(std::move(*bound));
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
