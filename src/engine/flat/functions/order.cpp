// sort, head, tail, table, transpose: order and number of rows.
#include <algorithm>
#include <cmath>

#include "engine/flat/compiler.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

struct Key {
  std::string field;
  bool descending = true;
  std::string type;  // number, string, hex, any
};

std::optional<double> hex(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
  if (digits.empty() || digits.size() > 16) return std::nullopt;
  double value = 0;
  for (const char c : digits) {
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return std::nullopt;
    value = value * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

// What has no value of the type comes last, whatever the order; among themselves such rows keep theirs.
int compare(const Key& key, const Row& a, const Row& b) {
  const std::string *x = a.find(key.field), *y = b.find(key.field);
  int result = 0;
  if (key.type == "string") {
    if (x == nullptr || y == nullptr) return x == y ? 0 : x == nullptr ? 1 : -1;
    result = x->compare(*y);
  } else {
    const auto read = [&](const std::string* text) {
      return text == nullptr ? std::nullopt : key.type == "hex" ? hex(*text) : toNumber(*text);
    };
    const auto m = read(x), n = read(y);
    if (!m || !n) {
      if (m || n) return m ? -1 : 1;
      if (key.type != "any" || x == nullptr || y == nullptr)
        return x == nullptr ? (y == nullptr ? 0 : 1) : y == nullptr ? -1 : 0;
      result = x->compare(*y);
    } else {
      result = *m < *n ? -1 : *m > *n ? 1 : 0;
    }
  }
  return key.descending ? -result : result;
}

std::vector<Key> keysOf(const Call& call, std::string_view parameter) {
  const auto fields = call.list(parameter), orders = call.list("order"), types = call.list("type");
  const bool reverse = call.flag("reverse");
  std::vector<Key> keys;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string order = orders.empty() ? "desc" : orders[std::min(i, orders.size() - 1)];
    const std::string type = types.empty() ? "number" : types[std::min(i, types.size() - 1)];
    keys.push_back({fields[i], !base::asciiLower(order).starts_with("asc") != reverse, base::asciiLower(type)});
  }
  return keys;
}

void sortRows(Rows& rows, const std::vector<Key>& keys) {
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    for (const Key& key : keys)
      if (const int result = compare(key, a, b); result != 0) return result < 0;
    return false;
  });
}

void cut(Rows& rows, std::optional<std::uint64_t> limit) {
  if (limit && rows.size() > *limit) rows.resize(*limit);
}

// Gathers rows; now and then drops what the limit would, so that memory does not grow with the input.
StageMaker bounded(const std::function<void(Rows&)>& arrange, std::optional<std::uint64_t> limit,
                   const RowsFunction& last = {}) {
  return [arrange, limit, last](Stage next) {
    auto rows = std::make_shared<Rows>();
    return Stage{[rows, arrange, limit](Row&& row) {
                   rows->push_back(std::move(row));
                   if (limit && rows->size() > 4 * *limit + 4096) arrange(*rows);
                 },
                 [rows, arrange, last, next = std::move(next)] {
                   arrange(*rows);
                   if (last) last(*rows);
                   for (Row& row : *rows) next.push(std::move(row));
                   rows->clear();
                   next.finish();
                 }};
  };
}

StageMaker sort(const Call& call, Compiler&) {
  std::vector<Key> keys = keysOf(call, "field");
  const auto limit = call.limit("limit");
  return bounded(
      [keys, limit](Rows& rows) {
        sortRows(rows, keys);
        cut(rows, limit);
      },
      limit);
}

StageMaker table(const Call& call, Compiler&) {
  const auto fields = call.list("fields");
  std::vector<Key> keys = keysOf(call, "sortby");
  if (keys.empty()) keys = {{"@timestamp", true, "number"}};
  const auto limit = call.limit("limit");
  return bounded(
      [keys, limit](Rows& rows) {
        sortRows(rows, keys);
        cut(rows, limit);
      },
      limit,
      [fields](Rows& rows) {
        for (Row& row : rows) {
          Row::Fields kept;
          for (const std::string& field : fields)
            if (const std::string* value = row.find(field)) kept.emplace_back(field, *value);
          row.fields() = std::move(kept);
        }
      });
}

// Rows that have a time are taken by it; after an aggregate they come as they are.
template <bool Latest>
StageMaker ends(const Call& call, Compiler&) {
  const auto limit = call.limit("limit");
  return bounded(
      [limit](Rows& rows) {
        const bool timed = std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.has("@timestamp"); });
        if (timed) sortRows(rows, {{"@timestamp", false, "number"}});
        if (!limit || rows.size() <= *limit) return;
        if (Latest)
          rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(*limit));
        else
          rows.resize(*limit);
      },
      limit);
}

RowsFunction transpose(const Call& call, Compiler&) {
  return [limit = base::clamped<std::size_t>(call.number("limit", 5)), header = call.maybe("header"),
          column = call.text("column", "column"), pivot = call.maybe("pivot")](Rows& rows) {
    if (rows.size() > limit) rows.resize(limit);
    std::vector<std::string> names;
    for (const Row& row : rows)
      for (const auto& [name, value] : row.fields())
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    std::sort(names.begin(), names.end());
    const auto head = header && !header->empty() ? header : pivot;
    Rows out;
    for (const std::string& name : names) {
      if (head && name == *head) continue;
      Row row;
      row.set(column, name);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        std::string title = "row[" + std::to_string(i + 1) + "]";
        if (head) {
          const std::string* value = rows[i].find(*head);
          if (value == nullptr) continue;
          title = *value;
        }
        row.setIf(title, rows[i].get(name));
      }
      out.push_back(std::move(row));
    }
    rows = std::move(out);
  };
}

}  // namespace

void addOrder(Registry& r) {
  r.stage(Operation::sort, sort);
  r.stage(Operation::table, table);
  r.stage(Operation::head, ends<false>);
  r.stage(Operation::tail, ends<true>);
  r.rows(Operation::transpose, transpose);
}

}  // namespace quarry::engine::flat
