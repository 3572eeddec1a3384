// A correlation's plan: what its type says of the rules it names, then its steps.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "quarry/base/codes/rule.h"
#include "quarry/ir/reach.h"
#include "quarry/ir/visit_fields.h"
#include "quarry/rule/condition.h"
#include "rule/correlation_part.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

using Type = Correlation::Type;

constexpr const char* kCount = "count";
constexpr const char* kValue = "value";

ir::Pred comparison(const Threshold& bound, const std::string& result) {
  static constexpr std::array<ir::Op, 6> kOps = {ir::Op::less,         ir::Op::lessEqual, ir::Op::greater,
                                                 ir::Op::greaterEqual, ir::Op::equals,    ir::Op::equals};
  ir::Test test;
  test.field = {ir::FieldRef::Kind::column, result, nullptr};
  test.op = kOps[static_cast<std::size_t>(bound.op)];
  test.domain = ir::Domain::number;
  test.operands.push_back({ir::Number{fmt::format("{}", bound.value), bound.value}, bound.span});
  ir::Pred pred{std::move(test), bound.span};
  if (bound.op != Threshold::Op::notEqual) return pred;
  return {ir::Not{std::move(pred)}, bound.span};
}

class Lowering {
 public:
  explicit Lowering(const CorrelationScope& scope) : scope_(scope), correlation_(scope.correlation) {}

  std::optional<ir::Plan> plan() {
    const std::size_t before = scope_.report.size();
    ir::Plan plan;
    plan.sourceOrigin = correlation_.typeSpan;
    if (correlation_.timespan && correlation_.timespan->milliseconds <= 0)
      scope_.report.add(codes::badCorrelation, correlation_.timespanSpan, "the length of time is nothing");
    bool good = gatherAll();
    if (good && isTemporal() && !countsRules())
      good = sequence(plan);
    else if (good)
      good = threshold(plan);
    if (!good || scope_.report.hasErrorsSince(before)) return std::nullopt;
    ir::showMoments(plan.source);
    return plan;
  }

 private:
  bool isTemporal() const { return correlation_.type == Type::temporal || correlation_.type == Type::temporalOrdered; }

  // `condition: {gte: 2}` of three rules asks how many of them there are. All of them is what temporal means anyway.
  bool countsRules() const {
    if (correlation_.bounds.empty()) return false;
    const Threshold& only = correlation_.bounds.front();
    const auto all = static_cast<double>(correlation_.rules.size());
    return correlation_.bounds.size() > 1 ||
           !((only.op == Threshold::Op::greaterEqual || only.op == Threshold::Op::equal) && only.value == all);
  }

  ir::Window window() const {
    return {correlation_.tumbling ? ir::Window::Kind::tumbling : ir::Window::Kind::sliding, *correlation_.timespan};
  }

  std::vector<std::string> keys() const {
    std::vector<std::string> names;
    for (const Text& key : correlation_.groupBy) names.push_back(key.value);
    return names;
  }

  bool gatherAll() {
    bool good = true;
    for (const Text& rule : correlation_.rules) {
      auto one = gather(rule, scope_);
      good = good && one.has_value();
      if (one) parts_.push_back(std::move(*one));
    }
    return good;
  }

  // A key is an alias, which says a field for each rule, or the field itself.
  bool addKey(Gathered& to, const Text& key) {
    for (const Alias& alias : correlation_.aliases) {
      if (alias.name.value != key.value) continue;
      for (const Alias::Field& field : alias.fields)
        if (field.rule.value == to.part.name)
          return addColumn(to, key.value, field.field.value, field.field.span, scope_);
    }
    return addColumn(to, key.value, key.value, key.span, scope_);
  }

  bool addKeys() {
    bool good = true;
    for (Gathered& part : parts_)
      for (const Text& key : correlation_.groupBy) good = addKey(part, key) && good;
    return good;
  }

  // ---- thresholds ----

  bool threshold(ir::Plan& plan) {
    if (correlation_.type == Type::temporalOrdered) {
      scope_.report
          .add(codes::badCorrelation, correlation_.bounds.front().span,
               "an order needs all of its stages: `temporal_ordered` counts no rules")
          .note("leave the condition out, or use `temporal`");
      return false;
    }
    ir::Threshold made;
    made.keys = keys();
    made.window = window();
    made.exact = correlation_.exact;
    std::tie(made.measure, made.result) = measure();
    made.percent = correlation_.type == Type::valueMedian ? 50 : correlation_.percentile.value_or(0);
    bool good = true;
    std::size_t number = 0;
    for (const Text& field : correlation_.valueFields) {
      made.values.push_back(fmt::format("q_value{}", ++number));
      for (Gathered& part : parts_) good = addColumn(part, made.values.back(), field.value, field.span, scope_) && good;
    }
    if (isTemporal()) {
      made.values = {"q_value1"};
      for (Gathered& part : parts_)
        part.columns.push_back({made.values.front(),
                                {ir::Literal{part.part.name}, part.part.origin},
                                {ir::TypeKind::text, {}},
                                part.part.origin});
    }
    if (!(addKeys() && good)) return false;
    std::vector<ir::Pred> bounds;
    for (const Threshold& bound : correlation_.bounds) bounds.push_back(comparison(bound, made.result));
    made.condition = ir::conjunction(std::move(bounds));
    for (Gathered& part : parts_) made.of.push_back(finish(std::move(part)));
    plan.source = std::move(made);
    return steps(plan, {});
  }

