// parseTimestamp and findTimestamp.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/flat/compiler.h"
#include "engine/flat/functions/calendar.h"
#include "engine/flat/pattern.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/text.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

struct Parsed {
  Moment moment;
  std::optional<int> offset;        // seconds
  std::optional<std::string> zone;  // a name
  bool hasYear = false;
};

class Reader {
 public:
  Reader(std::string_view format, std::string_view text, bool caseSensitive)
      : format_(format), text_(text), caseSensitive_(caseSensitive) {}

  // Java's DateTimeFormatter patterns, as far as the service documents them.
  std::optional<Parsed> read() {
    if (!section(0, format_.size()) || at_ != text_.size()) return std::nullopt;
    if (half_ >= 0) parsed_.moment.hour = parsed_.moment.hour % 12 + (half_ == 1 ? 12 : 0);
    return parsed_;
  }

 private:
  bool section(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end;) {
      const char c = format_[i];
      if (c == '\'') {
        const std::size_t close = format_.find('\'', i + 1);
        if (close == std::string_view::npos) return false;
        if (close == i + 1) {
          if (!literal("'")) return false;
        } else if (!literal(format_.substr(i + 1, close - i - 1))) {
          return false;
        }
        i = close + 1;
      } else if (c == '[') {  // optional
        const std::size_t close = format_.find(']', i);
        if (close == std::string_view::npos) return false;
        const std::size_t mark = at_;
        const Parsed before = parsed_;
        if (!section(i + 1, close)) {
          at_ = mark;
          parsed_ = before;
        }
        i = close + 1;
      } else if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
        std::size_t n = i;
        while (n < end && format_[n] == c) ++n;
        const bool adjacent = n < end && std::isalpha(static_cast<unsigned char>(format_[n])) != 0;
        if (!field(c, n - i, adjacent)) return false;
        i = n;
      } else {
        if (!literal(format_.substr(i, 1))) return false;
        ++i;
      }
    }
    return true;
  }

  bool literal(std::string_view wanted) {
    if (text_.substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }

  bool digits(std::size_t least, std::size_t most, int& value) {
    std::size_t n = 0;
    value = 0;
    while (n < most && at_ + n < text_.size() && text_[at_ + n] >= '0' && text_[at_ + n] <= '9')
      value = value * 10 + (text_[at_ + n++] - '0');
    if (n < least) return false;
    at_ += n;
    return true;
  }

  bool name(bool month, int& value) {
    for (const NameWidth width : {NameWidth::full, NameWidth::brief})
      for (int i = 1; i <= (month ? 12 : 7); ++i) {
        const std::string word = month ? monthName(i, width, {}) : weekdayName(i, width, {});
        const std::string_view here = text_.substr(at_, word.size());
        if (caseSensitive_ ? here != word : !base::equalsIgnoringCase(here, word)) continue;
        at_ += word.size();
        value = i;
        return true;
      }
    return false;
  }

  bool offset(std::size_t /*letters*/, bool zulu) {
    if (zulu && at_ < text_.size() && (text_[at_] == 'Z' || text_[at_] == 'z')) {
      ++at_;
      parsed_.offset = 0;
      return true;
    }
    if (at_ >= text_.size() || (text_[at_] != '+' && text_[at_] != '-')) return false;
    const int sign = text_[at_++] == '-' ? -1 : 1;
    int hours = 0, minutes = 0;
    if (!digits(2, 2, hours)) return false;
    if (at_ < text_.size() && text_[at_] == ':') ++at_;
    if (at_ + 1 < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 && !digits(2, 2, minutes))
      return false;
    parsed_.offset = sign * (hours * 3600 + minutes * 60);
    return true;
  }

  bool field(char c, std::size_t n, bool adjacent) {
    Moment& m = parsed_.moment;
    const std::size_t most = adjacent || n >= 2 ? std::max<std::size_t>(n, 2) : 2;
    const std::size_t least = adjacent ? n : n >= 2 ? 2 : 1;
    switch (c) {
      case 'y':
      case 'u': {
        int year = 0;
        if (n == 2) {
          if (!digits(2, 2, year)) return false;
          year += 2000;
        } else if (!digits(4, 4, year)) {
          return false;
        }
        m.year = year;
        return parsed_.hasYear = true;
      }
      case 'M':
      case 'L':
        if (n >= 3) return name(true, m.month);
        return digits(least, most, m.month);
      case 'd':
        return digits(least, most, m.day);
      case 'E': {
        int ignored = 0;
        return name(false, ignored);
      }
      case 'H':
      case 'k':
        return digits(least, most, m.hour);
      case 'h':
      case 'K':
        return digits(least, most, m.hour);
      case 'm':
        return digits(least, most, m.minute);
      case 's':
        return digits(least, most, m.second);
      case 'S':
      case 'n': {
        std::string fraction;
        const std::size_t limit = adjacent ? n : 9;
        while (at_ < text_.size() && fraction.size() < limit &&
               std::isdigit(static_cast<unsigned char>(text_[at_])) != 0)
          fraction += text_[at_++];
        if (fraction.empty()) return false;
        fraction.resize(3, '0');
        m.millisecond = std::stoi(fraction.substr(0, 3));
        return true;
      }
      case 'a':
        if (base::equalsIgnoringCase(text_.substr(at_, 2), "am"))
          half_ = 0;
        else if (base::equalsIgnoringCase(text_.substr(at_, 2), "pm"))
          half_ = 1;
        else
          return false;
        at_ += 2;
        return true;
      case 'X':
        return offset(n, true);
      case 'x':
      case 'Z':
        return offset(n, c == 'Z' && n == 5);
      case 'z':
      case 'V': {
        if (offset(n, true)) return true;
        std::size_t end = at_;
        while (end < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '/' || text_[end] == '_'))
          ++end;
        const std::string zone(text_.substr(at_, end - at_));
        if (zone.empty() || !Zone::named(zone)) return false;
        parsed_.zone = zone;
        at_ = end;
        return true;
      }
      default:
        return false;
    }
  }

  std::string_view format_, text_;
  bool caseSensitive_;
  std::size_t at_ = 0;
  int half_ = -1;
  Parsed parsed_;
};

