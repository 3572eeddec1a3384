// Rules of others through the compiler and the engine, and through a naive reading of Sigma: both have to find the same
// events. For each selection an event that is made to match, and one with each of its fields changed or taken out.
// Runs when QUARRY_CORPUS names a folder with `sigma` in it.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "quarry/base/text.h"
#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "sigma_events.h"

using namespace quarry;
namespace fs = std::filesystem;

namespace {

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
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
        for (const test::Event& event : test::eventsFor(*rule)) {
          const auto json = test::jsonOf(event);
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
