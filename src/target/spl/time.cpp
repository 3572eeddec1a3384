#include "target/spl/time.h"

#include <fmt/format.h>

namespace quarry::target::spl {

namespace {

// Days since 1970-01-01.
std::string daysOf(const std::string& seconds) { return fmt::format("floor({}/86400)", seconds); }

// Years that begin in March: leap days come last, and months are a straight line.
struct Shifted {
  std::string year;   // since 1968-03-01
  std::string day;    // of that year, from 0
  std::string month;  // 0 is March
};

Shifted shifted(const std::string& seconds) {
  const std::string days = fmt::format("({}+671)", daysOf(seconds));  // since 1968-03-01
  Shifted out;
  out.year = fmt::format("floor((4*{}+3)/1461)", days);
  out.day = fmt::format("({}-floor(1461*{}/4))", days, out.year);
  out.month = fmt::format("floor((5*{}+2)/153)", out.day);
  return out;
}

// The week that a day belongs to is counted in the year of its Thursday (ISO 8601).
std::string week(const std::string& seconds) {
  const std::string days = daysOf(seconds);
  const std::string thursday = fmt::format("({0}+734-({0}+3)%7)", days);  // days since 1968-01-01
  const std::string ofCycle = fmt::format("({}%1461)", thursday);         // four years, the first a leap year
  const std::string year = fmt::format("max(0, floor(({}-1)/365))", ofCycle);
  return fmt::format("(floor(({0}-365*{1}-min(1, {1}))/7)+1)", ofCycle, year);
}

}  // namespace

std::string partOfTime(ir::Function part, const std::string& seconds) {
  switch (part) {
    case ir::Function::minute:
      return fmt::format("(floor({}/60)%60)", seconds);
    case ir::Function::hour:
      return fmt::format("(floor({}/3600)%24)", seconds);
    case ir::Function::day: {
      const Shifted date = shifted(seconds);
      return fmt::format("({}-floor((153*{}+2)/5)+1)", date.day, date.month);
    }
    case ir::Function::week:
      return week(seconds);
    case ir::Function::month:
      return fmt::format("(({}+2)%12+1)", shifted(seconds).month);
    default: {
      const Shifted date = shifted(seconds);
      return fmt::format("(1968+{}+floor({}/10))", date.year, date.month);
    }
  }
}

}  // namespace quarry::target::spl