  std::pair<ir::Aggregate, std::string> measure() const {
    switch (correlation_.type) {
      case Type::valueCount:
      case Type::temporal:
      case Type::temporalOrdered:
        return {ir::Aggregate::distinct, kCount};
      case Type::valueSum:
        return {ir::Aggregate::sum, kValue};
      case Type::valueAverage:
        return {ir::Aggregate::average, kValue};
      case Type::valuePercentile:
      case Type::valueMedian:
        return {ir::Aggregate::percentile, kValue};
      case Type::eventCount:
        break;
    }
    return {ir::Aggregate::count, kCount};
  }

  // ---- stages ----

  bool sequence(ir::Plan& plan) {
    ir::Sequence made;
    made.keys = keys();
    made.window = window();
    made.ordered = correlation_.type == Type::temporalOrdered;
    std::vector<Without> without = correlation_.without;
    if (!(made.ordered ? order(without) : presence(made.presence))) return false;
    std::vector<Gathered> absent;
    bool good = true;
    for (const Without& one : without) {
      auto rule = gather(one.rule, scope_);
      std::vector<std::size_t> by;
      good = rule && sharedKeys(one, *rule, by) && good;
      if (!good) continue;
      made.absences.push_back({finish(std::move(*rule)), std::move(by)});
    }
    // The steps say what of each stage has to survive.
    std::set<std::string> kept;
    if (!good || !keptBySteps(made, kept)) return false;
    for (const std::string& name : kept) {
      made.kept.push_back(name);
      for (Gathered& part : parts_)
        if (name.starts_with(part.part.name + "."))
          good =
              addColumn(part, name, name.substr(part.part.name.size() + 1), correlation_.steps->span, scope_) && good;
    }
    if (!addKeys() || !good) return false;
    for (Gathered& part : parts_) made.stages.push_back(finish(std::move(part)));
    plan.source = std::move(made);
    return steps(plan, {});
  }

  // In order a condition can only say what is there and what is not: those rules become absences.
  bool order(std::vector<Without>& without) {
    if (!correlation_.extendedCondition) return true;
    const auto condition = parsed();
    if (!condition) return false;
    const std::vector<Condition> one = {*condition};
    const auto* all = std::get_if<Conjunction>(&condition->node);
    std::vector<std::string> absent;
    for (const Condition& part : all != nullptr ? all->of : one) {
      if (std::holds_alternative<Named>(part.node)) continue;
      const auto* negation = std::get_if<Negation>(&part.node);
      const auto* name = negation == nullptr ? nullptr : std::get_if<Named>(&negation->of->node);
      if (name == nullptr) {
        scope_.report
            .add(codes::badCorrelation, scope_.sources.outermost(part.span),
                 "stages in order are joined by `and`, and `and not` says what does not happen between them")
            .note("`temporal` takes any condition; alternatives in order are correlations of their own");
        return false;
      }
      absent.push_back(name->name);
    }
    for (const std::string& name : absent) {
      const auto at =
          std::find_if(parts_.begin(), parts_.end(), [&](const Gathered& p) { return p.part.name == name; });
      if (at == parts_.end()) continue;
      without.push_back({{name, at->part.origin.primary()}, correlation_.groupBy});
      parts_.erase(at);
    }
    if (!parts_.empty()) return true;
    scope_.report.add(codes::badCorrelation, correlation_.extendedCondition->span, "no rule has to be there");
    return false;
  }

  std::optional<Condition> parsed() {
    const base::FileId file = base::yaml::embed(scope_.sources, *correlation_.extendedCondition);
    base::Report said;  // reading has reported what is wrong
    return parseCondition(file, scope_.sources, said);
  }

  bool presence(ir::Presence& made) {
    if (!correlation_.extendedCondition) {
      for (std::size_t i = 0; i < parts_.size(); ++i) made.of.push_back({ir::Presence::Kind::stage, i, {}});
      return true;
    }
    const auto condition = parsed();
    if (!condition) return false;
    made = presenceOf(*condition, false);
    if (hasStage(made)) return true;
    scope_.report
        .add(codes::badCorrelation, correlation_.extendedCondition->span,
             "the condition can hold where nothing happened: no event marks that")
        .note("name a rule that has to be there: `heartbeat and not update`");
    return false;
  }

