// Parts of points in time, formatTime, durations, now, start and end.
#include <fmt/format.h>

#include <cmath>

#include "engine/flat/functions/calendar.h"
#include "engine/flat/functions/simple.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::optional<Zone> zoneOf(const Call& call, Compiler& compiler) {
  const std::string name = call.text("timezone", "UTC");
  auto zone = Zone::named(name);
  if (!zone) compiler.refuse(codes::badArgument, call.origin(), fmt::format("there is no time zone `{}`", name));
  return zone;
}

template <class Part>
RowFunction part(const Call& call, Compiler& compiler, std::string_view fallback, Part part) {
  const auto zone = zoneOf(call, compiler);
  if (!zone) return nullptr;
  const bool own = call.has("timezone");
  return [zone = *zone, own, field = call.text("field", "@timestamp"), from = call.text("timezoneField", "@timezone"),
          as = call.as(fallback), part](Row& row) {
    const auto time = row.number(field);
    if (!time) return true;
    // Without a zone of its own the event's counts.
    std::optional<Zone> shown = zone;
    if (!own)
      if (const std::string* name = row.find(from))
        if (auto known = Zone::named(*name)) shown = std::move(known);
    row.set(as, part(shown->at(pointInTime(*time))));
    return true;
  };
}

template <int Moment::*Member>
RowFunction number(const Call& call, Compiler& compiler) {
  const std::string name(call.function().substr(call.function().find(':') + 1));
  return part(call, compiler, "_" + name, [](const Moment& m) { return std::to_string(m.*Member); });
}

RowFunction weekdayText(const Call& call, Compiler& compiler) {
  return part(call, compiler, "_dayOfWeekName",
              [](const Moment& m) { return weekdayName(m.weekday, NameWidth::full, {}); });
}
RowFunction monthText(const Call& call, Compiler& compiler) {
  return part(call, compiler, "_monthName", [](const Moment& m) { return monthName(m.month, NameWidth::full, {}); });
}

RowFunction formatTime(const Call& call, Compiler& compiler) {
  const auto zone = zoneOf(call, compiler);
  if (!zone) return nullptr;
  const std::string format = call.text("format"), field = call.text("field", "@timestamp"), as = call.as("_formatTime");
  const std::string unit = call.text("unit", "auto"), locale = call.text("locale");
  for (std::size_t i = 0; i + 1 < format.size(); ++i) {
    std::string probe;
    if (format[i] != '%') continue;
    if (!formatConversion(format[i + 1], Moment{}, 0, locale, probe))
      return compiler.refuse(codes::badArgument, call.origin(),
                             fmt::format("`%{}` is no conversion of `formatTime()`", format[i + 1]));
    ++i;
  }
  return [zone = *zone, format, field, as, unit, locale](Row& row) {
    const auto value = row.number(field);
    if (!value) return true;
    // Up to 100,000,000,000 it counts as seconds (formatTime).
    const bool seconds = unit == "seconds" || (unit == "auto" && *value <= 100'000'000'000);
    const auto milliseconds = pointInTime(seconds ? *value * 1000 : *value);
    const Moment moment = zone.at(milliseconds);
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] == '%' && i + 1 < format.size())
        formatConversion(format[++i], moment, milliseconds, locale, out);
      else
        out += format[i];
    }
    row.set(as, std::move(out));
    return true;
  };
}

RowFunction formatDuration(const Call& call, Compiler& compiler) {
  static constexpr std::pair<std::string_view, double> kUnits[] = {
      {"d", 86400e9}, {"h", 3600e9}, {"m", 60e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}};
  const std::string from = call.text("from", "ms");
  double factor = 0;
  for (const auto& [name, nanoseconds] : kUnits)
    if (name == from) factor = nanoseconds;
  if (from == "\xC2\xB5s" || from == "μs") factor = 1e3;
  if (factor == 0)
    return compiler.refuse(codes::badArgument, call.origin(),
                           fmt::format("`{}` is no unit of time: ns, us, ms, s, m, h or d", from));
  const auto precision = base::clamped<int>(call.number("precision", 0));
  return numberFunctionText(call, {}, [factor, precision](double value) {
    double rest = std::floor(std::fabs(value) * factor + 0.5);
    std::string out;
    int shown = 0;
    for (const auto& [name, nanoseconds] : kUnits) {
      const double count = std::floor(rest / nanoseconds);
      if (count == 0 && shown == 0) continue;
      rest -= count * nanoseconds;
      if (count > 0) out += fmt::format("{}{}", base::clamped<std::int64_t>(count), name);
      if (++shown == precision) break;
    }
    if (out.empty()) out = "0ms";
    return (value < 0 ? "-" : "") + out;
  });
}

RowFunction duration(const Call& call, Compiler& compiler) {
  const std::string text = call.text("duration");
  const auto length = durationOf(text);
  if (!length)
    return compiler.refuse(codes::badArgument, call.origin(), fmt::format("`{}` is no length of time", text));
  return [value = std::to_string(*length), as = call.as("_duration")](Row& row) {
    row.set(as, value);
    return true;
  };
}

RowFunction now(const Call& call, Compiler& compiler) {
  return [value = std::to_string(compiler.run().now), as = call.as("_now")](Row& row) {
    row.set(as, value);
    return true;
  };
}

// The run may narrow the interval (setTimeInterval), so it is read when a row comes.
RowFunction start(const Call& call, Compiler& compiler) {
  return [run = &compiler.run(), as = call.as("_start")](Row& row) {
    row.set(as, std::to_string(run->start));
    return true;
  };
}
RowFunction end(const Call& call, Compiler& compiler) {
  return [run = &compiler.run(), as = call.as("_end")](Row& row) {
    row.set(as, std::to_string(run->end));
    return true;
  };
}

}  // namespace

void addTime(Registry& r) {
  r.row(Operation::timeDayOfMonth, number<&Moment::day>);
  r.row(Operation::timeDayOfWeek, number<&Moment::weekday>);
  r.row(Operation::timeDayOfYear, number<&Moment::yearday>);
  r.row(Operation::timeHour, number<&Moment::hour>);
  r.row(Operation::timeMillisecond, number<&Moment::millisecond>);
  r.row(Operation::timeMinute, number<&Moment::minute>);
  r.row(Operation::timeMonth, number<&Moment::month>);
  r.row(Operation::timeSecond, number<&Moment::second>);
  r.row(Operation::timeWeekOfYear, number<&Moment::isoWeek>);
  r.row(Operation::timeYear, number<&Moment::year>);
  r.row(Operation::timeDayOfWeekName, weekdayText);
  r.row(Operation::timeMonthName, monthText);
  r.row(Operation::formatTime, formatTime);
  r.row(Operation::formatDuration, formatDuration);
  r.row(Operation::duration, duration);
  r.row(Operation::now, now);
  r.row(Operation::start, start);
  r.row(Operation::end, end);
}

}  // namespace quarry::engine::flat
