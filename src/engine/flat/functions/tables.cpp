// Rows from elsewhere: match(), readFile(), defineTable(), createEvents(), setTimeInterval().
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "engine/flat/compiler.h"
#include "engine/flat/lookup.h"
#include "engine/fold.h"
#include "engine/network.h"
#include "engine/text_matcher.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

// How the rows of a table are found by a row's values: built when the table is known.
struct Finder {
  std::string mode;
  ir::Fold fold = ir::Fold::exact;
  std::vector<std::string> columns;
  std::unordered_multimap<std::string, std::size_t> exact;
  struct Row_ {
    std::vector<ir::Glob> globs;
    std::size_t index = 0;
  };
  std::vector<Row_> patterns;
  Networks networks;

  static std::string key(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values) out += std::to_string(value.size()) + ":" + value;
    return out;
  }

  void build(const Lookup& lookup) {
    for (std::size_t i = 0; i < lookup.rows.size(); ++i) {
      std::vector<std::string> values;
      for (const std::string& column : columns) {
        const std::string* value = lookup.rows[i].find(column);
        if (value == nullptr) break;
        values.push_back(folded(*value, fold));
      }
      if (values.size() != columns.size()) continue;
      if (mode == "glob") {
        Row_ row;
        // A part of the value is enough (match).
        for (const std::string& value : values) row.globs.push_back(ir::withRuns(ir::starGlob(value), true, true));
        row.index = i;
        patterns.push_back(std::move(row));
      } else if (mode == "cidr") {
        networks.add(values.front(), i);
      } else {
        exact.emplace(key(values), i);
      }
    }
  }

  // Indices of the rows that match, in the order of the file (cidr: the most specific last).
  std::vector<std::size_t> find(const std::vector<std::string>& values) const {
    if (mode == "cidr") return networks.find(values.front());
    std::vector<std::size_t> out;
    if (mode == "glob") {
      for (const Row_& row : patterns) {
        bool all = true;
        for (std::size_t i = 0; i < values.size(); ++i) all = all && globMatches(row.globs[i], folded(values[i], fold));
        if (all) out.push_back(row.index);
      }
    } else {
      std::vector<std::string> parts;
      parts.reserve(values.size());
      for (const std::string& value : values) parts.push_back(folded(value, fold));
      const auto [begin, end] = exact.equal_range(key(parts));
      for (auto at = begin; at != end; ++at) out.push_back(at->second);
      std::sort(out.begin(), out.end());
    }
    return out;
  }
};

// A table that is read, and made ready to be searched, when the first row asks for it.
class Searched {
 public:
  Searched(Run* run, std::string file, base::Origin origin, Finder finder)
      : run_(run), file_(std::move(file)), origin_(std::move(origin)), finder_(std::move(finder)) {}

  // False after an error: there is no such table.
  bool ready() {
    if (asked_) return lookup_ != nullptr;
    asked_ = true;
    lookup_ = lookupNamed(*run_, file_, origin_);
    if (lookup_ != nullptr) finder_.build(*lookup_);
    return lookup_ != nullptr;
  }
  const Lookup& lookup() const { return *lookup_; }
  // The rows that the values of the fields find, the last of the file first.
  std::vector<std::size_t> find(const Row& row, const std::vector<std::string>& fields) const {
    std::vector<std::string> values;
    for (const std::string& field : fields)
      if (const std::string* value = row.find(field)) values.push_back(*value);
    std::vector<std::size_t> found;
    if (values.size() == fields.size()) found = finder_.find(values);
    std::reverse(found.begin(), found.end());
    return found;
  }

 private:
  Run* run_;
  std::string file_;
  base::Origin origin_;
  Finder finder_;
  bool asked_ = false;
  const Lookup* lookup_ = nullptr;
};

StageMaker match(const Call& call, Compiler& compiler) {
  const auto fields = call.list("field");
  auto columns = call.list("column");
  if (columns.empty()) columns = fields;
  std::string mode = call.text("mode", "string");
  if (call.flag("glob")) mode = "glob";
  if (mode != "string" && mode != "glob" && mode != "cidr")
    return compiler.refuse(codes::notRunnable, call.origin(),
                           fmt::format("`match()` with `mode={}` cannot be run offline", mode));
  if (columns.size() != fields.size())
    return compiler.refuse(codes::badArgument, call.origin(), "`field` and `column` pair up: they have to be as many");
  Run* run = &compiler.run();
  const bool includes = call.has("include"), strict = call.flag("strict", true), negated = call.apply().negated;
  const auto include = call.list("include");
  const auto rows = base::clamped<std::size_t>(std::max(1.0, call.number("nrows", 1)));
  const ir::Fold fold = call.flag("ignoreCase") ? ir::Fold::unicode : ir::Fold::exact;
  return [=, file = call.text("file", call.text("table")), origin = call.origin()](Stage next) {
    auto table = std::make_shared<Searched>(run, file, origin, Finder{mode, fold, columns, {}, {}, {}});
    return Stage{[=, push = std::move(next.push)](Row&& row) {
                   if (!table->ready()) return;
                   std::vector<std::size_t> found = table->find(row, fields);
                   if (negated) {
                     if (found.empty()) push(std::move(row));
                     return;
                   }
                   if (found.empty()) {
                     if (!strict) push(std::move(row));
                     return;
                   }
                   if (found.size() > rows) found.resize(rows);
                   for (const std::size_t index : found) {
                     const Row& from = table->lookup().rows[index];
                     Row out = row;
                     const std::vector<std::string>& wanted = includes ? include : table->lookup().columns;
                     for (const std::string& column : wanted) {
                       if (!includes && std::find(columns.begin(), columns.end(), column) != columns.end()) continue;
                       out.set(column, from.get(column).value_or(std::string()));
                     }
                     push(std::move(out));
                   }
                 },
                 std::move(next.finish)};
  };
}

