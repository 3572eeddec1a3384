// How two conditions on the same value go together.
#include <algorithm>

#include "lint/conditions.h"
#include "quarry/base/numeral.h"

namespace quarry::lint {
namespace {

using Kind = Condition::Kind;

bool isGlob(std::string_view pattern) { return pattern.find('*') != std::string_view::npos; }

// True if no text matches both. (Whether `1` matches the value `1.0` is not written anywhere: they may.)
bool disjoint(std::string_view a, std::string_view b) {
  const bool globA = isGlob(a), globB = isGlob(b);
  if (!globA && !globB) {
    const auto x = base::numeral(a), y = base::numeral(b);
    return x && y ? *x != *y : a != b;
  }
  if (!globA) return !base::numeral(a) && !matchesPattern(b, a);
  if (!globB) return !base::numeral(b) && !matchesPattern(a, b);
  const std::string_view startA = a.substr(0, a.find('*')), startB = b.substr(0, b.find('*'));
  const std::string_view endA = a.substr(a.rfind('*') + 1), endB = b.substr(b.rfind('*') + 1);
  return (!startA.starts_with(startB) && !startB.starts_with(startA)) ||
         (!endA.ends_with(endB) && !endB.ends_with(endA));
}

// True if every text that `inner` matches is matched by `outer`.
bool covers(std::string_view outer, std::string_view inner) {
  if (outer == inner || outer == "*") return true;
  if (!isGlob(outer)) return false;
  if (!isGlob(inner)) return matchesPattern(outer, inner);
  // With the star of the inner pattern as a character like others, which only a star can match.
  return matchesPattern(outer, inner);
}

bool allCovered(const std::vector<std::string>& inner, const std::vector<std::string>& outer) {
  return std::all_of(inner.begin(), inner.end(), [&](const std::string& one) {
    return std::any_of(outer.begin(), outer.end(), [&](const std::string& other) { return covers(other, one); });
  });
}

bool inRange(const Condition& range, double number) {
  return (range.lowIncluded ? number >= range.low : number > range.low) &&
         (range.highIncluded ? number <= range.high : number < range.high);
}

bool emptyTogether(const Condition& a, const Condition& b) {
  const double low = std::max(a.low, b.low), high = std::min(a.high, b.high);
  if (low != high) return low > high;
  return !inRange(a, low) || !inRange(b, low);
}

// True if the one range lies in the other.
bool within(const Condition& inner, const Condition& outer) {
  return (inner.low > outer.low || (inner.low == outer.low && (outer.lowIncluded || !inner.lowIncluded))) &&
         (inner.high < outer.high || (inner.high == outer.high && (outer.highIncluded || !inner.highIncluded)));
}

// True if a value is needed.
bool needsValue(const Condition& condition) { return !condition.negated; }

}  // namespace

bool matchesPattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool excludeEachOther(const Condition& a, const Condition& b) {
  if (a.field != b.field || a.definition != b.definition || (a.negated && b.negated)) return false;
  if (b.negated && !a.negated) return excludeEachOther(b, a);
  if (a.negated) {
    // `a` asks that there is no such value, `b` for one.
    if (a.kind == Kind::patterns && b.kind == Kind::patterns) return allCovered(b.patterns, a.patterns);
    if (a.kind == Kind::patterns) return std::find(a.patterns.begin(), a.patterns.end(), "*") != a.patterns.end();
    if (a.kind == Kind::regex) return b.kind == Kind::regex && a.regex == b.regex;
    return false;
  }
  if (a.kind == Kind::range && b.kind == Kind::range) return emptyTogether(a, b);
  if (a.kind == Kind::patterns && b.kind == Kind::patterns)
    return std::all_of(a.patterns.begin(), a.patterns.end(), [&](const std::string& one) {
      return std::all_of(b.patterns.begin(), b.patterns.end(),
                         [&](const std::string& other) { return disjoint(one, other); });
    });
  if (a.kind == Kind::range && b.kind == Kind::patterns) return excludeEachOther(b, a);
  if (a.kind == Kind::patterns && b.kind == Kind::range)
    return std::all_of(a.patterns.begin(), a.patterns.end(), [&](const std::string& one) {
      if (isGlob(one)) return false;
      const auto number = base::numeral(one);
      return !number || !inRange(b, *number);
    });
  return false;
}

bool implies(const Condition& a, const Condition& b) {
  if (a.field != b.field || a.definition != b.definition) return false;
  if (b.isPresence()) return needsValue(a);
  if (a.negated != b.negated) {
    // A value that is one of these is none of those.
    if (a.negated || a.kind != Kind::patterns || b.kind != Kind::patterns) return false;
    return std::all_of(a.patterns.begin(), a.patterns.end(), [&](const std::string& one) {
      return std::all_of(b.patterns.begin(), b.patterns.end(),
                         [&](const std::string& other) { return disjoint(one, other); });
    });
  }
  if (a.kind != b.kind) {
    if (a.negated || a.kind != Kind::patterns || b.kind != Kind::range) return false;
    return std::all_of(a.patterns.begin(), a.patterns.end(), [&](const std::string& one) {
      const auto number = isGlob(one) ? std::nullopt : base::numeral(one);
      return number && inRange(b, *number);
    });
  }
  switch (a.kind) {
    case Kind::regex:
      return a.regex == b.regex;
    case Kind::patterns:
      return a.negated ? allCovered(b.patterns, a.patterns) : allCovered(a.patterns, b.patterns);
    case Kind::range:
      return a.negated ? within(b, a) : within(a, b);
  }
  return false;
}

}  // namespace quarry::lint
