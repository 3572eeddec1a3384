// What only the service knows, from tables of the user's: ipLocation(), asn(), reverseDns(), rdns(), ioc:lookup().
#include <fmt/format.h>

#include <algorithm>

#include "engine/flat/compiler.h"
#include "engine/flat/lookup.h"
#include "engine/network.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/text.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

// The table under the function's own name; null, with an error at the call, if none is given.
const Lookup* tableFor(const Call& call, Compiler& compiler, std::string_view what, std::string_view columns) {
  const std::string name(call.function());
  const Context& context = compiler.run().context;
  if (context.lookups.contains(name) || context.lookupFiles.contains(name))
    return lookupNamed(compiler.run(), name, call.origin());
  compiler.report()
      .add(codes::notRunnable, call.origin().primary(),
           fmt::format("`{}()` needs {}, which only the service has", name, what))
      .note(fmt::format("give your own: `--lookup {}=FILE`, a table with the columns {}", name, columns));
  return nullptr;
}

// The rows of a table by the address or network in their first column.
struct ByAddress {
  explicit ByAddress(const Lookup& table) {
    if (table.columns.empty()) return;
    for (std::size_t i = 0; i < table.rows.size(); ++i)
      if (const std::string* network = table.rows[i].find(table.columns.front())) networks.add(*network, i);
  }
  // The row of the smallest network that holds the address.
  std::optional<std::size_t> find(const std::string& address) const {
    const auto all = networks.find(address);
    return all.empty() ? std::nullopt : std::optional(all.back());
  }
  Networks networks;
};

// `prefix.column` for each column but the first.
RowFunction annotate(const Call& call, Compiler& compiler, std::string_view what, std::string_view columns) {
  const Lookup* table = tableFor(call, compiler, what, columns);
  if (table == nullptr) return nullptr;
  const std::string field = call.text("field", "ip");
  return [field, prefix = call.as(field), table, rows = std::make_shared<const ByAddress>(*table)](Row& row) {
    const std::string* address = row.find(field);
    const auto found = address == nullptr ? std::nullopt : rows->find(*address);
    if (!found) return true;
    for (std::size_t i = 1; i < table->columns.size(); ++i)
      if (const std::string* value = table->rows[*found].find(table->columns[i]))
        row.set(prefix + "." + table->columns[i], *value);
    return true;
  };
}

RowFunction ipLocation(const Call& call, Compiler& compiler) {
  return annotate(call, compiler, "a geographic database", "`network`, `country`, `city`, `lat`, `lon` (and others)");
}
RowFunction asn(const Call& call, Compiler& compiler) {
  return annotate(call, compiler, "a database of networks", "`network`, `asn`, `org`");
}

RowFunction reverseDns(const Call& call, Compiler& compiler) {
  const Lookup* table = tableFor(call, compiler, "name servers", "`network` and `hostname`");
  if (table == nullptr || table->columns.size() < 2) return nullptr;
  const std::string as = call.as(call.operation() == Operation::rdns ? "hostname" : "_hostname");
  return [field = call.text("field"), as, table, rows = std::make_shared<const ByAddress>(*table)](Row& row) {
    const std::string* address = row.find(field);
    if (const auto found = address == nullptr ? std::nullopt : rows->find(*address))
      row.setIf(as, table->rows[*found].get(table->columns[1]));
    return true;
  };
}

int confidence(std::string_view word) {
  constexpr std::string_view kLevels[] = {"unverified", "low", "medium", "high"};
  const auto at = std::find_if(std::begin(kLevels), std::end(kLevels),
                               [&](std::string_view level) { return base::equalsIgnoringCase(level, word); });
  return static_cast<int>(at - std::begin(kLevels));
}

RowFunction iocLookup(const Call& call, Compiler& compiler) {
  constexpr std::string_view kColumns[] = {"indicator",      "labels", "last_updated", "malicious_confidence",
                                           "published_date", "type"};
  const Lookup* table =
      tableFor(call, compiler, "threat intelligence",
               "`indicator`, `type`, `malicious_confidence`, `labels`, `published_date`, `last_updated`");
  if (table == nullptr) return nullptr;
  // A row that says nothing of its type or its confidence is of any, and certain.
  auto rows = std::make_shared<std::multimap<std::string, const Row*>>();
  const std::string type = call.text("type");
  const int least = confidence(call.text("confidenceThreshold", "high"));
  for (const Row& row : table->rows) {
    const std::string* indicator = row.find("indicator");
    const std::string* own = row.find("type");
    const std::string* sure = row.find("malicious_confidence");
    if (indicator == nullptr || (own != nullptr && !base::equalsIgnoringCase(*own, type))) continue;
    if (sure == nullptr || confidence(*sure) >= least) rows->emplace(base::asciiLower(*indicator), &row);
  }
  std::vector<std::string> include = call.list("include");
  if (include.empty()) include.assign(std::begin(kColumns), std::end(kColumns));
  return [fields = call.list("field"), include, prefix = call.text("prefix", "ioc"), strict = call.flag("strict"),
          rows](Row& row) {
    std::vector<const Row*> found;
    for (const std::string& field : fields)
      if (const std::string* value = row.find(field)) {
        const auto [begin, end] = rows->equal_range(base::asciiLower(*value));
        for (auto at = begin; at != end; ++at) found.push_back(at->second);
      }
    if (found.empty()) return !strict;
    row.set(prefix + ".detected", fromBool(true));
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const std::string& column : include) row.setIf(elementName(prefix, i) + "." + column, found[i]->get(column));
    return true;
  };
}

}  // namespace

void addOutside(Registry& r) {
  r.row(Operation::ipLocation, ipLocation);
  r.row(Operation::asn, asn);
  r.row(Operation::reverseDns, reverseDns);
  r.row(Operation::rdns, reverseDns);
  r.row(Operation::iocLookup, iocLookup);
}

}  // namespace quarry::engine::flat
