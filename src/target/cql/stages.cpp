// Stages within a window, as CQL: in order, or together.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "target/correlation.h"
#include "target/cql/correlation_text.h"
#include "target/cql/generate.h"
#include "target/cql/quote.h"
#include "target/cql/values.h"
#include "target/phrase.h"

namespace quarry::target::cql {

namespace {

std::string condition(const ir::Presence& presence, const std::string& prefix) {
  return print(
      presence,
      {.all = "and",
       .any = "or",
       .isAbsentInBrackets = true,
       .present = [&](std::size_t stage) { return fmt::format("{}in{}=1", prefix, stage + 1); },
       .absent = [&](std::size_t stage) { return fmt::format("{0}in{1}=0 and {0}behind{1}=0", prefix, stage + 1); }});
}

}  // namespace

void Generator::correlation(const ir::Sequence& sequence) {
  if (correlate_ && fitsCorrelate(sequence)) return constellations(sequence);
  report_.add(codes::windowSaid, origin_.primary(),
              describe(sequence.window) + (sequence.absences.empty()
                                               ? "; aggregates, since `correlate()` may give a partial result"
                                               : "; aggregates, since `correlate()` cannot say what must not happen"));
  const std::vector<const ir::Part*> parts = ir::correlatedBy(bound_.plan.source);
  const std::vector<Carried> carried = carriedBy(sequence);
  const std::size_t stages = sequence.stages.size();
  const std::vector<Rows> all = quietRows(parts);
  const std::vector<std::string> keys = keyNames(sequence.keys, {all.begin(), all.begin() + static_cast<long>(stages)});
  const auto keysOfPart = [&](std::size_t part) {
    std::vector<std::pair<std::string, std::string>> columns;
    if (part < stages)
      for (std::size_t k = 0; k < keys.size(); ++k) columns.emplace_back(keys[k], sequence.keys[k]);
    else
      for (const std::size_t k : sequence.absences[part - stages].by) columns.emplace_back(keys[k], sequence.keys[k]);
    return columns;
  };
  const auto finish = [&](Generator& generator, const Rows& rows, std::size_t part) {
    generator.addColumns(rows, keysOfPart(part));
    // An empty text holds the place of what a row lacks: an older row's value is not this one's.
    for (std::size_t k = 0; part < stages && k < carried.size(); ++k) {
      if (carried[k].stage != part) continue;
      const std::string kept = fmt::format("q_kept{}", k + 1);
      generator.assign(kept, rows.columns.at(carried[k].column).value, parts[part]->origin);
      generator.step(fmt::format("default(value=\"\", field={})", kept), parts[part]->origin);
    }
  };
  if (parts.size() == 1) {
    Generator generator(bound_.parts.front(), report_);
    const Rows rows = generator.rows(*parts.front(), "\n| ");
    finish(generator, rows, 0);
    writer_.append(std::move(generator.writer_).take());
    step("q_stage := 1", origin_);
  } else if (!clauses(parts, finish)) {
    return;
  }
  keyTexts(keys);
  rowCap();
  std::vector<std::string> kept;
  for (const Carried& one : carried) {
    kept.push_back(plainName(one.column));
    names_[one.column] = kept.back();
  }
  names_[std::string(ir::kFirstColumn)] = "first";
  names_[std::string(ir::kLastColumn)] = "last";
  if (sequence.ordered)
    inOrder(sequence, keys.size(), carried, kept);
  else
    together(sequence, keys.size(), carried, kept);
  step(fmt::format("select({})", list(with(with(keys, {"first", "last"}), kept))), origin_);
  fields_ = ir::fieldsOf(bound_.plan.source);
}

// The rows of a stage (a chain's own rows are numbered otherwise).
std::string Generator::stageIs(std::size_t stage) const {
  return chain_ ? fmt::format("q_leaf={}", chain_->firstLeaf + stage) : fmt::format("q_stage={}", stage + 1);
}

// Rows in an order, and each with its number in it: `selectLast` goes by time, which begins anew with each key.
void Generator::inSequence(const std::vector<std::string>& texts, const std::string& order, std::size_t descending,
                           const base::Origin& origin) {
  step(sorted(texts, {kTime, order}, descending), origin);
  step(fmt::format("accumulate(count(as={}))", own("row")), origin);
}

// Running values: set on the rows of a stage, then carried along.
void Generator::carry(const std::string& when, const std::vector<std::pair<std::string, std::string>>& values) {
  const std::string row = values.front().first + "_row";
  std::string text = fmt::format("case {{ {} | {} := {}", when, row, own("row"));
  std::vector<std::string> names;
  for (const auto& [name, value] : values) {
    text += fmt::format(" | {} := {}", name, value);
    names.push_back(name);
  }
  step(text + "; * }", origin_);
  step(fmt::format("accumulate(selectFromMax({}, include={}))", row, list(names)), origin_);
}

void Generator::keepValues(const std::vector<std::pair<std::string, std::string>>& values) {
  for (const auto& [name, value] : values)
    step(fmt::format("case {{ {1}=\"\"; * | {0} := {1} }}", name, value), origin_);
}

void Generator::inOrder(const ir::Sequence& sequence, std::size_t keys, const std::vector<Carried>& carried,
                        const std::vector<std::string>& kept) {
  const std::size_t last = sequence.stages.size();
  const auto level = [&](std::size_t number) { return own(fmt::format("t{}", number)); };
  const auto keyOf = [](const std::string& value, std::size_t key) { return fmt::format("{}_k{}", value, key + 1); };
  const auto keptAt = [&](std::size_t column, std::size_t number) {
    return own(number == 0 ? fmt::format("kept{}", column + 1) : fmt::format("kept{}_{}", column + 1, number));
  };
  std::vector<std::string> undisturbed;
  // In the order of one time what must not happen comes first.
  const std::string order = chain_ ? own("order") : sequence.absences.empty() ? "q_stage" : "q_order";
  if (!chain_ && !sequence.absences.empty())
    step(fmt::format("case {{ q_stage>{0} | q_order := 0; * | q_order := q_stage }}", last), origin_);
  for (std::size_t i = 0; i < sequence.absences.size(); ++i) {
    const std::string absent = own(fmt::format("absent{}", i + 1));
    std::vector<std::string> by = texts(0);
    std::vector<std::pair<std::string, std::string>> values = {{absent, kTime}};
    std::string other;
    for (const std::size_t key : sequence.absences[i].by) {
      by.push_back(keyText(key));
      values.emplace_back(keyOf(absent, key), keyText(key));
      other += fmt::format("!test({} == {}); ", keyOf(absent, key), keyText(key));
    }
    inSequence(by, order, 0, sequence.absences[i].part.origin);
    carry(stageIs(last + i), values);
    undisturbed.push_back(fmt::format("case {{ {0}{1}!=*; test({1} < {2}) }}", other, absent,
                                      chain_ ? own("first") : std::string("first")));
  }
  inSequence(texts(keys), order, 0, origin_);
  for (std::size_t number = 1; number < last; ++number) {
    std::string when = stageIs(number - 1);
    std::vector<std::pair<std::string, std::string>> values = {
        {level(number), number == 1 ? std::string(kTime) : level(number - 1)}};
    for (std::size_t k = 0; k < keys; ++k) {
      if (number > 1) when += fmt::format(" | test({} == {})", keyOf(level(number - 1), k), keyText(k));
      values.emplace_back(keyOf(level(number), k), keyText(k));
    }
    for (std::size_t k = 0; k < carried.size(); ++k) {
      const std::size_t from = carried[k].stage + 1;
      if (from <= number) values.emplace_back(keptAt(k, number), keptAt(k, from == number ? 0 : number - 1));
    }
    if (number > 1) when += fmt::format(" | {}=*", level(number - 1));
    carry(when, values);
  }
  // The rows that complete it; of a chain, as a clause.
  Writer before;
  std::string_view separator = separator_;
  if (chain_) {
    std::swap(before, writer_);
    separator_ = " | ";
  }
  const std::string first = last == 1 ? kTime : level(last - 1);
  step(stageIs(last - 1), origin_);
  if (last > 1) {
    for (std::size_t k = 0; k < keys; ++k)
      step(fmt::format("test({} == {})", keyOf(level(last - 1), k), keyText(k)), origin_);
    step(inWindow(sequence.window, first, kTime), origin_);
  }
  step(fmt::format("{} := {}", chain_ ? own("first") : "first", first), origin_);
  if (!chain_) step(fmt::format("last := {}", kTime), origin_);
  for (const std::string& one : undisturbed) step(one, origin_);
  std::vector<std::pair<std::string, std::string>> values;
  for (std::size_t k = 0; k < carried.size(); ++k)
    values.emplace_back(kept[k], keptAt(k, carried[k].stage + 1 == last ? 0 : last - 1));
  keepValues(values);
  if (!chain_) return;
  const Query completes = std::move(writer_).take();
  writer_ = std::move(before);
  separator_ = separator;
  Writer writer;
  writer << fmt::format("case {{\n    {}\n    ", passing());
  writer.append(completes);
  writer << " | ";
  writer.append(behindChain());
  writer << fmt::format(";\n    {}\n  }}", drops());
  step(std::move(writer).take());
  step(own("gone") + "!=*", origin_);
}

// One row a key: the last.
void Generator::lastOfEachKey(const ir::Sequence& sequence, const std::vector<std::string>& texts, bool ascending) {
  std::vector<std::string> once = texts;
  if (sequence.window.kind == ir::Window::Kind::tumbling) {
    once.emplace_back("q_window");
    step(fmt::format("q_window := {}", windowStart(sequence.window, kTime)), origin_);
  }
  once.emplace_back("q_stage");
  step(fmt::format("neighbor({}, direction={}, prefix=q_other)", list(once), ascending ? "succeeding" : "preceding"),
       origin_);
  std::string differs = "q_other.q_stage!=*";
  for (const std::string& text : once)
    if (text != "q_stage") differs += fmt::format("; !test(q_other.{0} == {0})", text);
  step("case { " + differs + " }", origin_);
}

void Generator::together(const ir::Sequence& sequence, std::size_t keys, const std::vector<Carried>& carried,
                         const std::vector<std::string>& kept) {
  const std::string order = chain_ ? own("order") : "q_stage";
  const auto latest = [&](std::size_t stage, const std::string& time, bool forward) {
    std::vector<std::pair<std::string, std::string>> values = {{time, kTime}};
    for (std::size_t k = 0; k < keys; ++k) values.emplace_back(fmt::format("{}_k{}", time, k + 1), keyText(k));
    for (std::size_t k = 0; forward && k < carried.size(); ++k)
      if (carried[k].stage == stage)
        values.emplace_back(own(fmt::format("last{}", k + 1)), own(fmt::format("kept{}", k + 1)));
    carry(stageIs(stage), values);
  };
  // 1 where the running value is this key's and within the window.
  const auto flag = [&](const std::string& name, const std::string& time, const std::string& window) {
    std::string tests;
    for (std::size_t k = 0; k < keys; ++k) tests += fmt::format("test({}_k{} == {}) | ", time, k + 1, keyText(k));
    step(fmt::format("case {{ {}=* | {}{} | {} := 1; * | {} := 0 }}", time, tests, window, name, name), origin_);
  };
  inSequence(texts(keys), order, 0, origin_);
  for (std::size_t stage = 0; stage < sequence.stages.size(); ++stage) {
    const std::string time = own(fmt::format("t{}", stage + 1));
    latest(stage, time, true);
    flag(own(fmt::format("in{}", stage + 1)), time, inWindow(sequence.window, time, kTime));
  }
  const std::vector<std::size_t> absent = absentFrom(sequence.presence), wanted = wantedBy(sequence.presence);
  if (!absent.empty()) {
    // What must not be there is looked for behind the row, too.
    inSequence(texts(keys), order, 2, origin_);
    for (const std::size_t stage : absent) {
      const std::string time = own(fmt::format("n{}", stage + 1));
      latest(stage, time, false);
      flag(own(fmt::format("behind{}", stage + 1)), time, inWindow(sequence.window, kTime, time));
    }
    std::vector<std::string> asked;  // the others are no moments to ask at
    asked.reserve(wanted.size());
    for (const std::size_t i : wanted) asked.push_back(fmt::format("\"{}\"", i + (chain_ ? chain_->firstLeaf : 1)));
    const std::string_view number = chain_ ? "q_leaf" : "q_stage";
    const std::string of = wanted.size() == 1
                               ? fmt::format("{}={}", number, wanted.front() + (chain_ ? chain_->firstLeaf : 1))
                               : fmt::format("in({}, values={})", number, list(asked));
    step(chain_ ? fmt::format("case {{ {}{} }}", passing(), of) : of, origin_);
  }
  const std::string first = chain_ ? own("first") : "first";
  const auto columns = [&] {
    step(fmt::format("{} := {}", first, kTime), origin_);
    for (const std::size_t i : wanted)
      step(fmt::format("case {{ {0}=1 | test({1} < {2}) | {2} := {1}; * }}", own(fmt::format("in{}", i + 1)),
                       own(fmt::format("t{}", i + 1)), first),
           origin_);
    // A stage that is not within the window has nothing to show.
    for (std::size_t k = 0; k < carried.size(); ++k)
      step(fmt::format("case {{ {2}=1 | {1}!=\"\" | {0} := {1}; * }}", kept[k], own(fmt::format("last{}", k + 1)),
                       own(fmt::format("in{}", carried[k].stage + 1))),
           origin_);
  };
  const std::string holds = condition(sequence.presence, own(""));
  if (chain_) {
    columns();
    Writer writer;
    writer << holds;
    return tail(sequence.results, sequence.window, std::move(writer).take(), texts(keys), kTime, absent.empty());
  }
  if (sequence.results == ir::Results::once) {
    step(holds, origin_);
    lastOfEachKey(sequence, texts(keys), absent.empty());
  } else {
    everyTime(sequence, holds, texts(keys), absent.empty());
  }
  columns();
  step(fmt::format("last := {}", kTime), origin_);
}

// A row for each time at which it holds, or begins to; of several of one time the last, which knows all of them.
void Generator::everyTime(const ir::Sequence& sequence, const std::string& holds, const std::vector<std::string>& texts,
                          bool ascending) {
  const auto neighbours = [&](bool next, const std::vector<std::string>& more, const std::string& prefix) {
    step(fmt::format("neighbor({}, direction={}, prefix={})", list(with(texts, more)),
                     next == ascending ? "succeeding" : "preceding", prefix),
         origin_);
    std::string differs = fmt::format("{}.{}!=*", prefix, more.front());
    for (const std::string& text : texts) differs += fmt::format("; !test({0}.{1} == {1})", prefix, text);
    return differs;
  };
  step(fmt::format("case {{ {0}; !test(q_next.{1} == {1}) }}", neighbours(true, {kTime}, "q_next"), kTime), origin_);
  if (sequence.results == ir::Results::moments) return step(holds, origin_);
  step(fmt::format("case {{ {} | q_holds := 1; * | q_holds := 0 }}", holds), origin_);
  const std::string begins = neighbours(false, {"q_holds", kTime}, "q_before");
  step("q_holds=1", origin_);
  step(fmt::format("case {{ {}; q_before.q_holds=0; {} }}", begins, gapBefore(sequence.window, "q_before", kTime)),
       origin_);
}

}  // namespace quarry::target::cql
