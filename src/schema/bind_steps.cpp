// Binds steps, and fills in the types that only the source's map knows.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/bind.h"
#include "quarry/ir/functions.h"
#include "schema/binder.h"
#include "schema/stored.h"

namespace quarry::schema {

namespace {

ir::FieldRef column(const std::string& name) { return {ir::FieldRef::Kind::column, name, nullptr}; }

}  // namespace

// A list of columns has no room for expressions: a field whose value is one is computed before, under the rule's name.
void Binder::project(ir::Project& project, const base::Origin& origin, std::vector<ir::Step>& out) {
  // What is dropped is not read.
  if (project.except) {
    for (ir::FieldRef& field : project.columns)
      if (field.kind == ir::FieldRef::Kind::event)
        if (const Located located = find(field.name, origin, {}); !located.fields.empty())
          field = located.fields.front();
    return;
  }
  for (ir::FieldRef& field : project.columns) {
    if (auto bound = simple(field, origin)) {
      field = std::move(*bound);
      continue;
    }
    ir::Val computed = read(field, origin, {});
    const ir::Type type = ir::typeOf(computed, fields_);
    out.push_back({ir::Extend{{{field.name, std::move(computed), type, origin}}}, origin});
    field = column(field.name);
  }
}

void Binder::sort(ir::Sort sort, const base::Origin& origin, std::vector<ir::Step>& out) {
  ir::Project drop;
  drop.except = true;
  for (ir::SortKey& key : sort.keys) {
    if (auto bound = simple(key.field, key.origin)) {
      key.field = std::move(*bound);
    } else {
      const std::string name = fmt::format("q_sort_{}", drop.columns.size() + 1);
      ir::Val computed = read(key.field, key.origin, {});
      const ir::Type type = ir::typeOf(computed, fields_);
      ir::Step extend{ir::Extend{{{name, std::move(computed), type, key.origin}}}, origin};
      fields_ = ir::after(fields_, extend);
      out.push_back(std::move(extend));
      key.field = column(name);
      drop.columns.push_back(key.field);
    }
    if (key.type.kind == ir::TypeKind::any) key.type = fields_.typeOf(key.field).value_or(ir::Type{});
  }
  out.push_back({std::move(sort), origin});
  if (!drop.columns.empty()) out.push_back({std::move(drop), origin});
}

void Binder::expand(ir::Expand& expand, const base::Origin& origin) {
  const std::string name = expand.path.name;
  auto bound = simple(expand.path, origin, Use::elements);
  if (!bound) return;
  expand.path = std::move(*bound);
  if (expand.path.physical == nullptr) return;
  const ir::PhysicalField& field = *expand.path.physical;
  const ir::Path path = field.access == ir::Access::column ? ir::parsePath(field.name) : field.path;
  const auto arrays = std::count_if(path.begin(), path.end(), [](const ir::PathSegment& s) { return s.each; });
  if (arrays > 1)
    report_.add(codes::nestedExpand, place(origin), fmt::format("`{}` crosses more than one array", name))
        .note("expand the outer array first, then read the inner one from its column");
}

void Binder::step(ir::Step& step, std::vector<ir::Step>& out) {
  const base::Origin origin = step.origin;
  std::visit(base::overloaded{
                 [&](ir::Filter& filter) {
                   const base::Origin where = filter.where.origin;
                   auto bound = pred(std::move(filter.where), Context{});
                   filter.where = bound ? std::move(*bound) : ir::Pred{ir::Constant{true}, where};
                   out.push_back({std::move(filter), origin});
                 },
                 [&](ir::Extend& extend) {
                   for (ir::Assignment& assignment : extend.columns) {
                     assignment.value = value(std::move(assignment.value));
                     if (assignment.type.kind == ir::TypeKind::any)
                       assignment.type = ir::typeOf(assignment.value, fields_);
                   }
                   out.push_back({std::move(extend), origin});
                 },
                 [&](ir::Expand& rows) {
                   expand(rows, origin);
                   out.push_back({std::move(rows), origin});
                 },
                 [&](ir::Branch& branch) {
                   const ir::FieldSet before = fields_;
                   for (auto& arm : branch.arms) {
                     steps(arm);
                     fields_ = before;
                   }
                   out.push_back({std::move(branch), origin});
                 },
                 [&](ir::Group& group) {
                   for (ir::GroupKey& key : group.keys) key.value = value(std::move(key.value));
                   for (ir::Measure& measure : group.measures) {
                     for (ir::Val& argument : measure.arguments) argument = value(std::move(argument));
                     if (measure.condition) measure.condition = whole(std::move(*measure.condition));
                     if (measure.type.kind == ir::TypeKind::any && !measure.arguments.empty() &&
                         !ir::info(measure.function).result)
                       measure.type = ir::typeOf(measure.arguments.front(), fields_);
                   }
                   out.push_back({std::move(group), origin});
                 },
                 [&](ir::Project& columns) {
                   project(columns, origin, out);
                   out.push_back({std::move(columns), origin});
                 },
                 [&](ir::Sort& sorting) { sort(std::move(sorting), origin, out); },
                 [&](ir::Limit& limit) {
                   out.push_back({limit, origin});
                 },
                 [&](ir::Apply& apply) {
                   out.push_back({std::move(apply), origin});
                 },
             },
             step.node);
}

void Binder::steps(std::vector<ir::Step>& steps) {
  std::vector<ir::Step> bound;
  for (ir::Step& one : steps) {
    const std::size_t before = bound.size();
    step(one, bound);
    for (std::size_t i = before; i < bound.size(); ++i) fields_ = ir::after(fields_, bound[i]);
  }
  steps = std::move(bound);
}

void Binder::bind(ir::Plan& plan) {
  if (auto* all = std::get_if<ir::Union>(&plan.source))
    for (ir::Plan& inner : all->of) bind(inner);
  source_ = plan.sourceOrigin;
  fields_ = ir::initialFields();
  learn(plan);
  steps(plan.steps);
  narrow(plan);
  dropImplied(plan);
}

namespace {

// The plain words that a test asks for; none if it asks for anything else.
std::optional<std::vector<std::string>> wordsOf(const ir::Test& test) {
  std::vector<std::string> words;
  for (const ir::Operand& operand : test.operands) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    const auto* number = std::get_if<ir::Number>(&operand.value);
    if (number == nullptr && (glob == nullptr || shape(*glob) != ir::GlobShape::exact)) return std::nullopt;
    words.emplace_back(number != nullptr ? number->text : std::string(literal(*glob)));
  }
  return words;
}

bool isAmong(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<ir::Pred*> partsOf(ir::Pred& condition) {
  std::vector<ir::Pred*> parts;
  if (auto* all = std::get_if<ir::And>(&condition.node))
    for (ir::Pred& part : all->of) parts.push_back(&part);
  else
    parts.push_back(&condition);
  return parts;
}

}  // namespace

void Binder::narrow(ir::Plan& plan) {
  for (ir::Pred* part : partsOf(bound_.restriction)) {
    auto* test = std::get_if<ir::Test>(&part->node);
    const auto given = test == nullptr ? given_.end() : given_.find(test->field.physical->name);
    if (given == given_.end()) continue;
    const auto whole = wordsOf(*test);
    const std::vector<std::string>& asked = given->second;
    if (!whole || !std::all_of(asked.begin(), asked.end(), [&](const auto& word) { return isAmong(word, *whole); }))
      continue;
    std::vector<ir::Operand> kept;
    for (std::size_t i = 0; i < whole->size(); ++i)
      if (isAmong((*whole)[i], asked)) kept.push_back(test->operands[i]);
    test->operands = std::move(kept);
    for (ir::Step& step : plan.steps) {
      auto* filter = std::get_if<ir::Filter>(&step.node);
      if (filter == nullptr) break;
      for (ir::Pred* said : partsOf(filter->where)) {
        const auto* again = std::get_if<ir::Test>(&said->node);
        if (again == nullptr || again->field.physical == nullptr || again->field.physical->name != given->first)
          continue;
        if (const auto words = wordsOf(*again); words && *words == asked) said->node = ir::Constant{true};
      }
    }
  }
}

namespace {

// Whether every one of the words passes the test.
bool holdsForAll(const ir::Test& test, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::any_of(test.operands.begin(), test.operands.end(), [&](const ir::Operand& operand) {
      if (const auto* number = std::get_if<ir::Number>(&operand.value)) return number->text == word;
      const auto* glob = std::get_if<ir::Glob>(&operand.value);
      return glob != nullptr && test.op == ir::Op::matches && matches(*glob, word, test.fold);
    });
  });
}

