// groupBy, top, sankey, worldMap: one row for each combination of values.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include "engine/flat/compiler.h"
#include "engine/flat/functions/groups.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::string joined(const std::vector<Maybe>& key) {
  std::string out;
  for (const Maybe& part : key) out += part ? "v" + std::to_string(part->size()) + ":" + *part : std::string("m");
  return out;
}

// The greatest number that the functions made of a group: it decides which groups an explicit limit keeps.
double greatest(const Row& row, const std::vector<std::string>& keys) {
  double most = -std::numeric_limits<double>::infinity();
  for (const auto& [name, value] : row.fields()) {
    if (std::find(keys.begin(), keys.end(), name) != keys.end()) continue;
    if (const auto number = toNumber(value)) most = std::max(most, *number);
  }
  return most;
}

AccumulatorMaker groupBy(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  if (!make) return nullptr;
  const bool empty = call.has("function") && call.plans("function").empty();
  const auto limit = call.limit("limit");
  return [make, empty, limit, fields = call.list("field")] {
    return groupRows(fields, empty ? AccumulatorMaker() : make, limit);
  };
}

AccumulatorMaker top(const Call& call, Compiler&) {
  struct State {
    std::map<std::vector<std::string>, double> groups;
  };
  const auto sum = call.maybe("sum"), max = call.maybe("max");
  const std::string as = call.has("as") ? call.text("as") : sum ? "_sum" : max ? "_max" : "_count";
  return [fields = call.list("field"), sum, max, as, limit = call.limit("limit"), percent = call.flag("percent"),
          rest = call.maybe("rest")] {
    auto state = std::make_shared<State>();
    return Accumulator{
        [=](const Row& row) {
          std::vector<std::string> key;
          for (const std::string& field : fields) {
            const std::string* value = row.find(field);
            if (value == nullptr) return;  // rows without the fields are not counted
            key.push_back(*value);
          }
          double weight = 1;
          if (sum || max) {
            const auto number = row.number(sum ? *sum : *max);
            if (!number) return;
            weight = *number;
          }
          const auto [at, fresh] = state->groups.try_emplace(key, weight);
          if (!fresh) at->second = max ? std::max(at->second, weight) : at->second + weight;
        },
        [=] {
          std::vector<std::pair<std::vector<std::string>, double>> all(state->groups.begin(), state->groups.end());
          std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
          double total = 0, left = 0;
          for (const auto& [key, weight] : all) total += weight;
          Rows rows;
          for (std::size_t i = 0; i < all.size(); ++i) {
            if (limit && i >= *limit) {
              left = max ? std::max(left, all[i].second) : left + all[i].second;
              continue;
            }
            Row row;
            for (std::size_t k = 0; k < fields.size(); ++k) row.set(fields[k], all[i].first[k]);
            row.set(as, all[i].second);
            if (percent) row.set("percent", all[i].second / total * 100);
            rows.push_back(std::move(row));
          }
          if (rest && limit && all.size() > *limit) {
            Row row;
            for (const std::string& field : fields) row.set(field, *rest);
            row.set(as, left);
            if (percent) row.set("percent", left / total * 100);
            rows.push_back(std::move(row));
          }
          return rows;
        }};
  };
}

AccumulatorMaker sankey(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call, "weight");
  if (!make) return nullptr;
  return [make, source = call.text("source"), target = call.text("target")] {
    auto groups = std::make_shared<std::map<std::pair<std::string, std::string>, Accumulator>>();
    return Accumulator{[=](const Row& row) {
                         const std::string *from = row.find(source), *to = row.find(target);
                         if (from == nullptr || to == nullptr) return;
                         const auto [at, fresh] = groups->try_emplace({*from, *to});
                         if (fresh) at->second = make();
                         at->second.add(row);
                       },
                       [=] {
                         Rows rows;
                         for (const auto& [key, group] : *groups) {
                           Row row;
                           row.set("source", key.first);
                           row.set("target", key.second);
                           const Rows made = group.rows();
                           if (!made.empty() && !made.front().empty())
                             row.set("weight", made.front().fields().front().second);
                           rows.push_back(std::move(row));
                         }
                         return rows;
                       }};
  };
}

// Points on the globe, by the cell of a geohash.
AccumulatorMaker worldMap(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call, "magnitude");
  if (!make) return nullptr;
  const std::string ip = call.text("ip", "ip");
  return [make, lat = call.text("lat", ip + ".lat"), lon = call.text("lon", ip + ".lon"),
          precision = base::clamped<int>(call.number("precision", 4))] {
    auto groups = std::make_shared<std::map<std::string, Accumulator>>();
    return Accumulator{[=](const Row& row) {
                         const auto a = row.number(lat), b = row.number(lon);
                         if (!a || !b) return;
                         const auto [at, fresh] = groups->try_emplace(geohashOf(*a, *b, precision));
                         if (fresh) at->second = make();
                         at->second.add(row);
                       },
                       [=] {
                         Rows rows;
                         for (const auto& [cell, group] : *groups) {
                           Row row;
                           row.set("geohash", cell);
                           const Rows made = group.rows();
                           if (!made.empty() && !made.front().empty())
                             row.set("magnitude", made.front().fields().front().second);
                           rows.push_back(std::move(row));
                         }
                         return rows;
                       }};
  };
}

}  // namespace

Accumulator groupRows(const std::vector<std::string>& fields, const AccumulatorMaker& make,
                      std::optional<std::uint64_t> limit) {
  struct Group {
    std::vector<Maybe> key;
    Accumulator aggregate;
  };
  struct State {
    std::unordered_map<std::string, std::size_t> places;
    std::vector<Group> groups;
  };
  auto state = std::make_shared<State>();
  return Accumulator{
      [=](const Row& row) {
        std::vector<Maybe> key;
        bool any = false;
        for (const std::string& field : fields) {
          key.push_back(row.get(field));
          any = any || key.back().has_value();
        }
        if (!any && !fields.empty()) return;  // none of the keys: the row is in no group
        const auto [at, fresh] = state->places.try_emplace(joined(key), state->groups.size());
        if (fresh)
          state->groups.push_back(
              {std::move(key), make ? make() : Accumulator{[](const Row&) {}, [] { return Rows(); }}});
        state->groups[at->second].aggregate.add(row);
      },
      [=] {
        std::vector<const Group*> order;
        for (const Group& group : state->groups) order.push_back(&group);
        // The service prints groups in the order of their keys.
        std::stable_sort(order.begin(), order.end(), [](const Group* a, const Group* b) { return a->key < b->key; });
        Rows rows;
        for (const Group* group : order) {
          Row key;
          for (std::size_t i = 0; i < fields.size(); ++i) key.setIf(fields[i], group->key[i]);
          const Rows made = group->aggregate.rows();
          if (made.empty()) rows.push_back(key);
          for (const Row& one : made) {
            Row row = key;
            for (const auto& [name, value] : one.fields()) row.set(name, value);
            rows.push_back(std::move(row));
          }
        }
        if (limit && order.size() > *limit) {
          std::stable_sort(rows.begin(), rows.end(),
                           [&](const Row& a, const Row& b) { return greatest(a, fields) > greatest(b, fields); });
          rows.resize(std::min<std::size_t>(rows.size(), *limit));
        }
        return rows;
      }};
}

void addGroups(Registry& r) {
  r.aggregate(Operation::groupBy, groupBy);
  r.aggregate(Operation::top, top);
  r.aggregate(Operation::sankey, sankey);
  r.aggregate(Operation::worldMap, worldMap);
}

}  // namespace quarry::engine::flat
