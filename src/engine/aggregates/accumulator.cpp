#include "engine/aggregates/accumulator.h"

#include <algorithm>
#include <cmath>

#include "engine/functions/registry.h"
#include "quarry/base/box.h"

namespace quarry::engine::aggregates {

namespace {

void addFirst(First& state, const Value& value, std::uint64_t sequence) {
  if (sequence >= state.sequence) return;
  state = {sequence, value};
}

// Text counts if it reads as a number or as a time.
bool isOrdered(const Value& value) { return functions::order(value, value).has_value(); }

void addExtreme(Extreme& state, const Value& value, std::uint64_t sequence) {
  if (!isOrdered(value)) return;
  if (!state.value.isMissing()) {
    // Numbers and times in one column have no order: the first kind stays.
    const auto found = functions::order(value, state.value);
    if (!found || (state.greatest ? *found < 0 : *found > 0) || (*found == 0 && sequence >= state.sequence)) return;
  }
  state.sequence = sequence;
  state.value = value;
}

void addToSum(Sum& state, double number) {
  ++state.numbers;
  const double corrected = number - state.correction;
  const double sum = state.sum + corrected;
  state.correction = (sum - state.sum) - corrected;
  state.sum = sum;
}

void addDistinct(Distinct& state, const Value& value, std::uint64_t sequence) {
  const std::string text = textOf(value).value_or(toJson(value));
  const auto [found, isNew] = state.values.try_emplace(text, Distinct::Seen{sequence, value});
  if (!isNew && sequence < found->second.sequence) found->second = {sequence, value};
}

std::optional<double> plainNumber(const Value& value) {
  if (std::holds_alternative<Instant>(value.node())) return std::nullopt;
  return numberOf(value);
}

Value resultOfSum(const Sum& state) {
  if (!state.average) return state.sum;
  if (state.numbers == 0) return {};
  return state.sum / static_cast<double>(state.numbers);
}

Value resultOfDistinct(const Distinct& state) {
  if (state.count) return static_cast<double>(state.values.size());
  std::vector<const Distinct::Seen*> all;
  for (const auto& [text, seen] : state.values) all.push_back(&seen);
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
    return a->sequence != b->sequence ? a->sequence < b->sequence : textOf(a->value) < textOf(b->value);
  });
  List list;
  for (const Distinct::Seen* seen : all) list.push_back(seen->value);
  return list;
}

}  // namespace

Accumulator::Accumulator(ir::Aggregate function, double percent) {
  switch (function) {
    case ir::Aggregate::count:
    case ir::Aggregate::countIf:
      state_ = Count{};
      break;
    case ir::Aggregate::anyValue:
      state_ = First{};
      break;
    case ir::Aggregate::minimum:
    case ir::Aggregate::maximum:
      state_ = Extreme{function == ir::Aggregate::maximum, UINT64_MAX, {}};
      break;
    case ir::Aggregate::sum:
    case ir::Aggregate::average:
      state_ = Sum{0, 0, 0, function == ir::Aggregate::average};
      break;
    case ir::Aggregate::values:
    case ir::Aggregate::distinct:
      state_ = Distinct{function == ir::Aggregate::distinct, {}};
      break;
    case ir::Aggregate::percentile: {
      Percentile state;
      state.percent = percent;
      state_ = std::move(state);
      break;
    }
  }
}

void Accumulator::add(const Value& value, std::uint64_t sequence) {
  if (auto* count = std::get_if<Count>(&state_)) {
    ++count->rows;
    return;
  }
  // any(f) of a list gives the list.
  if (const List* list = value.list(); list != nullptr && !std::holds_alternative<First>(state_)) {
    for (const Value& one : *list) add(one, sequence);
    return;
  }
  if (!value.isPresent()) return;
  std::visit(base::overloaded{
                 [](Count&) {},
                 [&](First& state) { addFirst(state, value, sequence); },
                 [&](Extreme& state) { addExtreme(state, value, sequence); },
                 [&](Sum& state) {
                   if (const auto number = plainNumber(value)) addToSum(state, *number);
                 },
                 [&](Distinct& state) { addDistinct(state, value, sequence); },
                 [&](Percentile& state) {
                   if (const auto number = plainNumber(value)) addNumber(state, *number);
                 },
             },
             state_);
}

void Accumulator::merge(const Accumulator& other) {
  std::visit(base::overloaded{
                 [&](Count& state) { state.rows += std::get<Count>(other.state_).rows; },
                 [&](First& state) {
                   const auto& from = std::get<First>(other.state_);
                   if (!from.value.isMissing()) addFirst(state, from.value, from.sequence);
                 },
                 [&](Extreme& state) {
                   const auto& from = std::get<Extreme>(other.state_);
                   if (!from.value.isMissing()) addExtreme(state, from.value, from.sequence);
                 },
                 [&](Sum& state) {
                   const auto& from = std::get<Sum>(other.state_);
                   const std::uint64_t numbers = state.numbers + from.numbers;
                   addToSum(state, from.sum);
                   addToSum(state, -from.correction);
                   state.numbers = numbers;
                 },
                 [&](Distinct& state) {
                   for (const auto& [text, seen] : std::get<Distinct>(other.state_).values)
                     addDistinct(state, seen.value, seen.sequence);
                 },
                 [&](Percentile& state) { mergeInto(state, std::get<Percentile>(other.state_)); },
             },
             state_);
}

Value Accumulator::result() const {
  return std::visit(base::overloaded{
                        [](const Count& state) { return Value(static_cast<double>(state.rows)); },
                        [](const First& state) { return state.value; },
                        [](const Extreme& state) { return state.value; },
                        [](const Sum& state) { return resultOfSum(state); },
                        [](const Distinct& state) { return resultOfDistinct(state); },
                        [](const Percentile& state) { return resultOf(state); },
                    },
                    state_);
}

}  // namespace quarry::engine::aggregates
