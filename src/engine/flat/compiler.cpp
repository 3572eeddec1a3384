#include "engine/flat/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "engine/flat/functions/calendar.h"
#include "engine/flat/pattern.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/text.h"

namespace quarry::engine::flat {

std::nullptr_t Compiler::refuse(const base::DiagnosticDef& def, const base::Origin& origin, std::string message) {
  report().add(def, origin.primary(), std::move(message));
  return nullptr;
}

void Compiler::sees(const ir::FieldRef& field) {
  if (field.name == "@rawstring") run_.readsRaw = true;
}

StageMaker rowStage(RowFunction function) {
  return [function = std::move(function)](Stage next) {
    return Stage{[function, push = std::move(next.push)](Row&& row) {
                   if (function(row)) push(std::move(row));
                 },
                 std::move(next.finish)};
  };
}

StageMaker rowsStage(RowsFunction function) {
  return [function = std::move(function)](Stage next) {
    auto rows = std::make_shared<Rows>();
    return Stage{[rows](Row&& row) { rows->push_back(std::move(row)); },
                 [rows, function, next = std::move(next)] {
                   function(*rows);
                   for (Row& row : *rows) next.push(std::move(row));
                   rows->clear();
                   next.finish();
                 }};
  };
}

StageMaker aggregateStage(AccumulatorMaker maker) {
  return [maker = std::move(maker)](Stage next) {
    auto accumulator = std::make_shared<Accumulator>(maker());
    return Stage{[accumulator](Row&& row) { accumulator->add(row); },
                 [accumulator, next = std::move(next)] {
                   for (Row& row : accumulator->rows()) next.push(std::move(row));
                   next.finish();
                 }};
  };
}

Accumulator gathered(std::function<Rows(Rows&)> finish) {
  auto rows = std::make_shared<Rows>();
  return {[rows](const Row& row) { rows->push_back(row); },
          [rows, finish = std::move(finish)] {
            Rows copy = *rows;
            return finish(copy);
          }};
}

namespace {

// True for a step that looks at each row by itself, and knows nothing of it afterwards.
bool keepsNothing(const ir::Step& step) {
  if (const auto* apply = std::get_if<ir::Apply>(&step.node)) {
    const Registry::Factory* factory = registry().find(apply->operation);
    return factory != nullptr && std::holds_alternative<RowFactory>(*factory);
  }
  return std::holds_alternative<ir::Filter>(step.node) || std::holds_alternative<ir::Extend>(step.node) ||
         std::holds_alternative<ir::Project>(step.node) || std::holds_alternative<ir::Branch>(step.node);
}

constexpr std::size_t kNested = 200;  // stages that call each other

Stage nested(std::span<const StageMaker> makers, Stage last) {
  for (std::size_t i = makers.size(); i-- > 0;) last = makers[i](std::move(last));
  return last;
}

// A long pipeline, in sections that hand their rows on one after the other: the stack holds the calls of one of them.
class Sections {
 public:
  Sections(std::span<const StageMaker> makers, Stage last) {
    for (; !makers.empty(); makers = makers.subspan(std::min(kNested, makers.size()))) {
      auto out = std::make_shared<Rows>();
      sections_.push_back({nested(makers.first(std::min(kNested, makers.size())),
                                  {[out](Row&& row) { out->push_back(std::move(row)); }, [] {}}),
                           out});
    }
    sections_.push_back({std::move(last), std::make_shared<Rows>()});
  }

  void push(Row&& row) {
    sections_.front().stage.push(std::move(row));
    handOn(1);
  }
  void finish() {
    for (std::size_t i = 0; i < sections_.size(); ++i) {
      sections_[i].stage.finish();
      handOn(i + 1);
    }
  }

 private:
  struct Section {
    Stage stage;
    std::shared_ptr<Rows> out;
  };

  void handOn(std::size_t from) {
    for (std::size_t i = from; i < sections_.size(); ++i) {
      for (Row& row : *sections_[i - 1].out) sections_[i].stage.push(std::move(row));
      sections_[i - 1].out->clear();
    }
  }

