#include "cql/raise.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/box.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"
#include "quarry/cql/bind.h"
#include "quarry/ir/call.h"

namespace quarry::cql {

std::optional<std::string> wordOf(const ir::Val& value) {
  if (const auto* field = std::get_if<ir::FieldRef>(&value.node)) return field->name;
  const auto* literal = std::get_if<ir::Literal>(&value.node);
  const auto* text = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

namespace {

void collect(const ir::Argument& argument, std::vector<std::string>& out) {
  if (const auto* value = std::get_if<base::Box<ir::Val>>(&argument.value)) {
    if (auto text = wordOf(**value)) out.push_back(std::move(*text));
  } else if (const auto* list = std::get_if<ir::ArgumentList>(&argument.value)) {
    for (const ir::Argument& one : list->of) collect(one, out);
  }
}

bool reads(const ir::Pred& pred, const std::set<std::string>& columns);

bool reads(const ir::Val& value, const std::set<std::string>& columns) {
  return std::visit(base::overloaded{
                        [](const ir::Literal&) { return false; },
                        [&](const ir::FieldRef& field) { return columns.contains(field.name); },
                        [&](const ir::Call& call) {
                          return std::any_of(call.arguments.begin(), call.arguments.end(),
                                             [&](const ir::Val& one) { return reads(one, columns); });
                        },
                        [&](const ir::Case& cases) {
                          return std::any_of(cases.branches.begin(), cases.branches.end(),
                                             [&](const ir::Case::Branch& one) {
                                               return reads(*one.when, columns) || reads(*one.then, columns);
                                             }) ||
                                 (cases.otherwise && reads(**cases.otherwise, columns));
                        },
                        [](const ir::Apply&) { return true; },
                    },
                    value.node);
}

bool reads(const ir::Pred& pred, const std::set<std::string>& columns) {
  const auto any = [&](const std::vector<ir::Pred>& of) {
    return std::any_of(of.begin(), of.end(), [&](const ir::Pred& one) { return reads(one, columns); });
  };
  return std::visit(base::overloaded{
                        [](const ir::Constant&) { return false; },
                        [&](const ir::And& all) { return any(all.of); },
                        [&](const ir::Or& some) { return any(some.of); },
                        [&](const ir::Not& negated) { return reads(*negated.of, columns); },
                        [&](const ir::Test& test) { return columns.contains(test.field.name); },
                        [&](const ir::AnyElement& element) { return columns.contains(element.array.name); },
                        [&](const ir::IsTrue& isTrue) { return reads(isTrue.value, columns); },
                    },
                    pred.node);
}

// What the lowering writes for "null is not assigned": the value, else what the field held.
const ir::Val* assignedValue(const ir::Assignment& column) {
  const auto* call = std::get_if<ir::Call>(&column.value.node);
  if (call == nullptr || call->function != ir::Function::coalesce || call->arguments.size() != 2) return nullptr;
  const auto* old = std::get_if<ir::FieldRef>(&call->arguments[1].node);
  return old != nullptr && old->name == column.name ? &call->arguments.front() : nullptr;
}

}  // namespace

std::vector<std::string> words(const ir::Apply& apply, std::string_view argument) {
  std::vector<std::string> out;
  if (const ir::Argument* found = apply.find(argument)) collect(*found, out);
  return out;
}

std::string word(const ir::Apply& apply, std::string_view argument, const std::string& fallback) {
  const auto all = words(apply, argument);
  return all.empty() ? fallback : all.front();
}

bool flag(const ir::Apply& apply, std::string_view argument) {
  return base::equalsIgnoringCase(word(apply, argument), "true");
}

ir::Val Raising::refuse(const base::Origin& origin, const std::string& what, std::string_view note) {
  auto& finding =
      report_.add(codes::notTranslated, origin.primary(), fmt::format("{} has no exact form in other languages", what));
  if (!note.empty()) finding.note(std::string(note));
  return {ir::Literal{false}, origin};
}

ir::Val Raising::refuseFunction(const ir::Apply& apply, const base::Origin& origin) {
  const std::vector<std::string> groups =
      apply.operation == ir::Operation::regex ? groupNames(word(apply, "regex")) : std::vector<std::string>();
  made_.insert(groups.begin(), groups.end());
  anyMade_ = anyMade_ || groups.empty();
  return refuse(origin, groups.empty() ? fmt::format("`{}()`", ir::info(apply.operation).spelling)
                                       : "a regular expression that makes fields");
}

ir::FieldRef Raising::resolve(const std::string& name, const base::Origin& origin) {
  if (const auto renamed = names_.find(name); renamed != names_.end())
    return {ir::FieldRef::Kind::column, renamed->second, nullptr};
  if (fields_.columns.contains(name)) return {ir::FieldRef::Kind::column, name, nullptr};
  if (!fields_.open) return {ir::FieldRef::Kind::column, name, nullptr};
  if (name == "@timestamp") return {ir::FieldRef::Kind::event, std::string(ir::kTimeField), nullptr};
  if (name == "@rawstring") return {ir::FieldRef::Kind::raw, {}, nullptr};
  if (const auto known = vocabulary_.field(name)) return {ir::FieldRef::Kind::event, *known, nullptr};
  if (auto made = vocabulary_.value(name, origin)) {
    // A column of the query's own name, made where it is first read.
    ir::Extend extend;
    ir::Type type = ir::typeOf(*made, fields_);
    extend.columns.push_back({name, std::move(*made), std::move(type), origin});
    emit({std::move(extend), origin});
    return {ir::FieldRef::Kind::column, name, nullptr};
  }
  if (vocabulary_.closed && !mayBeMade(name) && unknown_.insert(name).second)
    refuse(origin, fmt::format("the field `{}`", name), "no field that rules know holds the same");
  return {ir::FieldRef::Kind::event, name, nullptr};
}

void Raising::emit(ir::Step step) {
  fields_ = ir::after(fields_, step);
  out_.push_back(std::move(step));
}

std::vector<ir::Step> Raising::steps(const std::vector<ir::Step>& steps) {
  for (const ir::Step& one : steps) step(one);
  return std::move(out_);
}

void Raising::step(const ir::Step& step) {
  const base::Origin& origin = step.origin;
  std::visit(base::overloaded{
                 [&](const ir::Filter& filter) {
                   emit({ir::Filter{pred(filter.where)}, origin});
                 },
                 [&](const ir::Extend& one) { extend(one, origin); },
                 [&](const ir::Project& one) {
                   std::vector<std::string> names;
                   for (const ir::FieldRef& column : one.columns) names.push_back(column.name);
                   project(names, one.except, origin);
                 },
                 [&](const ir::Branch& one) { branch(one, origin); },
                 [&](const ir::Apply& one) { apply(one, origin); },
                 [&](const ir::Limit& one) {
                   emit({one, origin});
                 },
                 // The lowering of queries makes none of these.
                 [&](const ir::Expand&) { refuse(origin, "this step"); },
                 [&](const ir::Group&) { refuse(origin, "this step"); },
                 [&](const ir::Sort&) { refuse(origin, "this step"); },
             },
             step.node);
}

void Raising::apply(const ir::Apply& one, const base::Origin& origin) {
  using ir::Operation;
  switch (one.operation) {
    case Operation::groupBy:
      return group(one, origin);
    case Operation::top:
      return top(one, origin);
    case Operation::sort:
      return sort(one, origin);
    case Operation::table:
      return table(one, origin);
    case Operation::head:
    case Operation::tail:
      return ends(one, origin);
    case Operation::rename:
      return rename(one, origin);
    case Operation::defaultValue:
      return fillIn(one, origin);
    default:
      break;
  }
  switch (ir::info(one.operation).kind) {
    case ir::OperationKind::aggregate:
      return aggregate(one, origin);
    case ir::OperationKind::filter:
      emit({ir::Filter{condition(one, origin)}, origin});
      return;
    case ir::OperationKind::row: {
      const std::string as = word(one, "as", word(one, "field"));
      ir::Val result = assignable(made(one, origin));
      // Without a result nothing is written: what the field held stays.
      if (fields_.columns.contains(as))
        result = ir::callOf(ir::Function::coalesce, origin, std::move(result), field(as, origin));
      ir::Extend extend;
      ir::Type type = ir::typeOf(result, fields_);
      extend.columns.push_back({as, std::move(result), std::move(type), origin});
      emit({std::move(extend), origin});
      names_.erase(as);
      return;
    }
    default:
      refuseFunction(one, origin);
  }
}

void Raising::extend(const ir::Extend& extend, const base::Origin& origin) {
  for (const ir::Assignment& column : extend.columns) {
    const ir::Val* plain = assignedValue(column);
    // A field that no step has made and no rule knows is new.
    const bool fresh = !fields_.columns.contains(column.name) && (!fields_.open || !vocabulary_.field(column.name));
    ir::Extend one;
    ir::Val result = assignable(value(plain != nullptr && fresh ? *plain : column.value));
    ir::Type type = ir::typeOf(result, fields_);
    one.columns.push_back({column.name, std::move(result), std::move(type), column.origin});
    emit({std::move(one), origin});
    names_.erase(column.name);
  }
}

void Raising::project(const std::vector<std::string>& fields, bool except, const base::Origin& origin) {
  ir::Project project;
  project.except = except;
  std::map<std::string, std::string> names;
  for (const std::string& name : fields) {
    ir::FieldRef column = resolve(name, origin);
    if (column.kind == ir::FieldRef::Kind::raw) refuse(origin, "the event's text as a value");
    if (column.name != name) names[name] = column.name;
    project.columns.push_back(std::move(column));
  }
  emit({std::move(project), origin});
  if (!except) names_ = std::move(names);
}

// Arms of conditions and assignments: a column for each field that some arm assigns. Rows that no arm takes are
// dropped.
void Raising::branch(const ir::Branch& branch, const base::Origin& origin) {
  struct Arm {
    std::vector<ir::Pred> conditions;
    std::vector<const ir::Assignment*> columns;
  };
  std::vector<Arm> arms;
  std::vector<std::string> order;
  std::set<std::string> assigned;
  const auto refuseAll = [&](const base::Origin& where, const std::string& what, const std::string& note) {
    refuse(where, what, note);
    anyMade_ = true;
  };
  for (const std::vector<ir::Step>& steps : branch.arms) {
    Arm& arm = arms.emplace_back();
    for (const ir::Step& one : steps) {
      if (const auto* filter = std::get_if<ir::Filter>(&one.node); filter != nullptr && arm.columns.empty()) {
        const auto* known = std::get_if<ir::Constant>(&filter->where.node);
        if (known == nullptr || !known->value) arm.conditions.push_back(filter->where);
      } else if (const auto* extend = std::get_if<ir::Extend>(&one.node)) {
        for (const ir::Assignment& column : extend->columns) {
          arm.columns.push_back(&column);
          if (assigned.insert(column.name).second) order.push_back(column.name);
        }
      } else {
        refuseAll(one.origin, "this step inside `case`",
                  "only conditions followed by assignments are translated there");
        return;
      }
    }
  }
  if (arms.size() * order.size() > base::limit::kCaseColumns) {
    refuseAll(origin, fmt::format("a `case` of {} clauses that assign {} fields", arms.size(), order.size()),
              fmt::format("each field is said with all clauses, at most {} in all",
                          base::shownLimit(base::limit::kCaseColumns, base::Limit::Unit::count)));
    return;
  }
  for (const Arm& arm : arms) {
    bool clash = std::any_of(arm.conditions.begin(), arm.conditions.end(),
                             [&](const ir::Pred& one) { return reads(one, assigned); });
    for (const ir::Assignment* column : arm.columns) {
      const ir::Val* plain = assignedValue(*column);
      clash = clash || reads(plain != nullptr ? *plain : column->value, assigned);
    }
    if (clash) {
      refuseAll(origin, "a `case` that reads a field which it assigns", "assign to a field of another name");
      return;
    }
  }
  std::vector<ir::Pred> conditions;
  for (const Arm& arm : arms) {
    std::vector<ir::Pred> all;
    for (const ir::Pred& one : arm.conditions) all.push_back(pred(one));
    conditions.push_back(all.empty() ? ir::Pred{ir::Constant{true}, origin} : ir::conjunction(std::move(all), origin));
  }
  const bool catchesAll = std::any_of(arms.begin(), arms.end(), [](const Arm& arm) { return arm.conditions.empty(); });
  if (!catchesAll) emit({ir::Filter{ir::disjunction(conditions, origin)}, origin});
  for (const std::string& name : order) {
    const bool exists = fields_.columns.contains(name) || (fields_.open && vocabulary_.field(name));
    ir::Case cases;
    base::Origin where = origin;
    std::vector<ir::Pred> before;  // arms that come first and leave the field without a value
    for (std::size_t i = 0; i < arms.size(); ++i) {
      const ir::Assignment* mine = nullptr;
      for (const ir::Assignment* column : arms[i].columns)
        if (column->name == name) mine = column;
      if (mine == nullptr && !exists) {
        before.push_back(conditions[i]);
        continue;
      }
      const ir::Val* plain = mine == nullptr ? nullptr : assignedValue(*mine);
      if (mine != nullptr) where = mine->origin;
      ir::Val then = mine == nullptr               ? field(name, origin)
                     : plain != nullptr && !exists ? value(*plain)
                                                   : value(mine->value);
      if (arms[i].conditions.empty() && before.empty()) {
        cases.otherwise = base::Box<ir::Val>(std::move(then));
        break;
      }
      std::vector<ir::Pred> when = {conditions[i]};
      for (const ir::Pred& one : before) when.push_back(ir::negation(one, one.origin));
      cases.branches.push_back(
          {base::Box<ir::Pred>(ir::conjunction(std::move(when), origin)), base::Box<ir::Val>(std::move(then))});
    }
    ir::Val result = assignable(cases.branches.empty() ? **cases.otherwise : ir::Val{std::move(cases), where});
    ir::Extend one;
    ir::Type type = ir::typeOf(result, fields_);
    one.columns.push_back({name, std::move(result), std::move(type), where});
    emit({std::move(one), where});
    names_.erase(name);
  }
}

void Raising::rename(const ir::Apply& apply, const base::Origin& origin) {
  std::vector<std::string> from = words(apply, "field"), to = words(apply, "as");
  if (to.empty()) {
    std::vector<std::string> pairs = std::move(from);
    from.clear();
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
      from.push_back(pairs[i]);
      to.push_back(pairs[i + 1]);
    }
  }
  if (from.size() != to.size()) {
    refuse(origin, "this `rename()`");
    return;
  }
  ir::Extend extend;
  std::vector<std::string> gone;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i] == to[i]) continue;
    ir::Val old = field(from[i], origin);
    ir::Type type = ir::typeOf(old, fields_);
    extend.columns.push_back({to[i], std::move(old), std::move(type), origin});
    gone.push_back(from[i]);
  }
  if (extend.columns.empty()) return;
  emit({std::move(extend), origin});
  for (const std::string& name : to) names_.erase(name);
  project(gone, true, origin);
  for (const std::string& name : gone) names_.erase(name);
}

