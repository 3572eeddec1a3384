// Binds conditions. A condition on a field that the platform lacks is never dropped in silence: whether that would
// widen or narrow the result follows from where it stands.
#include "schema/binder.h"

namespace quarry::schema {

Binder::Context Binder::Context::within(bool conjunction) const {
  Context inner = *this;
  // Without one of its conditions a conjunction holds more often, a disjunction less often; a `not` around turns that.
  if (effect != Effect::losesValue) inner.effect = conjunction != negated ? Effect::widens : Effect::narrows;
  return inner;
}

template <class Group>
std::optional<ir::Pred> Binder::group(Group group, const base::Origin& origin, const Context& context) {
  const Context inner = context.within(std::is_same_v<Group, ir::And>);
  if (group.of.empty()) return ir::Pred{std::move(group), origin};
  std::vector<ir::Pred> of;
  for (ir::Pred& part : group.of)
    if (auto bound = pred(std::move(part), inner)) of.push_back(std::move(*bound));
  if (of.empty()) return std::nullopt;
  if (of.size() == 1) return std::move(of.front());
  return ir::Pred{Group{std::move(of)}, origin};
}

std::optional<ir::Pred> Binder::pred(ir::Pred pred, const Context& context) {
  const base::Origin origin = pred.origin;
  return std::visit(base::overloaded{
                        [&](ir::Constant known) -> std::optional<ir::Pred> {
                          return ir::Pred{known, origin};
                        },
                        [&](ir::And& all) { return group(std::move(all), origin, context); },
                        [&](ir::Or& any) { return group(std::move(any), origin, context); },
                        [&](ir::Not& negated) -> std::optional<ir::Pred> {
                          const auto* present = std::get_if<ir::Test>(&negated.of->node);
                          if (present != nullptr && present->op == ir::Op::present &&
                              present->field.kind == ir::FieldRef::Kind::event)
                            return absence(*present, origin, context);
                          Context inner = context;
                          inner.negated = !inner.negated;
                          auto bound = this->pred(std::move(*negated.of), inner);
                          if (!bound) return std::nullopt;
                          return ir::negation(std::move(*bound), origin);
                        },
                        [&](ir::Test& leaf) { return test(std::move(leaf), origin, context); },
                        [&](ir::AnyElement& element) -> std::optional<ir::Pred> {
                          if (element.array.kind == ir::FieldRef::Kind::event) {
                            Located located = find(element.array.name, origin, context.element, Use::elements);
                            if (located.kind == Located::Kind::unavailable) {
                              if (leaveOut("`" + element.array.name + "`", located.reason, context.effect, origin))
                                return std::nullopt;
                              return ir::Pred{std::move(element), origin};
                            }
                            if (!located.fields.empty()) element.array = located.fields.front();
                          }
                          Context inner = context;
                          // Elements of a column that a step made are nothing the source's map knows of.
                          if (element.array.kind != ir::FieldRef::Kind::event)
                            return ir::Pred{std::move(element), origin};
                          inner.element =
                              context.element.empty() ? element.array.name : context.element + "." + element.array.name;
                          auto bound = this->pred(std::move(*element.condition), inner);
                          if (!bound) return std::nullopt;
                          element.condition = std::move(*bound);
                          return ir::Pred{std::move(element), origin};
                        },
                        [&](ir::IsTrue& isTrue) -> std::optional<ir::Pred> {
                          isTrue.value = value(std::move(isTrue.value), context.element);
                          return ir::Pred{std::move(isTrue), origin};
                        },
                    },
                    pred.node);
}

ir::Pred Binder::whole(ir::Pred condition, const std::string& element) {
  const base::Origin origin = condition.origin;
  auto bound = pred(std::move(condition), Context{Effect::losesValue, false, element});
  return bound ? std::move(*bound) : ir::Pred{ir::Constant{true}, origin};
}

}  // namespace quarry::schema
