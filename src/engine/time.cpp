// Times: ISO 8601 in and out, and the numbers that vendors write.
#include <array>
#include <charconv>
#include <cmath>

#include "quarry/engine/value.h"

namespace quarry::engine {

namespace {

// Days since 1970-01-01 of a date of the Gregorian calendar, and back (H. Hinnant, "chrono-Compatible Low-Level Date
// Algorithms").
std::int64_t daysOf(std::int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t ofEra = year - era * 400;
  const std::int64_t ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}

struct Date {
  std::int64_t year;
  int month, day;
};
Date dateOf(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t ofEra = days - era * 146097;
  const std::int64_t yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
  const std::int64_t ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const int shifted = static_cast<int>((5 * ofYear + 2) / 153);
  const int month = shifted + (shifted < 10 ? 3 : -9);
  return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, static_cast<int>(ofYear - (153 * shifted + 2) / 5 + 1)};
}

// Reads digits off a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool number(int digits, int least, int most, int& value) {
    if (text_.size() < static_cast<std::size_t>(digits)) return false;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + digits, value);
    if (error != std::errc{} || end != text_.data() + digits || value < least || value > most) return false;
    text_.remove_prefix(static_cast<std::size_t>(digits));
    return true;
  }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Milliseconds of a fraction of a second; finer digits are cut off.
  int fraction() {
    int value = 0, digits = 0;
    for (; !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; ++digits, text_.remove_prefix(1))
      if (digits < 3) value = value * 10 + (text_.front() - '0');
    for (; digits < 3; ++digits) value *= 10;
    return value;
  }
  bool done() const { return text_.empty(); }

 private:
  std::string_view text_;
};

bool zone(Reader& in, int& minutes) {
  minutes = 0;
  if (in.done() || in.take('Z') || in.take('z')) return true;
  const bool minus = in.take('-');
  int hour = 0, minute = 0;
  if (!minus && !in.take('+')) return false;
  if (!in.number(2, 0, 18, hour)) return false;
  const bool colon = in.take(':');
  if ((colon || !in.done()) && !in.number(2, 0, 59, minute)) return false;
  minutes = (hour * 60 + minute) * (minus ? -1 : 1);
  return true;
}

std::optional<Instant> ofNumber(double number) {
  // Fewer than 12 digits: seconds (also with a fraction); else milliseconds.
  if (!std::isfinite(number) || std::abs(number) > kFarthestTime) return std::nullopt;
  return Instant{static_cast<std::int64_t>(std::llround(std::abs(number) < 1e11 ? number * 1000 : number))};
}

}  // namespace

std::optional<Instant> parseInstant(std::string_view text) {
  Reader in(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0, offset = 0;
  if (!in.number(4, 0, 9999, year) || !in.take('-') || !in.number(2, 1, 12, month) || !in.take('-') ||
      !in.number(2, 1, 31, day))
    return std::nullopt;
  const std::int64_t days = daysOf(year, month, day);
  if (dateOf(days).day != day) return std::nullopt;  // the 31st of a month that has none
  if (!in.done()) {
    if (!in.take('T') && !in.take(' ') && !in.take('t')) return std::nullopt;
    if (!in.number(2, 0, 23, hour) || !in.take(':') || !in.number(2, 0, 59, minute)) return std::nullopt;
    if (in.take(':')) {
      if (!in.number(2, 0, 60, second)) return std::nullopt;
      if (in.take('.') || in.take(',')) millisecond = in.fraction();
    }
    in.take(' ');
    if (!zone(in, offset) || !in.done()) return std::nullopt;
  }
  const std::int64_t minutes = (days * 24 + hour) * 60 + minute - offset;
  return Instant{(minutes * 60 + second) * 1000 + millisecond};
}

std::optional<Instant> instantOf(const Value& value) {
  if (const auto* instant = std::get_if<Instant>(&value.node())) return *instant;
  if (const std::string* text = value.text()) {
    if (auto instant = parseInstant(*text)) return instant;
    const auto number = parseNumber(*text);
    return number ? ofNumber(*number) : std::nullopt;
  }
  const Number* number = value.number();
  return number == nullptr ? std::nullopt : ofNumber(number->value);
}

Clock clockOf(Instant instant) {
  constexpr std::int64_t kDay = 86'400'000;
  std::int64_t days = instant.milliseconds / kDay, rest = instant.milliseconds % kDay;
  if (rest < 0) {
    rest += kDay;
    --days;
  }
  const Date date = dateOf(days);
  // A week belongs to the year of its Thursday; 1970-01-01 was one.
  const std::int64_t sinceMonday = ((days + 3) % 7 + 7) % 7;
  const std::int64_t thursday = days - sinceMonday + 3;
  const std::int64_t ofYear = thursday - daysOf(dateOf(thursday).year, 1, 1);
  return {date.year,
          date.month,
          date.day,
          static_cast<int>(rest / 3'600'000),
          static_cast<int>(rest / 60'000 % 60),
          static_cast<int>(ofYear / 7 + 1)};
}

std::string print(Instant instant) {
  constexpr std::int64_t kDay = 86'400'000;
  std::int64_t days = instant.milliseconds / kDay, rest = instant.milliseconds % kDay;
  if (rest < 0) {
    rest += kDay;
    --days;
  }
  const Date date = dateOf(days);
  std::string out;
  const auto digits = [&](std::int64_t value, int width) {
    const std::string text = std::to_string(value);
    out.append(text.size() < static_cast<std::size_t>(width) ? static_cast<std::size_t>(width) - text.size() : 0, '0');
    out += text;
  };
  digits(date.year, 4);
  out += '-';
  digits(date.month, 2);
  out += '-';
  digits(date.day, 2);
  out += 'T';
  digits(rest / 3'600'000, 2);
  out += ':';
  digits(rest / 60'000 % 60, 2);
  out += ':';
  digits(rest / 1000 % 60, 2);
  if (rest % 1000 != 0) {
    out += '.';
    digits(rest % 1000, 3);
  }
  return out + "Z";
}

}  // namespace quarry::engine
