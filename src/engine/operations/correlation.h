// Sources that bring the rows of several plans together. What waits is a few values a row, not the event, and only rows
// that the plans let through wait.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/operations/operation.h"

namespace quarry::engine::operations {

// One run: takes the rows of each part, in any order of their times. finish() hands the results on, then finishes what
// follows.
struct Gathering {
  std::function<void(std::size_t part, Row&)> push;
  std::function<void()> finish;
};
using Correlation = std::function<Gathering(Machine&, Stage next)>;

// threshold.cpp; the parts are those of ir::partsOf().
Correlation threshold(const ir::Threshold& source, Compiler& compiler);
// stages.cpp
Correlation stages(const ir::Sequence& source, Compiler& compiler);

// The rows of one key, in the order the keys were first seen.
template <class Entry>
struct KeyedRows {
  std::vector<Value> keys;
  std::vector<Entry> rows;
};

// Finds the rows that agree with a row on some columns. None where one of them is missing.
template <class Entry>
class RowsByKey {
 public:
  explicit RowsByKey(std::vector<NameId> keys) : keys_(std::move(keys)) {}

  KeyedRows<Entry>* find(const Row& row) {
    std::string id;
    for (const NameId key : keys_) {
      const Value* value = row.column(key);
      if (value == nullptr || !value->isPresent()) return nullptr;
      // Keys are the same if their texts are.
      const std::string text = textOf(*value).value_or(toJson(*value));
      id += std::to_string(text.size()) + ":" + text;
    }
    const auto [found, isNew] = byKey_.try_emplace(id, all_.size());
    if (isNew) {
      all_.emplace_back();
      for (const NameId key : keys_) all_.back().keys.push_back(*row.column(key));
    }
    return &all_[found->second];
  }
  std::deque<KeyedRows<Entry>>& all() { return all_; }

 private:
  std::vector<NameId> keys_;
  std::deque<KeyedRows<Entry>> all_;
  std::unordered_map<std::string, std::size_t> byKey_;
};

// Which tumbling window a time is in.
inline std::int64_t windowOf(std::int64_t time, std::int64_t length) {
  return time >= 0 ? time / length : -((-time + length - 1) / length);
}

// Whether a condition begins to hold, as it is asked at one time of a key after the other: it does where it did not
// hold at the time before, or where that is longer ago than the window.
class Beginnings {
 public:
  explicit Beginnings(const ir::Window& window) : length_(window.length.milliseconds) {}

  bool at(std::int64_t now, bool holds) {
    const bool begins = holds && !(held_ && now - before_ <= length_);
    before_ = now;
    held_ = holds;
    return begins;
  }

 private:
  std::int64_t length_;
  std::int64_t before_ = 0;
  bool held_ = false;
};

}  // namespace quarry::engine::operations
