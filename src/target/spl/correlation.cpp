// Correlations as SPL: one pass over the rows in the order of time. Windows slide exactly: a running sum counts each
// row from its time until the window's length has gone by, a running maximum holds the latest row of each stage
// (streamstats). `transaction` evicts, `join` and `append` cut their subsearches at a number of rows, and `bin` is
// blind across its edges.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "quarry/base/codes/target.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/phrase.h"
#include "target/spl/correlation_text.h"
#include "target/spl/generate.h"
#include "target/spl/quote.h"

namespace quarry::target::spl {

Generator::Rows Generator::rows(const ir::Part& part) {
  const ir::Step last = steps_.back();
  steps_.pop_back();
  begin();
  Rows rows = columnsOf(part, last);
  rows.query = std::move(writer_).take();
  return rows;
}

// What the part's last step makes.
Generator::Rows Generator::columnsOf(const ir::Part& part, const ir::Step& last) {
  Rows rows;
  const std::vector<std::string> keys = ir::keysOf(bound_.plan.source);  // of a correlation: present in all its rows
  rows.time = part.time.kind == ir::FieldRef::Kind::event ? "_time" : eval_.read(part.time);
  for (const ir::Assignment& column : std::get<ir::Extend>(last.node).columns) {
    Column made;
    made.text = eval_.value(column.value);
    const auto* field = std::get_if<ir::FieldRef>(&column.value.node);
    if (field != nullptr && made.text == evalField(of(*field))) made.field = of(*field);
    made.isPresent = field == nullptr || ir::isPresent(steps_, steps_.size(), *field) ||
                     std::find(keys.begin(), keys.end(), field->name) != keys.end();
    rows.columns[column.name] = std::move(made);
  }
  return rows;
}

std::vector<Generator::Rows> Generator::partRows(const std::vector<const ir::Part*>& parts) {
  std::vector<Rows> all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Generator generator(bound_.parts[i], report_);
    const bool isChain = parts.size() > 1 && canChain(bound_.parts[i]);
    if (isChain) generator.enterChain(i);
    all.push_back(isChain ? generator.chainRows(*parts[i]) : generator.rows(*parts[i]));
  }
  return all;
}

// A key keeps the platform's name where all parts call it the same; else it gets one of its own.
std::vector<std::string> Generator::keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts) {
  std::vector<std::string> names;
  for (const std::string& key : keys) {
    const std::string& first = parts.front().columns.at(key).field;
    const bool same = !first.empty() && std::all_of(parts.begin(), parts.end(), [&](const Rows& rows) {
      const auto found = rows.columns.find(key);
      return found == rows.columns.end() || found->second.field == first;
    });
    const std::string name = same ? first : safeName(plainName(key));
    if (name != key) names_[key] = name;
    names.push_back(commandField(name));
  }
  return names;
}

// What gives a part's rows their columns: those that lack a key or a value go.
Generator::Feed Generator::feed(const Rows& rows, const std::vector<std::pair<std::string, std::string>>& columns,
                                std::vector<std::pair<std::string, std::string>> more) {
  Feed made{std::move(more), {}, {}};
  if (rows.time != "_time") made.assigned.emplace_back("_time", rows.time);
  for (const auto& [name, column] : columns) {
    const Column& of = rows.columns.at(column);
    const bool measured = name == "q_number";
    if (commandField(of.field) != name || of.field.empty() || measured)
      made.assigned.emplace_back(name, measured ? fmt::format("tonumber({})", of.text) : of.text);
    if (!of.isPresent || measured) {
      made.guards.push_back(fmt::format("isnotnull({})", evalField(unquoted(name))));
    }
  }
  return made;
}

std::vector<std::string> Generator::stepsOf(const Feed& feed) {
  std::vector<std::string> steps, assigned;
  for (const auto& [name, text] : feed.assigned) assigned.push_back(fmt::format("{}={}", name, text));
  if (!assigned.empty()) steps.push_back("eval " + join(assigned, ", "));
  if (!feed.guards.empty()) steps.push_back("where " + join(feed.guards, " AND "));
  if (!feed.fields.empty()) steps.push_back("fields " + join(feed.fields, ", "));
  return steps;
}

// Every part as a search of its own, all of them in one stream; of a correlation among them its own parts. What a part
// has to wait for cannot stand in it.
bool Generator::multisearch(const std::vector<const ir::Part*>& parts, const std::vector<Rows>& all,
                            const std::vector<Feed>& feeds) {
  std::map<std::size_t, Generator> chains;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!bound_.parts[i].table.empty()) {
      report_
          .add(codes::cannotSay, parts[i]->origin.primary(),
               fmt::format("`{}` reads a data model, and `multisearch` takes searches of events only", parts[i]->name))
          .note("`--set spl.model=raw` reads the events themselves");
      return false;
    }
    if (isRowwise(bound_.parts[i].plan)) continue;
    if (canChain(bound_.parts[i])) {
      chains.try_emplace(i, bound_.parts[i], report_).first->second.enterChain(i);
      continue;
    }
    report_
        .add(codes::cannotSay, parts[i]->origin.primary(),
             fmt::format("`{}` {}, and Splunk brings such searches together only up to a number of rows",
                         parts[i]->name, whyGrouped(bound_.parts[i].plan)))
        .note("`multisearch` takes row by row searches; `append` cuts at 50,000 rows, silently");
    return false;
  }
  const auto write = [&](const ir::Part& part, const Query& query, Feed feed, std::size_t of) {
    for (const auto& [number, chain] : chains)
      if (number != of || !chains.contains(of)) chain.holdPlaces(feed);
    const auto scope = writer_.at(part.origin);
    writer_ << "\n    [search ";
    writer_.append(indented(query, "    "));
    for (const std::string& step : stepsOf(feed)) writer_ << "\n    | " + step;
    writer_ << "]";
  };
  writer_ << "| multisearch";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto chain = chains.find(i);
    if (chain == chains.end()) {
      write(*parts[i], all[i].query, feeds[i], i);
      continue;
    }
    const std::vector<const ir::Part*> inner = ir::correlatedBy(bound_.parts[i].plan.source);
    const std::vector<Rows> leaves = chain->second.partRows(inner);
    for (std::size_t k = 0; k < inner.size(); ++k)
      write(*inner[k], leaves[k].query, chain->second.leafFeed(leaves[k], k), i);
  }
  for (auto& [number, chain] : chains) writer_.append(chain.chained(feeds[number]));
  return true;
}

}  // namespace quarry::target::spl
