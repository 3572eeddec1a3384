// Aggregates that keep values of the rows: the latest, the one with the greatest, all of them.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/flat/compiler.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

// Of each field the value of the latest row that has it.
AccumulatorMaker selectLast(const Call& call, Compiler&) {
  struct State {
    std::vector<std::pair<double, Maybe>> last;
  };
  return [fields = call.list("fields")] {
    auto state = std::make_shared<State>();
    state->last.resize(fields.size(), {-INFINITY, std::nullopt});
    return Accumulator{[=](const Row& row) {
                         const double time = row.number("@timestamp").value_or(-INFINITY);
                         for (std::size_t i = 0; i < fields.size(); ++i)
                           if (const std::string* value = row.find(fields[i]);
                               value != nullptr && time >= state->last[i].first)
                             state->last[i] = {time, *value};
                       },
                       [=]() -> Rows {
                         Row out;
                         for (std::size_t i = 0; i < fields.size(); ++i) out.setIf(fields[i], state->last[i].second);
                         return out.empty() ? Rows() : Rows{out};
                       }};
  };
}

template <bool Max>
AccumulatorMaker selectFrom(const Call& call, Compiler&) {
  struct State {
    Maybe best;
    Row row;
  };
  return [field = call.text("field"), include = call.list("include")] {
    auto state = std::make_shared<State>();
    return Accumulator{[=](const Row& row) {
                         const std::string* value = row.find(field);
                         if (value == nullptr) return;
                         if (state->best) {
                           const auto x = toNumber(*value), y = toNumber(*state->best);
                           const bool less = x && y ? *x < *y : *value < *state->best;
                           const bool same = x && y ? *x == *y : *value == *state->best;
                           if (same || less == Max) return;
                         }
                         state->best = *value;
                         state->row = row;
                       },
                       [=]() -> Rows {
                         if (!state->best) return {};
                         const bool all = include.size() == 1 && include.front() == "*";
                         if (all) return {state->row};
                         Row out;
                         for (const std::string& name : include) out.setIf(name, state->row.get(name));
                         return {out};
                       }};
  };
}

// Distinct values, the newest first as the service prints them, joined; or a row for each combination.
AccumulatorMaker collect(const Call& call, Compiler&) {
  struct State {
    std::vector<std::vector<std::string>> values;
    std::vector<std::set<std::string>> seen;
    Rows rows;
    std::set<std::vector<Maybe>> combinations;
  };
  std::string separator = call.text("separator", "\n");
  if (separator == "\\n") separator = "\n";
  const auto limit = base::clamped<std::size_t>(call.number("limit", 2000));
  return [fields = call.list("fields"), separator, limit, joined = call.flag("multival", true)] {
    auto state = std::make_shared<State>();
    state->values.resize(fields.size());
    state->seen.resize(fields.size());
    return Accumulator{
        [=](const Row& row) {
          if (!joined) {
            std::vector<Maybe> combination;
            Row kept;
            for (const std::string& field : fields) {
              combination.push_back(row.get(field));
              kept.setIf(field, combination.back());
            }
            if (!kept.empty() && state->rows.size() < limit && state->combinations.insert(combination).second)
              state->rows.push_back(std::move(kept));
            return;
          }
          for (std::size_t i = 0; i < fields.size(); ++i) {
            const std::string* value = row.find(fields[i]);
            if (value != nullptr && state->values[i].size() < limit && state->seen[i].insert(*value).second)
              state->values[i].push_back(*value);
          }
        },
        [=]() -> Rows {
          if (!joined) return state->rows;
          Row out;
          for (std::size_t i = 0; i < fields.size(); ++i) {
            if (state->values[i].empty()) continue;
            std::string text;
            for (const std::string& value : state->values[i]) text += (text.empty() ? "" : separator) + value;
            out.set(fields[i], text);
          }
          return out.empty() ? Rows() : Rows{out};
        }};
  };
}

AccumulatorMaker fieldset(const Call&, Compiler&) {
  return [] {
    auto names = std::make_shared<std::set<std::string>>();
    return Accumulator{[=](const Row& row) {
                         for (const auto& [name, value] : row.fields()) names->insert(name);
                       },
                       [=] {
                         Rows rows;
                         for (const std::string& name : *names) {
                           rows.emplace_back();
                           rows.back().set("field", name);
                         }
                         return rows;
                       }};
  };
}

AccumulatorMaker fieldstats(const Call& call, Compiler&) {
  struct State {
    std::uint64_t count = 0;
    std::set<std::string> distinct;
  };
  return [limit = base::clamped<std::size_t>(call.number("limit", 200))] {
    auto stats = std::make_shared<std::map<std::string, State>>();
    return Accumulator{[=](const Row& row) {
                         for (const auto& [name, value] : row.fields()) {
                           State& one = (*stats)[name];
                           ++one.count;
                           one.distinct.insert(value);
                         }
                       },
                       [=] {
                         Rows rows;
                         for (const auto& [name, one] : *stats) {
                           if (rows.size() == limit) break;
                           Row row;
                           row.set("field", name);
                           row.set("_count", std::to_string(one.count));
                           row.set("_distinct", std::to_string(one.distinct.size()));
                           rows.push_back(std::move(row));
                         }
                         return rows;
                       }};
  };
}

}  // namespace

void addSelections(Registry& r) {
  r.aggregate(Operation::selectLast, selectLast);
  r.aggregate(Operation::selectFromMax, selectFrom<true>);
  r.aggregate(Operation::selectFromMin, selectFrom<false>);
  r.aggregate(Operation::collect, collect);
  r.aggregate(Operation::fieldset, fieldset);
  r.aggregate(Operation::fieldstats, fieldstats);
}

}  // namespace quarry::engine::flat