  // Whether it can only hold where some stage is there.
  static bool hasStage(const ir::Presence& presence) {
    switch (presence.kind) {
      case ir::Presence::Kind::stage:
        return true;
      case ir::Presence::Kind::absent:
        return false;
      case ir::Presence::Kind::all:
        return std::any_of(presence.of.begin(), presence.of.end(), hasStage);
      case ir::Presence::Kind::any:
        break;
    }
    return std::all_of(presence.of.begin(), presence.of.end(), hasStage);
  }

  ir::Presence presenceOf(const Condition& condition, bool negated) const {
    const auto joined = [&](const std::vector<Condition>& of, bool all) {
      ir::Presence made{all != negated ? ir::Presence::Kind::all : ir::Presence::Kind::any, 0, {}};
      for (const Condition& part : of) made.of.push_back(presenceOf(part, negated));
      return made;
    };
    return std::visit(base::overloaded{
                          [&](const Named& named) {
                            const auto at = std::find_if(parts_.begin(), parts_.end(),
                                                         [&](const Gathered& p) { return p.part.name == named.name; });
                            return ir::Presence{negated ? ir::Presence::Kind::absent : ir::Presence::Kind::stage,
                                                static_cast<std::size_t>(at - parts_.begin()),
                                                {}};
                          },
                          [](const Quantified&) { return ir::Presence{}; },  // reading has refused it
                          [&](const Negation& negation) { return presenceOf(*negation.of, !negated); },
                          [&](const Conjunction& all) { return joined(all.of, true); },
                          [&](const Disjunction& any) { return joined(any.of, false); },
                      },
                      condition.node);
  }

  bool sharedKeys(const Without& without, Gathered& rule, std::vector<std::size_t>& by) {
    bool good = true;
    const std::vector<Text>& names = without.by.empty() ? correlation_.groupBy : without.by;
    for (const Text& name : names) {
      const auto at = std::find_if(correlation_.groupBy.begin(), correlation_.groupBy.end(),
                                   [&](const Text& key) { return key.value == name.value; });
      if (at == correlation_.groupBy.end()) {
        scope_.report.add(codes::badCorrelation, name.span,
                          fmt::format("`{}` is none of the fields in `group-by`, which the stages share", name.value));
        good = false;
        continue;
      }
      by.push_back(static_cast<std::size_t>(at - correlation_.groupBy.begin()));
      good = addKey(rule, *at) && good;
    }
    return good;
  }

  // ---- steps ----

  // Lowers the steps over the rows of the plan's source. `stages`: names that fields of a stage begin with.
  bool steps(ir::Plan& plan, const std::vector<std::string>& stages) {
    if (!correlation_.steps) return true;
    Rule holder;  // what a step may name of a rule: a correlation has no selections
    static_cast<Metadata&>(holder) = correlation_;
    Scope scope{holder, scope_.sources, scope_.report, &scope_.environment.environment};
    scope.fields = ir::fieldsOf(plan.source, plan.sourceOrigin);
    for (const std::string& stage : stages) scope.fields.columns.set(stage, {ir::TypeKind::object, {}});
    return lowerSteps(*correlation_.steps, scope, plan);
  }

  // The fields of stages that the steps read, as `rule.field`. Lowered once to see them, with all names allowed.
  bool keptBySteps(const ir::Sequence& sequence, std::set<std::string>& kept) {
    if (!correlation_.steps) return true;
    ir::Plan trial;
    ir::Sequence source;
    source.keys = sequence.keys;
    trial.source = std::move(source);
    std::vector<std::string> stages = keys();
    for (const Gathered& part : parts_) stages.push_back(part.part.name);
    if (!steps(trial, stages)) return false;
    ir::visitFields(trial, [&](const ir::FieldRef& field) {
      for (const Gathered& part : parts_)
        if (field.kind == ir::FieldRef::Kind::column && field.name.starts_with(part.part.name + ".") &&
            std::find(sequence.keys.begin(), sequence.keys.end(), field.name) == sequence.keys.end())
          kept.insert(field.name);
    });
    return true;
  }

  const CorrelationScope& scope_;
  const Correlation& correlation_;
  std::vector<Gathered> parts_;
};

}  // namespace

std::optional<ir::Plan> lower(const Correlation& correlation, const FindDocument& find, base::Sources& sources,
                              base::Report& report, const Surroundings& surroundings) {
  const CorrelationScope scope{correlation, find, sources, report, surroundings};
  surroundings.nesting.round.push_back(&correlation);
  auto plan = Lowering(scope).plan();
  surroundings.nesting.round.pop_back();
  return plan;
}

std::optional<ir::Plan> lower(const Correlation& correlation, const FindDocument& find, base::Sources& sources,
                              base::Report& report, const Environment& environment) {
  if (!fitsLimits(correlation, find, report)) return std::nullopt;
  Nesting nesting;
  return lower(correlation, find, sources, report, Surroundings{environment, nesting});
}

}  // namespace quarry::rule