// Tests of the column that hold wherever the restriction does.
void dropIn(ir::Pred& pred, const std::string& column, const std::vector<std::string>& words) {
  if (auto* all = std::get_if<ir::And>(&pred.node)) {
    for (ir::Pred& part : all->of) dropIn(part, column, words);
  } else if (auto* any = std::get_if<ir::Or>(&pred.node)) {
    for (ir::Pred& part : any->of) dropIn(part, column, words);
  } else if (const auto* test = std::get_if<ir::Test>(&pred.node)) {
    const bool same = test->field.kind == ir::FieldRef::Kind::event && test->field.physical != nullptr &&
                      test->field.physical->name == column && test->field.physical->path.empty();
    const bool compares = test->op == ir::Op::matches || test->op == ir::Op::equals;
    if (same && compares && holdsForAll(*test, words)) pred.node = ir::Constant{true};
  }
}

}  // namespace

// The restriction says it already: a rule about one channel of a source that is this channel.
void Binder::dropImplied(ir::Plan& plan) {
  for (const ir::Pred* part : partsOf(bound_.restriction)) {
    const auto* test = std::get_if<ir::Test>(&part->node);
    const auto words = test == nullptr ? std::nullopt : wordsOf(*test);
    // Being there at all says nothing of the value.
    if (!words || words->empty()) continue;
    for (ir::Step& step : plan.steps) {
      auto* filter = std::get_if<ir::Filter>(&step.node);
      if (filter == nullptr) break;
      dropIn(filter->where, test->field.physical->name, *words);
    }
  }
}

