// A correlation among the parts of another ("many failures, then a success"), worked out within the stream of all rows:
// `append` and `join` cut what a search has grouped at a number of rows. The chain's own rows carry a mark, and each
// row at which the chain holds becomes a row of the outer correlation. What is no row of the chain's holds the places
// of its keys, so that no `BY` loses it.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/phrase.h"
#include "target/spl/correlation_text.h"
#include "target/spl/generate.h"
#include "target/spl/quote.h"

namespace quarry::target::spl {

// Splunk has no way to give a chain's own steps to some rows only.
bool Generator::canChain(const schema::Bound& part) { return slidesAlong(part) && part.plan.steps.size() == 1; }

std::string Generator::own(std::string_view name) const {
  return chain_ ? fmt::format("q_c{}_{}", *chain_ + 1, name) : fmt::format("q_{}", name);
}

std::string Generator::passing() const { return chain_ ? fmt::format("{}=\"-\" OR ", own("part")) : ""; }

// The keys by which rows stand together: of a chain also whether they are its own.
std::vector<std::string> Generator::allKeys(const std::vector<std::string>& keys) const {
  return chain_ ? with({own("part")}, keys) : keys;
}

void Generator::enterChain(std::size_t part) {
  chain_ = part;
  origin_ = bound_.plan.sourceOrigin;
  const std::vector<std::string> keys = ir::keysOf(bound_.plan.source);
  for (std::size_t k = 0; k < keys.size(); ++k) {
    chainKeys_.push_back(own(fmt::format("k{}", k + 1)));
    names_[keys[k]] = chainKeys_.back();
  }
  names_[std::string(ir::kLastColumn)] = "_time";
  if (const auto* threshold = std::get_if<ir::Threshold>(&bound_.plan.source)) {
    names_[std::string(ir::kFirstColumn)] = "_time";
    names_[threshold->result] = own(threshold->result);
    if (threshold->measure == ir::Aggregate::distinct)
      for (std::size_t i = 0; i < threshold->values.size(); ++i) chainValues_.push_back(own(fmt::format("v{}", i + 1)));
  } else {
    const std::vector<Carried> carried = carriedBy(std::get<ir::Sequence>(bound_.plan.source));
    names_[std::string(ir::kFirstColumn)] = own("first");
    for (std::size_t k = 0; k < carried.size(); ++k) names_[carried[k].column] = own(fmt::format("column{}", k + 1));
  }
}

// How the columns of the chain read behind it.
Generator::Rows Generator::chainRows(const ir::Part& part) {
  const ir::Step last = steps_.back();
  eval_.fields = ir::fieldsOf(bound_.plan.source);
  return columnsOf(part, last);
}

// What the rows of one of its parts have to bring.
Generator::Feed Generator::leafFeed(const Rows& rows, std::size_t which) const {
  const auto* sequence = std::get_if<ir::Sequence>(&bound_.plan.source);
  const auto* threshold = std::get_if<ir::Threshold>(&bound_.plan.source);
  const bool isAbsence = sequence != nullptr && which >= sequence->stages.size();
  const std::vector<std::string> keys = ir::keysOf(bound_.plan.source);
  std::vector<std::pair<std::string, std::string>> columns, more = {{own("part"), "\"1\""}};
  std::vector<std::string> fields = {"_time", own("part")};
  for (std::size_t k = 0; k < keys.size(); ++k) {
    const auto* by = isAbsence ? &sequence->absences[which - sequence->stages.size()].by : nullptr;
    if (by == nullptr || std::find(by->begin(), by->end(), k) != by->end())
      columns.emplace_back(chainKeys_[k], keys[k]);
    else
      more.emplace_back(chainKeys_[k], "\"-\"");
    fields.push_back(chainKeys_[k]);
  }
  if (threshold != nullptr) {
    const bool isNumber = !threshold->values.empty() && chainValues_.empty();
    for (std::size_t i = 0; i < chainValues_.size(); ++i) columns.emplace_back(chainValues_[i], threshold->values[i]);
    fields = with(fields, chainValues_);
    if (isNumber) columns.emplace_back("q_number", threshold->values.front());
    Feed made = feed(rows, columns, more);
    if (chainValues_.empty()) {
      made.assigned.emplace_back(own("n"), isNumber ? "q_number" : "1");
      fields.push_back(own("n"));
    }
    if (threshold->measure == ir::Aggregate::average) {
      made.assigned.emplace_back(own("rows"), "1");
      fields.push_back(own("rows"));
    }
    made.fields = fields;
    return made;
  }
  more.emplace_back(own("stage"),
                    isAbsence ? fmt::format("-{}", which - sequence->stages.size() + 1) : std::to_string(which + 1));
  fields.push_back(own("stage"));
  const std::vector<Carried> carried = carriedBy(*sequence);
  for (std::size_t k = 0; k < carried.size(); ++k)
    if (carried[k].stage == which) {
      more.emplace_back(own(fmt::format("kept{}", k + 1)),
                        fmt::format("coalesce({}, \"\")", rows.columns.at(carried[k].column).text));
      fields.push_back(own(fmt::format("kept{}", k + 1)));
    }
  Feed made = feed(rows, columns, std::move(more));
  made.fields = fields;
  return made;
}

// Of a row that is not the chain's.
void Generator::holdPlaces(Feed& feed) const {
  std::vector<std::string> names = with(with({own("part")}, chainKeys_), chainValues_);
  for (const std::string& name : names) feed.assigned.emplace_back(name, "\"-\"");
  feed.fields = with(feed.fields, names);
}

// Two edges of each row, and a running sum over them; leaves the rows that come in.
void Generator::chainedSum(const ir::Threshold& threshold) {
  const std::string length = seconds(threshold.window), part = own("part"), edge = own("edge"), n = own("n");
  std::string weigh = fmt::format("{0}={0}*{1}", n, edge);
  if (!chainValues_.empty()) {
    // Of one value, rows no further apart than the length are one stretch of time.
    const std::string same = by(with(allKeys(chainKeys_), chainValues_));
    const std::string previous = own("previous"), next = own("next");
    for (const std::string& value : chainValues_) stage("mvexpand " + value, origin_);
    stage("sort 0 +_time", origin_);
    stage(fmt::format("streamstats current=f window=1 global=f last(_time) AS {}{}", previous, same), origin_);
    stage("sort 0 -_time", origin_);
    stage(fmt::format("streamstats current=f window=1 global=f last(_time) AS {}{}", next, same), origin_);
    stage(fmt::format("eval {1}=if(isnull({0}) OR _time-{0}>{4}, 1, 0), {3}=if(isnull({2}) OR {2}-_time>{4}, -1, 0)",
                      previous, own("enter"), next, own("leave"), length),
          origin_);
    weigh = fmt::format("{}=if({}=1, {}, {})", n, edge, own("enter"), own("leave"));
  }
  if (threshold.measure == ir::Aggregate::average) weigh += fmt::format(", {0}={0}*{1}", own("rows"), edge);
  stage(fmt::format("eval {0}=if({1}=\"1\", mvappend(\"1\", \"-1\"), \"1\")", edge, part), origin_);
  stage("mvexpand " + edge, origin_);
  stage(fmt::format("eval {0}=tonumber({0})", edge), origin_);
  stage(fmt::format("eval {0}=if({1}=1, _time, _time+{2}), {3}", own("at"), edge, length, weigh), origin_);
  // At one time rows come into the window before others leave it: both its ends belong to it.
  stage(fmt::format("sort 0 +{}, -{}", own("at"), edge), origin_);
  const std::string result = own(threshold.result);
  if (threshold.measure == ir::Aggregate::average) {
    stage(fmt::format("streamstats sum({}) AS {} sum({}) AS {}{}", n, own("sum"), own("rows"), own("count"),
                      by(allKeys(chainKeys_))),
          origin_);
    stage(fmt::format("where {}=1", edge), origin_);
    stage(fmt::format("eval {}={}/{}", result, own("sum"), own("count")), origin_);
  } else {
    stage(fmt::format("streamstats sum({}) AS {}{}", n, result, by(allKeys(chainKeys_))), origin_);
    stage(fmt::format("where {}=1", edge), origin_);
  }
}

// The steps that make rows of the outer correlation out of the chain's own.
Query Generator::chained(const Feed& feed) {
  std::string condition;
  ir::Results results = ir::Results::moments;
  const ir::Window* window = nullptr;
  std::vector<std::pair<std::string, std::string>> assigned;
  bool isSequence = false, ascending = true;
  eval_.fields = ir::fieldsOf(bound_.plan.source);
  if (const auto* threshold = std::get_if<ir::Threshold>(&bound_.plan.source)) {
    report_.add(codes::windowSaid, origin_.primary(), describe(threshold->window));
    chainedSum(*threshold);
    condition = eval_.condition(threshold->condition);
    results = threshold->results;
    window = &threshold->window;
  } else {
    const auto& sequence = std::get<ir::Sequence>(bound_.plan.source);
    report_.add(codes::windowSaid, origin_.primary(), describe(sequence.window));
    const std::vector<Carried> carried = carriedBy(sequence);
    stage(fmt::format("sort 0 +_time, +{}", own("stage")), origin_);
    sequence.ordered ? runningStages(sequence, chainKeys_, carried) : runningTogether(sequence, chainKeys_, carried);
    condition = holds(sequence);
    isSequence = sequence.ordered;
    ascending = absentFrom(sequence.presence).empty();
    results = sequence.results;
    window = &sequence.window;
    assigned.emplace_back(own("first"), sequence.ordered ? firstTime(sequence) : firstOfWindow(sequence));
    const std::vector<std::string> values =
        sequence.ordered ? keptInOrder(sequence, carried) : keptTogether(sequence, carried);
    for (std::size_t k = 0; k < values.size(); ++k)
      assigned.emplace_back(own(fmt::format("column{}", k + 1)), values[k]);
  }
  if (isSequence) {
    stage(fmt::format("where {}({})", passing(), condition), origin_);
  } else {
    everyTime(condition, results, *window, ascending);
  }
  const auto whereOwn = [&](const std::vector<std::pair<std::string, std::string>>& columns) {
    std::vector<std::string> out;
    out.reserve(columns.size());
    for (const auto& [name, text] : columns)
      out.push_back(fmt::format("{}=if({}=\"1\", {}, {})", name, own("part"), text,
                                name.starts_with(own("")) ? "null()" : evalField(unquoted(name))));
    if (!out.empty()) stage("eval " + join(out, ", "), origin_);
  };
  whereOwn(assigned);
  whereOwn(feed.assigned);
  if (!feed.guards.empty()) stage(fmt::format("where {}({})", passing(), join(feed.guards, " AND ")), origin_);
  return std::move(writer_).take();
}

// A row for each time at which it holds, or begins to; of several of one time the last, which knows all of them. The
// rows come in the order of time, or against it.
void Generator::everyTime(const std::string& condition, ir::Results results, const ir::Window& window, bool ascending) {
  const std::string keys = by(allKeys(chainKeys_)), row = own("row"), next = own("later"), holds = own("holds"),
                    before = own("before"), earlier = own("earlier");
  if (ascending || results == ir::Results::beginnings) stage(fmt::format("streamstats count AS {}", row), origin_);
  if (ascending) stage(fmt::format("sort 0 -{}", row), origin_);
  stage(fmt::format("streamstats current=f window=1 global=f last(_time) AS {}{}", next, keys), origin_);
  const std::string isLast = fmt::format("(isnull({0}) OR {0}!=_time)", next);
  if (results == ir::Results::moments) {
    stage(fmt::format("where {}({} AND ({}))", passing(), isLast, condition), origin_);
    return;
  }
  stage(fmt::format("where {}{}", passing(), isLast), origin_);
  stage(fmt::format("sort 0 {}{}", ascending ? '+' : '-', row), origin_);
  stage(fmt::format("eval {}=if({}, 1, 0)", holds, condition), origin_);
  stage(fmt::format("streamstats current=f window=1 global=f last({}) AS {} last(_time) AS {}{}", holds, before,
                    earlier, keys),
        origin_);
  stage(fmt::format("where {0}({1}=1 AND (isnull({2}) OR {2}=0 OR _time-{3}>{4}))", passing(), holds, before, earlier,
                    seconds(window)),
        origin_);
}

}  // namespace quarry::target::spl
