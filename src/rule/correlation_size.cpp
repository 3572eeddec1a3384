// How much a correlation builds on, measured before any of it is lowered.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "quarry/base/codes/rule.h"
#include "quarry/base/limits.h"
#include "rule/correlation_part.h"

namespace quarry::rule {

namespace {

// Walks the rules below a correlation, each as often as it is named, and no further than the limits.
class Size {
 public:
  explicit Size(const FindDocument& find) : find_(find) {}

  // The rule of the correlation with which it becomes too large; null if it does not.
  const Text* tooLarge(const Correlation& correlation) {
    round_.push_back(&correlation);
    const auto exceeds = [&](const Text& rule) { return !fits(rule); };
    const Text* found = nullptr;
    if (const auto at = std::find_if(correlation.rules.begin(), correlation.rules.end(), exceeds);
        at != correlation.rules.end())
      found = &*at;
    for (const Without& without : correlation.without)
      if (found == nullptr && exceeds(without.rule)) found = &without.rule;
    round_.pop_back();
    return found;
  }

  bool tooDeep() const { return tooDeep_; }

 private:
  bool fits(const Text& rule) {
    const Document* document = find_(rule.value);
    if (document == nullptr) return true;  // linking has said so
    const auto* inner = std::get_if<Correlation>(document);
    if (inner == nullptr) return ++rules_ <= base::limit::kCorrelationRules;
    // A circle has no end; linking has said so.
    if (std::find(round_.begin(), round_.end(), inner) != round_.end()) return true;
    tooDeep_ = round_.size() >= base::limit::kCorrelationLevels;
    return !tooDeep_ && tooLarge(*inner) == nullptr;
  }

  const FindDocument& find_;
  std::vector<const Correlation*> round_;
  std::size_t rules_ = 0;
  bool tooDeep_ = false;
};

}  // namespace

bool fitsLimits(const Correlation& correlation, const FindDocument& find, base::Report& report) {
  Size size(find);
  const Text* rule = size.tooLarge(correlation);
  if (rule == nullptr) return true;
  std::string message = size.tooDeep()
                            ? fmt::format("with `{}` more than {} correlations build on each other", rule->value,
                                          base::shownLimit(base::limit::kCorrelationLevels, base::Limit::Unit::count))
                            : fmt::format("with `{}` more than {} rules are below this correlation", rule->value,
                                          base::shownLimit(base::limit::kCorrelationRules, base::Limit::Unit::count));
  report.add(codes::correlationTooLarge, rule->span, std::move(message))
      .note("a rule counts as often as it is named, and each time it is part of the query again");
  return false;
}

}  // namespace quarry::rule
