// Correlations by their definitions in docs/semantics.md, written without a line of the engine: every window is looked
// at whole, every way through the stages is tried.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace quarry::test {

struct Happening {
  std::int64_t time = 0;  // seconds
  std::string what;       // the rule that matches it
  std::string key;        // empty: missing
  std::optional<double> value;
};
using Happenings = std::vector<Happening>;

// Key, first, last, and what was measured (0 of sequences).
using ReferenceRow = std::tuple<std::string, std::int64_t, std::int64_t, double>;
using ReferenceRows = std::multiset<ReferenceRow>;

using Measure = std::function<double(const std::vector<double>&)>;

inline std::map<std::string, Happenings> byKey(const Happenings& all) {
  std::map<std::string, Happenings> keys;
  for (const Happening& one : all)
    if (!one.key.empty()) keys[one.key].push_back(one);
  return keys;
}

inline ReferenceRows referenceThreshold(const Happenings& all, std::int64_t window, bool needsValue,
                                        const Measure& measure, const std::function<bool(double)>& holds) {
  ReferenceRows rows;
  for (const auto& [key, events] : byKey(all)) {
    std::set<std::int64_t> moments;
    double greatest = 0;
    for (const Happening& now : events) {
      if (needsValue && !now.value) continue;
      std::vector<double> values;
      for (const Happening& one : events)
        if (one.time <= now.time && one.time >= now.time - window && (!needsValue || one.value))
          values.push_back(one.value.value_or(0));
      const double value = measure(values);
      if (!holds(value)) continue;
      greatest = moments.empty() ? value : std::max(greatest, value);
      moments.insert(now.time);
    }
    if (!moments.empty()) rows.emplace(key, *moments.begin(), *moments.rbegin(), greatest);
  }
  return rows;
}

// What a correlation of it sees: the times at which a condition over the window before holds, or begins to.
inline Happenings moments(const Happenings& all, std::int64_t window, bool needsValue, const Measure& measure,
                          const std::function<bool(double)>& holds, bool beginnings, const std::string& what) {
  Happenings seen;
  for (const auto& [key, events] : byKey(all)) {
    std::set<std::int64_t> times;
    for (const Happening& one : events)
      if (!needsValue || one.value) times.insert(one.time);
    std::optional<std::int64_t> before;  // when it held, if it did at the time before and that is within the window
    for (const std::int64_t now : times) {
      std::vector<double> values;
      for (const Happening& one : events)
        if (one.time >= now - window && one.time <= now && (!needsValue || one.value))
          values.push_back(one.value.value_or(0));
      const bool now_holds = holds(measure(values));
      const bool went_on = before && now - *before <= window;
      if (now_holds && !(beginnings && went_on)) seen.push_back({now, what, key, std::nullopt});
      before = now_holds ? std::optional(now) : std::nullopt;
    }
  }
  return seen;
}

// The same in windows from multiples of the length: one row a key and window.
inline ReferenceRows referenceTumbling(const Happenings& all, std::int64_t window, bool needsValue,
                                       const Measure& measure, const std::function<bool(double)>& holds) {
  ReferenceRows rows;
  for (const auto& [key, events] : byKey(all)) {
    std::map<std::int64_t, Happenings> windows;
    for (const Happening& one : events)
      if (!needsValue || one.value) windows[one.time / window].push_back(one);
    for (const auto& [number, inside] : windows) {
      std::vector<double> values;
      std::set<std::int64_t> times;
      for (const Happening& one : inside) {
        values.push_back(one.value.value_or(0));
        times.insert(one.time);
      }
      if (const double value = measure(values); holds(value)) rows.emplace(key, *times.begin(), *times.rbegin(), value);
    }
  }
  return rows;
}

// Every way through the stages that ends with an event of the last; the one that begins last makes the row.
inline ReferenceRows referenceOrder(const Happenings& all, const std::vector<std::string>& stages, std::int64_t window,
                                    const std::string& without = "", bool tumbling = false) {
  ReferenceRows rows;
  for (const auto& [key, events] : byKey(all)) {
    // The latest beginning of a way of `left` stages that goes on at `time`, none of whose stretches is disturbed.
    const auto undisturbed = [&, &events = events](std::int64_t from, std::int64_t to) {
      return std::none_of(events.begin(), events.end(), [&](const Happening& one) {
        return !without.empty() && one.what == without && from <= one.time && one.time <= to;
      });
    };
    for (const Happening& last : events) {
      if (last.what != stages.back()) continue;
      std::optional<std::int64_t> best;
      const std::function<void(std::size_t, std::int64_t)> back = [&, &events = events](std::size_t left,
                                                                                        std::int64_t time) {
        if (left == 0) {
          const bool inside = tumbling ? last.time / window == time / window : last.time - time <= window;
          if (inside && undisturbed(time, last.time) && (!best || time > *best)) best = time;
          return;
        }
        for (const Happening& one : events)
          if (one.what == stages[left - 1] && one.time <= time) back(left - 1, one.time);
      };
      back(stages.size() - 1, last.time);
      if (best) rows.emplace(key, *best, last.time, 0);
    }
  }
  return rows;
}

// `holds` is asked with the rules that are within the window before, and those within the window on either side. A row
// for each time at which it holds.
inline ReferenceRows togetherMoments(
    const Happenings& all, const std::set<std::string>& wanted, std::int64_t window,
    const std::function<bool(const std::set<std::string>& before, const std::set<std::string>& around)>& holds) {
  std::set<ReferenceRow> rows;
  for (const auto& [key, events] : byKey(all)) {
    for (const Happening& now : events) {
      if (!wanted.contains(now.what)) continue;
      std::set<std::string> before, around;
      std::map<std::string, std::int64_t> latest;
      for (const Happening& one : events) {
        if (one.time > now.time - window - 1 && one.time <= now.time) {
          before.insert(one.what);
          latest[one.what] = std::max(latest.try_emplace(one.what, one.time).first->second, one.time);
        }
        if (one.time >= now.time - window && one.time <= now.time + window) around.insert(one.what);
      }
      if (!holds(before, around)) continue;
      std::int64_t first = now.time;
      for (const auto& [what, time] : latest)
        if (wanted.contains(what)) first = std::min(first, time);
      rows.emplace(key, first, now.time, 0);
    }
  }
  return {rows.begin(), rows.end()};
}

// One row a key: the last.
inline ReferenceRows referenceTogether(
    const Happenings& all, const std::set<std::string>& wanted, std::int64_t window,
    const std::function<bool(const std::set<std::string>& before, const std::set<std::string>& around)>& holds) {
  std::map<std::string, ReferenceRow> last;
  for (const ReferenceRow& row : togetherMoments(all, wanted, window, holds)) {
    ReferenceRow& kept = last.try_emplace(std::get<0>(row), row).first->second;
    if (std::get<2>(row) > std::get<2>(kept)) kept = row;
  }
  ReferenceRows rows;
  for (const auto& [key, row] : last) rows.insert(row);
  return rows;
}

}  // namespace quarry::test
