// join, selfJoin, selfJoinFilter.
#include <algorithm>
#include <unordered_map>

#include "engine/flat/compiler.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::optional<std::string> keyOf(const Row& row, const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& field : fields) {
    const std::string* value = row.find(field);
    if (value == nullptr) return std::nullopt;
    out += std::to_string(value->size()) + ":" + *value;
  }
  return out;
}

StageMaker join(const Call& call, Compiler& compiler) {
  const ir::Plan* plan = call.plan("query");
  if (plan == nullptr) return nullptr;
  std::function<Rows()> query = compiler.query(*plan, call);
  if (!query) return nullptr;
  const auto fields = call.list("field");
  auto keys = call.list("key");
  if (keys.empty()) keys = fields;
  if (keys.size() != fields.size())
    return compiler.refuse(codes::badArgument, call.origin(), "`field` and `key` pair up: they have to be as many");
  const auto max = base::clamped<std::size_t>(std::max(1.0, call.number("max", 1)));
  const auto limit = base::clamped<std::size_t>(call.number("limit", 100000));
  const bool left = call.text("mode", "inner") == "left", negated = call.apply().negated;
  auto include = call.list("include");
  if (include.size() == 1 && include.front() == "none") include.clear();
  return [=](Stage next) {
    struct State {
      bool ready = false;
      std::unordered_map<std::string, Rows> rows;
    };
    auto state = std::make_shared<State>();
    return Stage{[=, push = std::move(next.push)](Row&& row) {
                   if (!state->ready) {
                     state->ready = true;
                     std::size_t count = 0;
                     for (Row& one : query()) {
                       const auto key = keyOf(one, keys);
                       if (!key || ++count > limit) continue;
                       Rows& same = state->rows[*key];
                       if (same.size() < max) same.push_back(std::move(one));
                     }
                   }
                   const auto key = keyOf(row, fields);
                   const auto found = key ? state->rows.find(*key) : state->rows.end();
                   if (negated) {
                     if (found == state->rows.end()) push(std::move(row));
                     return;
                   }
                   if (found == state->rows.end()) {
                     if (left) push(std::move(row));
                     return;
                   }
                   const bool all = include.size() == 1 && include.front() == "*";
                   for (const Row& other : found->second) {
                     Row out = row;
                     if (all)
                       for (const auto& [name, value] : other.fields()) {
                         if (!out.has(name)) out.set(name, value);
                       }
                     else
                       for (const std::string& name : include) out.set(name, other.get(name).value_or(std::string()));
                     push(std::move(out));
                   }
                 },
                 std::move(next.finish)};
  };
}

struct Self {
  std::vector<std::string> fields;
  std::vector<Condition> where;

  // Keys that have, for each condition, a row that meets it.
  std::unordered_map<std::string, std::vector<bool>> met(const Rows& rows) const {
    std::unordered_map<std::string, std::vector<bool>> out;
    for (const Row& row : rows) {
      const auto key = keyOf(row, fields);
      if (!key) continue;
      auto [at, fresh] = out.try_emplace(*key);
      if (fresh) at->second.resize(where.size());
      for (std::size_t i = 0; i < where.size(); ++i)
        if (!at->second[i] && where[i](row)) at->second[i] = true;
    }
    std::erase_if(out, [](const auto& one) {
      return std::find(one.second.begin(), one.second.end(), false) != one.second.end();
    });
    return out;
  }
};

std::shared_ptr<const Self> selfOf(const Call& call, Compiler& compiler) {
  auto self = std::make_shared<Self>();
  self->fields = call.list("field");
  for (const ir::Plan* plan : call.plans("where")) self->where.push_back(compiler.passes(*plan));
  return self;
}

RowsFunction selfJoinFilter(const Call& call, Compiler& compiler) {
  const auto self = selfOf(call, compiler);
  return [self, prefilter = call.flag("prefilter"), negated = call.apply().negated](Rows& rows) {
    const auto keys = self->met(rows);
    std::erase_if(rows, [&](const Row& row) {
      const auto key = keyOf(row, self->fields);
      const bool in = key && keys.contains(*key);
      if (in == negated) return true;
      return prefilter && !negated &&
             std::none_of(self->where.begin(), self->where.end(), [&](const Condition& one) { return one(row); });
    });
  };
}

// One row for each key: the key, the selected fields of the rows, the collected ones joined.
RowsFunction selfJoin(const Call& call, Compiler& compiler) {
  const auto self = selfOf(call, compiler);
  const auto listOr = [&](std::string_view name) {
    auto list = call.list(name);
    if (list.size() == 1 && (list.front() == "(none)" || list.front() == "none")) list.clear();
    return list;
  };
  const auto collect = listOr("collect"), select = listOr("select");
  return [self, collect, select, limit = base::clamped<std::size_t>(call.number("limit", 20000))](Rows& rows) {
    const auto keys = self->met(rows);
    std::vector<std::string> order;
    std::unordered_map<std::string, Row> out;
    std::unordered_map<std::string, std::vector<std::string>> seen;
    for (const Row& row : rows) {
      const auto key = keyOf(row, self->fields);
      if (!key || !keys.contains(*key)) continue;
      auto [at, fresh] = out.try_emplace(*key);
      if (fresh) {
        if (order.size() == limit) continue;
        order.push_back(*key);
        for (const std::string& field : self->fields) at->second.setIf(field, row.get(field));
      }
      for (const std::string& field : select)
        if (!at->second.has(field)) at->second.setIf(field, row.get(field));
      for (const std::string& field : collect) {
        const std::string* value = row.find(field);
        if (value == nullptr) continue;
        auto& values = seen[*key + "\x1f" + field];
        if (std::find(values.begin(), values.end(), *value) != values.end()) continue;
        values.push_back(*value);
        const std::string* held = at->second.find(field);
        at->second.set(field, held == nullptr ? *value : *held + "\n" + *value);
      }
    }
    rows.clear();
    for (const std::string& key : order) rows.push_back(out[key]);
  };
}

}  // namespace

void addJoins(Registry& r) {
  r.stage(Operation::join, join);
  r.rows(Operation::selfJoin, selfJoin);
  r.rows(Operation::selfJoinFilter, selfJoinFilter);
}

}  // namespace quarry::engine::flat
