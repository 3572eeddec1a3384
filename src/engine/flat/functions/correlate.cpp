// correlate(): constellations of events, one for each query, tied by links.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/flat/compiler.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

struct Link {
  std::size_t left = 0, right = 0;  // queries
  std::string leftField, rightField;
};

struct Query {
  std::string name;
  std::function<Rows(Row)> run;
  std::vector<std::string> include;
  std::vector<std::string> tied;  // fields of its links
};

struct Candidate {
  Row row;
  double time = 0;
  std::size_t event = 0;  // which event it came from
};

struct Constellations {
  std::vector<Query> queries;
  std::vector<Link> links;
  std::vector<std::string> global, sequenceBy;
  std::size_t root = 0;
  double within = INFINITY, jitter = 0;
  bool sequence = false, once = false, values = true;
  std::size_t maxPerRoot = 1;

  // Whether the candidate for query `i` agrees with those chosen before.
  bool fits(std::size_t i, const Candidate& candidate, const std::vector<const Candidate*>& chosen) const {
    for (std::size_t k = 0; k < chosen.size(); ++k) {
      if (chosen[k] == nullptr || k == i) continue;
      if (chosen[k]->event == candidate.event || std::fabs(chosen[k]->time - candidate.time) > within) return false;
      if (sequence && !inOrder(k < i ? *chosen[k] : candidate, k < i ? candidate : *chosen[k])) return false;
      for (const std::string& field : global) {
        const std::string *a = chosen[k]->row.find(field), *b = candidate.row.find(field);
        if (a == nullptr || b == nullptr || *a != *b) return false;
      }
    }
    for (const Link& link : links) {
      const Candidate* left = link.left == i ? &candidate : chosen[link.left];
      const Candidate* right = link.right == i ? &candidate : chosen[link.right];
      if (left == nullptr || right == nullptr || (link.left != i && link.right != i)) continue;
      const std::string *a = left->row.find(link.leftField), *b = right->row.find(link.rightField);
      if (a == nullptr || b == nullptr || *a != *b) return false;
    }
    return true;
  }

  bool inOrder(const Candidate& first, const Candidate& second) const {
    for (const std::string& field : sequenceBy) {
      const auto a = first.row.number(field), b = second.row.number(field);
      if (!a || !b) return false;
      if (*a != *b) return *a < *b;
    }
    return first.time < second.time + jitter || (first.time == second.time && first.event < second.event);
  }

  void search(const std::vector<std::vector<Candidate>>& all, std::vector<const Candidate*>& chosen, std::size_t next,
              std::set<std::size_t>& used, std::size_t& found, Rows& out) const {
    if (found >= maxPerRoot) return;
    if (next == queries.size()) {
      ++found;
      if (once)
        for (const Candidate* one : chosen) used.insert(one->event);
      out.push_back(rowOf(chosen));
      return;
    }
    if (next == root) return search(all, chosen, next + 1, used, found, out);
    for (const Candidate& candidate : all[next]) {
      if ((once && used.contains(candidate.event)) || !fits(next, candidate, chosen)) continue;
      chosen[next] = &candidate;
      search(all, chosen, next + 1, used, found, out);
      chosen[next] = nullptr;
      if (found >= maxPerRoot) return;
    }
  }

  Row rowOf(const std::vector<const Candidate*>& chosen) const {
    Row out;
    const Row& first = chosen[root]->row;
    for (const std::string_view name : {"@id", "@timestamp", "@ingesttimestamp"}) out.setIf(name, first.get(name));
    for (std::size_t i = 0; i < queries.size(); ++i) {
      const Row& row = chosen[i]->row;
      const auto add = [&](const std::string& field) { out.setIf(queries[i].name + "." + field, row.get(field)); };
      const bool all = queries[i].include.size() == 1 && queries[i].include.front() == "*";
      if (all)
        for (const auto& [name, value] : row.fields()) out.set(queries[i].name + "." + name, value);
      else
        for (const std::string& field : queries[i].include) add(field);
      for (const std::string_view name : {"@id", "@timestamp", "@ingesttimestamp"}) add(std::string(name));
      if (!values) continue;
      for (const std::string& field : queries[i].tied) add(field);
      for (const std::string& field : global) add(field);
    }
    return out;
  }

