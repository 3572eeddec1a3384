// Fields by name, choices between values, facts about the event.
#include <algorithm>
#include <random>

#include "engine/flat/compiler.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

RowFunction rename(const Call& call, Compiler&) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (!call.has("as")) {
    pairs = call.pairs("field");
  } else {
    const auto from = call.list("field"), to = call.list("as");
    for (std::size_t i = 0; i < from.size() && i < to.size(); ++i) pairs.emplace_back(from[i], to[i]);
  }
  return [pairs](Row& row) {
    for (const auto& [from, to] : pairs) {
      Maybe value = row.get(from);
      if (!value || from == to) continue;
      row.erase(to);
      for (auto& [name, held] : row.fields())
        if (name == from) name = to;
    }
    return true;
  };
}

RowFunction defaultValue(const Call& call, Compiler& compiler) {
  const ir::Val* value = call.value("value");
  if (value == nullptr) return nullptr;
  return [fields = call.list("field"), of = compiler.value(*value), empty = call.flag("replaceEmpty")](Row& row) {
    for (const std::string& field : fields) {
      const std::string* held = row.find(field);
      if (held == nullptr || (empty && held->empty())) row.setIf(field, of(row));
    }
    return true;
  };
}

RowFunction coalesce(const Call& call, Compiler& compiler) {
  std::vector<Expression> of;
  for (const ir::Val* value : call.values("expressions")) of.push_back(compiler.value(*value));
  return [of, ignoreEmpty = call.flag("ignoreEmpty", true), as = call.as("_coalesce")](Row& row) {
    for (const Expression& one : of) {
      Maybe value = one(row);
      if (!value || (ignoreEmpty && value->empty())) continue;
      row.set(as, std::move(*value));
      break;
    }
    return true;
  };
}

RowFunction ifElse(const Call& call, Compiler& compiler) {
  const ir::Val *condition = call.value("condition"), *then = call.value("then"), *otherwise = call.value("else");
  if (condition == nullptr || then == nullptr || otherwise == nullptr) return nullptr;
  return [when = compiler.value(*condition), a = compiler.value(*then), b = compiler.value(*otherwise),
          as = call.as("_if")](Row& row) {
    const Maybe truth = when(row);
    row.setIf(as, truth && *truth == "true" ? a(row) : b(row));
    return true;
  };
}

RowFunction getField(const Call& call, Compiler& compiler) {
  const ir::Val* source = call.value("source");
  if (source == nullptr) return nullptr;
  return [name = compiler.value(*source), as = call.as("_getField")](Row& row) {
    if (const Maybe field = name(row)) row.setIf(as, row.get(*field));
    return true;
  };
}

RowFunction setField(const Call& call, Compiler& compiler) {
  const ir::Val *target = call.value("target"), *value = call.value("value");
  if (target == nullptr || value == nullptr) return nullptr;
  return [name = compiler.value(*target), of = compiler.value(*value)](Row& row) {
    if (const Maybe field = name(row)) row.setIf(*field, of(row));
    return true;
  };
}

std::size_t ownFields(const Row& row) {
  return static_cast<std::size_t>(
      std::count_if(row.fields().begin(), row.fields().end(), [](const auto& f) { return !f.first.starts_with('#'); }));
}

RowFunction eventFieldCount(const Call& call, Compiler& compiler) {
  compiler.run().keepsStart = true;
  return [as = call.as("_eventFieldCount")](Row& row) {
    row.set(as, std::to_string(ownFields(row.event ? *row.event : row)));
    return true;
  };
}

// The bytes of the event as it was sent.
RowFunction eventSize(const Call& call, Compiler& compiler) {
  compiler.run().keepsStart = true;
  return [as = call.as("_eventSize")](Row& row) {
    const Row& event = row.event ? *row.event : row;
    if (const std::string* raw = event.find("@rawstring")) {
      row.set(as, std::to_string(raw->size()));
      return true;
    }
    std::size_t bytes = 0;
    for (const auto& [name, value] : event.fields()) bytes += name.size() + value.size();
    row.set(as, std::to_string(bytes));
    return true;
  };
}

// The same rows on every run: a hash of the field decides.
RowFunction sample(const Call& call, Compiler&) {
  const double percentage = call.number("percentage", 1);
  return [percentage, field = call.text("field", "@timestamp")](Row& row) {
    const std::string* value = row.find(field);
    if (value == nullptr) return false;
    std::seed_seq seed(value->begin(), value->end());
    std::mt19937 generator(seed);
    return std::uniform_real_distribution<double>(0, 100)(generator) < percentage;
  };
}

// A row for each element of an array: its members become fields, its place `_index`.
StageMaker split(const Call& call, Compiler&) {
  const std::string base = arrayBase(call.text("field", "_events"));
  const bool strip = call.flag("strip");
  return [base, strip](Stage next) {
    return Stage{[base, strip, push = std::move(next.push)](Row&& row) {
                   const std::size_t n = elementCount(row, base);
                   // The members of each element, and what all the rows share.
                   std::vector<std::vector<std::pair<std::string_view, const std::string*>>> members(n);
                   Row::Fields shared;
                   for (const auto& [name, value] : row.fields()) {
                     const auto element = elementOf(name, base);
                     if (element && element->index < n) members[element->index].emplace_back(element->rest, &value);
                     if (!name.starts_with(base + "[")) shared.emplace_back(name, value);
                   }
                   for (std::size_t i = 0; i < n; ++i) {
                     Row one;
                     one.event = row.event;
                     one.fields() = shared;
                     for (const auto& [rest, value] : members[i]) {
                       const bool bare = !rest.empty() && (strip || base.empty());
                       one.set(bare ? std::string(rest.substr(rest.front() == '.' ? 1 : 0)) : base + std::string(rest),
                               *value);
                     }
                     one.set("_index", std::to_string(i));
                     if (const std::string* id = row.find("@id")) one.set("@id", *id + "__" + std::to_string(i));
                     push(std::move(one));
                   }
                   if (n == 0) push(std::move(row));
                 },
                 std::move(next.finish)};
  };
}

}  // namespace

void addFields(Registry& r) {
  r.row(Operation::rename, rename);
  r.row(Operation::defaultValue, defaultValue);
  r.row(Operation::coalesce, coalesce);
  r.row(Operation::ifElse, ifElse);
  r.row(Operation::getField, getField);
  r.row(Operation::setField, setField);
  r.row(Operation::eventFieldCount, eventFieldCount);
  r.row(Operation::eventSize, eventSize);
  r.row(Operation::sample, sample);
  r.stage(Operation::split, split);
}

}  // namespace quarry::engine::flat
