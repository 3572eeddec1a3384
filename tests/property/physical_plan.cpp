#include "physical_plan.h"

#include <algorithm>

#include "quarry/ir/passes.h"

namespace quarry::test {

namespace {

class Renaming {
 public:
  Renaming(const schema::Bound& bound, Readings& readings) : bound_(bound), readings_(readings) {}

  bool failed() const { return failed_; }

  ir::Pred pred(ir::Pred one) {
    std::visit(base::overloaded{
                   [](ir::Constant&) {},
                   [&](ir::And& all) {
                     for (ir::Pred& part : all.of) part = pred(std::move(part));
                   },
                   [&](ir::Or& any) {
                     for (ir::Pred& part : any.of) part = pred(std::move(part));
                   },
                   [&](ir::Not& negated) { negated.of = pred(std::move(*negated.of)); },
                   [&](ir::Test& test) {
                     if (test.field.kind == ir::FieldRef::Kind::raw) return;  // below
                     field(test.field);
                     for (ir::Operand& operand : test.operands)
                       if (auto* other = std::get_if<ir::OtherField>(&operand.value)) field(other->field);
                   },
                   [&](ir::AnyElement& element) {
                     if (bound_.platform == schema::Platform::spl) failed_ = true;
                     field(element.array);
                     // Paths in the element are the rule's own.
                   },
                   [&](ir::IsTrue& isTrue) { value(isTrue.value); },
               },
               one.node);
    if (const auto* test = std::get_if<ir::Test>(&one.node);
        test != nullptr && test->field.kind == ir::FieldRef::Kind::raw)
      return keyword(*test);
    return one;
  }

 private:
  // In one of the columns that the platform searches.
  static ir::Pred onColumn(ir::Test test, const std::string& name) {
    test.field = {ir::FieldRef::Kind::event, "`" + name + "`", nullptr};
    return {std::move(test), {}};
  }
  ir::Pred keyword(const ir::Test& test) const {
    if (bound_.text.empty()) return onColumn(test, "_raw");
    std::vector<ir::Pred> any;
    for (const ir::FieldRef& column : bound_.text) any.push_back(onColumn(test, column.physical->name));
    return ir::disjunction(std::move(any));
  }

  void value(ir::Val& one) {
    std::visit(base::overloaded{
                   [](ir::Literal&) {},
                   [&](ir::FieldRef& read) { field(read); },
                   [&](ir::Call& call) {
                     for (ir::Val& argument : call.arguments) value(argument);
                   },
                   [&](ir::Case& cases) {
                     for (ir::Case::Branch& branch : cases.branches) {
                       branch.when = pred(std::move(*branch.when));
                       value(*branch.then);
                     }
                     if (cases.otherwise) value(**cases.otherwise);
                   },
                   [&](ir::Apply&) { failed_ = true; },
               },
               one.node);
  }

  void field(ir::FieldRef& ref) {
    if (ref.kind != ir::FieldRef::Kind::event || ref.physical == nullptr) return;
    const ir::PhysicalField& physical = *ref.physical;
    if (physical.access == ir::Access::column) {
      std::string name = physical.name;
      if (bound_.platform == schema::Platform::spl)
        for (std::size_t at = name.find("[]"); at != std::string::npos; at = name.find("[]", at))
          name.replace(at, 2, "{}");
      // An array of values is a list in the record.
      const bool many = physical.multiValue && bound_.platform == schema::Platform::spl;
      if (many) readings_.lists.push_back(name);
      ref.name = "`" + name + "`" + (many ? "[]" : "");
    } else {
      ref.name = "`" + physical.name + "`";
      for (const ir::PathSegment& segment : physical.path) {
        ir::PathSegment plain = segment;
        plain.each = false;
        plain.index.reset();
        if (!segment.name.empty()) ref.name += "." + ir::print({plain});
        if (segment.each) ref.name += "[]";
        if (segment.index) ref.name += "[" + std::to_string(*segment.index) + "]";
      }
      if (physical.access == ir::Access::jsonText) readings_.json.push_back(physical.name);
    }
    ref.physical = nullptr;
  }

  const schema::Bound& bound_;
  Readings& readings_;
  bool failed_ = false;
};

}  // namespace

std::optional<ir::Plan> physicalPlan(const schema::Bound& bound, Readings& readings) {
  Renaming renaming(bound, readings);
  ir::Plan plan = bound.plan;
  std::vector<ir::Pred> all = {renaming.pred(bound.restriction)};
  for (ir::Step& step : plan.steps) {
    auto* filter = std::get_if<ir::Filter>(&step.node);
    if (filter == nullptr) return std::nullopt;
    all.push_back(renaming.pred(std::move(filter->where)));
  }
  if (renaming.failed()) return std::nullopt;
  for (const schema::Computed& column : bound.computed) readings.made.push_back(column.column);
  plan.steps = {{ir::Filter{ir::conjunction(std::move(all))}, {}}};
  return plan;
}

engine::Object readable(const carry::Carried& carried, const Readings& readings) {
  const auto among = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  engine::Object out = carried.record;
  for (auto& [name, value] : out) {
    if (among(readings.lists, name) && value.list() == nullptr) value = engine::List{value};
    if (!among(readings.json, name) || value.text() == nullptr) continue;
    if (auto parsed = engine::parseJson(*value.text())) value = std::move(*parsed);
  }
  // A column of the table's own gives way.
  for (const auto& made : carried.computed) {
    if (!among(readings.made, made.first)) continue;
    std::erase_if(out, [&](const auto& one) { return one.first == made.first; });
    out.push_back(made);
  }
  return out;
}

}  // namespace quarry::test
