#include "engine/rule_index.h"

#include <algorithm>

#include "engine/fold.h"

namespace quarry::engine {

RuleIndex::OfSlot& RuleIndex::of(Slot slot) {
  const auto found = std::find_if(slots_.begin(), slots_.end(), [&](const OfSlot& s) { return s.slot == slot; });
  if (found != slots_.end()) return *found;
  slots_.emplace_back().slot = slot;
  return slots_.back();
}

void RuleIndex::add(std::uint32_t rule, const std::optional<std::vector<Trigger>>& triggers) {
  marks_.resize(rule + 1, 0);
  if (!triggers) {
    always_.push_back(rule);
    return;
  }
  for (const Trigger& trigger : *triggers) {
    OfSlot& slot = of(trigger.slot);
    switch (trigger.kind) {
      case Trigger::Kind::equals:
        slot.equals[trigger.text].push_back(rule);
        break;
      case Trigger::Kind::number:
        slot.numbers[trigger.number].push_back(rule);
        break;
      case Trigger::Kind::holds:
        slot.holds.add(trigger.text, rule);
        break;
    }
  }
}

void RuleIndex::build() {
  for (OfSlot& slot : slots_) slot.holds.build();
}

void RuleIndex::mark(std::uint32_t rule) {
  if (marks_[rule] == round_) return;
  marks_[rule] = round_;
  found_.push_back(rule);
}

void RuleIndex::look(const OfSlot& slot, const View& view) {
  if (!view.isScalar()) return;
  if (!slot.equals.empty() || !slot.holds.empty()) {
    const std::string_view text = foldedView(textOf(view, text_), ir::Fold::unicode, folded_);
    if (!slot.equals.empty())
      if (const auto found = slot.equals.find(folded_); found != slot.equals.end())
        for (const std::uint32_t rule : found->second) mark(rule);
    if (!slot.holds.empty()) slot.holds.search(text, [&](std::uint32_t rule) { mark(rule); });
  }
  double number = 0;
  if (!slot.numbers.empty() && numberOf(view, number))
    if (const auto found = slot.numbers.find(number); found != slot.numbers.end())
      for (const std::uint32_t rule : found->second) mark(rule);
}

const std::vector<std::uint32_t>& RuleIndex::candidates(const Record& record) {
  ++round_;
  found_.assign(always_.begin(), always_.end());
  for (const OfSlot& slot : slots_) {
    const View& value = record[slot.slot];
    if (value.kind == View::Kind::missing) continue;
    forEach(value, [&](const View& one) {
      look(slot, one);
      return true;
    });
  }
  std::sort(found_.begin(), found_.end());
  return found_;
}

}  // namespace quarry::engine
