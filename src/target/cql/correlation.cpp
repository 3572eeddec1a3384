// Correlations as CQL: the rows in the order of key and time, and values that run along them (sequence functions).
// Windows slide exactly: a running sum counts each row from its time until the window's length has gone by, and since
// all of a key's rows have left by then, it is nothing where the next key begins. Running values of a stage carry their
// key with them, and are compared with the row's. `correlate()` keeps a stated number of matches and cannot say what
// must not happen; `bucket()` is blind across its edges.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/implies.h"
#include "quarry/ir/passes.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/cql/correlation_text.h"
#include "target/cql/generate.h"
#include "target/cql/quote.h"
#include "target/cql/values.h"
#include "target/phrase.h"

namespace quarry::target::cql {

Generator::Rows Generator::rows(const ir::Part& part, std::string_view separator) {
  const ir::Step last = steps_.back();
  steps_.pop_back();
  separator_ = separator;
  run(false);
  return columnsOf(part, last);
}

// The time and the columns that the part's last step makes.
Generator::Rows Generator::columnsOf(const ir::Part& part, const ir::Step& last) {
  Rows rows;
  if (part.time.kind != ir::FieldRef::Kind::event && name(part.time) != kTime)
    step(fmt::format("{} := {}", kTime, name(part.time)), part.origin);
  const std::vector<std::string> keys = ir::keysOf(bound_.plan.source);  // of a correlation: present in all its rows
  for (const ir::Assignment& column : std::get<ir::Extend>(last.node).columns) {
    const ir::Val value = resolved(column.value);
    const auto* field = std::get_if<ir::FieldRef>(&value.node);
    Column made{column.value, field != nullptr ? readName(*field) : "", false};
    made.isPresent =
        field == nullptr || ir::isPresent(steps_, steps_.size(), std::get<ir::FieldRef>(column.value.node)) ||
        std::find(keys.begin(), keys.end(), std::get_if<ir::FieldRef>(&column.value.node)->name) != keys.end();
    rows.columns.emplace(column.name, std::move(made));
  }
  return rows;
}

// A key keeps the platform's name where all parts call it the same; else it gets one of its own.
std::vector<std::string> Generator::keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts) {
  std::vector<std::string> names;
  for (const std::string& key : keys) {
    const std::string& first = parts.front().columns.at(key).field;
    const bool same = !first.empty() && first.find('[') == std::string::npos &&
                      std::all_of(parts.begin(), parts.end(), [&](const Rows& rows) {
                        const auto found = rows.columns.find(key);
                        return found == rows.columns.end() || found->second.field == first;
                      });
    std::string name = same ? first : plainName(key);
    if (name != key) names_[key] = name;
    names.push_back(fieldName(name));
  }
  return names;
}

// Gives the rows of a part, which this generator has written, their columns; those that lack a key or a value go.
void Generator::addColumns(const Rows& rows, const std::vector<std::pair<std::string, std::string>>& columns) {
  for (const auto& [wanted, column] : columns) {
    const Column& of = rows.columns.at(column);
    if (fieldName(of.field) != wanted || of.field.empty()) assign(wanted, of.value, of.value.origin);
    if (!of.isPresent) step(wanted + "=*", of.value.origin);
  }
}

// What the rows of the parts hold. Each part is written again, as a clause.
std::vector<Generator::Rows> Generator::quietRows(const std::vector<const ir::Part*>& parts) const {
  std::vector<Rows> all;
  base::Report quiet;
  for (std::size_t i = 0; i < parts.size(); ++i)
    all.push_back(Generator(bound_.parts[i], quiet).rows(*parts[i], " | "));
  return all;
}