  std::vector<Section> sections_;
};

}  // namespace

Stage instantiate(const Pipeline& pipeline, Stage last) {
  if (pipeline.size() <= kNested) return nested(pipeline, std::move(last));
  auto sections = std::make_shared<Sections>(pipeline, std::move(last));
  return {[sections](Row&& row) { sections->push(std::move(row)); }, [sections] { sections->finish(); }};
}

Rows runOver(const Pipeline& pipeline, Rows rows) {
  Rows out;
  const Stage first = instantiate(pipeline, {[&](Row&& row) { out.push_back(std::move(row)); }, [] {}});
  for (Row& row : rows) first.push(std::move(row));
  first.finish();
  return out;
}

Rows product(const std::vector<Rows>& results) {
  Rows out(1);
  bool any = results.empty();
  for (const Rows& result : results) {
    if (result.empty()) continue;
    any = true;
    Rows next;
    for (const Row& left : out)
      for (const Row& right : result) {
        Row row = left;
        for (const auto& [name, value] : right.fields()) row.set(name, value);
        next.push_back(std::move(row));
      }
    out = std::move(next);
  }
  if (!any) out.clear();
  return out;
}

Pipeline Compiler::pipeline(const std::vector<ir::Step>& steps) {
  Pipeline out;
  for (const ir::Step& one : steps)
    if (StageMaker maker = step(one)) out.push_back(std::move(maker));
  return out;
}

StageMaker Compiler::step(const ir::Step& step) {
  const auto unknown = [&]() -> StageMaker {
    refuse(codes::notRunnable, step.origin, "a step of a rule does not run over the fields of a query");
    return nullptr;
  };
  return std::visit(base::overloaded{
                        [&](const ir::Filter& filter) -> StageMaker {
                          return rowStage([where = condition(filter.where)](Row& row) { return where(row); });
                        },
                        [&](const ir::Extend& extend) -> StageMaker {
                          std::vector<std::pair<std::string, Expression>> columns;
                          for (const ir::Assignment& column : extend.columns)
                            columns.emplace_back(column.name, value(column.value));
                          return rowStage([columns](Row& row) {
                            for (const auto& [name, of] : columns) row.setIf(name, of(row));
                            return true;
                          });
                        },
                        [&](const ir::Project& project) -> StageMaker {
                          std::vector<std::string> names;
                          for (const ir::FieldRef& field : project.columns) {
                            sees(field);
                            names.push_back(field.name);
                          }
                          if (project.except)
                            return rowStage([names](Row& row) {
                              for (const std::string& name : names) row.erase(name);
                              return true;
                            });
                          return rowStage([names](Row& row) {
                            Row::Fields kept;
                            for (const std::string& name : names)
                              if (const std::string* found = row.find(name)) kept.emplace_back(name, *found);
                            row.fields() = std::move(kept);
                            return true;
                          });
                        },
                        [&](const ir::Branch& branch) -> StageMaker {
                          std::vector<Pipeline> arms;
                          for (const auto& arm : branch.arms) arms.push_back(pipeline(arm));
                          return [arms](Stage next) {
                            return Stage{[arms, push = std::move(next.push)](Row&& row) {
                                           for (const Pipeline& arm : arms) {
                                             Rows in(1);
                                             in.front() = row;
                                             Rows out = runOver(arm, std::move(in));
                                             if (out.empty()) continue;
                                             for (Row& one : out) push(std::move(one));
                                             return;
                                           }
                                         },
                                         std::move(next.finish)};
                          };
                        },
                        [&](const ir::Limit& limit) -> StageMaker {
                          return rowsStage([most = limit.rows](Rows& rows) {
                            if (rows.size() > most) rows.resize(most);
                          });
                        },
                        [&](const ir::Apply& operation) -> StageMaker { return apply(operation, step.origin); },
                        [&](const ir::Expand&) { return unknown(); },
                        [&](const ir::Group&) { return unknown(); },
                        [&](const ir::Sort&) { return unknown(); },
                    },
                    step.node);
}

StageMaker Compiler::apply(const ir::Apply& operation, const base::Origin& origin) {
  const Call call(operation, origin);
  const Registry::Factory* factory = registry().find(operation.operation);
  if (factory == nullptr) {
    refuse(codes::notRunnable, origin, fmt::format("`{}()` cannot be run offline", call.function()));
    return nullptr;
  }
  for (const ir::Argument& argument : operation.arguments)
    for (const std::string& word : wordsOf(argument))
      if (word == "@rawstring") run_.readsRaw = true;
  return std::visit(base::overloaded{
                        [&](RowFactory make) -> StageMaker {
                          RowFunction function = make(call, *this);
                          if (!function) return nullptr;
                          if (!operation.negated) return rowStage(std::move(function));
                          return rowStage([function](Row& row) {
                            Row copy = row;
                            return !function(copy);
                          });
                        },
                        [&](RowsFactory make) -> StageMaker {
                          RowsFunction function = make(call, *this);
                          return function ? rowsStage(std::move(function)) : nullptr;
                        },
                        [&](AggregateFactory make) -> StageMaker {
                          AccumulatorMaker maker = make(call, *this);
                          return maker ? aggregateStage(std::move(maker)) : nullptr;
                        },
                        [&](StageFactory make) -> StageMaker { return make(call, *this); },
                    },
                    *factory);
}

std::function<Rows(Row)> Compiler::each(const ir::Plan& plan) {
  return [steps = pipeline(plan)](Row row) {
    Rows rows;
    rows.push_back(std::move(row));
    return runOver(steps, std::move(rows));
  };
}

Condition Compiler::passes(const ir::Plan& plan) {
  // Filters alone need no copy of the row.
  std::vector<Condition> all;
  bool plain = true;
  for (const ir::Step& step : plan.steps) {
    const auto* filter = std::get_if<ir::Filter>(&step.node);
    if (filter == nullptr) {
      plain = false;
      break;
    }
    all.push_back(condition(filter->where));
  }
  if (plain)
    return [all](const Row& row) {
      for (const Condition& one : all)
        if (!one(row)) return false;
      return true;
    };
  return [run = each(plan)](const Row& row) { return !run(row).empty(); };
}

AccumulatorMaker Compiler::aggregate(const ir::Plan& plan) {
  const std::span<const ir::Step> all = plan.steps;
  const ir::Apply* last = all.empty() ? nullptr : std::get_if<ir::Apply>(&all.back().node);
  const Registry::Factory* factory = last == nullptr ? nullptr : registry().find(last->operation);
  const auto* make = factory == nullptr ? nullptr : std::get_if<AggregateFactory>(factory);
  if (make == nullptr || !std::all_of(all.begin(), all.end() - 1, keepsNothing))
    return
        [steps = pipeline(plan)] { return gathered([steps](Rows& rows) { return runOver(steps, std::move(rows)); }); };
  const AccumulatorMaker maker = (*make)(Call(*last, all.back().origin), *this);
  if (!maker || all.size() == 1) return maker;
  return [maker, before = pipeline({all.begin(), all.end() - 1})] {
    const Accumulator inner = maker();
    auto first = std::make_shared<Stage>(instantiate(before, {[inner](Row&& row) { inner.add(row); }, [] {}}));
    return Accumulator{[first](const Row& row) { first->push(Row(row)); }, inner.rows};
  };
}

AccumulatorMaker Compiler::aggregates(const Call& call, std::string_view parameter) {
  std::vector<AccumulatorMaker> makers;
  if (call.has(parameter)) {
    for (const ir::Plan* plan : call.plans(parameter)) {
      AccumulatorMaker maker = aggregate(*plan);
      if (!maker) return nullptr;
      makers.push_back(std::move(maker));
    }
  } else {
    makers.emplace_back([] {
      auto count = std::make_shared<std::uint64_t>(0);
      return Accumulator{[count](const Row&) { ++*count; },
                         [count] {
                           Rows rows(1);
                           rows.front().set("_count", std::to_string(*count));
                           return rows;
                         }};
    });
  }
  if (makers.size() == 1) return makers.front();
  return [makers] {
    auto all = std::make_shared<std::vector<Accumulator>>();
    for (const AccumulatorMaker& maker : makers) all->push_back(maker());
    return Accumulator{[all](const Row& row) {
                         for (const Accumulator& one : *all) one.add(row);
                       },
                       [all] {
                         std::vector<Rows> results;
                         for (const Accumulator& one : *all) results.push_back(one.rows());
                         return product(results);
                       }};
  };
}

std::optional<std::int64_t> Compiler::time(const std::string& text) const {
  if (base::equalsIgnoringCase(text, "now")) return run_.now;
  if (const auto number = toNumber(text)) return pointInTime(*number);
  std::string length = text;
  if (const std::size_t ago = length.find(" ago"); ago != std::string::npos) length.erase(ago);
  if (const auto duration = durationOf(length)) return run_.now - *duration;
  if (const auto instant = parseInstant(text)) return instant->milliseconds;
  return std::nullopt;
}

}  // namespace quarry::engine::flat
