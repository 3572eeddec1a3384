#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quarry/base/codes/verify.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"
#include "quarry/ir/field_set.h"
#include "quarry/ir/functions.h"
#include "quarry/ir/implies.h"
#include "quarry/ir/passes.h"

namespace quarry::ir {

namespace {

class Verifier {
 public:
  explicit Verifier(base::Report& report) : report_(report) {}

  void plan(const Plan& plan) {
    for (const Plan* part : partsOf(plan.source)) Verifier(report_).plan(*part);
    fields_ = fieldsOf(plan.source, plan.sourceOrigin);
    steps(plan.steps);
  }

 private:
  void steps(const std::vector<Step>& all) {
    for (const Step& step : all) {
      origin_ = step.origin.empty() ? origin_ : step.origin;
      std::visit(*this, step.node);
      fields_ = after(fields_, step);
    }
  }

 public:
  void operator()(const Filter& filter) { condition(filter.where, true); }
  void operator()(const Extend& extend) {
    std::set<std::string> names;
    const FieldSet before = fields_;
    for (const Assignment& column : extend.columns) {
      distinctName(names, column.name, column.origin);
      value(column.value);
      if (const auto* cases = std::get_if<Case>(&column.value.node)) reachable(*cases, column.type);
      fields_.columns.set(column.name, column.type);
    }
    fields_ = before;
  }
  void operator()(const Expand& expand) { read(expand.path, origin_); }
  void operator()(const Branch& branch) {
    for (const auto& arm : branch.arms) {
      Verifier inner(report_);
      inner.fields_ = fields_;
      inner.steps(arm);
    }
  }
  void operator()(const Group& group) {
    std::set<std::string> names;
    for (const GroupKey& key : group.keys) {
      distinctName(names, key.column, key.origin);
      value(key.value);
    }
    for (const Measure& measure : group.measures) {
      distinctName(names, measure.column, measure.origin);
      if (measure.condition) condition(*measure.condition, false);
      for (const Val& argument : measure.arguments) value(argument);
      if ((measure.function == Aggregate::sum || measure.function == Aggregate::average) && !measure.arguments.empty())
        mustBeNumber(measure.arguments.front(), fmt::format("`{}` adds numbers", info(measure.function).spelling));
    }
  }
  void operator()(const Project& project) {
    std::set<std::string> names;
    for (const FieldRef& column : project.columns) {
      read(column, origin_);
      if (!project.except) distinctName(names, column.name, origin_);
    }
  }
  void operator()(const Sort& sort) {
    for (const SortKey& key : sort.keys) read(key.field, key.origin);
  }
  void operator()(const Limit&) {}
  void operator()(const Apply&) {}  // reading what is not there is no error in CQL: the value is missing

 private:
  static base::Span place(const base::Origin& origin, const base::Origin& fallback) {
    return origin.empty() ? fallback.primary() : origin.primary();
  }

  void distinctName(std::set<std::string>& names, const std::string& name, const base::Origin& origin) {
    if (!names.insert(name).second)
      report_.add(codes::sameColumn, place(origin, origin_),
                  fmt::format("a column `{}` stands in this step already", name));
  }

  void read(const FieldRef& field, const base::Origin& origin) {
    if (field.kind == FieldRef::Kind::raw) {
      if (!fields_.open) lost("the text of the event", origin);
      return;
    }
    if (field.kind == FieldRef::Kind::event && !fields_.open) lost(fmt::format("`{}`", field.name), origin, field.name);
  }

  void lost(const std::string& what, const base::Origin& origin, const std::string& name = {}) {
    auto& finding =
        report_.add(codes::lostField, place(origin, origin_), fmt::format("{} is not there any more", what));
    if (!fields_.closedBy.empty()) finding.label(fields_.closedBy.primary(), "this step keeps only what it names");
    std::vector<std::string_view> alive;
    std::string list;
    fields_.columns.visit([&](const std::string& column, const Type&) {
      alive.push_back(column);
      list += (list.empty() ? "`" : ", `") + column + "`";
    });
    if (const auto near = base::closest(name, alive))
      finding.note(fmt::format("did you mean `{}`?", *near));
    else if (!list.empty())
      finding.note("alive here: " + list);
  }

  // `whole`: the condition decides which rows there are, so one that never holds empties the result.
  void condition(const Pred& pred, bool whole) {
    if (whole) {
      if (const auto* known = std::get_if<Constant>(&pred.node))
        report_.add(known->value ? codes::alwaysTrue : codes::neverTrue, place(pred.origin, origin_),
                    known->value ? "this condition always holds" : "this condition can never hold");
    }
    std::visit(base::overloaded{
                   [](const Constant&) {},
                   [&](const And& all) {
                     exclusive(all);
                     for (const Pred& inner : all.of) condition(inner, false);
                   },
                   [&](const Or& any) {
                     for (const Pred& inner : any.of) condition(inner, false);
                   },
                   [&](const Not& negated) { condition(*negated.of, false); },
                   [&](const Test& test) { this->test(test, pred.origin); },
                   [&](const AnyElement& element) { read(element.array, pred.origin); },
                   [&](const IsTrue& isTrue) { value(isTrue.value); },
               },
               pred.node);
  }

