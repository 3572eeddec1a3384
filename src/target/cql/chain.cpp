// A correlation among the parts of another ("many failures, then a success"), worked out within the stream of all rows:
// LogScale has no function that brings two grouped results together exactly (`union` is none, `join` is limited). The
// chain's own rows carry a mark; what runs along the rows is kept apart by sorting by the mark first, and each row at
// which the chain holds becomes a row of the outer correlation's stage.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "quarry/base/codes/target.h"
#include "target/correlation.h"
#include "target/cql/correlation_text.h"
#include "target/cql/generate.h"
#include "target/cql/quote.h"
#include "target/phrase.h"

namespace quarry::target::cql {

// LogScale can give the chain's own steps to its rows.
bool Generator::canChain(const schema::Bound& part) { return slidesAlong(part) && isRowwise(part.plan.steps); }

std::optional<std::vector<Generator::Leaf>> Generator::leaves(const std::vector<const ir::Part*>& parts) {
  std::vector<Leaf> all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const schema::Bound& bound = bound_.parts[i];
    if (isRowwise(bound.plan)) {
      all.push_back({parts[i], &bound, i, 0, false});
    } else if (canChain(bound)) {
      const std::vector<const ir::Part*> inner = ir::correlatedBy(bound.plan.source);
      for (std::size_t k = 0; k < inner.size(); ++k) all.push_back({inner[k], &bound.parts[k], i, k, true});
    } else {
      report_
          .add(codes::cannotSay, parts[i]->origin.primary(),
               fmt::format("`{}` {}, and CQL cannot bring what a query has grouped together with the rows of another",
                           parts[i]->name, whyGrouped(bound.plan)))
          .note("`union` and `join` of whole queries are not among the functions that LogScale documents as exact");
      return std::nullopt;
    }
  }
  return all;
}

void Generator::enterChain(const Chain& chain) {
  chain_ = chain;
  origin_ = bound_.plan.sourceOrigin;
  const std::vector<const ir::Part*> parts = ir::correlatedBy(bound_.plan.source);
  std::vector<Rows> all = quietRows(parts);
  if (const auto* sequence = std::get_if<ir::Sequence>(&bound_.plan.source)) all.resize(sequence->stages.size());
  chainKeys_ = keyNames(ir::keysOf(bound_.plan.source), all);
}

// Behind the rows of one of its parts: the keys, what is measured or survives, and the mark.
void Generator::addLeaf(Generator& leaf, const Rows& rows, std::size_t which) {
  const auto* sequence = std::get_if<ir::Sequence>(&bound_.plan.source);
  const bool isAbsence = sequence != nullptr && which >= sequence->stages.size();
  const std::vector<std::string> keys = ir::keysOf(bound_.plan.source);
  std::vector<std::size_t> shared;
  for (std::size_t k = 0; k < keys.size(); ++k) shared.push_back(k);
  if (isAbsence) shared = sequence->absences[which - sequence->stages.size()].by;
  std::vector<std::pair<std::string, std::string>> columns;
  columns.reserve(shared.size());
  for (const std::size_t k : shared) columns.emplace_back(chainKeys_[k], keys[k]);
  const base::Origin& origin = bound_.plan.sourceOrigin;
  const auto* threshold = std::get_if<ir::Threshold>(&bound_.plan.source);
  if (threshold != nullptr)
    for (std::size_t i = 0; i < threshold->values.size(); ++i)
      columns.emplace_back(own(fmt::format("v{}", i + 1)), threshold->values[i]);
  leaf.addColumns(rows, columns);
  for (const std::size_t k : shared)
    leaf.step(fmt::format("{} := format(\"=%s\", field={})", keyText(k), chainKeys_[k]), origin);
  if (threshold != nullptr) {
    if (threshold->measure == ir::Aggregate::distinct) {
      for (std::size_t i = 0; i < threshold->values.size(); ++i)
        leaf.step(fmt::format("{0} := format(\"=%s\", field={0})", own(fmt::format("v{}", i + 1))), origin);
      leaf.step(fmt::format("{} := {}", own("time"), kTime), origin);
    } else if (threshold->values.empty()) {
      leaf.step(own("n") + " := 1", origin);
    } else {
      // What is no number takes no part: comparing it with one fails.
      leaf.step(fmt::format("case {{ {0}>=0; {0}<0 }}", own("v1")), origin);
      leaf.step(fmt::format("{} := {}", own("n"), own("v1")), origin);
      if (threshold->measure == ir::Aggregate::average) leaf.step(own("rows") + " := 1", origin);
    }
  } else {
    const std::vector<Carried> carried = carriedBy(*sequence);
    for (std::size_t k = 0; k < carried.size(); ++k) {
      if (carried[k].stage != which) continue;
      const std::string kept = own(fmt::format("kept{}", k + 1));
      leaf.assign(kept, rows.columns.at(carried[k].column).value, origin);
      leaf.step(fmt::format("default(value=\"\", field={})", kept), origin);
    }
    // In the order of one time what must not happen comes first.
    leaf.step(fmt::format("{} := {}", own("order"), isAbsence ? 0 : which + 1), origin);
  }
  leaf.step(fmt::format("q_leaf := {}", chain_->firstLeaf + which), origin);
  leaf.step(own("part") + " := 1", origin);
}

