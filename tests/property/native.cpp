// The maps against what vendors ship. An event of the log, carried to a platform, is the record that stands beside it;
// with any two entries of the map swapped, or a map of values taken out, it is not. Maps of which there is no record
// are held against a table of what the documentation says (documented.h), which notices the same.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <set>

#include "carry/carry_to.h"
#include "documented.h"
#include "native_samples.h"
#include "physical_plan.h"
#include "quarry/engine/run.h"
#include "schema/bind_source.h"
#include "schema/families.h"

using namespace quarry;
using schema::Family;
using schema::FieldMap;
using schema::Variant;

namespace {

const schema::Settings kNone;

// Why a rule that asks for what the event holds does not find the record; empty if it does.
std::string unfound(const test::NativeSample& sample, const test::NativeRecord& native, const Family& family,
                    const Variant& variant) {
  const schema::Serves& serves = family.serves.front();
  std::vector<ir::Pred> all;
  for (const auto& [name, value] : *sample.event.object()) {
    ir::Test test;
    test.field.name = name;
    test.fold = ir::Fold::unicode;
    test.operands.push_back({ir::exactGlob(engine::textOf(value).value_or("")), {}});
    all.push_back({std::move(test), {}});
  }
  ir::Plan plan{ir::Scan{serves.product, serves.category, serves.service, false}, {}, {}};
  plan.steps.push_back({ir::Filter{ir::conjunction(std::move(all))}, {}});
  base::Sources sources;
  base::Report report;
  const auto bound = schema::bindTo(family, serves, variant, plan, native.platform, kNone, report);
  if (!bound) return report.findings().front().message;
  test::Readings readings;
  const auto physical = test::physicalPlan(*bound, readings);
  if (!physical) return "the query cannot be run";
  carry::Carried record;
  record.record = native.record;
  engine::Context context{.sources = sources, .report = report};
  auto events = engine::EventSource::text("record", engine::toJson(engine::Value(test::readable(record, readings))),
                                          sources, report);
  const auto outcome = engine::run(
      *physical, events, [](const engine::ResultRow&) { return true; }, context);
  return outcome.rows == 1 ? "" : "the query does not find the record";
}

// Why the record is not what the sample says; empty if it is.
std::string mistake(const test::NativeSample& sample, const test::NativeRecord& expected, const Family& family,
                    const Variant& variant) {
  if (expected.asked) return unfound(sample, expected, family, variant);
  const auto carried = carry::carryTo(sample.event, {family, family.serves.front(), variant, expected.platform, kNone});
  if (const auto* why = std::get_if<std::string>(&carried)) return *why;
  return test::difference(expected, std::get<carry::Carried>(carried).record);
}

struct Witness {
  const test::NativeSample* sample;
  const test::NativeRecord* record;
};

std::vector<Witness> witnesses(const std::vector<test::NativeSample>& samples, const Family& family,
                               schema::Platform platform, const Variant& variant) {
  std::vector<Witness> out;
  for (const test::NativeSample& sample : samples) {
    if (!test::isMeant(sample, family)) continue;
    for (const test::NativeRecord& record : sample.records)
      if (record.platform == platform && record.variant == variant.name) out.push_back({&sample, &record});
  }
  return out;
}

bool noticed(const std::vector<Witness>& seen, const Family& family, const Variant& mutant) {
  return std::any_of(seen.begin(), seen.end(), [&](const Witness& witness) {
    return !mistake(*witness.sample, *witness.record, family, mutant).empty();
  });
}

bool sameEntry(const FieldMap& a, const FieldMap& b) {
  if (a.places.size() != b.places.size() || a.values != b.values || a.shape != b.shape) return false;
  for (std::size_t i = 0; i < a.places.size(); ++i)
    if (a.places[i].name != b.places[i].name || a.places[i].path != b.places[i].path ||
        a.places[i].parts != b.places[i].parts || a.places[i].when.values != b.places[i].when.values)
      return false;
  return true;
}

struct Mutants {
  std::size_t made = 0, noticed = 0;
  std::vector<std::string> missed;
  std::set<std::string> fields;  // of what was missed

