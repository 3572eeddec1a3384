#include "driver/expectation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "driver/sample.h"

namespace quarry::driver {

namespace {

using engine::Value;

constexpr std::size_t kShownRows = 5;

std::string rowsInWords(std::uint64_t count) {
  return count == 0 ? "no rows" : count == 1 ? "1 row" : fmt::format("{} rows", count);
}

// Numbers as numbers, everything else by its text; of an object only what is named has to agree.
bool agrees(const Value& expected, const Value& actual) {
  if (expected.isNull() || expected.isMissing()) return !actual.isPresent();
  if (const auto* list = expected.list()) {
    const auto* other = actual.list();
    return other != nullptr && std::equal(list->begin(), list->end(), other->begin(), other->end(), agrees);
  }
  if (const auto* object = expected.object()) {
    const auto* other = actual.object();
    return other != nullptr && std::all_of(object->begin(), object->end(), [&](const auto& wanted) {
             const auto found =
                 std::find_if(other->begin(), other->end(), [&](const auto& m) { return m.first == wanted.first; });
             return found != other->end() && agrees(wanted.second, found->second);
           });
  }
  if (expected.number() != nullptr || actual.number() != nullptr) {
    const auto a = engine::numberOf(expected), b = engine::numberOf(actual);
    return a && b && *a == *b;
  }
  const auto a = engine::textOf(expected), b = engine::textOf(actual);
  if (a && b && *a == *b) return true;
  // A time may be written with more or fewer digits.
  const auto s = engine::instantOf(expected), t = engine::instantOf(actual);
  return std::holds_alternative<engine::Instant>(actual.node()) && s && t && s->milliseconds == t->milliseconds;
}

}  // namespace

Expectation::Expectation(const rule::Test& test) {
  const base::yaml::Node& node = test.expect;
  if (node.isSequence()) {
    form_ = Form::rows;
    for (const base::yaml::Node& row : node.items) {
      Fields fields;
      for (const base::yaml::Entry& entry : row.entries)
        fields.emplace_back(entry.key.text, engine::parseJson(jsonOf(entry.value)).value_or(Value()));
      rows_.push_back(std::move(fields));
    }
  } else if (node.text != "match") {
    form_ = Form::count;
    count_ = static_cast<std::uint64_t>(node.asInteger().value_or(0));  // `none` is no number
  }
}

void Expectation::add(const engine::ResultRow& row) {
  Fields fields;
  std::set<std::string> names;
  for (const Fields& expected : rows_)
    for (const auto& [name, value] : expected)
      if (names.insert(name).second) fields.emplace_back(name, row.get(name));
  seen_.push_back(std::move(fields));
  if (shown_.size() == kShownRows) return;
  shown_.emplace_back();
  row.writeJson(shown_.back());
}

std::string Expectation::expected() const {
  switch (form_) {
    case Form::match:
      return "a match";
    case Form::count:
      return rowsInWords(count_);
    case Form::rows:
      return rowsInWords(rows_.size());
  }
  return {};
}

std::string Expectation::actual() const { return rowsInWords(seen_.size()); }

std::vector<std::string> Expectation::faults(bool ordered) const {
  std::vector<std::string> all;
  const std::uint64_t wanted = form_ == Form::rows ? rows_.size() : count_;
  if (form_ == Form::match ? seen_.empty() : seen_.size() != wanted)
    all.push_back(fmt::format("expected {}, got {}", expected(), actual()));
  if (form_ != Form::rows) return all;
  std::vector<bool> used(seen_.size(), false);
  const auto valueOf = [&](const Fields& row, const std::string& name) {
    const auto found = std::find_if(row.begin(), row.end(), [&](const auto& f) { return f.first == name; });
    return found == row.end() ? Value() : found->second;
  };
  const auto differing = [&](const Fields& expected, const Fields& row) {
    return std::find_if(expected.begin(), expected.end(),
                        [&](const auto& field) { return !agrees(field.second, valueOf(row, field.first)); });
  };
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!ordered) {
      std::size_t k = 0;
      while (k < seen_.size() && (used[k] || differing(rows_[i], seen_[k]) != rows_[i].end())) ++k;
      if (k < seen_.size()) {
        used[k] = true;
        continue;
      }
    }
    // Without an order the row at the same place is as good as any to be compared with.
    if (i >= seen_.size()) {
      all.push_back(fmt::format("row {} did not come out", i + 1));
      continue;
    }
    const auto at = differing(rows_[i], seen_[i]);
    if (at == rows_[i].end()) continue;
    const Value actual = valueOf(seen_[i], at->first);
    all.push_back(fmt::format("row {}: `{}` is {}, expected {}", i + 1, at->first,
                              actual.isMissing() ? "missing" : engine::toJson(actual), engine::toJson(at->second)));
  }
  return all;
}

}  // namespace quarry::driver
