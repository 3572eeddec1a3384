// Real events with the rule that has to find each: found by the rule, and by the emitted query in the platform's shape;
// near misses made from it are found by neither. Runs when QUARRY_CORPUS names a folder with `sigma-regression` in it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <set>

#include "carried.h"
#include "corpus_files.h"
#include "quarry/base/text.h"
#include "quarry/driver/verdict.h"
#include "quarry/engine/explain.h"

using namespace quarry;
namespace fs = std::filesystem;
using engine::Value;

namespace {

std::vector<Value> eventsOf(const std::string& text) {
  std::vector<Value> out;
  base::Sources sources;
  base::Report report;
  engine::EventSource source = engine::EventSource::text("events", text, sources, report);
  for (engine::EventText event; source.next(event);)
    if (auto value = engine::parseJson(event.json); value && value->object() != nullptr) out.push_back(*value);
  return out;
}

// The lines of a log that has no fields.
std::vector<Value> linesIn(const fs::path& folder) {
  std::vector<Value> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".raw") continue;
    std::string text = test::slurp(entry.path());
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    out.emplace_back(engine::Object{{"message", Value(text)}});
  }
  return out;
}

// "id: …" at the beginning of a line, or of an entry.
std::string idIn(const std::string& text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + key.size();
  return text.substr(begin, 36);
}

std::map<std::string, fs::path> rulesById(const fs::path& root) {
  std::map<std::string, fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.path().extension() == ".yml") out[idIn("\n" + test::slurp(entry.path()), "\nid: ")] = entry.path();
  return out;
}

// The event with the field replaced, or taken out: wherever an object holds a member of that name.
Value edited(const Value& value, const std::string& field, const std::optional<Value>& with, bool& changed) {
  const engine::Object* object = value.object();
  if (object == nullptr) return value;
  engine::Object out;
  for (const auto& [name, member] : *object) {
    if (name != field) {
      out.emplace_back(name, edited(member, field, with, changed));
    } else {
      changed = true;
      if (with) out.emplace_back(name, *with);
    }
  }
  return out;
}

// Fields whose value was asked for, and asked for with success.
void decisive(const engine::Explanation& part, bool negated, std::map<std::string, Value>& out) {
  const bool isTest = part.kind == engine::Explanation::Kind::test || part.kind == engine::Explanation::Kind::value;
  if (isTest && part.holds && !negated && !part.field.empty()) out[part.field] = part.value;
  for (const engine::Explanation& inner : part.of)
    decisive(inner, negated != (part.kind == engine::Explanation::Kind::negated), out);
}

std::optional<Value> with(const Value& event, const std::string& field, const std::optional<Value>& value) {
  bool changed = false;
  Value out = edited(event, field, value, changed);
  if (!changed) return std::nullopt;
  return out;
}

// One decisive value taken out, or changed. Where the event meets alternatives as well, as many as it takes.
std::vector<Value> nearMisses(test::RuleUnderTest& rule, const Value& event) {
  std::vector<Value> single, out;
  base::Report report;
  engine::Context context = driver::ruleContext(rule.sources(), report);
  const auto* filter = std::get_if<ir::Filter>(&rule.plan().steps.front().node);
  const auto explanation = engine::Explainer(filter->where, context).explain(engine::toJson(event));
  if (!explanation) return out;
  std::map<std::string, Value> fields;
  decisive(*explanation, false, fields);
  // A keyword stands in the line.
  if (fields.empty()) fields.emplace("message", Value("line"));
  const auto lets = [&](const std::vector<Value>& some) {
    const std::vector<bool> hit = rule.finds(some);
    for (std::size_t i = 0; i < some.size(); ++i)
      if (!hit[i]) out.push_back(some[i]);
  };
  std::vector<Value> removed = {event}, changed = {event};
  for (const auto& [field, value] : fields) {
    const Value other = value.number() != nullptr ? Value(7.0) : Value("7z");
    for (const std::optional<Value>& to : {std::optional<Value>(), std::optional<Value>(other)})
      if (auto one = with(event, field, to)) single.push_back(std::move(*one));
    if (auto one = with(removed.back(), field, std::nullopt)) removed.push_back(std::move(*one));
    if (auto one = with(changed.back(), field, other)) changed.push_back(std::move(*one));
  }
  lets(single);
  if (!out.empty()) return out;
  lets(removed);
  lets(changed);
  return out;
}

