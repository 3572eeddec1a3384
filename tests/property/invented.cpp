// Rules that nobody wrote, over every field of every log source with what Sigma has: each is compiled for the three
// platforms or refused for a limit that docs/refusals.md lists, what is emitted is well-formed, and the emitted CQL
// finds of carried events what the rule finds of the events. QUARRY_INVENTED says how many rules each field gets.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "../oracle/spl/check.h"
#include "carried.h"
#include "invented_rules.h"
#include "quarry/cql/parse.h"
#include "quarry/ir/visit_fields.h"
#include "quarry/lint/rule.h"
#include "quarry/target/target.h"
#include "schema/families.h"
#include "schema/locate.h"
#include "sigma_events.h"

using namespace quarry;
using engine::Value;

namespace {

std::size_t rounds() {
  const char* wanted = std::getenv("QUARRY_INVENTED");
  return wanted == nullptr ? 2 : std::strtoul(wanted, nullptr, 10);
}

// What is wrong, a few of a kind.
class Problems {
 public:
  void add(const std::string& kind, const std::string& text) {
    if (++counts_[kind] <= kShown) shown_ += "\n== " + kind + "\n" + text + "\n";
  }
  void report() const {
    for (const auto& [kind, count] : counts_) FAIL_CHECK(count << " times: " << kind);
    if (const char* path = std::getenv("QUARRY_REPORT"); path != nullptr)
      std::ofstream(path) << shown_;
    else if (!shown_.empty())
      MESSAGE(shown_);
  }

 private:
  static constexpr std::size_t kShown = 6;
  std::map<std::string, std::size_t> counts_;
  std::string shown_;
};

// What a lint says of an odd rule rather than of how the query says it: two names of one field ask twice, two fields
// have names that differ in case, a field that holds whole paths is compared with a name.
bool isOfTheRule(std::string_view code) {
  static const std::set<std::string_view> kCodes = {"CQL109", "CQL111", "CQL112", "CQL113", "CQL134", "CQL137",
                                                    "CQL149", "CQL211", "CQL212", "CQL230", "CQL246", "CQL261"};
  return kCodes.contains(code);
}

void checkCql(const std::string& query, const std::string& what, Problems& problems) {
  base::Sources sources;
  base::Report report;
  const cql::Tree tree = cql::parse(sources.add("emitted.cql", query), sources, report);
  lint::run({tree, sources}, report);
  for (const base::Diagnostic& finding : report.findings())
    if (!isOfTheRule(finding.def->code))
      problems.add("emitted CQL: " + std::string(finding.def->code), what + finding.message + "\n" + query);
}

void checkSpl(const std::string& query, const std::string& what, Problems& problems) {
  static const spl::Catalogue catalogue = spl::Catalogue::read(QUARRY_ROOT "/tests/oracle/spl");
  try {
    spl::Checker(catalogue).check(query);
  } catch (const spl::Wrong& wrong) {
    problems.add(std::string("emitted SPL: ") + wrong.what(), what + query);
  }
}

// The rule asks for a field of which the record says more, or less, than the event did.
bool saysOther(const ir::Plan& plan, const schema::Bound& bound, const carry::Carried& record) {
  bool other = false;
  const auto among = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  ir::visitFields(plan, [&](const ir::FieldRef& field) {
    other = other || (field.kind == ir::FieldRef::Kind::raw && (!record.lost.empty() || !bound.text.empty())) ||
            among(record.implied, field.name) || among(record.lost, field.name);
  });
  return other;
}

const schema::Variant& variantOf(const schema::Family& family, schema::Platform platform, const std::string& name) {
  const std::vector<schema::Variant>& all = *family.on(platform);
  return *std::find_if(all.begin(), all.end(), [&](const schema::Variant& one) { return one.name == name; });
}

// The name of the field's place: a container's place stands for what is below it.
std::string filledIn(const schema::Place& place, const schema::Variant& variant, const std::string& field) {
  const schema::NamedContainer* container = schema::containerOf(variant, field);
  const std::string rest = container == nullptr ? field : field.substr(container->first.size() + 1);
  std::string name = place.name + (place.path.empty() ? "" : "." + ir::print(place.path));
  for (const auto& [hole, text] : {std::pair<std::string_view, const std::string&>{"{field}", field}, {"{rest}", rest}})
    if (const std::size_t at = name.find(hole); at != std::string::npos) name.replace(at, hole.size(), text);
  const bool isColumn = place.path.empty() && place.access != ir::Access::column && container != nullptr;
  return isColumn ? name + "." + rest : name;
}

// The name without the brackets of arrays.
std::string withoutMarks(std::string name) {
  for (std::size_t at = name.find("[]"); at != std::string::npos; at = name.find("[]")) name.erase(at, 2);
  return name;
}

// The columns, or the expression, that a field is read from.
std::set<std::string> placesOf(const schema::Variant& variant, const std::string& field) {
  std::set<std::string> out = {field};
  const auto add = [&](const schema::Place& place) {
    out.insert(withoutMarks(filledIn(place, variant, field)));
    for (const auto& [part, column] : place.parts) out.insert(column);
  };
  const auto map = variant.fields.find(field);
  if (map != variant.fields.end())
    std::for_each(map->second.places.begin(), map->second.places.end(), add);
  else if (variant.rest)
    add(*variant.rest);
  return out;
}

// Whether an event that is made up can have the fields of the rule, and each with the value that it is given: two
// fields may be read from one place, a field may be a part of a larger text, or what every record has.
bool isPlain(const test::Invented& invented, const schema::Family& family, const schema::Variant& variant) {
  for (const std::string& field : invented.fields) {
    if (family.same.contains(field)) return false;
    const auto map = variant.fields.find(field);
    if (map == variant.fields.end()) {
      if (variant.rest && variant.rest->expression) return false;
      continue;
    }
    using schema::Shape;
    const Shape shape = map->second.shape;
    if (map->second.constant || shape == Shape::within || shape == Shape::element || shape == Shape::object)
      return false;
    if (shape == Shape::fileName || shape == Shape::account || map->second.places.front().expression) return false;
  }
  const std::set<std::string> one = placesOf(variant, invented.fields.front()),
                              two = placesOf(variant, invented.fields.back());
  for (const schema::Restriction& restriction : variant.restriction) {
    // A text inside an object is asked for, which the plan's reader knows of fields only.
    if (one.contains(restriction.field) || two.contains(restriction.field) ||
        (variant.rest && variant.rest->name == restriction.field))
      return false;
  }
  return invented.fields.front() == invented.fields.back() ||
         std::none_of(one.begin(), one.end(), [&](const std::string& place) { return two.contains(place); });
}

struct Counts {
  std::size_t compiled = 0, refused = 0, events = 0, found = 0;
};

void compare(test::RuleUnderTest& rule, const test::Invented& invented, schema::Platform platform, Counts& counts,
             Problems& problems) {
  const test::Compiled* query = rule.on(platform);
  if (query == nullptr) return;
  const schema::Family& family = schema::family(invented.family);
  if (!isPlain(invented, family, variantOf(family, platform, query->bound.variant))) return;
  const std::vector<Value> events = test::eventsFor(invented);
  const std::vector<bool> raw = rule.finds(events);
  std::vector<std::optional<carry::Carried>> records;
  for (const Value& event : events) records.push_back(rule.carry(platform, event));
  const std::vector<bool> hits = rule.finds(platform, records);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!records[i] || saysOther(rule.plan(), query->bound, *records[i])) continue;
    ++counts.events;
    counts.found += hits[i] ? 1 : 0;
    if (hits[i] == raw[i]) continue;
    problems.add(fmt::format("{} finds {} than the rule", schema::name(platform), hits[i] ? "more" : "less"),
                 fmt::format("{}\n{}{}\n{}\n{}", invented.name, invented.yaml, query->query, engine::toJson(events[i]),
                             engine::toJson(Value(records[i]->record))));
    return;
  }
}

}  // namespace

