// Which of many rules an event may concern.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/aho_corasick.h"
#include "engine/record.h"
#include "engine/triggers.h"

namespace quarry::engine {

class RuleIndex {
 public:
  // Rules are added in order, with what their conditions need; none: the rule is asked for every event.
  void add(std::uint32_t rule, const std::optional<std::vector<Trigger>>& triggers);
  void build();

  // The rules that may match, in order. Valid until the next call.
  const std::vector<std::uint32_t>& candidates(const Record& record);

 private:
  using Rules = std::vector<std::uint32_t>;
  struct OfSlot {
    Slot slot = 0;
    std::unordered_map<std::string, Rules> equals;
    std::unordered_map<double, Rules> numbers;
    AhoCorasick holds;
  };

  OfSlot& of(Slot slot);
  void look(const OfSlot& slot, const View& view);
  void mark(std::uint32_t rule);

  std::vector<OfSlot> slots_;
  Rules always_, found_;
  std::vector<std::uint64_t> marks_;  // by rule: the last round that found it
  std::uint64_t round_ = 0;
  std::string text_, folded_;
};

}  // namespace quarry::engine
