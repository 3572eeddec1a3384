// Stages in order by LogScale's `correlate()`: one query a stage, tied by links. It is a choice and not the rule, since
// what it finds may be less: its candidates are thinned out in at most ten rounds, and "a partial result" comes out
// where they do not fit into memory then (DEFAULT_GRAPHQUERY_ITERATION_LIMIT); which of several earlier events it takes
// is not said, and neither is whether events of one time are in order (functions-correlate).
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "target/correlation.h"
#include "target/cql/correlation_text.h"
#include "target/cql/generate.h"
#include "target/cql/quote.h"
#include "target/phrase.h"

namespace quarry::target::cql {

bool Generator::fitsCorrelate(const ir::Sequence& sequence) {
  std::string_view why;
  if (!sequence.ordered)
    why = "takes each event as one of its queries only, so an event that two rules match would be lost";
  else if (!sequence.absences.empty())
    why = "cannot say what must not happen";
  else if (sequence.window.kind == ir::Window::Kind::tumbling)
    why = "knows no tumbling windows";
  else if (sequence.stages.size() < 2)
    why = "needs at least two queries";
  else if (sequence.keys.empty())
    why = "ties its queries by fields, and there is no `group-by`";
  else if (!std::all_of(bound_.parts.begin(), bound_.parts.end(),
                        [](const schema::Bound& part) { return isRowwise(part.plan); }))
    why = "takes no aggregates in its queries";
  if (why.empty()) return true;
  report_.add(codes::correlateSaid, origin_.primary(), fmt::format("aggregates all the same: `correlate()` {}", why));
  return false;
}

void Generator::constellations(const ir::Sequence& sequence) {
  report_.add(codes::windowSaid, origin_.primary(), describe(sequence.window));
  report_
      .add(
          codes::correlateSaid, origin_.primary(),
          "`correlate()` gives a partial result where its candidates do not fit into memory, and does not say which of "
          "several earlier events it takes, nor whether events of the same time are in order")
      .note("without `cql.correlate` the query uses aggregates, which leave nothing open");
  std::vector<const ir::Part*> parts;
  for (const ir::Part& stage : sequence.stages) parts.push_back(&stage);
  const std::vector<Carried> carried = carriedBy(sequence);
  const std::vector<std::string> keys = keyNames(sequence.keys, quietRows(parts));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string name = plainName(parts[i]->name);
    if (std::find(names.begin(), names.end(), name) != names.end()) name += fmt::format("_{}", i + 1);
    names.push_back(std::move(name));
  }
  Writer writer;
  writer << "correlate(\n";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Generator generator(bound_.parts[i], report_);
    const Rows rows = generator.rows(*parts[i], " | ");
    generator.addColumns(rows, named(keys, sequence.keys));
    std::vector<std::string> include = keys;
    for (std::size_t k = 0; k < carried.size(); ++k) {
      if (carried[k].stage != i) continue;
      include.push_back(fmt::format("q_kept{}", k + 1));
      generator.assign(include.back(), rows.columns.at(carried[k].column).value, parts[i]->origin);
    }
    for (std::size_t k = 0; i > 0 && k < keys.size(); ++k)
      generator.step(fmt::format("{} <=> {}.{}", keys[k], names.front(), keys[k]), parts[i]->origin);
    writer << fmt::format("  {}: {{ ", names[i]);
    writer.append(std::move(generator.writer_).take());
    writer << fmt::format(" }} include: {},\n", list(include));
  }
  writer << fmt::format(
      "  sequence=true, within={}, root=\"{}\", maxPerRoot=1, iterationLimit=10, includeMatchesOnceOnly=false)",
      ir::printSingle(sequence.window.length), names.back());
  step(std::move(writer).take());
  std::vector<std::string> shown, renamed;
  const auto rename = [&](const std::string& from, const std::string& to) {
    renamed.push_back(fmt::format("[{}, {}]", from, to));
    shown.push_back(to);
  };
  for (const std::string& key : keys) rename(fmt::format("{}.{}", names.back(), key), key);
  rename(fmt::format("{}.{}", names.front(), kTime), "first");
  rename(fmt::format("{}.{}", names.back(), kTime), "last");
  for (std::size_t k = 0; k < carried.size(); ++k) {
    names_[carried[k].column] = plainName(carried[k].column);
    rename(fmt::format("{}.q_kept{}", names[carried[k].stage], k + 1), plainName(carried[k].column));
  }
  names_[std::string(ir::kFirstColumn)] = "first";
  names_[std::string(ir::kLastColumn)] = "last";
  step(fmt::format("rename({})", list(renamed)), origin_);
  step(fmt::format("select({})", list(shown)), origin_);
  fields_ = ir::fieldsOf(bound_.plan.source);
}

}  // namespace quarry::target::cql