  void run(Rows& rows) const {
    std::vector<std::vector<Candidate>> all(queries.size());
    for (std::size_t e = 0; e < rows.size(); ++e)
      for (std::size_t q = 0; q < queries.size(); ++q)
        for (Row& row : queries[q].run(rows[e])) {
          const double time = row.number("@timestamp").value_or(0);
          all[q].push_back({std::move(row), time, e});
        }
    for (auto& candidates : all)
      std::stable_sort(candidates.begin(), candidates.end(),
                       [](const Candidate& a, const Candidate& b) { return a.time < b.time; });
    Rows out;
    std::set<std::size_t> used;
    for (const Candidate& candidate : all[root]) {
      if (once && used.contains(candidate.event)) continue;
      std::vector<const Candidate*> chosen(queries.size());
      chosen[root] = &candidate;
      std::size_t found = 0;
      search(all, chosen, 0, used, found, out);
    }
    rows = std::move(out);
  }
};

RowsFunction correlate(const Call& call, Compiler& compiler) {
  Constellations all;
  std::vector<std::pair<std::size_t, std::vector<std::string>>> ties;
  for (const ir::Argument& argument : call.apply().arguments) {
    const auto* list = argument.name == "query" ? std::get_if<ir::ArgumentList>(&argument.value) : nullptr;
    if (list == nullptr || list->of.size() != 1) continue;
    const auto* parts = std::get_if<ir::ArgumentList>(&list->of.front().value);
    if (parts == nullptr) continue;
    Query query;
    query.name = list->of.front().name;
    for (const ir::Argument& part : parts->of) {
      if (const auto* plan = std::get_if<std::shared_ptr<const ir::Plan>>(&part.value))
        query.run = compiler.each(**plan);
      if (part.name == "include") query.include = wordsOf(part);
      if (part.name != "links") continue;
      for (const ir::Argument& link : std::get<ir::ArgumentList>(part.value).of)
        ties.emplace_back(all.queries.size(), wordsOf(link));
    }
    all.queries.push_back(std::move(query));
  }
  // `A.x` is the field x of the query A; what names no query is the query's own field.
  const auto resolve = [&](const std::string& text, std::size_t own) {
    std::pair<std::size_t, std::string> best{own, text};
    std::size_t length = 0;
    for (std::size_t i = 0; i < all.queries.size(); ++i) {
      const std::string& name = all.queries[i].name;
      if (name.size() > length && text.starts_with(name + ".")) {
        best = {i, text.substr(name.size() + 1)};
        length = name.size();
      }
    }
    return best;
  };
  for (const auto& [own, words] : ties) {
    const auto left = resolve(words[0], own), right = resolve(words[1], own);
    if (left.first == right.first)
      return compiler.refuse(codes::badArgument, call.origin(),
                             fmt::format("the link `{} <=> {}` ties a query to itself", words[0], words[1]));
    all.links.push_back({left.first, right.first, left.second, right.second});
    all.queries[left.first].tied.push_back(left.second);
    all.queries[right.first].tied.push_back(right.second);
  }
  if (all.queries.size() < 2)
    return compiler.refuse(codes::badArgument, call.origin(), "`correlate()` needs at least two queries");
  all.global = call.list("globalConstraints");
  all.sequence = call.flag("sequence");
  all.sequenceBy = call.list("sequenceBy");
  all.once = call.flag("includeMatchesOnceOnly");
  all.values = call.flag("includeConstraintValues", true);
  all.maxPerRoot = base::clamped<std::size_t>(std::max(1.0, call.number("maxPerRoot", 1)));
  for (const auto& [name, target] : {std::pair{"within", &all.within}, std::pair{"jitterTolerance", &all.jitter}}) {
    if (!call.has(name) || call.text(name).empty()) continue;
    const auto duration = durationOf(call.text(name));
    if (!duration)
      return compiler.refuse(codes::badArgument, call.origin(),
                             fmt::format("`{}` is no length of time", call.text(name)));
    *target = static_cast<double>(*duration);
  }
  if (const auto root = call.maybe("root"))
    for (std::size_t i = 0; i < all.queries.size(); ++i)
      if (all.queries[i].name == *root) all.root = i;
  AccumulatorMaker aggregate;
  if (call.has("aggregation")) {
    aggregate = compiler.aggregates(call, "aggregation");
    if (!aggregate) return nullptr;
  }
  return [all, aggregate](Rows& rows) {
    all.run(rows);
    if (!aggregate) return;
    const Accumulator result = aggregate();
    for (const Row& row : rows) result.add(row);
    rows = result.rows();
  };
}

}  // namespace

void addCorrelate(Registry& r) { r.rows(ir::Operation::correlate, correlate); }

}  // namespace quarry::engine::flat