// How many of the events the rule has to find; at least one where that is not said.
std::size_t expected(const std::string& info) {
  static constexpr std::string_view kKey = "match_count: ";
  const std::size_t at = info.find(kKey);
  return at == std::string::npos ? 1 : static_cast<std::size_t>(std::stoul(info.substr(at + kKey.size())));
}

}  // namespace

TEST_CASE("real events are found by their rules and by the queries made of them, near misses by neither") {
  const fs::path root = test::corpus("sigma-regression");
  if (root.empty() || test::corpus("sigma").empty()) return;
  const std::map<std::string, fs::path> rules = rulesById(test::corpus("sigma"));
  std::size_t events = 0, foundRaw = 0, misses = 0;
  std::map<schema::Platform, std::size_t> compiled, carried, found, near;
  std::map<std::string, std::size_t> notTaken;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().filename() != "info.yml") continue;
    const std::string id = idIn(test::slurp(entry.path()), "    - id: ");
    const fs::path file = entry.path().parent_path() / (id + ".json");
    CAPTURE(file.string());
    const std::vector<Value> all = fs::exists(file) ? eventsOf(test::slurp(file)) : linesIn(entry.path().parent_path());
    REQUIRE(!all.empty());
    REQUIRE(rules.contains(id));
    test::RuleUnderTest rule(test::slurp(rules.at(id)));
    if (!rule.taken()) {
      ++notTaken[rule.why()];
      continue;
    }
    // The file may hold what happened around it.
    std::vector<Value> own;
    const std::vector<bool> raw = rule.finds(all);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (raw[i]) own.push_back(all[i]);
    const std::size_t wanted = expected(test::slurp(entry.path()));
    CHECK_MESSAGE(own.size() >= wanted, "the rule finds ", own.size(), " of its ", wanted, " events");
    events += wanted;
    foundRaw += std::min(own.size(), wanted);
    std::vector<Value> missing;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!raw[i]) missing.push_back(all[i]);
    for (const Value& event : own) {
      const std::vector<Value> some = nearMisses(rule, event);
      CHECK_MESSAGE(!some.empty(), "no change of a field makes a near miss");
      missing.insert(missing.end(), some.begin(), some.end());
    }
    misses += missing.size();
    for (const schema::Platform platform : test::kPlatforms) {
      CAPTURE(schema::name(platform));
      const test::Compiled* query = rule.on(platform);
      if (query == nullptr) {
        ++notTaken[fmt::format("{}: {}", schema::name(platform), rule.why())];
        continue;
      }
      CAPTURE(query->query);
      const auto there = [&](const std::vector<Value>& some) {
        std::vector<std::optional<carry::Carried>> out;
        for (const Value& event : some) out.push_back(rule.carry(platform, event));
        return out;
      };
      const auto records = there(own);
      const std::vector<bool> hits = rule.finds(platform, records);
      for (std::size_t i = 0; i < own.size(); ++i) {
        ++compiled[platform];
        if (!records[i]) {
          ++notTaken[fmt::format("{}: {}", schema::name(platform), rule.why())];
          continue;
        }
        ++carried[platform];
        CAPTURE(engine::toJson(Value(records[i]->record)));
        CHECK_MESSAGE(hits[i], "the query does not find the event");
        found[platform] += hits[i] ? 1 : 0;
      }
      const auto others = there(missing);
      const std::vector<bool> wrong = rule.finds(platform, others);
      for (std::size_t i = 0; i < missing.size(); ++i) {
        if (!others[i]) continue;
        ++near[platform];
        CAPTURE(engine::toJson(Value(others[i]->record)));
        CHECK_MESSAGE(!wrong[i], "the query finds a near miss");
      }
    }
  }
  std::string list;
  for (const auto& [why, count] : notTaken) list += fmt::format("\n  {:4} {}", count, why);
  MESSAGE(events << " events, " << foundRaw << " found by their rules, " << misses << " near misses");
  for (const schema::Platform platform : test::kPlatforms)
    MESSAGE(schema::name(platform) << ": " << compiled[platform] << " events of rules that compile, "
                                   << carried[platform] << " carried, " << found[platform] << " found, "
                                   << near[platform] << " near misses");
  MESSAGE("not taken:" << list);
  CHECK(foundRaw == events);
}
