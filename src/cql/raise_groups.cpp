// Groups and what is measured of them.
#include <fmt/format.h>

#include <algorithm>

#include "cql/raise.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"
#include "quarry/ir/presence.h"

namespace quarry::cql {

namespace {

ir::Test presence(ir::FieldRef field) {
  ir::Test test;
  test.field = std::move(field);
  test.op = ir::Op::present;
  return test;
}

std::optional<ir::Aggregate> simple(ir::Operation operation) {
  switch (operation) {
    case ir::Operation::sum:
      return ir::Aggregate::sum;
    case ir::Operation::avg:
      return ir::Aggregate::average;
    case ir::Operation::min:
      return ir::Aggregate::minimum;
    case ir::Operation::max:
      return ir::Aggregate::maximum;
    default:
      return std::nullopt;
  }
}

}  // namespace

// Rows that have none of the keys belong to no group.
void Raising::keys(const std::vector<std::string>& fields, ir::Group& group, const base::Origin& origin) {
  std::vector<ir::Pred> some;
  for (const std::string& name : fields) {
    ir::Val key = field(name, origin);
    if (const auto* reference = std::get_if<ir::FieldRef>(&key.node); reference != nullptr &&
                                                                      reference->kind == ir::FieldRef::Kind::event &&
                                                                      !ir::isPresent(out_, out_.size(), *reference))
      some.push_back({presence(*reference), origin});
    else
      some.push_back({ir::Constant{true}, origin});
    group.keys.push_back({name, std::move(key), origin});
  }
  const bool always = std::any_of(some.begin(), some.end(),
                                  [](const ir::Pred& one) { return std::holds_alternative<ir::Constant>(one.node); });
  if (!some.empty() && !always) emit({ir::Filter{ir::disjunction(std::move(some), origin)}, origin});
}

void Raising::group(const ir::Apply& apply, const base::Origin& origin) {
  ir::Group group;
  keys(words(apply, "field"), group, origin);
  measures(apply.find("function"), group, origin);
  // Which groups a lower limit keeps depends on their values; all of them are at least not fewer.
  const ir::Argument* limit = apply.find("limit");
  if (limit != nullptr && !limit->origin.empty() && !base::equalsIgnoringCase(word(apply, "limit"), "max"))
    report_.add(codes::translatedWider, limit->origin.primary(),
                fmt::format("the limit of {} groups is left out: all groups come out", word(apply, "limit")));
  emit({std::move(group), origin});
  names_.clear();
  ordered_ = false;
}

void Raising::measures(const ir::Argument* functions, ir::Group& group, const base::Origin& origin) {
  if (functions == nullptr) {
    group.measures.push_back({"_count", ir::Aggregate::count, {}, {}, {ir::TypeKind::number, {}}, origin});
    return;
  }
  if (const auto* plan = std::get_if<std::shared_ptr<const ir::Plan>>(&functions->value)) {
    measure(**plan, group, functions->origin);
  } else if (const auto* list = std::get_if<ir::ArgumentList>(&functions->value)) {
    for (const ir::Argument& one : list->of)
      if (const auto* inner = std::get_if<std::shared_ptr<const ir::Plan>>(&one.value))
        measure(**inner, group, one.origin);
  }
  // The same column twice: the later result counts, as rows are put together.
  for (std::size_t i = 0; i < group.measures.size(); ++i)
    for (std::size_t k = i + 1; k < group.measures.size(); ++k)
      if (group.measures[i].column == group.measures[k].column) {
        refuse(origin, fmt::format("two results that are called `{}`", group.measures[i].column),
               "give each a name of its own with `as`");
        return;
      }
}

// Conditions, then one aggregate.
void Raising::measure(const ir::Plan& plan, ir::Group& group, const base::Origin& origin) {
  std::vector<ir::Pred> conditions;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const ir::Step& one = plan.steps[i];
    if (const auto* filter = std::get_if<ir::Filter>(&one.node)) {
      conditions.push_back(pred(filter->where));
      continue;
    }
    const auto* aggregate = std::get_if<ir::Apply>(&one.node);
    if (aggregate == nullptr || i + 1 != plan.steps.size()) break;
    const ir::Pred all = ir::conjunction(conditions, origin);
    if (!measure(*aggregate, conditions.empty() ? nullptr : &all, group, one.origin))
      refuse(one.origin, fmt::format("`{}()` as the function of a group", ir::info(aggregate->operation).spelling));
    return;
  }
  refuse(origin, "this pipeline as the function of a group", "only conditions before one aggregate are translated");
}

