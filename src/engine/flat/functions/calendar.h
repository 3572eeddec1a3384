// Points in time as people write and read them: zones, calendars, strftime-like formats.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace quarry::engine::flat {

struct Moment {
  int year = 1970, month = 1, day = 1;  // month and day from 1
  int hour = 0, minute = 0, second = 0, millisecond = 0;
  int weekday = 4;  // 1 Monday … 7 Sunday
  int yearday = 1;
  int isoWeek = 1, isoYear = 1970;
  int offset = 0;    // seconds east of UTC
  std::string zone;  // short name
};

class Zone {
 public:
  // "UTC", "Z", "Europe/Copenhagen", "EST", "+02:00", "GMT-5"; none if there is no such zone.
  static std::optional<Zone> named(const std::string& name);
  Moment at(std::int64_t milliseconds) const;
  // The instant that a wall clock shows; the earlier one where there are two.
  std::int64_t instant(const Moment& moment) const;
  const std::string& name() const { return name_; }

 private:
  struct Rules;
  std::shared_ptr<const Rules> rules_;  // null: a fixed offset
  int offset_ = 0;
  std::string name_;
};

// A field's number as a point in time: whole milliseconds since 1970, rounded down, and at most a hundred million days
// from then, which is what calendars on either side of it can say.
std::int64_t pointInTime(double milliseconds);

// Days since 1970-01-01.
std::int64_t daysOf(int year, int month, int day);

enum class NameWidth { full, brief };
std::string monthName(int month, NameWidth width, const std::string& locale);
std::string weekdayName(int weekday, NameWidth width, const std::string& locale);

// One conversion character of Java's date and time formats (`%F` is 'F'); false if there is none.
bool formatConversion(char conversion, const Moment& moment, std::int64_t milliseconds, const std::string& locale,
                      std::string& out);

}  // namespace quarry::engine::flat
