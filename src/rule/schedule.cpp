#include "quarry/rule/schedule.h"

#include <fmt/format.h>

#include "quarry/base/codes/rule.h"
#include "rule/timespan.h"

namespace quarry::rule {

namespace {

std::optional<ir::Duration> length(const base::yaml::Node& alert, std::string_view key, base::Report& report) {
  const base::yaml::Entry* entry = alert.findEntry(key);
  if (entry == nullptr) return std::nullopt;
  const auto duration = parseTimespan(entry->value.text);
  if (!duration)
    report
        .add(codes::badValue, entry->value.isNull() ? entry->key.span : entry->value.span,
             fmt::format("`{}` is no length of time", entry->value.text))
        .note("write a number and a unit, as in `15m`");
  return duration;
}

}  // namespace

std::optional<Schedule> schedule(const base::yaml::Node& alert, base::Report& report) {
  const auto every = length(alert, "every", report), settle = length(alert, "settle", report);
  if (!every) return std::nullopt;
  return Schedule{*every, settle.value_or(ir::Duration{})};
}

}  // namespace quarry::rule
