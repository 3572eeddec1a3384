// Aggregates that make one number of many.
#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "engine/flat/compiler.h"
#include "quarry/base/codes/query.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

Rows one(const std::string& name, std::string value) {
  Rows rows(1);
  rows.front().set(name, std::move(value));
  return rows;
}

AccumulatorMaker count(const Call& call, Compiler&) {
  const std::string as = call.as("_count");
  const auto field = call.maybe("field");
  if (call.flag("distinct") && field)
    return [as, field = *field] {
      auto seen = std::make_shared<std::unordered_set<std::string>>();
      return Accumulator{[=](const Row& row) {
                           if (const std::string* value = row.find(field)) seen->insert(*value);
                         },
                         [=] { return one(as, std::to_string(seen->size())); }};
    };
  return [as, field] {
    auto n = std::make_shared<std::uint64_t>(0);
    return Accumulator{[=](const Row& row) {
                         if (!field || row.has(*field)) ++*n;
                       },
                       [=] { return one(as, std::to_string(*n)); }};
  };
}

// What is known of the numbers of a field; sums are compensated (Neumaier), so that order does not matter much.
struct Numbers {
  double n = 0, sum = 0, carry = 0, least = std::numeric_limits<double>::infinity(), most = -least, mean = 0,
         squares = 0;

  void add(double x) {
    const double t = sum + x;
    carry += std::fabs(sum) >= std::fabs(x) ? (sum - t) + x : (x - t) + sum;
    sum = t;
    least = std::min(least, x);
    most = std::max(most, x);
    ++n;
    const double delta = x - mean;
    mean += delta / n;
    squares += delta * (x - mean);
  }
  double total() const { return sum + carry; }
};

template <class Result>
AccumulatorMaker numbers(std::string field, std::string as, Result result) {
  return [field = std::move(field), as = std::move(as), result] {
    auto state = std::make_shared<Numbers>();
    return Accumulator{[=](const Row& row) {
                         if (const auto x = row.number(field)) state->add(*x);
                       },
                       [=] {
                         const std::optional<double> value = result(*state);
                         return value ? one(as, fromNumber(*value)) : Rows();
                       }};
  };
}

std::optional<double> ifAny(const Numbers& n, double value) { return n.n > 0 ? std::optional(value) : std::nullopt; }

std::optional<double> sumOf(const Numbers& n) { return n.total(); }
std::optional<double> averageOf(const Numbers& n) { return ifAny(n, n.total() / n.n); }
std::optional<double> leastOf(const Numbers& n) { return ifAny(n, n.least); }
std::optional<double> mostOf(const Numbers& n) { return ifAny(n, n.most); }
std::optional<double> rangeOf(const Numbers& n) { return ifAny(n, n.most - n.least); }
// Of the sample: the manual does not say, and its one printed value fits neither form.
std::optional<double> deviationOf(const Numbers& n) { return ifAny(n, n.n > 1 ? std::sqrt(n.squares / (n.n - 1)) : 0); }

template <std::optional<double> (*Result)(const Numbers&)>
AccumulatorMaker statistic(const Call& call, Compiler&) {
  const std::string name(call.function());
  return numbers(call.text("field"), call.as("_" + (name == "stdDev" ? "stddev" : name)), Result);
}

AccumulatorMaker callFunction(const Call& call, Compiler& compiler) {
  const std::string name = call.text("function"), field = call.text("field"), as = call.as("_function");
  if (name == "sum") return numbers(field, as, sumOf);
  if (name == "avg") return numbers(field, as, averageOf);
  if (name == "min") return numbers(field, as, leastOf);
  if (name == "max") return numbers(field, as, mostOf);
  if (name == "range") return numbers(field, as, rangeOf);
  if (name == "stdDev") return numbers(field, as, deviationOf);
  if (name == "count")
    return [field, as] {
      auto n = std::make_shared<std::uint64_t>(0);
      return Accumulator{[=](const Row& row) {
                           if (row.has(field)) ++*n;
                         },
                         [=] { return one(as, std::to_string(*n)); }};
    };
  return compiler.refuse(codes::badArgument, call.origin(), "`callFunction()` calls no function `" + name + "`");
}

AccumulatorMaker percentage(const Call& call, Compiler& compiler) {
  const ir::Plan* plan = call.plan("condition");
  if (plan == nullptr) return nullptr;
  struct State {
    double n = 0, total = 0;
  };
  return [passes = compiler.passes(*plan), as = call.as("_percentage")] {
    auto state = std::make_shared<State>();
    return Accumulator{[=](const Row& row) {
                         state->n += passes(row) ? 1 : 0;
                         ++state->total;
                       },
                       [=] { return state->total == 0 ? Rows() : one(as, fromNumber(state->n / state->total * 100)); }};
  };
}

