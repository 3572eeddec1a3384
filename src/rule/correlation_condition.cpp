// When a correlation holds: thresholds, or a condition over the names of its rules.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "quarry/rule/condition.h"
#include "rule/correlation_parts.h"
#include "rule/fields.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;
using Type = Correlation::Type;

constexpr std::array<std::pair<std::string_view, Threshold::Op>, 6> kOps = {{{"lt", Threshold::Op::less},
                                                                             {"lte", Threshold::Op::lessEqual},
                                                                             {"gt", Threshold::Op::greater},
                                                                             {"gte", Threshold::Op::greaterEqual},
                                                                             {"eq", Threshold::Op::equal},
                                                                             {"neq", Threshold::Op::notEqual}}};

bool isTemporal(const Correlation& correlation) {
  return correlation.type == Type::temporal || correlation.type == Type::temporalOrdered;
}
bool needsField(const Correlation& correlation) {
  return !isTemporal(correlation) && correlation.type != Type::eventCount;
}

// The thresholds as an interval: true if no number lies in it.
bool excludeEachOther(const std::vector<Threshold>& bounds) {
  double low = -1e300, high = 1e300;
  bool lowOpen = false, highOpen = false;
  for (const Threshold& bound : bounds) {
    const bool isLow = bound.op == Threshold::Op::greater || bound.op == Threshold::Op::greaterEqual ||
                       bound.op == Threshold::Op::equal;
    const bool isHigh =
        bound.op == Threshold::Op::less || bound.op == Threshold::Op::lessEqual || bound.op == Threshold::Op::equal;
    const bool open = bound.op == Threshold::Op::greater || bound.op == Threshold::Op::less;
    if (isLow && (bound.value > low || (bound.value == low && open))) {
      low = bound.value;
      lowOpen = open;
    }
    if (isHigh && (bound.value < high || (bound.value == high && open))) {
      high = bound.value;
      highOpen = open;
    }
  }
  return low > high || (low == high && (lowOpen || highOpen));
}

void readThreshold(const Entry& entry, Threshold::Op op, Correlation& correlation, base::Report& report) {
  const auto value = entry.value.asNumber();
  if (!value) {
    auto& finding = report.add(codes::badCorrelation, entry.value.isNull() ? entry.key.span : entry.value.span,
                               fmt::format("`{}` needs a number, without quotes", entry.key.text));
    Node plain = entry.value;
    plain.style = base::yaml::Style::plain;
    if (plain.asNumber()) finding.fix("remove the quotes", {{entry.value.span, plain.text}}, base::Safety::safe);
    return;
  }
  correlation.bounds.push_back({op, *value, base::join(entry.key.span, entry.value.span)});
}

void readPercentile(const Node& node, base::Span key, Correlation& correlation, base::Report& report) {
  const Node* percentile = node.find("percentile");
  if (percentile == nullptr) {
    report.add(codes::badCorrelation, key, "`value_percentile` needs a `percentile` in its condition, such as 95");
    return;
  }
  correlation.percentile = percentile->asNumber();
  if (!correlation.percentile || *correlation.percentile <= 0 || *correlation.percentile >= 100) {
    report.add(codes::badCorrelation, percentile->span, "a percentile is a number between 0 and 100");
    correlation.percentile.reset();
  }
}

void readThresholds(const Node& condition, Correlation& correlation, base::Report& report) {
  static constexpr std::array<std::string_view, 8> kKeys = {"lt", "lte", "gt",    "gte",
                                                            "eq", "neq", "field", "percentile"};
  for (const Entry& entry : condition.entries) {
    const auto* op = std::find_if(kOps.begin(), kOps.end(), [&](const auto& o) { return o.first == entry.key.text; });
    if (op != kOps.end()) {
      readThreshold(entry, op->second, correlation, report);
    } else if (std::find(kKeys.begin(), kKeys.end(), entry.key.text) == kKeys.end()) {
      report
          .add(codes::badCorrelation, entry.key.span,
               fmt::format("the condition of a correlation has no key `{}`", entry.key.text))
          .note("`gt`, `gte`, `lt`, `lte`, `eq` and `neq` compare, `field` says what is counted or measured");
    }
  }
  if (excludeEachOther(correlation.bounds))
    report.add(codes::badCorrelation, correlation.bounds.back().span,
               "no number meets this and the other bounds: the correlation can never hold");
}