bool isValid(const Moment& m) {
  static constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return m.month >= 1 && m.month <= 12 && m.day >= 1 && m.day <= kDays[m.month - 1] && m.hour <= 24 && m.minute < 60 &&
         m.second <= 60;
}

constexpr std::string_view kIso = "yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS]XXXXX";

std::string formatOf(const std::string& written) {
  return written.empty() || written == "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXXXX" ? std::string(kIso) : written;
}

bool saysZone(std::string_view format) {
  bool quoted = false;
  for (const char c : format) {
    if (c == '\'') quoted = !quoted;
    if (!quoted && std::string_view("XxZzV").find(c) != std::string_view::npos) return true;
  }
  return false;
}

RowFunction parseTimestamp(const Call& call, Compiler& compiler) {
  const std::string format = formatOf(call.text("format"));
  const bool seconds = format == "seconds" || format == "unixtime",
             millis = format == "millis" || format == "milliseconds" || format == "unixtimeMillis",
             nanos = format == "nanos";
  std::optional<Zone> zone;
  if (call.has("timezone") && !call.text("timezone").empty()) {
    zone = Zone::named(call.text("timezone"));
    if (!zone)
      return compiler.refuse(codes::badArgument, call.origin(),
                             fmt::format("there is no time zone `{}`", call.text("timezone")));
  }
  // Without another source, a field of the event's may say it.
  const std::string zoneField = call.text("timezoneField", "@timezone");
  const bool perEvent = !zone && zoneField != "@timezone";
  if (!seconds && !millis && !nanos && !zone && !perEvent && !saysZone(format))
    return compiler.refuse(codes::badArgument, call.origin(), "the format says no time zone: give `timezone`");
  return [=, field = call.text("field"), as = call.as("@timestamp"), zoneAs = call.text("timezoneAs", "@timezone"),
          caseSensitive = call.flag("caseSensitive", true), errors = call.flag("addErrors", true),
          now = compiler.run().now](Row& row) {
    const Maybe text = row.get(field);
    if (!text) return true;
    const auto complain = [&] {
      if (!errors) return;
      row.set("@error", "true");
      row.set("@error_msg[0]", "could not parse the timestamp");
    };
    if (seconds || millis || nanos) {
      const auto number = toNumber(*text);
      if (!number) {
        complain();
        return true;
      }
      row.set(as, std::floor(seconds ? *number * 1000 + 1e-6 : nanos ? *number / 1e6 : *number));
      return true;
    }
    auto parsed = Reader(format, *text, caseSensitive).read();
    if (!parsed || !isValid(parsed->moment)) {
      complain();
      return true;
    }
    Moment& m = parsed->moment;
    std::optional<Zone> used = zone;
    if (perEvent && !parsed->offset && !parsed->zone) {
      const std::string* name = row.find(zoneField);
      used = name == nullptr ? std::nullopt : Zone::named(*name);
      if (!used) {
        complain();
        return true;
      }
    }
    if (!used && parsed->zone) used = Zone::named(*parsed->zone);
    if (!parsed->hasYear) m.year = (used ? *used : *Zone::named("UTC")).at(now).year;
    std::int64_t instant = 0;
    std::string shown = used ? used->name() : "Z";
    if (parsed->offset) {
      const Zone utc = *Zone::named("UTC");
      instant = utc.instant(m) - *parsed->offset * 1000LL;
      shown = *parsed->offset == 0 ? "Z"
                                   : fmt::format("{}{:02}:{:02}", *parsed->offset < 0 ? '-' : '+',
                                                 std::abs(*parsed->offset) / 3600, std::abs(*parsed->offset) / 60 % 60);
    } else if (used) {
      instant = used->instant(m);
    }
    row.set(as, std::to_string(instant));
    row.set(zoneAs, shown);
    return true;
  };
}

