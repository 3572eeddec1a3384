#include "quarry/driver/reached.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "quarry/engine/run.h"

namespace quarry::driver {

namespace {

constexpr const char* kAt = "q_at";
constexpr std::size_t kShownTimes = 4;

struct Share {
  const ir::Part* part;
  std::vector<std::string> keys;
  bool isAbsence;
};

std::vector<Share> sharesOf(const ir::Source& source) {
  std::vector<Share> shares;
  if (const auto* threshold = std::get_if<ir::Threshold>(&source))
    for (const ir::Part& part : threshold->of) shares.push_back({&part, threshold->keys, false});
  if (const auto* sequence = std::get_if<ir::Sequence>(&source)) {
    for (const ir::Part& stage : sequence->stages) shares.push_back({&stage, sequence->keys, false});
    for (const ir::Absence& absence : sequence->absences) {
      shares.push_back({&absence.part, {}, true});
      for (const std::size_t key : absence.by) shares.back().keys.push_back(sequence->keys[key]);
    }
  }
  return shares;
}

using Keys = std::vector<std::pair<std::string, std::string>>;

// None where a key is missing: the row takes no part.
std::optional<Keys> keysOf(const engine::ResultRow& row, const std::vector<std::string>& names) {
  Keys keys;
  for (const std::string& name : names) {
    const engine::Value value = row.get(name);
    if (!value.isPresent()) return std::nullopt;
    keys.emplace_back(name, engine::textOf(value).value_or(engine::toJson(value)));
  }
  return keys;
}

class Table {
 public:
  Table(const std::vector<Share>& shares, std::size_t most) : shares_(shares), most_(most) {}

  // The line of a key; null if there are enough of them.
  Reached* at(const Keys& keys) {
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const Reached& one) { return one.keys == keys; });
    if (found != all_.end()) return &*found;
    if (all_.size() >= most_) return nullptr;
    Reached made{keys, {}, {}};
    for (const Share& share : shares_) made.stages.push_back({share.part->name, share.isAbsence, {}});
    all_.push_back(std::move(made));
    return &all_.back();
  }
  // Every line that agrees with some of the keys.
  void add(const Keys& some, std::size_t stage, const std::string& time) {
    for (Reached& one : all_)
      if (std::all_of(some.begin(), some.end(), [&](const auto& key) {
            return std::find(one.keys.begin(), one.keys.end(), key) != one.keys.end();
          }))
        one.stages[stage].times.push_back(time);
  }
  std::vector<Reached> take() {
    for (Reached& one : all_)
      for (Reached::Stage& stage : one.stages) std::sort(stage.times.begin(), stage.times.end());
    return std::move(all_);
  }

 private:
  const std::vector<Share>& shares_;
  std::size_t most_;
  std::vector<Reached> all_;
};

}  // namespace

std::vector<Reached> reach(const ir::Plan& correlation, const std::string& events, engine::Context& context,
                           std::size_t most) {
  const std::vector<Share> shares = sharesOf(correlation.source);
  Table table(shares, most);
  base::Report quiet;
  engine::Context again = context;
  const auto rows = [&](const ir::Plan& plan, engine::Context& with, const auto& use) {
    auto source = engine::EventSource::text("events", events, with.sources, quiet);
    engine::run(
        plan, source,
        [&](const engine::ResultRow& row) {
          use(row);
          return true;
        },
        with);
  };
  for (std::size_t i = 0; i < shares.size(); ++i) {
    ir::Plan plan = *shares[i].part->plan;
    plan.steps.push_back({ir::Extend{{{kAt, {shares[i].part->time, {}}, {ir::TypeKind::time, {}}, {}}}}, {}});
    rows(plan, again, [&](const engine::ResultRow& row) {
      const auto keys = keysOf(row, shares[i].keys);
      const auto time = engine::instantOf(row.get(kAt));
      if (!keys || !time) return;
      if (!shares[i].isAbsence && table.at(*keys) == nullptr) return;
      table.add(*keys, i, engine::print(*time));
    });
  }
  const std::vector<std::string> names = ir::keysOf(correlation.source);
  ir::Plan whole{correlation.source, correlation.sourceOrigin, {}};  // the steps may drop the keys
  rows(whole, context, [&](const engine::ResultRow& row) {
    const auto keys = keysOf(row, names);
    Reached* one = keys ? table.at(*keys) : nullptr;
    if (one == nullptr) return;
    one->results.emplace_back();
    row.writeJson(one->results.back());
  });
  return table.take();
}

std::string print(const Reached& reached, std::size_t indent, bool colour) {
  const std::string margin(indent, ' ');
  std::string key;
  for (const auto& [name, text] : reached.keys) key += fmt::format("{}{} = {}", key.empty() ? "" : ", ", name, text);
  if (key.empty()) key = "all rows together";
  std::string out = margin + (colour ? "\x1b[1m" + key + "\x1b[0m" : key) + "\n";
  std::size_t width = 0;
  for (const Reached::Stage& stage : reached.stages)
    width = std::max(width, stage.rule.size() + (stage.isAbsence ? std::string_view("without ").size() : 0));
  for (const Reached::Stage& stage : reached.stages) {
    const bool good = stage.isThere() != stage.isAbsence;
    std::string times;
    for (std::size_t i = 0; i < stage.times.size() && i < kShownTimes; ++i)
      times += (times.empty() ? "" : ", ") + stage.times[i];
    if (stage.times.size() > kShownTimes) times += fmt::format(", and {} more", stage.times.size() - kShownTimes);
    if (times.empty()) times = "no row";
    const std::string name = (stage.isAbsence ? "without " : "") + stage.rule;
    const std::string mark = good ? "✓" : "✗";
    out +=
        fmt::format("{}  {} {:<{}}   {}\n", margin, colour ? (good ? "\x1b[32m" : "\x1b[31m") + mark + "\x1b[0m" : mark,
                    name, width, colour ? "\x1b[2m" + times + "\x1b[0m" : times);
  }
  if (reached.results.empty()) out += margin + "  no result\n";
  for (const std::string& result : reached.results) out += fmt::format("{}  result {}\n", margin, result);
  return out;
}

}  // namespace quarry::driver
