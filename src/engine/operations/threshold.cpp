// Something measured over a window of rows, by key.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/operations/correlation.h"
#include "engine/predicate.h"

namespace quarry::engine::operations {

namespace {

// What a window amounts to, as rows come into it and leave it.
class Measured {
 public:
  Measured(ir::Aggregate measure, double percent) : measure_(measure), percent_(percent) {}

  struct Entry {
    std::int64_t time = 0;
    double number = 0;                // sum, average, percentile
    std::vector<std::string> values;  // distinct: a list counts as its elements
  };

  void enter(const Entry& entry) {
    ++rows_;
    switch (measure_) {
      case ir::Aggregate::distinct:
        for (const std::string& value : entry.values) ++counts_[value];
        break;
      case ir::Aggregate::percentile:
        sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), entry.number), entry.number);
        break;
      default:
        sum_ += entry.number;
    }
  }
  void leave(const Entry& entry) {
    --rows_;
    switch (measure_) {
      case ir::Aggregate::distinct:
        for (const std::string& value : entry.values)
          if (const auto found = counts_.find(value); --found->second == 0) counts_.erase(found);
        break;
      case ir::Aggregate::percentile:
        sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), entry.number));
        break;
      default:
        sum_ = rows_ == 0 ? 0 : sum_ - entry.number;
    }
  }
  double value() const {
    switch (measure_) {
      case ir::Aggregate::distinct:
        return static_cast<double>(counts_.size());
      case ir::Aggregate::sum:
        return static_cast<double>(sum_);
      case ir::Aggregate::average:
        return static_cast<double>(sum_ / static_cast<long double>(rows_));
      case ir::Aggregate::percentile:
        return sorted_[static_cast<std::size_t>(percent_ / 100 * static_cast<double>(sorted_.size() - 1))];
      default:
        return static_cast<double>(rows_);
    }
  }

 private:
  ir::Aggregate measure_;
  double percent_;
  std::size_t rows_ = 0;
  long double sum_ = 0;  // wide enough that what has left a window leaves no trace
  std::unordered_map<std::string, std::size_t> counts_;
  std::vector<double> sorted_;
};

using Entry = Measured::Entry;

struct Plan {
  std::vector<NameId> keys, values;
  std::vector<Access> times;  // of each part
  ir::Window window;
  ir::Aggregate measure{};
  double percent = 0;
  NameId first = 0, last = 0, result = 0;
  std::optional<Predicate> condition;
  ir::Results results{};
};

class Gathered {
 public:
  Gathered(std::shared_ptr<const Plan> plan, Machine& machine)
      : plan_(std::move(plan)), machine_(machine), byKey_(plan_->keys) {}

  void add(std::size_t part, const Row& row) {
    Entry entry;
    const auto time = instantOf(row.get(plan_->times[part]));
    if (!time || !measure(row, entry)) return;
    entry.time = time->milliseconds;
    if (auto* of = byKey_.find(row)) of->rows.push_back(std::move(entry));
  }

  void emit(const Stage& next) {
    Row row(machine_.names, machine_.fields);
    for (auto& of : byKey_.all()) {
      std::stable_sort(of.rows.begin(), of.rows.end(), [](const Entry& a, const Entry& b) { return a.time < b.time; });
      if (!(plan_->window.kind == ir::Window::Kind::sliding ? slide(of, row, next) : tumble(of, row, next))) return;
      of.rows = {};
    }
  }

 private:
  // False: the row has no value that could be measured.
  bool measure(const Row& row, Entry& entry) const {
    if (plan_->values.empty()) return true;
    if (plan_->measure != ir::Aggregate::distinct) {
      const Value* value = row.column(plan_->values.front());
      const auto number = value == nullptr ? std::nullopt : numberOf(*value);
      if (number) entry.number = *number;
      return number.has_value();
    }
    entry.values = {""};
    for (const NameId name : plan_->values) {
      const Value* value = row.column(name);
      if (value == nullptr || !value->isPresent()) return false;
      std::vector<std::string> texts;
      if (const List* list = value->list()) {
        for (const Value& element : *list)
          if (const auto text = textOf(element)) texts.push_back(*text);
      } else {
        texts.push_back(textOf(*value).value_or(toJson(*value)));
      }
      std::vector<std::string> together;
      for (const std::string& before : entry.values)
        for (const std::string& text : texts) together.push_back(fmt::format("{}{}:{}", before, text.size(), text));
      entry.values = std::move(together);
    }
    return !entry.values.empty();
  }