// Forms of timestamps, the most telling first; the first that is found counts.
struct Form {
  const char* regex;
  const char* format;
};
constexpr Form kForms[] = {
    {R"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?\s?(?:Z|[+-]\d{2}:?\d{2}))",
     "yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS]XXX"},
    {R"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)", "yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS]"},
    {R"(\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)", "yyyy/MM/dd'T'HH:mm:ss[.SSSSSSSSS]"},
    {R"(\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})", "dd/MMM/yyyy:HH:mm:ss XX"},
    {R"(\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}(?: (?:Z|GMT|UTC|[+-]\d{4}))?)", "d MMM yyyy HH:mm:ss[ z]"},
    {R"([A-Z][a-z]{2} +\d{1,2},? \d{4} \d{2}:\d{2}:\d{2})", "MMM d yyyy HH:mm:ss"},
    {R"([A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}:\d{2} \d{4})", "E MMM d HH:mm:ss yyyy"},
    {R"([A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)", "MMM d HH:mm:ss[.SSSSSSSSS]"},
    {R"((?<![\d.])1\d{12}(?![\d]))", "millis"},
    {R"((?<![\d.])1\d{9}(?:\.\d{1,9})?(?![\d]))", "seconds"},
};

RowFunction findTimestamp(const Call& call, Compiler& compiler) {
  std::optional<Zone> stated;
  if (call.has("timezone") && !call.text("timezone").empty()) {
    stated = Zone::named(call.text("timezone"));
    if (!stated)
      return compiler.refuse(codes::badArgument, call.origin(),
                             fmt::format("there is no time zone `{}`", call.text("timezone")));
  }
  std::vector<std::pair<Pattern, std::string>> forms;
  for (const Form& form : kForms)
    if (auto pattern = Pattern::compile(withFlags(form.regex, ""), call.origin(), compiler.report()))
      forms.emplace_back(std::move(*pattern), form.format);
  return [=, field = call.text("field", "@rawstring"), as = call.as("@timestamp"),
          zoneAs = call.text("timezoneAs", "@timezone"), zoneField = call.text("timezoneField", "@timezone"),
          errors = call.flag("addErrors", true), given = stated, now = compiler.run().now](Row& row) {
    std::optional<Zone> zone = given;
    if (const std::string* name = zone ? nullptr : row.find(zoneField)) zone = Zone::named(*name);
    const Maybe whole = row.get(field);
    if (!whole) return true;
    constexpr std::size_t kSearched = 128;  // characters
    const std::string text = whole->substr(0, kSearched);
    for (const auto& [pattern, format] : forms) {
      if (!pattern.matches(text)) continue;
      const auto [begin, end] = pattern.whole();
      std::string found = text.substr(begin, end - begin);
      if (format == "millis" || format == "seconds") {
        const double number = toNumber(found).value_or(0);
        row.set(as, std::floor(format == "seconds" ? number * 1000 + 1e-6 : number));
        return true;
      }
      // One spelling for all: `T` between date and time, a point before the fraction, single blanks.
      if (found.size() > 10 && std::isdigit(static_cast<unsigned char>(found[0])) != 0 &&
          std::isdigit(static_cast<unsigned char>(found[3])) != 0) {
        found[10] = 'T';
        std::erase(found, ' ');
      } else if (const std::size_t comma = found.find(", "); comma != std::string::npos) {
        found.erase(comma, 1);
      }
      std::replace(found.begin(), found.end(), ',', '.');
      while (found.find("  ") != std::string::npos) found.erase(found.find("  "), 1);
      auto parsed = Reader(format, found, false).read();
      if (!parsed || !isValid(parsed->moment)) continue;
      if (!parsed->offset && !parsed->zone && !zone) continue;
      std::optional<Zone> used = zone;
      if (parsed->zone) used = Zone::named(*parsed->zone);
      if (parsed->offset || !used) used = Zone::named("UTC");
      if (!parsed->hasYear) parsed->moment.year = used->at(now).year;
      row.set(as, std::to_string(used->instant(parsed->moment) - parsed->offset.value_or(0) * 1000LL));
      row.set(zoneAs, parsed->offset.value_or(1) == 0 ? "Z" : zone ? zone->name() : used->name());
      return true;
    }
    if (errors) {
      row.set("@error", "true");
      row.set("@error_msg[0]", "no timestamp was found");
    }
    return true;
  };
}

}  // namespace

void addTimestamps(Registry& r) {
  r.row(Operation::parseTimestamp, parseTimestamp);
  r.row(Operation::findTimestamp, findTimestamp);
}

}  // namespace quarry::engine::flat