bool Raising::measure(const ir::Apply& apply, const ir::Pred* condition, ir::Group& group, const base::Origin& origin) {
  const ir::Type number{ir::TypeKind::number, {}};
  // A value that is there only where the condition holds.
  const auto argument = [&](const std::string& name) {
    ir::Val of = field(name, origin);
    if (condition == nullptr) return of;
    ir::Case cases;
    cases.branches.push_back({base::Box<ir::Pred>(*condition), base::Box<ir::Val>(std::move(of))});
    return ir::Val{std::move(cases), origin};
  };
  if (apply.operation == ir::Operation::count) {
    const std::string of = word(apply, "field"), as = word(apply, "as", "_count");
    if (flag(apply, "distinct")) {
      group.measures.push_back({as, ir::Aggregate::distinct, {argument(of)}, {}, number, origin});
      return true;
    }
    std::vector<ir::Pred> all;
    if (condition != nullptr) all.push_back(*condition);
    if (!of.empty()) {
      const ir::FieldRef counted = resolve(of, origin);
      all.push_back({presence(counted), origin});
    }
    if (all.empty())
      group.measures.push_back({as, ir::Aggregate::count, {}, {}, number, origin});
    else
      group.measures.push_back(
          {as, ir::Aggregate::countIf, {}, ir::conjunction(std::move(all), origin), number, origin});
    return true;
  }
  if (const auto function = simple(apply.operation)) {
    const std::string of = word(apply, "field");
    const std::string as = word(apply, "as", "_" + std::string(ir::info(apply.operation).spelling));
    ir::Val value = argument(of);
    ir::Type type = *function == ir::Aggregate::minimum || *function == ir::Aggregate::maximum
                        ? ir::typeOf(value, fields_)
                        : number;
    group.measures.push_back({as, *function, {std::move(value)}, {}, std::move(type), origin});
    return true;
  }
  if (apply.operation == ir::Operation::collect) {
    if (base::equalsIgnoringCase(word(apply, "multival"), "false")) return false;  // makes rows
    for (const std::string& name : words(apply, "fields"))
      group.measures.push_back({name, ir::Aggregate::values, {argument(name)}, {}, {ir::TypeKind::list, {}}, origin});
    return true;
  }
  if (apply.operation == ir::Operation::percentile) {
    const std::string of = word(apply, "field"), as = word(apply, "as");
    std::vector<std::string> wanted = words(apply, "percentiles");
    if (wanted.empty() || wanted.front().starts_with('[')) wanted = {"50", "75", "99"};
    for (const std::string& one : wanted) {
      const auto rank = base::numeral(one);
      if (!rank) {
        refuse(origin, fmt::format("`{}` as a percentile", one));
        return true;
      }
      group.measures.push_back({fmt::format("{}_{}", as, one),
                                ir::Aggregate::percentile,
                                {argument(of), {ir::Literal{*rank}, origin}},
                                {},
                                number,
                                origin});
    }
    return true;
  }
  return false;
}

// One aggregate, or several as `stats()`: a group without keys.
void Raising::aggregate(const ir::Apply& apply, const base::Origin& origin) {
  ir::Group group;
  if (apply.operation == ir::Operation::stats) {
    measures(apply.find("function"), group, origin);
  } else if (!measure(apply, nullptr, group, origin)) {
    refuseFunction(apply, origin);
    return;
  }
  emit({std::move(group), origin});
  names_.clear();
  ordered_ = false;
}

void Raising::top(const ir::Apply& apply, const base::Origin& origin) {
  if (flag(apply, "percent") || apply.find("rest") != nullptr) {
    refuse(origin, "`top()` with `percent` or `rest`");
    return;
  }
  ir::Group group;
  keys(words(apply, "field"), group, origin);
  const ir::Type number{ir::TypeKind::number, {}};
  const std::string sum = word(apply, "sum"), most = word(apply, "max");
  const std::string as = word(apply, "as", !sum.empty() ? "_sum" : !most.empty() ? "_max" : "_count");
  if (!sum.empty())
    group.measures.push_back({as, ir::Aggregate::sum, {field(sum, origin)}, {}, number, origin});
  else if (!most.empty())
    group.measures.push_back({as, ir::Aggregate::maximum, {field(most, origin)}, {}, number, origin});
  else
    group.measures.push_back({as, ir::Aggregate::count, {}, {}, number, origin});
  emit({std::move(group), origin});
  names_.clear();
  ir::Sort sort;
  ir::SortKey key;
  key.field = resolve(as, origin);
  key.descending = true;
  key.type = number;
  key.origin = origin;
  sort.keys.push_back(std::move(key));
  emit({std::move(sort), origin});
  ordered_ = true;
  limit(apply, origin);
}

}  // namespace quarry::cql
