#include "native_samples.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "corpus_files.h"
#include "driver/sample.h"
#include "quarry/base/yaml.h"

namespace quarry::test {

namespace {

namespace yaml = base::yaml;

engine::Value valueOf(const yaml::Node& node) {
  auto value = engine::parseJson(driver::jsonOf(node));
  REQUIRE(value);
  return std::move(*value);
}

NativeRecord recordOf(const yaml::Node& node) {
  NativeRecord out;
  for (const yaml::Entry& entry : node.entries) {
    const std::string& key = entry.key.text;
    if (key == "without") {
      for (const yaml::Node& item : entry.value.items) out.without.push_back(item.text);
    } else if (key == "asked") {
      out.asked = entry.value.asBool().value_or(false);
    } else if (key == "record" || key == "holds") {
      const engine::Value record = valueOf(entry.value);
      REQUIRE(record.object() != nullptr);
      (key == "record" ? out.record : out.holds) = *record.object();
    } else {
      const auto platform = schema::platformByName(key);
      REQUIRE_MESSAGE(platform.has_value(), key);
      out.platform = *platform;
      out.variant = entry.value.text;
    }
  }
  return out;
}

const engine::Value* find(const engine::Object& object, const std::string& name) {
  const auto found = std::find_if(object.begin(), object.end(), [&](const auto& one) { return one.first == name; });
  return found == object.end() ? nullptr : &found->second;
}

// Numbers by their value, JSON in a text by what it says, anything else as text. An object may hold more.
bool same(const engine::Value& a, const engine::Value& b) {
  if (a.object() != nullptr && b.object() != nullptr)
    return std::all_of(a.object()->begin(), a.object()->end(), [&](const auto& member) {
      const engine::Value* there = find(*b.object(), member.first);
      return there != nullptr && same(member.second, *there);
    });
  if (a.object() != nullptr && b.text() != nullptr) {
    const auto parsed = engine::parseJson(*b.text());
    return parsed && same(a, *parsed);
  }
  if (a.object() != nullptr || b.object() != nullptr || a.list() != nullptr || b.list() != nullptr)
    return engine::toJson(a) == engine::toJson(b);
  return engine::textOf(a) == engine::textOf(b);
}

}  // namespace

std::vector<NativeSample> nativeSamples() {
  std::vector<NativeSample> out;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(QUARRY_ROOT "/tests/native"))
    if (entry.path().extension() == ".yml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& path : files) {
    base::Sources sources;
    base::Report report;
    for (const yaml::Node& document : yaml::parse(sources.add(path.string(), slurp(path)), sources, report)) {
      CAPTURE(path.string());
      REQUIRE_MESSAGE(!report.hasErrors(), report.findings().front().message);
      NativeSample sample;
      sample.file = path.filename().string();
      for (const yaml::Entry& entry : document.entries) {
        if (entry.key.text == "source" && entry.value.isScalar()) sample.sources.push_back(entry.value.text);
        if (entry.key.text == "source" && entry.value.isSequence())
          for (const yaml::Node& item : entry.value.items) sample.sources.push_back(item.text);
        if (entry.key.text == "name") sample.name = entry.value.text;
        if (entry.key.text == "event") sample.event = valueOf(entry.value);
        if (entry.key.text == "records")
          for (const yaml::Node& item : entry.value.items) sample.records.push_back(recordOf(item));
      }
      REQUIRE(sample.event.object() != nullptr);
      REQUIRE(!sample.records.empty());
      out.push_back(std::move(sample));
    }
  }
  return out;
}

bool isMeant(const NativeSample& sample, const schema::Family& family) {
  return std::any_of(sample.sources.begin(), sample.sources.end(), [&](const std::string& source) {
    return source.ends_with("*") ? family.id.starts_with(source.substr(0, source.size() - 1)) : source == family.id;
  });
}

std::string difference(const NativeRecord& expected, const engine::Object& carried) {
  for (const auto& [name, value] : expected.record) {
    const engine::Value* there = find(carried, name);
    if (there == nullptr) return "`" + name + "` is missing";
    if (!same(value, *there)) return "`" + name + "` is " + engine::toJson(*there) + ", not " + engine::toJson(value);
  }
  for (const auto& [name, part] : expected.holds) {
    const engine::Value* there = find(carried, name);
    const std::string text = there == nullptr ? "" : engine::textOf(*there).value_or("");
    if (text.find(engine::textOf(part).value_or("")) == std::string::npos)
      return "`" + name + "` does not hold " + engine::toJson(part) + " but is " + text;
  }
  for (const std::string& name : expected.without)
    if (find(carried, name) != nullptr) return "`" + name + "` is there";
  return {};
}

}  // namespace quarry::test