// What every row of the result has in a field of the platform's own: a test that the whole filter needs, whose values
// the map translates.
void Binder::learn(const ir::Plan& plan) {
  const auto note = [&](const ir::Pred& pred) {
    const auto* asked = std::get_if<ir::Test>(&pred.node);
    if (asked == nullptr || asked->field.kind != ir::FieldRef::Kind::event) return;
    const Located located = locate(family_, variant_, platform_, asked->field.name);
    if (located.map == nullptr || located.map->values.empty() || located.fields.size() != 1) return;
    const ir::Test test = inRulesWords(*asked, *located.map);
    if (test.op != ir::Op::matches) return;
    std::vector<std::string> words;
    for (const ir::Operand& operand : inStoredWords(test.operands, *located.map, test.fold)) {
      const auto* glob = std::get_if<ir::Glob>(&operand.value);
      if (glob == nullptr || shape(*glob) != ir::GlobShape::exact) return;
      words.emplace_back(literal(*glob));
    }
    given_[located.fields.front().physical->name] = std::move(words);
  };
  for (const ir::Step& step : plan.steps) {
    const auto* filter = std::get_if<ir::Filter>(&step.node);
    if (filter == nullptr) return;
    if (const auto* all = std::get_if<ir::And>(&filter->where.node))
      for (const ir::Pred& part : all->of) note(part);
    else
      note(filter->where);
  }
}

}  // namespace quarry::schema