  void exclusive(const And& all) {
    const auto clash = clashIn(all);
    if (!clash) return;
    report_
        .add(clash->certain ? codes::neverTrue : codes::perhapsNever, place(clash->second->origin, origin_),
             clash->certain ? "this can never hold together with what else is asked"
                            : "one field is asked to hold two different values at once")
        .label(place(clash->first->origin, origin_), "excluded by this");
  }

  void test(const Test& test, const base::Origin& origin) {
    read(test.field, origin);
    const Type type = fields_.typeOf(test.field).value_or(Type{});
    for (const Operand& operand : test.operands)
      if (const auto* other = std::get_if<OtherField>(&operand.value)) read(other->field, operand.origin);
    if (type.kind == TypeKind::ordinal) ordinal(test, type, origin);
    const bool order =
        test.op == Op::less || test.op == Op::lessEqual || test.op == Op::greater || test.op == Op::greaterEqual;
    if (order && (type.kind == TypeKind::boolean || type.kind == TypeKind::object || type.kind == TypeKind::list))
      report_.add(codes::typeClash, place(origin, origin_),
                  fmt::format("`{}` is a {}, which has no order", test.field.name, name(type)));
  }

  void ordinal(const Test& test, const Type& type, const base::Origin& origin) {
    for (const Operand& operand : test.operands) {
      const auto* glob = std::get_if<Glob>(&operand.value);
      if (glob == nullptr) {
        if (!std::holds_alternative<Regex>(operand.value))
          report_.add(codes::typeClash, place(operand.origin, origin),
                      fmt::format("`{}` is a score: it compares with its labels", test.field.name));
        continue;
      }
      if (shape(*glob) != GlobShape::exact) continue;
      const std::string_view label = literal(*glob);
      std::vector<std::string_view> labels(type.labels.begin(), type.labels.end());
      bool known = false;
      for (const std::string_view candidate : labels)
        known = known || (test.fold == Fold::exact ? candidate == label : base::equalsIgnoringCase(candidate, label));
      if (known) continue;
      auto& finding = report_.add(codes::unknownLabel, place(operand.origin, origin),
                                  fmt::format("`{}` has no label `{}`", test.field.name, label));
      if (const auto near = base::closest(label, labels)) finding.note(fmt::format("did you mean `{}`?", *near));
    }
  }

  void mustBeNumber(const Val& value, const std::string& why) {
    const Type type = typeOf(value, fields_);
    if (type.kind == TypeKind::any || type.kind == TypeKind::number || type.kind == TypeKind::duration ||
        type.kind == TypeKind::time)
      return;
    report_.add(codes::typeClash, place(value.origin, origin_), fmt::format("this is a {}: {}", name(type), why))
        .note("`number(…)` reads a number out of text");
  }

  void value(const Val& val) {
    std::visit(base::overloaded{
                   [](const Literal&) {},
                   [&](const FieldRef& field) { read(field, val.origin); },
                   [&](const Call& call) {
                     for (const Val& argument : call.arguments) value(argument);
                     switch (call.function) {
                       case Function::add:
                       case Function::subtract:
                       case Function::multiply:
                       case Function::divide:
                       case Function::modulo:
                       case Function::negate:
                         for (const Val& argument : call.arguments) mustBeNumber(argument, "arithmetic needs numbers");
                         break;
                       default:
                         break;
                     }
                   },
                   [&](const Case& cases) {
                     for (const Case::Branch& branch : cases.branches) {
                       condition(*branch.when, false);
                       value(*branch.then);
                     }
                     if (cases.otherwise) value(**cases.otherwise);
                   },
                   [](const Apply&) {},
               },
               val.node);
  }

  void reachable(const Case& cases, const Type& type) {
    for (std::size_t i = 0; i < cases.branches.size(); ++i) {
      const Pred& when = *cases.branches[i].when;
      const std::string label = type.kind == TypeKind::ordinal && i < type.labels.size()
                                    ? fmt::format("`{}`", type.labels[i])
                                    : "this branch";
      if (const auto* known = std::get_if<Constant>(&when.node); known != nullptr && !known->value) {
        report_.add(codes::unreachableLabel, place(when.origin, origin_),
                    fmt::format("{} can never be reached: its condition never holds", label));
        continue;
      }
      for (std::size_t k = 0; k < std::min(i, base::limit::kCoveringBranches); ++k) {
        if (!implies(when, *cases.branches[k].when)) continue;
        report_.add(codes::unreachableLabel, place(when.origin, origin_), fmt::format("{} can never be reached", label))
            .label(place(cases.branches[k].when->origin, origin_), "this branch comes first and takes every such row");
        break;
      }
    }
  }

  base::Report& report_;
  FieldSet fields_ = initialFields();
  base::Origin origin_;  // of the step
};

}  // namespace

bool verify(const Plan& plan, base::Report& report) {
  const std::size_t before = report.size();
  Verifier(report).plan(plan);
  return !report.hasErrorsSince(before);
}

}  // namespace quarry::ir