// The value at rank floor(p/100 * (n-1)): the service estimates it within the accuracy, this one is exact.
AccumulatorMaker percentile(const Call& call, Compiler&) {
  std::vector<std::pair<std::string, double>> wanted;
  std::vector<std::string> list = call.list("percentiles");
  if (list.size() == 1 && list.front().find(',') != std::string::npos) {  // the default, as it is written
    std::string text = list.front();
    std::erase_if(text, [](char c) { return c == '[' || c == ']' || c == ' ' || c == '_'; });
    list.clear();
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find(',', at), text.size());
      list.push_back(text.substr(at, end - at));
      at = end + 1;
    }
  }
  for (const std::string& text : list)
    if (const auto p = toNumber(text)) wanted.emplace_back(call.text("as") + "_" + fromNumber(*p), *p);
  if (wanted.empty())
    wanted = {{call.text("as") + "_50", 50}, {call.text("as") + "_75", 75}, {call.text("as") + "_99", 99}};
  return [wanted, field = call.text("field")] {
    auto values = std::make_shared<std::vector<double>>();
    return Accumulator{
        [=](const Row& row) {
          if (const auto x = row.number(field)) values->push_back(*x);
        },
        [=]() -> Rows {
          if (values->empty()) return {};
          std::sort(values->begin(), values->end());
          Rows rows(1);
          for (const auto& [name, p] : wanted) {
            const double rank = std::floor(p / 100 * static_cast<double>(values->size() - 1));
            rows.front().set(
                name,
                (*values)[static_cast<std::size_t>(std::clamp(rank, 0.0, static_cast<double>(values->size() - 1)))]);
          }
          return rows;
        }};
  };
}

// `_r2` is the adjusted one.
AccumulatorMaker linReg(const Call& call, Compiler&) {
  struct State {
    double n = 0, mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  };
  std::string prefix = call.text("prefix", "_");
  return [x = call.text("x"), y = call.text("y"), prefix] {
    auto s = std::make_shared<State>();
    return Accumulator{[=](const Row& row) {
                         const auto a = row.number(x), b = row.number(y);
                         if (!a || !b) return;
                         ++s->n;
                         const double dx = *a - s->mx, dy = *b - s->my;
                         s->mx += dx / s->n;
                         s->my += dy / s->n;
                         s->xx += dx * (*a - s->mx);
                         s->yy += dy * (*b - s->my);
                         s->xy += dx * (*b - s->my);
                       },
                       [=]() -> Rows {
                         if (s->n < 2 || s->xx == 0) return {};
                         const double slope = s->xy / s->xx;
                         Rows rows(1);
                         Row& out = rows.front();
                         out.set(prefix + "slope", slope);
                         out.set(prefix + "intercept", s->my - slope * s->mx);
                         const double r2 = s->yy == 0 ? 1 : s->xy * s->xy / (s->xx * s->yy);
                         if (s->n > 2) out.set(prefix + "r2", 1 - (1 - r2) * (s->n - 1) / (s->n - 2));
                         out.set(prefix + "n", s->n);
                         return rows;
                       }};
  };
}

// Per second, between the first and the last event; a fall is a counter that began anew.
AccumulatorMaker counterAsRate(const Call& call, Compiler&) {
  return [field = call.text("field"), as = call.as("_rate")] {
    auto points = std::make_shared<std::vector<std::pair<double, double>>>();
    return Accumulator{[=](const Row& row) {
                         const auto time = row.number("@timestamp"), value = row.number(field);
                         if (time && value) points->emplace_back(*time, *value);
                       },
                       [=]() -> Rows {
                         std::stable_sort(points->begin(), points->end(),
                                          [](const auto& a, const auto& b) { return a.first < b.first; });
                         if (points->size() < 2 || points->back().first == points->front().first) return {};
                         double grown = 0;
                         for (std::size_t i = 1; i < points->size(); ++i) {
                           const double step = (*points)[i].second - (*points)[i - 1].second;
                           grown += step >= 0 ? step : (*points)[i].second;
                         }
                         return one(as, fromNumber(grown / ((points->back().first - points->front().first) / 1000)));
                       }};
  };
}

AccumulatorMaker stats(const Call& call, Compiler& compiler) { return compiler.aggregates(call); }

}  // namespace

void addStatistics(Registry& r) {
  r.aggregate(Operation::count, count);
  r.aggregate(Operation::sum, statistic<sumOf>);
  r.aggregate(Operation::avg, statistic<averageOf>);
  r.aggregate(Operation::min, statistic<leastOf>);
  r.aggregate(Operation::max, statistic<mostOf>);
  r.aggregate(Operation::range, statistic<rangeOf>);
  r.aggregate(Operation::stdDev, statistic<deviationOf>);
  r.aggregate(Operation::callFunction, callFunction);
  r.aggregate(Operation::percentage, percentage);
  r.aggregate(Operation::percentile, percentile);
  r.aggregate(Operation::linReg, linReg);
  r.aggregate(Operation::counterAsRate, counterAsRate);
  r.aggregate(Operation::stats, stats);
}

}  // namespace quarry::engine::flat