TEST_CASE("rules over every field of every log source are compiled, well-formed, and find what the rules find") {
  Problems problems;
  std::map<schema::Platform, Counts> counts;
  const std::vector<test::Invented> rules = test::inventedRules(rounds());
  const auto one = [&](const test::Invented& invented) {
    test::RuleUnderTest rule(invented.yaml);
    if (!rule.taken()) {
      // A placeholder that nothing fills in, or text that is no rule's.
      if (!rule.why().starts_with("RULE")) problems.add("not lowered: " + rule.why(), invented.yaml);
      return;
    }
    for (const schema::Platform platform : test::kPlatforms) {
      Counts& count = counts[platform];
      base::Report report;
      const auto bound = schema::bind(rule.plan(), platform, {}, report);
      const auto query = bound ? target::target(platform).generate(*bound, report) : std::nullopt;
      if (query.has_value() == report.hasErrors())
        problems.add("a query beside an error, or none without", invented.yaml);
      ++(query ? count.compiled : count.refused);
      if (!query) continue;
      if (platform == schema::Platform::cql) checkCql(query->text, invented.name + "\n", problems);
      if (platform == schema::Platform::spl) checkSpl(query->text, invented.name + "\n", problems);
      compare(rule, invented, platform, count, problems);
    }
  };
  for (const test::Invented& invented : rules) {
    try {
      one(invented);
    } catch (const std::exception& error) {
      problems.add(std::string("thrown: ") + error.what(), invented.yaml);
    }
  }
  for (const auto& [platform, count] : counts)
    MESSAGE(schema::name(platform) << ": " << count.compiled << " rules compiled, " << count.refused << " refused; "
                                   << count.events << " events, " << count.found << " found");
  CHECK(rules.size() > 2000);
  problems.report();
}

// For the oracle that reads KQL: the rules as files, where QUARRY_INVENTED_TO names a folder.
TEST_CASE("rules over every field are written for other programs to compile") {
  const char* folder = std::getenv("QUARRY_INVENTED_TO");
  if (folder == nullptr) return;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const test::Invented& invented : test::inventedRules(rounds()))
    std::ofstream(fmt::format("{}/{:05}.yml", folder, ++number)) << invented.yaml;
  CHECK(number > 2000);
}