  bool holds(Row& row, double value) {
    row.clear();
    row.set(plan_->result, Value(value));
    return engine::holds(*plan_->condition, row, machine_);
  }

  bool result(const std::vector<Value>& keys, std::int64_t first, std::int64_t last, double value, Row& row,
              const Stage& next) {
    row.clear();
    for (std::size_t i = 0; i < keys.size(); ++i) row.set(plan_->keys[i], keys[i]);
    row.set(plan_->first, Value(Instant{first}));
    row.set(plan_->last, Value(Instant{last}));
    row.set(plan_->result, Value(value));
    return next.push(row);
  }

  bool slide(const KeyedRows<Entry>& of, Row& row, const Stage& next) {
    Measured window(plan_->measure, plan_->percent);
    std::size_t begin = 0;
    std::optional<std::int64_t> first;
    std::int64_t last = 0;
    double greatest = 0;
    Beginnings beginnings(plan_->window);
    for (std::size_t end = 0; end < of.rows.size();) {
      const std::int64_t now = of.rows[end].time;
      while (end < of.rows.size() && of.rows[end].time == now) window.enter(of.rows[end++]);
      while (of.rows[begin].time < now - plan_->window.length.milliseconds) window.leave(of.rows[begin++]);
      const double value = window.value();
      const bool held = holds(row, value), begins = beginnings.at(now, held);
      if (!held) continue;
      if (plan_->results != ir::Results::once) {
        if (plan_->results == ir::Results::beginnings && !begins) continue;
        if (!result(of.keys, now, now, value, row, next)) return false;
        continue;
      }
      greatest = first ? std::max(greatest, value) : value;
      if (!first) first = now;
      last = now;
    }
    return !first || result(of.keys, *first, last, greatest, row, next);
  }

  bool tumble(const KeyedRows<Entry>& of, Row& row, const Stage& next) {
    const std::int64_t length = plan_->window.length.milliseconds;
    for (std::size_t begin = 0, end = 0; begin < of.rows.size(); begin = end) {
      Measured window(plan_->measure, plan_->percent);
      const std::int64_t number = windowOf(of.rows[begin].time, length);
      while (end < of.rows.size() && windowOf(of.rows[end].time, length) == number) window.enter(of.rows[end++]);
      const double value = window.value();
      if (holds(row, value) && !result(of.keys, of.rows[begin].time, of.rows[end - 1].time, value, row, next))
        return false;
    }
    return true;
  }

  std::shared_ptr<const Plan> plan_;
  Machine& machine_;
  RowsByKey<Entry> byKey_;
};

}  // namespace

Correlation threshold(const ir::Threshold& source, Compiler& compiler) {
  auto plan = std::make_shared<Plan>();
  Names& names = compiler.names();
  for (const std::string& key : source.keys) plan->keys.push_back(names.id(key));
  for (const std::string& value : source.values) plan->values.push_back(names.id(value));
  for (const ir::Part& part : source.of) plan->times.push_back(compiler.access(part.time));
  plan->window = source.window;
  plan->measure = source.measure;
  plan->percent = source.percent;
  plan->first = names.id(ir::kFirstColumn);
  plan->last = names.id(ir::kLastColumn);
  plan->result = names.id(source.result);
  plan->condition = compile(source.condition, compiler);
  plan->results = source.results;
  return [plan](Machine& machine, Stage next) {
    auto gathered = std::make_shared<Gathered>(plan, machine);
    return Gathering{[gathered](std::size_t part, Row& row) { gathered->add(part, row); },
                     [gathered, next = std::move(next)] {
                       gathered->emit(next);
                       next.finish();
                     }};
  };
}

}  // namespace quarry::engine::operations
