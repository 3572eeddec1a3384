// Order and number of rows: sort(), table(), head(), tail().
#include <fmt/format.h>

#include "cql/raise.h"
#include "quarry/base/text.h"

namespace quarry::cql {

void Raising::order(const std::vector<std::string>& fields, const ir::Apply& apply, const base::Origin& origin) {
  const std::vector<std::string> orders = words(apply, "order"), types = words(apply, "type");
  ir::Sort sort;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto of = [&](const std::vector<std::string>& all, const char* fallback) {
      return all.empty() ? std::string(fallback) : all[std::min(i, all.size() - 1)];
    };
    ir::SortKey key;
    key.field = resolve(fields[i], origin);
    // Descending unless said otherwise (sort).
    key.descending = !base::asciiLower(of(orders, "desc")).starts_with("asc");
    const std::string type = base::asciiLower(of(types, "number"));
    if (type == "hex") {
      refuse(origin, "sorting by hexadecimal numbers");
      return;
    }
    key.type = fields_.typeOf(key.field).value_or(ir::Type{});
    if (type == "string") key.type = {ir::TypeKind::text, {}};
    key.origin = origin;
    sort.keys.push_back(std::move(key));
  }
  if (sort.keys.empty()) return;
  emit({std::move(sort), origin});
  ordered_ = true;
}

void Raising::limit(const ir::Apply& apply, const base::Origin& origin) {
  const std::string text = word(apply, "limit");
  if (text.empty() || base::equalsIgnoringCase(text, "max")) return;
  std::uint64_t rows = 0;
  for (const char c : text) {
    if (c == ',' || c == '_') continue;
    if (c < '0' || c > '9') {
      refuse(origin, fmt::format("the limit `{}`", text));
      return;
    }
    rows = rows * 10 + static_cast<std::uint64_t>(c - '0');
  }
  emit({ir::Limit{rows}, origin});
}

void Raising::sort(const ir::Apply& apply, const base::Origin& origin) {
  std::vector<std::string> fields = words(apply, "field");
  if (flag(apply, "reverse")) {
    refuse(origin, "`sort(reverse=true)`", "write `order=asc` or `order=desc`");
    return;
  }
  if (fields.empty()) fields.emplace_back("@timestamp");
  order(fields, apply, origin);
  limit(apply, origin);
}

void Raising::table(const ir::Apply& apply, const base::Origin& origin) {
  if (flag(apply, "reverse")) {
    refuse(origin, "`table(reverse=true)`", "write `order=asc` or `order=desc`");
    return;
  }
  const std::vector<std::string> by = words(apply, "sortby");
  // Rows that an aggregate made have no time of their own: they stay as they are.
  const bool sortable = fields_.open || by.empty() || fields_.columns.contains(by.front());
  if (sortable && !(ordered_ && by == std::vector<std::string>{"@timestamp"})) order(by, apply, origin);
  limit(apply, origin);
  project(words(apply, "fields"), false, origin);
}

// The oldest or latest events, or the first of rows that stand in an order.
void Raising::ends(const ir::Apply& apply, const base::Origin& origin) {
  const bool head = apply.operation == ir::Operation::head;
  if (!fields_.open || ordered_) {
    if (!head) {
      refuse(origin, "`tail()` of rows that are in an order", "sort the other way round and use `head()`");
      return;
    }
    limit(apply, origin);
    return;
  }
  ir::Sort sort;
  ir::SortKey key;
  key.field = resolve("@timestamp", origin);
  key.descending = !head;
  key.type = {ir::TypeKind::time, {}};
  key.origin = origin;
  sort.keys.push_back(std::move(key));
  emit({std::move(sort), origin});
  ordered_ = true;
  limit(apply, origin);
}

}  // namespace quarry::cql
