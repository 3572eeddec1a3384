// Groups and what is measured of them: summarize.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"
#include "quarry/ir/presence.h"
#include "target/kql/generate.h"
#include "target/kql/quote.h"
#include "target/phrase.h"

namespace quarry::target::kql {

std::string Generator::columnFor(const ir::Val& value, const std::string& wanted) {
  const auto* field = std::get_if<ir::FieldRef>(&value.node);
  if (field != nullptr) {
    const std::string text = expressions_.read(*field).text;
    if (text.find('(') == std::string::npos) return text;
  }
  stage(fmt::format("extend {} = {}", wanted, expressions_.value(value)), value.origin);
  helpers_.insert(wanted);
  return wanted;
}

std::string Generator::measure(const ir::Measure& measure) {
  using ir::Aggregate;
  const std::string column = identifier(measure.column);
  const auto argument = [&] { return columnFor(measure.arguments.front(), "q_" + measure.column); };
  const auto call = [&](std::string_view name) { return fmt::format("{} = {}({})", column, name, argument()); };
  switch (measure.function) {
    case Aggregate::count:
      return column + " = count()";
    case Aggregate::countIf:
      return fmt::format("{} = countif({})", column, expressions_.condition(*measure.condition, false));
    case Aggregate::anyValue: {
      const std::string value = argument();
      const bool text = measure.type.kind == ir::TypeKind::text || measure.type.kind == ir::TypeKind::any ||
                        measure.type.kind == ir::TypeKind::ip;
      // Bare take_any may return an empty text.
      return fmt::format("{} = take_anyif({}, {}({}))", column, value, text ? "isnotempty" : "isnotnull", value);
    }
    case Aggregate::minimum:
      return call("min");
    case Aggregate::maximum:
      return call("max");
    case Aggregate::sum:
      return call("sum");
    case Aggregate::average:
      return call("avg");
    case Aggregate::values:
      return call("make_set");
    case Aggregate::distinct:
      return call("count_distinct");
    case Aggregate::percentile: {
      report_.add(codes::estimate, measure.origin.primary(), "KQL estimates percentiles");
      const std::string value = argument();
      return fmt::format("{} = percentile({}, {})", column, value, expressions_.value(measure.arguments.back()));
    }
  }
  return {};
}

// A new session of a key begins where the time since its previous row is longer than the gap.
void Generator::sessions(const ir::Group& group, const std::vector<std::string>& keys) {
  const std::string time = identifier(bound_.time.physical->name);
  std::string restart;
  for (const std::string& key : keys)
    restart += fmt::format("{}{} != prev({})", restart.empty() ? "" : " or ", key, key);
  std::string order;
  for (const std::string& key : keys) order += key + " asc, ";
  stage(fmt::format("sort by {}{} asc", order, time), origin_);
  // The first distance bounds a whole session; ten years is no bound.
  stage(fmt::format("extend q_session = row_window_session({}, 3650d, {}, {})", time, ir::printSingle(*group.gap),
                    restart.empty() ? "false" : restart),
        origin_);
}

void Generator::operator()(const ir::Group& group) {
  std::vector<std::string> keys, guards;
  std::map<std::string, std::string> names;
  for (const ir::GroupKey& key : group.keys) {
    const auto* field = std::get_if<ir::FieldRef>(&key.value.node);
    const std::string text = expressions_.value(key.value);
    const bool column = field != nullptr && text.find('(') == std::string::npos;
    // A plain column keeps the platform's name; a value gets one of its own.
    const std::string name = column ? text : identifier(plainName(key.column));
    if (column ? name != identifier(key.column) : name != key.column)
      names[key.column] =
          column ? field->physical ? field->physical->name : columnName(field->name) : plainName(key.column);
    const ir::TypeKind type = ir::typeOf(key.value, expressions_.fields).kind;
    const bool isText = type == ir::TypeKind::text || type == ir::TypeKind::any || type == ir::TypeKind::ip ||
                        type == ir::TypeKind::ordinal;
    const bool present = field != nullptr && ir::isPresent(steps_, at_, *field);
    // A row whose key is missing belongs to the group "-" on every platform.
    if (!present) {
      const std::string guarded = isText ? fmt::format("iff(isempty({0}), \"-\", {0})", text)
                                         : fmt::format("iff(isnull({0}), \"-\", tostring({0}))", text);
      guards.push_back(fmt::format("{} = {}", name, guarded));
    } else if (!column) {
      guards.push_back(fmt::format("{} = {}", name, text));
    }
    keys.push_back(name);
  }
  std::vector<std::string> measures;
  for (const ir::Measure& one : group.measures) measures.push_back(measure(one));
  if (!guards.empty()) stage("extend " + listed(guards, 9), origin_);
  if (group.gap) sessions(group, keys);
  // A result without the event time cannot be placed by the portal: it is kept where the rule does not choose columns.
  const bool chosen =
      std::any_of(steps_.begin() + static_cast<std::ptrdiff_t>(at_), steps_.end(), [](const ir::Step& s) {
        const auto* project = std::get_if<ir::Project>(&s.node);
        return project != nullptr && !project->except;
      });
  const std::string time = identifier(bound_.time.physical->name);
  if (!chosen && !expressions_.grouped) measures.push_back(fmt::format("{0} = max({0})", time));
  std::vector<std::string> by = keys;
  if (group.gap) by.emplace_back("q_session");
  std::string text = "summarize " + listed(measures, 14 + join(by, ", ").size());
  if (!by.empty()) text += (text.find('\n') != std::string::npos ? "\n    by " : " by ") + join(by, ", ");
  if (measures.empty()) text = "distinct " + join(by, ", ");
  stage(text, origin_);
  names_ = std::move(names);
  helpers_.clear();
  if (group.gap) helpers_.insert("q_session");
}

}  // namespace quarry::target::kql
