// Binds values: what an expression reads.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/bind.h"
#include "quarry/ir/call.h"
#include "schema/binder.h"
#include "schema/stored.h"

namespace quarry::schema {

namespace {

const std::string* asText(const ir::Val& value) {
  const auto* literal = std::get_if<ir::Literal>(&value.node);
  return literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
}

// The part that a value is put together with: a registry value's name, an account's domain.
const std::string* joinedOf(const Located& located) {
  static const std::string kValue = "value", kDomain = "domain";
  if (located.map == nullptr) return nullptr;
  const auto everywhere = [&](const std::string& part) {
    const auto& places = located.map->places;
    return std::all_of(places.begin(), places.end(), [&](const Place& place) { return place.parts.contains(part); });
  };
  if (located.shape == Shape::registryPath && everywhere(kValue)) return &kValue;
  return located.shape == Shape::account && everywhere(kDomain) ? &kDomain : nullptr;
}

}  // namespace

// The value of a field: the first place that has one, and nothing where it only says "absent".
ir::Val Binder::read(const ir::FieldRef& field, const base::Origin& origin, const std::string& element, bool compared) {
  if (field.kind != ir::FieldRef::Kind::event || field.physical != nullptr) return {field, origin};
  const Located located = find(field.name, origin, element);
  if (located.kind == Located::Kind::unavailable) {
    leaveOut("`" + field.name + "`", located.reason, Effect::losesValue, origin);
    return {field, origin};
  }
  if (located.kind == Located::Kind::constant) return {ir::Literal{*located.map->constant}, origin};
  if (!compared && located.map != nullptr && !located.map->values.empty())
    warnOnce(codes::storedWordsShow, origin,
             fmt::format("`{}` is read as {} stores it", field.name, schema::name(platform_)),
             "what a later step compares it with is not translated: compare the field itself, where it is named");
  std::vector<ir::Val> values;
  for (std::size_t i = 0; i < located.fields.size(); ++i) {
    const ir::FieldRef& place = located.fields[i];
    if (const std::string* part = joinedOf(located); part != nullptr && element.empty()) {
      const ir::Val own{place, origin};
      const ir::Val other{partField(variant_, platform_, located.map->places[i].parts.at(*part), ir::TypeKind::text),
                          origin};
      const ir::Val separator{ir::Literal{std::string("\\")}, origin};
      const bool ownFirst = *part == "value";
      values.push_back(
          {ir::Call{ir::Function::concat, {ownFirst ? own : other, separator, ownFirst ? other : own}}, origin});
      continue;
    }
    if (located.map == nullptr || located.map->absent.empty()) {
      values.push_back({place, origin});
      continue;
    }
    ir::Case present;
    present.branches.push_back(
        {ir::negation({absentTest(place, *located.map), origin}, origin), ir::Val{place, origin}});
    values.push_back({std::move(present), origin});
  }
  if (values.size() == 1) return std::move(values.front());
  return {ir::Call{ir::Function::coalesce, std::move(values)}, origin};
}

// Comparisons with texts are put into the platform's words.
ir::Val Binder::call(ir::Call call, const base::Origin& origin, const std::string& element) {
  const bool equality = call.function == ir::Function::equal || call.function == ir::Function::notEqual;
  if (equality && call.arguments.size() == 2 && asText(call.arguments[0]) != nullptr)
    std::swap(call.arguments[0], call.arguments[1]);
  const auto* field = call.arguments.empty() ? nullptr : std::get_if<ir::FieldRef>(&call.arguments[0].node);
  const FieldMap* map = nullptr;
  if ((equality || call.function == ir::Function::in) && field != nullptr && field->kind == ir::FieldRef::Kind::event)
    map = locate(family_, variant_, platform_, field->name, element).map;
  const bool negated = call.function == ir::Function::notEqual;
  const bool compared = map != nullptr && !map->values.empty() &&
                        std::all_of(call.arguments.begin() + 1, call.arguments.end(),
                                    [](const ir::Val& v) { return asText(v) != nullptr; });
  if (compared) {
    std::vector<ir::Val> words = {call.arguments[0]};
    for (std::size_t i = 1; i < call.arguments.size(); ++i)
      for (const std::string& word : storedWords(*asText(call.arguments[i]), *map)) {
        ir::Val literal{ir::Literal{word}, call.arguments[i].origin};
        if (std::find(words.begin(), words.end(), literal) == words.end()) words.push_back(std::move(literal));
      }
    if (words.size() > 2 || call.function == ir::Function::in) call.function = ir::Function::in;
    call.arguments = std::move(words);
  }
  for (ir::Val& argument : call.arguments) {
    const auto* direct = compared ? std::get_if<ir::FieldRef>(&argument.node) : nullptr;
    argument = direct != nullptr ? read(ir::FieldRef(*direct), argument.origin, element, true)
                                 : value(std::move(argument), element);
  }
  const bool turned = negated && call.function == ir::Function::in;
  ir::Val result{std::move(call), origin};
  if (!turned) return result;
  return ir::callOf(ir::Function::logicalNot, origin, std::move(result));
}

ir::Val Binder::value(ir::Val value, const std::string& element) {
  const base::Origin origin = value.origin;
  return std::visit(base::overloaded{
                        [&](ir::Literal& literal) {
                          return ir::Val{std::move(literal), origin};
                        },
                        [&](ir::FieldRef& field) { return read(field, origin, element); },
                        [&](ir::Call& inner) { return call(std::move(inner), origin, element); },
                        [&](ir::Case& cases) {
                          for (ir::Case::Branch& branch : cases.branches) {
                            branch.when = whole(std::move(*branch.when), element);
                            branch.then = this->value(std::move(*branch.then), element);
                          }
                          if (cases.otherwise) cases.otherwise = this->value(std::move(**cases.otherwise), element);
                          return ir::Val{std::move(cases), origin};
                        },
                        // Its arguments may be names as well as values: targets refuse it before they could matter.
                        [&](ir::Apply& apply) {
                          return ir::Val{std::move(apply), origin};
                        },
                    },
                    value.node);
}

std::optional<ir::FieldRef> Binder::simple(const ir::FieldRef& field, const base::Origin& origin, Use use) {
  if (field.kind != ir::FieldRef::Kind::event || field.physical != nullptr) return field;
  const Located located = find(field.name, origin, {}, use);
  if (located.kind == Located::Kind::unavailable) {
    leaveOut("`" + field.name + "`", located.reason, Effect::losesValue, origin);
    return field;
  }
  if (located.kind == Located::Kind::constant || joinedOf(located)) return std::nullopt;
  if (located.fields.size() == 1 && (located.map == nullptr || located.map->absent.empty()))
    return located.fields.front();
  return std::nullopt;
}

}  // namespace quarry::schema