// The steps that make rows of the outer correlation's stage out of the chain's own.
Query Generator::chained(const ir::Part& part) {
  chainPart_ = &part;
  names_[std::string(ir::kLastColumn)] = kTime;
  if (const auto* threshold = std::get_if<ir::Threshold>(&bound_.plan.source)) {
    report_.add(codes::windowSaid, origin_.primary(), describe(threshold->window));
    names_[std::string(ir::kFirstColumn)] = kTime;
    names_[threshold->result] = own(threshold->result);
    std::vector<std::string> all = texts(threshold->keys.size());
    rowCap();
    if (threshold->measure == ir::Aggregate::distinct) {
      std::vector<std::string> same = all;
      for (std::size_t i = 0; i < threshold->values.size(); ++i) same.push_back(own(fmt::format("v{}", i + 1)));
      stretches(same, threshold->window);
    }
    runningSum(*threshold, all);
    tail(threshold->results, threshold->window, conditions_.inlineSteps(resolved(threshold->condition)), all, own("at"),
         true);
  } else {
    const auto& sequence = std::get<ir::Sequence>(bound_.plan.source);
    report_.add(codes::windowSaid, origin_.primary(), describe(sequence.window));
    rowCap();
    const std::vector<Carried> carried = carriedBy(sequence);
    std::vector<std::string> kept;
    for (std::size_t k = 0; k < carried.size(); ++k) {
      kept.push_back(own(fmt::format("column{}", k + 1)));
      names_[carried[k].column] = kept.back();
    }
    names_[std::string(ir::kFirstColumn)] = own("first");
    if (sequence.ordered)
      inOrder(sequence, sequence.keys.size(), carried, kept);
    else
      together(sequence, sequence.keys.size(), carried, kept);
  }
  return std::move(writer_).take();
}

// What rows are sorted by: the chain's own stand together, whatever their keys.
std::vector<std::string> Generator::texts(std::size_t keys) const {
  std::vector<std::string> all;
  if (chain_) all.push_back(own("part"));
  for (std::size_t k = 0; k < keys; ++k) all.push_back(keyText(k));
  return all;
}

// The clause that takes the rows of others.
std::string Generator::passing() const { return chain_ ? own("part") + "!=*; " : ""; }

// The clause that takes the chain's rows that are no rows of the outer correlation.
std::string Generator::drops() const { return fmt::format("* | {} := 1", own("gone")); }

// The end: rows at which it `holds` (or begins to) become rows of the stage, of several of one time the last, which
// knows all of them.
void Generator::tail(ir::Results results, const ir::Window& window, const Query& holds,
                     const std::vector<std::string>& texts, const std::string& time, bool ascending) {
  const auto neighbours = [&](bool next, const std::vector<std::string>& more, const std::string& prefix) {
    step(fmt::format("neighbor({}, direction={}, prefix={})", list(with(texts, more)),
                     next == ascending ? "succeeding" : "preceding", prefix),
         origin_);
    std::string same;
    for (const std::string& text : texts) same += fmt::format("test({0}.{1} == {1}) | ", prefix, text);
    return same;
  };
  const std::string gone = own("gone"), next = own("later");
  const std::string tie =
      neighbours(true, {time}, next) + fmt::format("test({0}.{1} == {1}) | {2} := 1;", next, time, gone);
  Writer writer;
  const auto scope = writer.at(origin_);
  if (results == ir::Results::beginnings) {
    step(fmt::format("case {{ {}{} * }}", passing(), tie), origin_);
    step(gone + "!=*", origin_);
    writer << fmt::format("case {{ {}", passing());
    writer.append(holds);
    writer << fmt::format(" | {0} := 1; * | {0} := 0 }}", own("holds"));
    step(std::move(writer).take());
    const std::string before = own("before");
    const std::string same = neighbours(false, {own("holds"), time}, before);
    writer = Writer();
    writer << fmt::format("case {{\n    {0}{1}=0 | {2} := 1;\n    {3}{4}.{1}=1 | {5} | {2} := 1;\n    ", passing(),
                          own("holds"), gone, same, before, inWindow(window, fmt::format("{}.{}", before, time), time));
  } else {
    writer << fmt::format("case {{\n    {}{}\n    ", passing(), tie);
    writer.append(holds);
    writer << " | ";
  }
  if (results == ir::Results::beginnings) writer << "* | ";
  writer.append(behindChain());
  writer << fmt::format(";\n    {}\n  }}", drops());
  step(std::move(writer).take());
  step(gone + "!=*", origin_);
}

// The chain's own steps and the columns that the outer correlation asks for, in one line.
Query Generator::behindChain() {
  std::swap(chainWriter_, writer_);
  const std::string_view separator = std::exchange(separator_, " | ");
  const ir::Step last = steps_.back();
  steps_.pop_back();
  fields_ = ir::fieldsOf(bound_.plan.source);
  for (at_ = 0; at_ < steps_.size(); ++at_) {
    origin_ = steps_[at_].origin;
    std::visit(*this, steps_[at_].node);
    fields_ = ir::after(fields_, steps_[at_]);
  }
  const Rows rows = columnsOf(*chainPart_, last);
  (*chain_->finish)(*this, rows, chain_->part);
  step(fmt::format("q_stage := {}", chain_->part + 1), chainPart_->origin);
  Query query = std::move(writer_).take();
  writer_ = Writer();
  std::swap(chainWriter_, writer_);
  separator_ = separator;
  return query;
}

}  // namespace quarry::target::cql
