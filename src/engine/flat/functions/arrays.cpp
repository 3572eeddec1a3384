// Flat arrays: a[0], a[1], … up to the first hole.
#include <algorithm>
#include <set>

#include "engine/flat/compiler.h"
#include "engine/flat/pattern.h"
#include "engine/letters.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::string input(const Call& call) { return arrayBase(call.text("array")); }
std::string output(const Call& call) { return arrayBase(call.text("asArray", call.text("array"))); }

// The values of `a[].b` too: the member of each element.
std::vector<std::string> valuesOf(const Row& row, const std::string& base) {
  const std::size_t mark = base.find("[].");
  return mark == std::string::npos ? arrayOf(row, base) : arrayOf(row, base.substr(0, mark), base.substr(mark + 2));
}

RowFunction append(const Call& call, Compiler& compiler) {
  std::vector<Expression> of;
  for (const ir::Val* value : call.values("values")) of.push_back(compiler.value(*value));
  return [base = input(call), of](Row& row) {
    std::size_t n = arrayOf(row, base).size();
    for (const Expression& one : of)
      if (Maybe value = one(row)) row.set(elementName(base, n++), std::move(*value));
    return true;
  };
}

RowFunction contains(const Call& call, Compiler&) {
  return [base = input(call), wanted = call.text("value")](Row& row) {
    const auto values = valuesOf(row, base);
    return std::find(values.begin(), values.end(), wanted) != values.end();
  };
}

RowFunction dedup(const Call& call, Compiler&) {
  return [base = input(call), to = output(call)](Row& row) {
    std::set<std::string> seen;
    std::vector<std::string> kept;
    for (const std::string& value : arrayOf(row, base))
      if (seen.insert(value).second) kept.push_back(value);
    setArray(row, to, kept);
    return true;
  };
}

// Objects in the array go as well.
RowFunction drop(const Call& call, Compiler&) {
  return [base = input(call)](Row& row) {
    const std::size_t n = elementCount(row, base);
    std::erase_if(row.fields(), [&](const auto& field) {
      const auto element = elementOf(field.first, base);
      return element && element->index < n;
    });
    return true;
  };
}

RowFunction length(const Call& call, Compiler&) {
  return [base = input(call), as = call.as("_length")](Row& row) {
    row.set(as, std::to_string(elementCount(row, base)));
    return true;
  };
}

RowFunction rename(const Call& call, Compiler&) {
  return [base = input(call), to = arrayBase(call.text("asArray"))](Row& row) {
    if (base == to) return true;
    const std::string before = base + "[", after = to + "[";
    const bool any = std::any_of(row.fields().begin(), row.fields().end(),
                                 [&](const auto& field) { return field.first.starts_with(before); });
    if (!any) return true;
    row.eraseBelow(after);
    for (auto& [name, value] : row.fields())
      if (name.starts_with(before)) name.replace(0, before.size(), after);
    return true;
  };
}

RowFunction regex(const Call& call, Compiler& compiler) {
  auto pattern = Pattern::compile(withFlags(call.text("regex"), call.text("flags")), call.origin(), compiler.report());
  if (!pattern) return nullptr;
  return [base = input(call), pattern = *pattern](Row& row) {
    const auto values = valuesOf(row, base);
    return std::any_of(values.begin(), values.end(), [&](const std::string& v) { return pattern.matches(v); });
  };
}

// Texts without regard to case; with type=number what is no number comes last either way, in the order of texts.
RowFunction sort(const Call& call, Compiler&) {
  const std::string order = call.text("order", "asc"), type = call.text("type", "string");
  const bool descending = order.starts_with("desc");
  const auto numberOf = [type](const std::string& text) -> std::optional<double> {
    if (type != "hex") return toNumber(text);
    try {
      std::size_t used = 0;
      const auto value = static_cast<double>(std::stoull(text, &used, 16));
      return used == text.size() ? std::optional(value) : std::nullopt;
    } catch (const std::exception&) {
      return std::nullopt;
    }
  };
  return [base = input(call), to = output(call), descending, type, numberOf](Row& row) {
    std::vector<std::string> values = arrayOf(row, base);
    std::stable_sort(values.begin(), values.end(), [&](const std::string& a, const std::string& b) {
      if (type != "string") {
        const auto x = numberOf(a), y = numberOf(b);
        if (x && y) return descending ? *x > *y : *x < *y;
        if (x.has_value() != y.has_value()) return x.has_value();
        return letters::lower(a) < letters::lower(b);
      }
      const std::string x = letters::lower(a), y = letters::lower(b);
      return descending ? x > y : x < y;
    });
    // What a longer array at `to` has beyond stays (array:sort).
    for (std::size_t i = 0; i < values.size(); ++i) row.set(elementName(to, i), values[i]);
    return true;
  };
}

Rows oneArray(const std::string& base, const std::vector<std::string>& values) {
  if (values.empty()) return {};
  Rows rows(1);
  setArray(rows.front(), base, values);
  return rows;
}

AccumulatorMaker unite(const Call& call, Compiler&) {
  return [base = input(call), as = arrayBase(call.as("_union"))] {
    auto values = std::make_shared<std::set<std::string>>();
    return Accumulator{[=](const Row& row) {
                         for (std::string& value : arrayOf(row, base)) values->insert(std::move(value));
                       },
                       [=] {
                         return oneArray(as, {values->begin(), values->end()});
                       }};
  };
}

// Of the rows that have the array.
AccumulatorMaker intersect(const Call& call, Compiler&) {
  struct State {
    bool first = true;
    std::set<std::string> values;
  };
  return [base = input(call), as = arrayBase(call.as("_intersection"))] {
    auto state = std::make_shared<State>();
    return Accumulator{[=](const Row& row) {
                         const auto own = arrayOf(row, base);
                         if (own.empty()) return;
                         const std::set<std::string> these(own.begin(), own.end());
                         if (state->first)
                           state->values = these;
                         else
                           std::erase_if(state->values, [&](const std::string& v) { return !these.contains(v); });
                         state->first = false;
                       },
                       [=] {
                         return oneArray(as, {state->values.begin(), state->values.end()});
                       }};
  };
}

}  // namespace

void addArrays(Registry& r) {
  r.row(Operation::arrayAppend, append);
  r.row(Operation::arrayContains, contains);
  r.row(Operation::arrayDedup, dedup);
  r.row(Operation::arrayDrop, drop);
  r.row(Operation::arrayLength, length);
  r.row(Operation::arrayRename, rename);
  r.row(Operation::arrayRegex, regex);
  r.row(Operation::arraySort, sort);
  r.aggregate(Operation::arrayUnion, unite);
  r.aggregate(Operation::arrayIntersection, intersect);
}

}  // namespace quarry::engine::flat