// Every name of a condition over rules, where it stands first. False if it holds something else than names.
bool namesIn(const Condition& condition, std::vector<Text>& names, base::Report& report) {
  const auto each = [&](const std::vector<Condition>& of) {
    bool good = true;
    for (const Condition& part : of) good = namesIn(part, names, report) && good;
    return good;
  };
  return std::visit(base::overloaded{
                        [&](const Named& named) {
                          const auto isIt = [&](const Text& t) { return t.value == named.name; };
                          if (std::none_of(names.begin(), names.end(), isIt))
                            names.push_back({named.name, condition.span});
                          return true;
                        },
                        [&](const Quantified&) {
                          report.add(codes::badCorrelation, condition.span,
                                     "a condition over rules names each of them: it has no `1 of` and `all of`");
                          return false;
                        },
                        [&](const Negation& negation) { return namesIn(*negation.of, names, report); },
                        [&](const Conjunction& all) { return each(all.of); },
                        [&](const Disjunction& any) { return each(any.of); },
                    },
                    condition.node);
}

}  // namespace

void readRuleNames(Correlation& correlation, base::Sources& sources, base::Report& report) {
  const base::FileId file = base::yaml::embed(sources, *correlation.extendedCondition);
  const auto tree = parseCondition(file, sources, report);
  std::vector<Text> names;
  if (!tree || !namesIn(*tree, names, report)) return;
  for (Text& name : names) name.span = sources.outermost(name.span);
  if (correlation.rules.empty()) {
    correlation.rules = std::move(names);
    return;
  }
  const auto missing = [&](const std::vector<Text>& from, const std::vector<Text>& in, std::string_view message) {
    for (const Text& one : from)
      if (std::none_of(in.begin(), in.end(), [&](const Text& t) { return t.value == one.value; }))
        report.add(codes::badCorrelation, one.span, fmt::format(fmt::runtime(message), one.value));
  };
  missing(names, correlation.rules, "the condition names `{}`, which is none of the correlation's rules");
  missing(correlation.rules, names, "the condition does not name `{}`, which is one of the correlation's rules");
}

void readCorrelationCondition(const Node& body, base::Span key, Correlation& correlation, base::Report& report) {
  const Entry* entry = body.findEntry("condition");
  const bool temporal = isTemporal(correlation);
  if (entry == nullptr && !temporal) {
    report.add(codes::badCorrelation, key, "the correlation has no `condition`")
        .note("for example `condition: {gte: 10}`");
    return;
  }
  if (entry != nullptr && entry->value.isScalar() && temporal) {
    correlation.extendedCondition = entry->value;
  } else if (entry != nullptr && !entry->value.isMapping()) {
    report.add(codes::badCorrelation, entry->key.span,
               temporal ? "`condition` has to be a mapping, such as `{gte: 2}`, or a condition over the rules"
                        : "`condition` has to be a mapping, such as `{gte: 10}`");
    return;
  } else if (entry != nullptr) {
    readThresholds(entry->value, correlation, report);
    if (correlation.bounds.empty() && !temporal && !report.hasErrors())
      report.add(codes::badCorrelation, entry->key.span, "the condition compares with no number")
          .note("for example `condition: {gte: 10}`");
  }
  const Node& holder = entry != nullptr && entry->value.find("field") != nullptr ? entry->value : body;
  if (const Entry* field = holder.findEntry("field"); field != nullptr && !needsField(correlation)) {
    report.add(codes::badCorrelation, field->key.span, "this type of correlation looks at no `field`");
  } else if (needsField(correlation)) {
    Fields fields(holder, report);
    correlation.valueFields = fields.texts("field");
    if (field == nullptr || correlation.valueFields.empty())
      report.add(codes::badCorrelation, correlation.typeSpan,
                 "this type of correlation needs a `field` in its condition");
    else if (correlation.valueFields.size() > 1 && correlation.type != Type::valueCount)
      report.add(codes::badCorrelation, field->value.span, "only `value_count` takes several fields together");
  }
  if (correlation.type == Type::valuePercentile)
    readPercentile(entry != nullptr && entry->value.find("percentile") != nullptr ? entry->value : body, key,
                   correlation, report);
}

}  // namespace quarry::rule
