// Rules of others through the compiler and the engine, and through a naive reading of Sigma: both have to find the same
// events. For each selection an event that is made to match, and one with each of its fields changed or taken out.
// Runs when QUARRY_CORPUS names a folder with `sigma` in it.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "quarry/base/text.h"
#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "sigma_reference.h"

using namespace quarry;
namespace fs = std::filesystem;

namespace {

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A text that the value matches, with its wildcards filled in.
std::string filled(const std::string& value) {
  std::string text;
  for (const test::Sign& sign : test::signsOf(value))
    text += sign.wildcard == 0 ? sign.character : sign.wildcard == '?' ? 'q' : 'w';
  return text;
}

void meet(const rule::Item& item, test::Event& event) {
  const auto has = [&](const char* name) {
    return std::any_of(item.modifiers.begin(), item.modifiers.end(),
                       [&](const rule::Text& m) { return m.value == name; });
  };
  if (item.values.empty() || has("re")) return;
  std::string text;
  for (const rule::Value& value : item.values) {
    if (std::holds_alternative<rule::Null>(value.value)) return;
    if (std::holds_alternative<double>(value.value) && item.modifiers.empty() && !item.field.value.empty()) {
      event.emplace(item.field.value, test::kNumber + value.text);
      return;
    }
    text += (text.empty() ? "" : " ") + filled(value.text);
    if (!has("all")) break;
  }
  const bool open = has("contains") || item.field.value.empty();
  if (open || has("endswith")) text = "before " + text;
  if (open || has("startswith")) text += " behind";
  const std::string field = item.field.value.empty() ? "message" : item.field.value;
  const auto [it, isNew] = event.emplace(field, text);
  if (!isNew && it->second.front() != test::kNumber)
    it->second += text;  // two tests of one field: perhaps both hold of the two texts together
}

void meet(const rule::Detection& detection, test::Event& event) {
  if (const auto* item = std::get_if<rule::Item>(&detection.node)) meet(*item, event);
  if (const auto* all = std::get_if<rule::AllOf>(&detection.node))
    for (const rule::Item& item : all->items) meet(item, event);
  if (const auto* any = std::get_if<rule::AnyOf>(&detection.node); any != nullptr && !any->of.empty())
    meet(any->of.front(), event);
}

std::vector<test::Event> eventsFor(const rule::Rule& rule) {
  std::vector<test::Event> all(1);
  for (const rule::Selection& selection : rule.selections) {
    test::Event own;
    meet(selection.detection, own);
    // Every selection joins the first event, unless its field is there.
    for (const auto& [field, text] : own) all.front().emplace(field, text);
    all.push_back(std::move(own));
  }
  const std::size_t made = std::min<std::size_t>(all.size(), 12);
  for (std::size_t i = 0; i < made; ++i)
    for (const auto& [field, text] : test::Event(all[i])) {
      if (text.empty()) continue;
      test::Event without = all[i], changed = all[i];
      without.erase(field);
      const bool isNumber = text.front() == test::kNumber;
      changed[field] = isNumber ? test::kNumber + std::string("7") : "zz" + text.substr(0, text.size() / 2);
      all.push_back(std::move(without));
      all.push_back(std::move(changed));
    }
  return all;
}

std::string jsonText(const std::string& text) {
  if (!text.empty() && text.front() == test::kNumber) return text.substr(1);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// Dotted names as objects within objects; none if a name is an object and a value at once.
std::optional<std::string> jsonOf(const test::Event& event) {
  std::string out = "{";
  std::vector<std::string> open;
  std::set<std::string> objects;
  for (const auto& [field, text] : event) {
    if (field.find_first_of("[]` ") != std::string::npos) return std::nullopt;
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= field.size();) {
      const std::size_t dot = std::min(field.find('.', at), field.size());
      parts.push_back(field.substr(at, dot - at));
      at = dot + 1;
    }
    std::size_t shared = 0;
    while (shared < open.size() && shared + 1 < parts.size() && open[shared] == parts[shared]) ++shared;
    for (; open.size() > shared; open.pop_back()) out += "}";
    if (out.back() != '{') out += ",";
    for (std::size_t i = shared; i + 1 < parts.size(); ++i) {
      std::string path;
      for (std::size_t k = 0; k <= i; ++k) path += parts[k] + ".";
      if (!objects.insert(path).second || event.contains(path.substr(0, path.size() - 1))) return std::nullopt;
      out += jsonText(parts[i]) + ":{";
      open.push_back(parts[i]);
    }
    out += jsonText(parts.back()) + ":" + jsonText(text);
  }
  for (; !open.empty(); open.pop_back()) out += "}";
  return out + "}";
}

bool isAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; });
}

}  // namespace

TEST_CASE("the compiler and the engine find what a naive reading of Sigma finds") {
  const char* root = std::getenv("QUARRY_CORPUS");
  if (root == nullptr || !fs::exists(fs::path(root) / "sigma")) {
    MESSAGE("skipped: QUARRY_CORPUS names no folder with `sigma`");
    return;
  }
  std::size_t rules = 0, events = 0, found = 0, left = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(root) / "sigma")) {
    if (entry.path().extension() != ".yml") continue;
    CAPTURE(entry.path().string());
    base::Sources sources;
    base::Report report;
    for (const rule::Document& document : rule::read(sources.add("r.yml", slurp(entry.path())), sources, report)) {
      const auto* rule = std::get_if<rule::Rule>(&document);
      if (rule == nullptr) continue;
      auto plan = rule::lower(*rule, sources, report);
      if (!plan) continue;
      ir::normalise(*plan);
      engine::Context context{sources, report};
      const auto program = engine::Program::compile(*plan, context);
      REQUIRE(program);
      const test::Reference reference(*rule);
      std::string stream;
      std::vector<bool> expected;
      try {
        for (const test::Event& event : eventsFor(*rule)) {
          const auto json = jsonOf(event);
          if (!json || !isAscii(*json)) continue;
          expected.push_back(reference.matches(event));
          stream += *json + "\n";
        }
      } catch (const test::Unknown&) {
        ++left;
        continue;
      }
      ++rules;
      std::size_t i = 0;
      for (std::size_t at = 0; at < stream.size(); ++i) {
        const std::size_t end = stream.find('\n', at);
        const std::string event = stream.substr(at, end - at);
        at = end + 1;
        auto source = engine::EventSource::text("e.json", event, sources, report);
        const auto outcome = program->run(
            source, [](const engine::ResultRow&) { return true; }, context);
        CAPTURE(event);
        CHECK((outcome.rows == 1) == expected[i]);
        ++events;
        found += outcome.rows;
      }
    }
  }
  MESSAGE(rules << " rules, " << events << " events, " << found << " of them found; " << left
                << " rules use what the naive reading does not know");
  CHECK(rules > 1500);
  CHECK(found > 1000);
}
