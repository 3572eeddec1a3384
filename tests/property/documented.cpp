#include "documented.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "quarry/ir/field.h"
#include "schema/families.h"

namespace quarry::test {

namespace {

std::string print(const schema::Place& place) {
  std::string out = place.name;
  if (!place.path.empty()) out += " > " + ir::print(place.path);
  for (const auto& [part, name] : place.parts) out += fmt::format(" {{{}: {}}}", part, name);
  if (!place.when.field.empty())
    out += fmt::format(" where {} is {}", place.when.field, fmt::join(place.when.values, ", "));
  return out;
}

}  // namespace

std::string print(const schema::FieldMap& map) {
  std::string out;
  for (const schema::Place& place : map.places) out += (out.empty() ? "" : ", else ") + print(place);
  if (map.shape != schema::Shape::plain) out += " (in another form)";
  for (const auto& [word, stored] : map.values) out += fmt::format("; {}={}", word, fmt::join(stored, "|"));
  return out;
}

std::string entryName(const schema::Family& family, schema::Platform platform, const schema::Variant& variant,
                      const std::string& field) {
  return fmt::format("{}\t{}\t{}\t{}", family.id, schema::name(platform), variant.name, field);
}

Documented documented() {
  Documented all;
  std::ifstream in(std::string(QUARRY_ROOT) + "/tests/native/documented.tsv");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) continue;
    const std::size_t at = line.rfind('\t');
    if (at != std::string::npos) all[line.substr(0, at)] = line.substr(at + 1);
  }
  return all;
}

}  // namespace quarry::test

using namespace quarry;

TEST_CASE("maps of which there is no record keep fields where the documentation says") {
  test::Documented open = test::documented();
  CHECK(open.size() > 500);
  for (std::size_t i = 0; i < schema::familyHeads().size(); ++i) {
    const schema::Family& family = schema::family(i);
    for (const auto& [platform, all] : family.variants)
      for (const schema::Variant& variant : all)
        for (const auto& [name, map] : variant.fields) {
          const auto at = open.find(test::entryName(family, platform, variant, name));
          if (at == open.end()) continue;
          CAPTURE(at->first);
          CHECK(test::print(map) == at->second);
          open.erase(at);
        }
  }
  for (const auto& [entry, place] : open) FAIL_CHECK("no map has: " << entry);
}