void Raising::fillIn(const ir::Apply& apply, const base::Origin& origin) {
  const ir::Argument* argument = apply.find("value");
  const auto* given = argument == nullptr ? nullptr : std::get_if<base::Box<ir::Val>>(&argument->value);
  if (given == nullptr || flag(apply, "replaceEmpty")) {
    refuse(origin, "`default()` that replaces empty values");
    return;
  }
  for (const std::string& name : words(apply, "field")) {
    ir::Extend one;
    ir::Val result{ir::Call{ir::Function::coalesce, {field(name, origin), value(**given)}}, origin};
    ir::Type type = ir::typeOf(result, fields_);
    one.columns.push_back({name, std::move(result), std::move(type), origin});
    emit({std::move(one), origin});
    names_.erase(name);
  }
}

std::optional<ir::Plan> raise(const ir::Plan& plan, const Vocabulary& vocabulary, base::Report& report) {
  const std::size_t before = report.size();
  ir::Plan raised;
  raised.source = plan.source;
  raised.sourceOrigin = plan.sourceOrigin;
  Raising raising(vocabulary, report);
  // What the service shows at most of a query without an aggregate is no part of its meaning.
  std::vector<ir::Step> steps = plan.steps;
  if (!steps.empty() && steps.back().origin.empty())
    if (const auto* last = std::get_if<ir::Apply>(&steps.back().node);
        last != nullptr && last->operation == ir::Operation::tail)
      steps.pop_back();
  raised.steps = raising.steps(steps);
  if (report.hasErrorsSince(before)) return std::nullopt;
  return raised;
}

}  // namespace quarry::cql
