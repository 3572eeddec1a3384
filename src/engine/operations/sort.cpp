// Rows in order. Equal rows stay in the order they came in; what has no value comes last, whatever the direction.
#include <algorithm>

#include "engine/operations/operation.h"
#include "engine/ordering.h"

namespace quarry::engine::operations {

namespace {

struct Key {
  Access field;
  bool descending;
  ir::Type type;
};

struct Waiting {
  std::vector<Value> keys;
  std::uint64_t sequence;
  Row row;
};

}  // namespace

Operation sort(const ir::Sort& step, Compiler& compiler) {
  auto keys = std::make_shared<std::vector<Key>>();
  for (const ir::SortKey& key : step.keys) keys->push_back({compiler.access(key.field), key.descending, key.type});
  return [keys, most = step.bound.most](Machine& /*machine*/, Stage next) {
    auto rows = std::make_shared<std::vector<Waiting>>();
    const auto before = [keys](const Waiting& a, const Waiting& b) {
      for (std::size_t i = 0; i < keys->size(); ++i) {
        const int found = compareForSort(a.keys[i], b.keys[i], (*keys)[i].type, (*keys)[i].descending);
        if (found != 0) return found < 0;
      }
      return a.sequence < b.sequence;
    };
    const auto cut = [rows, before, most] {
      std::sort(rows->begin(), rows->end(), before);
      if (most && rows->size() > *most) rows->erase(rows->begin() + static_cast<std::ptrdiff_t>(*most), rows->end());
    };
    auto count = std::make_shared<std::uint64_t>(0);
    return Stage{[rows, keys, most, cut, count](Row& row) {
                   Waiting waiting{{}, ++*count, row};
                   for (const Key& key : *keys) waiting.keys.push_back(row.get(key.field));
                   waiting.row.keep();
                   rows->push_back(std::move(waiting));
                   // With a bound no more than twice as many rows wait as can come out.
                   if (most && rows->size() >= 2 * *most + 1024) cut();
                   return true;
                 },
                 [rows, cut, next = std::move(next)] {
                   cut();
                   Record scratch;
                   for (Waiting& waiting : *rows) {
                     waiting.row.revive(scratch);
                     if (!next.push(waiting.row)) break;
                   }
                   rows->clear();
                   next.finish();
                 }};
  };
}

}  // namespace quarry::engine::operations
