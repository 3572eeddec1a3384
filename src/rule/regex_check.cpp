#include "rule/regex_check.h"

#include "quarry/base/regex.h"

namespace quarry::rule {

std::optional<RegexFault> checkRegex(std::string_view regex) {
  if (regex.empty()) return RegexFault{0, "an empty expression matches everything"};
  using Kind = base::RegexFault::Kind;
  const base::RegexTree tree = base::readRegex(regex);
  for (const base::RegexFault& fault : tree.faults) {
    switch (fault.kind) {
      case Kind::unclosedGroup:
        return RegexFault{fault.begin, "this `(` is never closed"};
      case Kind::unopenedGroup:
        return RegexFault{fault.begin, "this `)` closes nothing"};
      case Kind::unclosedSet:
        return RegexFault{fault.begin, "this `[` is never closed"};
      case Kind::nothingToRepeat:
        return RegexFault{fault.begin, "there is nothing here to repeat"};
      case Kind::endsInBackslash:
        return RegexFault{fault.begin, "the expression ends in a backslash"};
      case Kind::reversedRange:
        return RegexFault{fault.begin, "this range goes backwards"};
      case Kind::reversedBounds:
        return RegexFault{fault.begin, "the upper bound is below the lower one"};
      case Kind::tooDeep:
        return RegexFault{fault.begin, "the expression is nested too deep"};
    }
  }
  return std::nullopt;
}

}  // namespace quarry::rule
