#include "engine/flat/functions/calendar.h"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/dtfmtsym.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "quarry/base/numeral.h"
#include "quarry/engine/value.h"

namespace quarry::engine::flat {

struct Zone::Rules {
  std::unique_ptr<icu::TimeZone> zone;
};

std::int64_t pointInTime(double milliseconds) {
  return base::clamped<std::int64_t>(std::clamp(std::floor(milliseconds), -kFarthestTime, kFarthestTime));
}

namespace {

// "+02:00", "-0530", "+2"; seconds.
std::optional<int> offsetOf(std::string_view text) {
  if (text.size() < 2 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  std::string digits;
  for (const char c : text.substr(1)) {
    if (c == ':') continue;
    if (c < '0' || c > '9') return std::nullopt;
    digits += c;
  }
  if (digits.empty() || digits.size() > 6) return std::nullopt;
  if (digits.size() <= 2) digits += "00";
  if (digits.size() == 3) digits.insert(0, "0");
  if (digits.size() == 5) return std::nullopt;
  const int hours = std::stoi(digits.substr(0, 2)), minutes = std::stoi(digits.substr(2, 2));
  const int seconds = digits.size() > 4 ? std::stoi(digits.substr(4, 2)) : 0;
  if (hours > 18 || minutes > 59) return std::nullopt;
  return sign * (hours * 3600 + minutes * 60 + seconds);
}

void civil(std::int64_t days, Moment& m) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto doe = static_cast<unsigned>(days - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  m.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  m.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  m.year = static_cast<int>(static_cast<std::int64_t>(yoe) + era * 400 + (m.month <= 2 ? 1 : 0));
}

std::int64_t floorDiv(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

void isoWeek(Moment& m) {
  const int week = (m.yearday - m.weekday + 10) / 7;
  const auto weeksIn = [](int year) {
    const std::int64_t first = daysOf(year, 1, 1);
    const auto weekday = static_cast<int>((first + 3) % 7 + 7) % 7 + 1;
    const bool leap = daysOf(year + 1, 1, 1) - first == 366;
    return weekday == 4 || (leap && weekday == 3) ? 53 : 52;
  };
  m.isoYear = m.year;
  m.isoWeek = week;
  if (week < 1) {
    m.isoYear = m.year - 1;
    m.isoWeek = weeksIn(m.isoYear);
  } else if (week > weeksIn(m.year)) {
    m.isoYear = m.year + 1;
    m.isoWeek = 1;
  }
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string nameFrom(bool month, int index, NameWidth width, const std::string& locale) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale where = locale.empty() ? icu::Locale::getEnglish() : icu::Locale(locale.c_str());
  const icu::DateFormatSymbols symbols(where, status);
  if (U_FAILURE(status) != 0) return {};
  std::int32_t count = 0;
  const auto size = width == NameWidth::full ? icu::DateFormatSymbols::WIDE : icu::DateFormatSymbols::ABBREVIATED;
  const icu::UnicodeString* names = month ? symbols.getMonths(count, icu::DateFormatSymbols::FORMAT, size)
                                          : symbols.getWeekdays(count, icu::DateFormatSymbols::FORMAT, size);
  return index >= 0 && index < count ? utf8(names[index]) : std::string();
}

}  // namespace

std::int64_t daysOf(int year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto yoe = static_cast<unsigned>(year - era * 400);
  const auto doy = static_cast<unsigned>((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1);
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

std::optional<Zone> Zone::named(const std::string& name) {
  Zone zone;
  zone.name_ = name;
  if (name.empty() || name == "Z" || name == "UTC" || name == "GMT" || name == "Etc/UTC") {
    zone.name_ = name.empty() ? "UTC" : name;
    return zone;
  }
  for (const std::string_view lead : {"", "UTC", "GMT"})
    if (name.starts_with(lead))
      if (const auto offset = offsetOf(std::string_view(name).substr(lead.size()))) {
        zone.offset_ = *offset;
        return zone;
      }
  auto rules = std::make_shared<Rules>();
  rules->zone.reset(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  if (rules->zone == nullptr || *rules->zone == icu::TimeZone::getUnknown()) return std::nullopt;
  zone.rules_ = std::move(rules);
  return zone;
}

Moment Zone::at(std::int64_t milliseconds) const {
  Moment m;
  m.offset = offset_;
  if (rules_ != nullptr) {
    std::int32_t raw = 0, dst = 0;
    UErrorCode status = U_ZERO_ERROR;
    rules_->zone->getOffset(static_cast<UDate>(milliseconds), 0, raw, dst, status);
    m.offset = (raw + dst) / 1000;
    icu::UnicodeString shown;
    m.zone = utf8(
        rules_->zone->getDisplayName(static_cast<UBool>(dst != 0), icu::TimeZone::SHORT, icu::Locale::getUS(), shown));
  } else {
    m.zone = offset_ == 0 ? name_
                          : fmt::format("{}{:02}:{:02}", offset_ < 0 ? '-' : '+', std::abs(offset_) / 3600,
                                        std::abs(offset_) / 60 % 60);
  }
  const std::int64_t local = milliseconds + m.offset * 1000LL;
  const std::int64_t days = floorDiv(local, 86400000);
  const auto rest = static_cast<int>(local - days * 86400000);
  civil(days, m);
  m.hour = rest / 3600000;
  m.minute = rest / 60000 % 60;
  m.second = rest / 1000 % 60;
  m.millisecond = rest % 1000;
  m.weekday = static_cast<int>((days % 7 + 7 + 3) % 7) + 1;
  m.yearday = static_cast<int>(days - daysOf(m.year, 1, 1)) + 1;
  isoWeek(m);
  return m;
}

std::int64_t Zone::instant(const Moment& m) const {
  const std::int64_t local =
      ((daysOf(m.year, m.month, m.day) * 24 + m.hour) * 60 + m.minute) * 60000LL + m.second * 1000LL + m.millisecond;
  if (rules_ == nullptr) return local - offset_ * 1000LL;
  std::int32_t raw = 0, dst = 0;
  UErrorCode status = U_ZERO_ERROR;
  rules_->zone->getOffset(static_cast<UDate>(local), 1, raw, dst, status);
  return local - raw - dst;
}

std::string monthName(int month, NameWidth width, const std::string& locale) {
  return nameFrom(true, month - 1, width, locale);
}
std::string weekdayName(int weekday, NameWidth width, const std::string& locale) {
  return nameFrom(false, weekday % 7 + 1, width, locale);
}

bool formatConversion(char conversion, const Moment& m, std::int64_t milliseconds, const std::string& locale,
                      std::string& out) {
  const auto two = [](int n) { return fmt::format("{:02}", n); };
  const int twelve = m.hour % 12 == 0 ? 12 : m.hour % 12;
  switch (conversion) {
    case 'H':
      out += two(m.hour);
      return true;
    case 'I':
      out += two(twelve);
      return true;
    case 'k':
      out += std::to_string(m.hour);
      return true;
    case 'l':
      out += std::to_string(twelve);
      return true;
    case 'M':
      out += two(m.minute);
      return true;
    case 'S':
      out += two(m.second);
      return true;
    case 'L':
      out += fmt::format("{:03}", m.millisecond);
      return true;
    case 'N':
      out += fmt::format("{:03}000000", m.millisecond);
      return true;
    case 'p':
      out += m.hour < 12 ? "am" : "pm";
      return true;
    case 'z':
      out += fmt::format("{}{:02}{:02}", m.offset < 0 ? '-' : '+', std::abs(m.offset) / 3600,
                         std::abs(m.offset) / 60 % 60);
      return true;
    case 'Z':
      out += m.zone;
      return true;
    case 's':
      out += std::to_string(floorDiv(milliseconds, 1000));
      return true;
    case 'Q':
      out += std::to_string(milliseconds);
      return true;
    case 'B':
      out += monthName(m.month, NameWidth::full, locale);
      return true;
    case 'b':
    case 'h':
      out += monthName(m.month, NameWidth::brief, locale);
      return true;
    case 'A':
      out += weekdayName(m.weekday, NameWidth::full, locale);
      return true;
    case 'a':
      out += weekdayName(m.weekday, NameWidth::brief, locale);
      return true;
    case 'C':
      out += two(m.year / 100);
      return true;
    case 'Y':
      out += fmt::format("{:04}", m.year);
      return true;
    case 'y':
      out += two(m.year % 100);
      return true;
    case 'j':
      out += fmt::format("{:03}", m.yearday);
      return true;
    case 'm':
      out += two(m.month);
      return true;
    case 'd':
      out += two(m.day);
      return true;
    case 'e':
      out += std::to_string(m.day);
      return true;
    case 'R':
      out += two(m.hour) + ":" + two(m.minute);
      return true;
    case 'T':
      out += two(m.hour) + ":" + two(m.minute) + ":" + two(m.second);
      return true;
    case 'r':
      out += two(twelve) + ":" + two(m.minute) + ":" + two(m.second) + (m.hour < 12 ? " AM" : " PM");
      return true;
    case 'D':
      out += two(m.month) + "/" + two(m.day) + "/" + two(m.year % 100);
      return true;
    case 'F':
      out += fmt::format("{:04}-{:02}-{:02}", m.year, m.month, m.day);
      return true;
    case 'c':
      out += weekdayName(m.weekday, NameWidth::brief, locale) + " " + monthName(m.month, NameWidth::brief, locale) +
             " " + two(m.day) + " " + two(m.hour) + ":" + two(m.minute) + ":" + two(m.second) + " " +
             (m.offset == 0 && m.zone == "UTC" ? "Z" : m.zone) + " " + fmt::format("{:04}", m.year);
      return true;
    case 'G':
      out += fmt::format("{:04}", m.isoYear);
      return true;
    case 'g':
      out += two(m.isoYear % 100);
      return true;
    case 'V':
      out += two(m.isoWeek);
      return true;
    case 'u':
      out += std::to_string(m.weekday);
      return true;
    case 'w':
      out += std::to_string(m.weekday % 7);
      return true;
    case 'U':
      out += two((m.yearday + 6 - m.weekday % 7) / 7);
      return true;
    case 'W':
      out += two((m.yearday + 6 - (m.weekday - 1)) / 7);
      return true;
    case 'n':
      out += '\n';
      return true;
    case 't':
      out += '\t';
      return true;
    case '%':
      out += '%';
      return true;
    default:
      return false;
  }
}

}  // namespace quarry::engine::flat