  void add(const std::string& what, bool seen, std::initializer_list<std::string> changed) {
    ++made;
    noticed += seen ? 1 : 0;
    if (seen) return;
    missed.push_back(what);
    fields.insert(changed);
  }
};

// Entries that the map itself states; what follows from its pattern is no entry.
std::vector<std::string> entriesOf(const Variant& variant) {
  std::vector<std::string> out;
  for (const auto& [name, map] : variant.fields)
    if (!map.byPattern && !map.places.empty()) out.push_back(name);
  return out;
}

// Whether the table says otherwise of an entry that was changed.
bool isDocumented(const test::Documented& table, const Family& family, schema::Platform platform, const Variant& mutant,
                  std::initializer_list<std::string> changed) {
  return std::any_of(changed.begin(), changed.end(), [&](const std::string& field) {
    const auto at = table.find(test::entryName(family, platform, mutant, field));
    return at != table.end() && test::print(mutant.fields.at(field)) != at->second;
  });
}

Mutants mutantsOf(const std::vector<Witness>& seen, const test::Documented& table, const Family& family,
                  schema::Platform platform, const Variant& variant) {
  Mutants out;
  const std::vector<std::string> names = entriesOf(variant);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const FieldMap& one = variant.fields.at(names[i]);
    for (std::size_t k = i + 1; k < names.size(); ++k) {
      const FieldMap& other = variant.fields.at(names[k]);
      if (one.type.kind != other.type.kind || sameEntry(one, other)) continue;
      Variant mutant = variant;
      std::swap(mutant.fields.at(names[i]), mutant.fields.at(names[k]));
      out.add(fmt::format("{} <-> {}", names[i], names[k]),
              noticed(seen, family, mutant) || isDocumented(table, family, platform, mutant, {names[i], names[k]}),
              {names[i], names[k]});
    }
    if (one.values.empty()) continue;
    Variant mutant = variant;
    mutant.fields.at(names[i]).values.clear();
    out.add(fmt::format("values of {}", names[i]),
            noticed(seen, family, mutant) || isDocumented(table, family, platform, mutant, {names[i]}), {names[i]});
  }
  return out;
}

}  // namespace

TEST_CASE("events carried to a platform are the records that its vendor ships") {
  const auto samples = test::nativeSamples();
  std::size_t compared = 0;
  for (const test::NativeSample& sample : samples) {
    CAPTURE(sample.file);
    CAPTURE(sample.name);
    for (const test::NativeRecord& record : sample.records) {
      CAPTURE(schema::name(record.platform));
      CAPTURE(record.variant);
      std::size_t here = 0;
      for (std::size_t i = 0; i < schema::familyHeads().size(); ++i) {
        const Family& family = schema::family(i);
        if (!test::isMeant(sample, family) || family.on(record.platform) == nullptr) continue;
        for (const Variant& variant : *family.on(record.platform)) {
          if (variant.name != record.variant) continue;
          ++here;
          CAPTURE(family.id);
          CHECK(mistake(sample, record, family, variant) == "");
        }
      }
      CHECK_MESSAGE(here > 0, "no source has this variant");
      compared += here;
    }
  }
  MESSAGE(samples.size() << " samples, " << compared << " records compared");
}

TEST_CASE("a map with two entries swapped, or without its map of values, does not make the vendor's record") {
  const auto samples = test::nativeSamples();
  const test::Documented table = test::documented();
  std::size_t variants = 0, witnessed = 0, made = 0, noticed = 0;
  std::string missed;
  for (std::size_t i = 0; i < schema::familyHeads().size(); ++i) {
    const Family& family = schema::family(i);
    for (const auto& [platform, all] : family.variants)
      for (const Variant& variant : all) {
        if (entriesOf(variant).empty()) continue;
        ++variants;
        const auto seen = witnesses(samples, family, platform, variant);
        witnessed += seen.empty() ? 0 : 1;
        const Mutants mutants = mutantsOf(seen, table, family, platform, variant);
        made += mutants.made;
        noticed += mutants.noticed;
        for (const std::string& field : mutants.fields)
          missed += fmt::format("\n{}\t{}", test::entryName(family, platform, variant, field),
                                test::print(variant.fields.at(field)));
      }
  }
  MESSAGE(witnessed << " of " << variants << " maps have a record; " << noticed << " of " << made
                    << " changes to maps are noticed");
  // Once they are read against the vendor's page, lines for tests/native/documented.tsv.
  if (!missed.empty()) MESSAGE("not noticed:" << missed);
  CHECK(noticed == made);
}