// All parts as clauses of one `case`; of a correlation among them its own parts. A row goes the way of the first clause
// that takes it: where another could take it too, each row is doubled before, and each copy goes one way.
bool Generator::clauses(const std::vector<const ir::Part*>& parts, const Finish& finish) {
  const auto all = leaves(parts);
  if (!all) return false;
  const auto& first = all->front().bound->restriction;
  const bool sameSource =
      std::all_of(all->begin(), all->end(), [&](const Leaf& leaf) { return leaf.bound->restriction == first; });
  const bool doubled = !exclusive(*all);
  if (sameSource) restriction(first);
  if (doubled) {
    keepAny(*this, *all, sameSource);
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < all->size(); ++i) numbers.push_back(fmt::format("\"{}\"", i + 1));
    step(fmt::format("array:append(\"q_copy[]\", values={})", list(numbers)), origin_);
    step("split(\"q_copy\")", origin_);
  }
  std::map<std::size_t, Generator> chains;
  for (std::size_t i = 0; i < all->size(); ++i)
    if (const Leaf& leaf = (*all)[i]; leaf.isChain && !chains.contains(leaf.outer))
      chains.try_emplace(leaf.outer, bound_.parts[leaf.outer], report_)
          .first->second.enterChain({leaf.outer, i + 1, &finish});
  Writer writer;
  writer << "case {\n";
  for (std::size_t i = 0; i < all->size(); ++i) {
    const Leaf& leaf = (*all)[i];
    Generator generator(*leaf.bound, report_);
    generator.separator_ = " | ";
    if (doubled) generator.step(fmt::format("q_copy={}", i + 1), leaf.part->origin);
    generator.bare_ = sameSource;
    const Rows rows = generator.rows(*leaf.part, " | ");
    if (leaf.isChain) {
      chains.at(leaf.outer).addLeaf(generator, rows, leaf.inner);
    } else {
      finish(generator, rows, leaf.outer);
      generator.step(fmt::format("q_stage := {}", leaf.outer + 1), leaf.part->origin);
    }
    writer << "    ";
    writer.append(std::move(generator.writer_).take());
    writer << ";\n";
  }
  writer << "    *\n  }";
  step(std::move(writer).take());
  step(chains.empty() ? "q_stage=*" : "q_stage=* or q_leaf=*", origin_);
  for (auto& [part, generator] : chains) step(generator.chained(*parts[part]));
  return true;
}

// Only what some part asks for is doubled.
void Generator::keepAny(Generator& generator, const std::vector<Leaf>& leaves, bool sameSource) {
  std::vector<ir::Pred> any;
  for (const Leaf& leaf : leaves) {
    const auto& steps = leaf.bound->plan.steps;
    const auto* filter = steps.empty() ? nullptr : std::get_if<ir::Filter>(&steps.front().node);
    if (filter == nullptr) return;
    any.push_back(sameSource ? filter->where : ir::conjunction({leaf.bound->restriction, filter->where}));
  }
  for (const Query& query : generator.conditions_.steps(ir::normalised(ir::disjunction(std::move(any)))))
    generator.step(query);
}

// Whether no row can meet the conditions of two parts.
bool Generator::exclusive(const std::vector<Leaf>& leaves) {
  const auto condition = [](const Leaf& leaf) -> const ir::Pred* {
    const auto& steps = leaf.bound->plan.steps;
    const auto* filter = steps.empty() ? nullptr : std::get_if<ir::Filter>(&steps.front().node);
    return filter == nullptr ? nullptr : &filter->where;
  };
  for (std::size_t i = 0; i < leaves.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) {
      const ir::Pred* a = condition(leaves[i]);
      const ir::Pred* b = condition(leaves[k]);
      if (a == nullptr || b == nullptr) return false;
      ir::And both;
      for (const ir::Pred* one : {a, b}) {
        if (const auto* all = std::get_if<ir::And>(&one->node))
          both.of.insert(both.of.end(), all->of.begin(), all->of.end());
        else
          both.of.push_back(*one);
      }
      if (!ir::clashIn(both)) return false;
    }
  return true;
}

void Generator::rowCap() { report_.add(codes::rowCap, origin_.primary(), "CQL's `sort` keeps at most 200,000 rows"); }

// A column of this correlation's own.
std::string Generator::own(std::string_view name) const {
  return chain_ ? fmt::format("q_c{}_{}", chain_->part + 1, name) : fmt::format("q_{}", name);
}

// Texts of keys: values that read as numbers would be compared as such ("7" and "7.0").
std::string Generator::keyText(std::size_t key) const { return own(fmt::format("k{}", key + 1)); }

void Generator::keyTexts(const std::vector<std::string>& columns, std::size_t from) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    step(fmt::format("{} := format(\"=%s\", field={})", keyText(from + i), columns[i]), origin_);
}

}  // namespace quarry::target::cql
