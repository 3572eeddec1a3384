#include "quarry/engine/explain.h"

#include "engine/predicate.h"
#include "engine/program.h"
#include "quarry/base/box.h"

namespace quarry::engine {

namespace {

Explanation explainPart(const Predicate& predicate, const Row& row, Machine& machine);

// The first element that meets the condition, else the first.
void explainElement(const Predicate::Element& element, const Row& row, Machine& machine, Explanation& made) {
  const auto look = [&](std::size_t wanted) {
    std::size_t i = 0;
    row.with(element.array, [&](const View& array) {
      if (array.kind != View::Kind::many && array.kind != View::Kind::list) return;
      forEach(array, [&](const View& one) {
        ++i;
        Record record;
        record.loadElement(one, element.fields);
        Row inner(row.names(), element.fields);
        inner.reset(record);
        const bool holds = one.kind != View::Kind::null && engine::holds(element.condition, inner, machine);
        if (wanted == 0 ? holds : i == wanted) {
          made.element = i;
          made.value = valueOf(one);
          made.of = {explainPart(element.condition, inner, machine)};
          if (wanted != 0) return false;
          wanted = i;
        }
        return true;
      });
    });
    made.elements = i;
  };
  look(0);
  if (made.of.empty() && made.elements > 0) look(1);
}

Explanation explainPart(const Predicate& predicate, const Row& row, Machine& machine) {
  Explanation made;
  made.holds = holds(predicate, row, machine);
  made.origin = predicate.source->origin;
  switch (predicate.kind) {
    case Predicate::Kind::constant:
      made.kind = Explanation::Kind::constant;
      break;
    case Predicate::Kind::all:
    case Predicate::Kind::any:
    case Predicate::Kind::negated:
      made.kind = predicate.kind == Predicate::Kind::all   ? Explanation::Kind::all
                  : predicate.kind == Predicate::Kind::any ? Explanation::Kind::any
                                                           : Explanation::Kind::negated;
      for (const Predicate& part : predicate.of) made.of.push_back(explainPart(part, row, machine));
      break;
    case Predicate::Kind::leaf:
      made.kind = Explanation::Kind::test;
      made.field = predicate.leaf->field.spelling;
      if (!predicate.leaf->isRaw) made.value = row.get(predicate.leaf->field);
      break;
    case Predicate::Kind::element:
      made.kind = Explanation::Kind::element;
      made.field = predicate.element->array.spelling;
      explainElement(*predicate.element, row, machine, made);
      break;
    case Predicate::Kind::value:
      made.kind = Explanation::Kind::value;
      made.value = evaluate(*predicate.value, row, machine);
      break;
  }
  return made;
}

}  // namespace

struct Explainer::Impl {
  Impl(const ir::Pred& pred, Context& of) : context(of), shared(of), machine{of, shared.names, shared.fields} {
    Compiler compiler(shared.names, shared.fields, context);
    predicate = compile(pred, compiler);
  }

  Context& context;
  Shared shared;
  Predicate predicate;
  Machine machine;
  Record record;
};

Explainer::Explainer(const ir::Pred& pred, Context& context) : impl_(std::make_unique<Impl>(pred, context)) {}
Explainer::Explainer(Explainer&&) noexcept = default;
Explainer& Explainer::operator=(Explainer&&) noexcept = default;
Explainer::~Explainer() = default;

std::optional<Explanation> Explainer::explain(std::string_view event) {
  if (!impl_->record.loadCopy(event, impl_->shared.fields).empty()) return std::nullopt;
  Row row(impl_->shared.names, impl_->shared.fields);
  row.reset(impl_->record);
  return explainPart(impl_->predicate, row, impl_->machine);
}

}  // namespace quarry::engine