// The rows that match, as an array of the event: `name[0].column`.
StageMaker matchAsArray(const Call& call, Compiler& compiler) {
  const auto fields = call.list("field");
  auto columns = call.list("column");
  if (columns.empty()) columns = fields;
  if (columns.size() != fields.size())
    return compiler.refuse(codes::badArgument, call.origin(), "`field` and `column` pair up: they have to be as many");
  Run* run = &compiler.run();
  const bool strict = call.flag("strict", true);
  const auto include = call.list("include");
  const auto most = call.limit("nrows");
  const ir::Fold fold = call.flag("ignoreCase") ? ir::Fold::unicode : ir::Fold::exact;
  const std::string array = arrayBase(call.text("asArray", "_now[]"));
  return [=, file = call.text("file", call.text("table")), origin = call.origin()](Stage next) {
    auto table = std::make_shared<Searched>(run, file, origin, Finder{"string", fold, columns, {}, {}, {}});
    return Stage{[=, push = std::move(next.push)](Row&& row) {
                   if (!table->ready()) return;
                   std::vector<std::size_t> found = table->find(row, fields);
                   if (found.empty() && strict) return;
                   if (most && found.size() > *most) found.resize(static_cast<std::size_t>(*most));
                   for (std::size_t i = 0; i < found.size(); ++i) {
                     const Row& from = table->lookup().rows[found[i]];
                     for (const std::string& column : include.empty() ? table->lookup().columns : include)
                       row.setIf(elementName(array, i) + "." + column, from.get(column));
                   }
                   push(std::move(row));
                 },
                 std::move(next.finish)};
  };
}

// Rows of files in the order given; what came before is forgotten.
StageMaker readFile(const Call& call, Compiler& compiler) {
  Run* run = &compiler.run();
  auto files = call.list("file");
  const auto more = call.list("table");
  files.insert(files.end(), more.begin(), more.end());
  const auto limit = call.limit("limit");
  return [=, include = call.list("include"), origin = call.origin()](Stage next) {
    return Stage{[](Row&&) {},
                 [=, next = std::move(next)] {
                   std::uint64_t count = 0;
                   for (const std::string& file : files) {
                     const Lookup* lookup = lookupNamed(*run, file, origin);
                     if (lookup == nullptr) return;
                     for (const Row& row : lookup->rows) {
                       if (limit && count++ >= *limit) break;
                       const bool all = include.empty() || (include.size() == 1 && include.front() == "*");
                       Row out = row;
                       if (!all)
                         std::erase_if(out.fields(), [&](const auto& field) {
                           return std::find(include.begin(), include.end(), field.first) == include.end();
                         });
                       next.push(std::move(out));
                     }
                   }
                   next.finish();
                 }};
  };
}

StageMaker createEvents(const Call& call, Compiler& compiler) {
  Run* run = &compiler.run();
  return [texts = call.list("rawstring"), run](Stage next) {
    return Stage{[](Row&&) {},
                 [=, next = std::move(next)] {
                   for (const std::string& text : texts) {
                     Row row;
                     row.set("@rawstring", text);
                     row.set("@timestamp", std::to_string(run->now));
                     if (run->keepsStart) row.event = std::make_shared<const Row>(row);
                     next.push(std::move(row));
                   }
                   next.finish();
                 }};
  };
}

// Runs before the query's own rows: the table is there when the first of them comes.
StageMaker defineTable(const Call& call, Compiler& compiler) {
  const ir::Plan* plan = call.plan("query");
  if (plan == nullptr) return nullptr;
  Run* run = &compiler.run();
  std::function<Rows()> query = compiler.query(*plan, call);
  if (!query) return nullptr;
  return [query, run, name = call.text("name"), include = call.list("include")](Stage next) {
    auto done = std::make_shared<bool>(false);
    const auto prepare = [=] {
      if (*done) return;
      *done = true;
      Rows rows = query();
      const bool all = include.size() == 1 && include.front() == "*";
      for (Row& row : rows)
        if (!all)
          std::erase_if(row.fields(), [&](const auto& field) {
            return std::find(include.begin(), include.end(), field.first) == include.end();
          });
      run->tables[name] = std::move(rows);
      run->lookups.erase(name);
    };
    return Stage{[prepare, push = std::move(next.push)](Row&& row) {
                   prepare();
                   push(std::move(row));
                 },
                 [prepare, finish = std::move(next.finish)] {
                   prepare();
                   finish();
                 }};
  };
}

StageMaker setTimeInterval(const Call& call, Compiler& compiler) {
  const auto start = compiler.time(call.text("start")), end = compiler.time(call.text("end", "now"));
  if (!start || !end)
    return compiler.refuse(codes::badArgument, call.origin(),
                           "a time is milliseconds since 1970, ISO 8601 text, `now`, or a length of time before now");
  Run& run = compiler.run();
  run.start = *start;
  run.end = *end;
  run.startKnown = run.endKnown = true;
  return [](Stage next) { return next; };
}

StageMaker nothing(const Call&, Compiler&) {
  return [](Stage next) { return next; };
}

}  // namespace

void addTables(Registry& r) {
  r.stage(Operation::match, match);
  r.stage(Operation::matchAsArray, matchAsArray);
  r.stage(Operation::readFile, readFile);
  r.stage(Operation::createEvents, createEvents);
  r.stage(Operation::defineTable, defineTable);
  r.stage(Operation::setTimeInterval, setTimeInterval);
  r.stage(Operation::betaRepeating, nothing);
}

}  // namespace quarry::engine::flat
