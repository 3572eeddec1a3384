#include "refusals.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "corpus_files.h"
#include "invented_rules.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "quarry/target/target.h"

namespace quarry::test {

namespace {

// The cells of a row of a table, without back-ticks around them.
std::vector<std::string> cellsOf(const std::string& line) {
  std::vector<std::string> cells;
  std::size_t at = line.find('|');
  for (std::size_t next = line.find('|', at + 1); next != std::string::npos; next = line.find('|', at + 1)) {
    std::string cell = line.substr(at + 1, next - at - 1);
    const std::size_t from = cell.find_first_not_of(" `"), to = cell.find_last_not_of(" `");
    cells.push_back(from == std::string::npos ? "" : cell.substr(from, to - from + 1));
    at = next;
  }
  return cells;
}

}  // namespace

std::vector<Refusal> refusals() {
  const std::map<std::string, schema::Platform> names = {
      {"CQL", schema::Platform::cql}, {"KQL", schema::Platform::kql}, {"SPL", schema::Platform::spl}};
  std::vector<Refusal> out;
  std::ifstream in(std::string(QUARRY_ROOT) + "/docs/refusals.md");
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> cells = cellsOf(line);
    if (cells.size() == 5 && names.contains(cells[0]))
      out.push_back({names.at(cells[0]), cells[1], cells[3], cells[4]});
  }
  return out;
}

const Refusal* explanation(const base::Diagnostic& error, schema::Platform platform,
                           const std::vector<Refusal>& limits) {
  const auto at = std::find_if(limits.begin(), limits.end(), [&](const Refusal& limit) {
    if (limit.platform != platform) return false;
    return error.message.find(limit.words) != std::string::npos ||
           std::any_of(error.notes.begin(), error.notes.end(),
                       [&](const std::string& note) { return note.find(limit.words) != std::string::npos; });
  });
  return at == limits.end() ? nullptr : &*at;
}

}  // namespace quarry::test

using namespace quarry;

TEST_CASE(
    "every refusal in docs/refusals.md has a vendor's page and a transcript that shows it, and none is left out") {
  const std::filesystem::path folder = std::filesystem::path(QUARRY_ROOT) / "tests/golden/refusals";
  const std::vector<test::Refusal> limits = test::refusals();
  CHECK(limits.size() >= 15);
  std::set<std::string> shown;
  for (const test::Refusal& limit : limits) {
    CAPTURE(limit.transcript);
    CHECK(!limit.page.empty());
    shown.insert(limit.transcript);
    const std::filesystem::path file = folder / (limit.transcript + ".txt");
    REQUIRE(std::filesystem::exists(file));
    const std::string text = test::slurp(file);
    CHECK(text.find("\nerror[") != std::string::npos);
    CHECK(text.find(limit.words) != std::string::npos);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    CAPTURE(entry.path().string());
    CHECK(shown.contains(entry.path().stem().string()));
  }
}

namespace {

// What is refused, and by which rows of the page.
struct Met {
  std::set<const test::Refusal*> rows;
  std::map<std::string, std::pair<std::size_t, std::string>> unexplained;  // how often, and the first rule
  std::size_t rules = 0, refusals = 0;
};

void compileAll(const std::string& text, const std::string& name, const std::vector<test::Refusal>& limits, Met& met) {
  base::Sources sources;
  base::Report report;
  for (const rule::Document& document : rule::read(sources.add(name, text), sources, report)) {
    const auto* one = std::get_if<rule::Rule>(&document);
    if (one == nullptr) continue;
    auto plan = rule::lower(*one, sources, report);
    if (!plan) continue;
    ir::normalise(*plan);
    ++met.rules;
    for (const schema::Platform platform : {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl})
      for (const bool strict : {true, false}) {
        schema::Settings settings;
        settings.strict = strict;
        base::Report findings;
        if (const auto bound = schema::bind(*plan, platform, settings, findings))
          target::target(platform).generate(*bound, findings);
        for (const base::Diagnostic& finding : findings.findings()) {
          if (finding.severity != base::Severity::error) continue;
          ++met.refusals;
          if (const test::Refusal* row = test::explanation(finding, platform, limits)) {
            met.rows.insert(row);
            continue;
          }
          std::string what =
              std::string(schema::name(platform)) + " " + std::string(finding.def->code) + " " + finding.message;
          for (const std::string& note : finding.notes) what += " | " + note;
          auto& [count, first] = met.unexplained[what];
          if (++count == 1) first = name;
        }
      }
  }
}

}  // namespace

TEST_CASE(
    "what is refused of rules in use and of rules that are made up is a limit of the page, and each limit is met") {
  const std::vector<test::Refusal> limits = test::refusals();
  Met met;
  for (const test::Invented& invented : test::inventedRules(7)) compileAll(invented.yaml, invented.name, limits, met);
  const std::filesystem::path root = test::corpus("sigma");
  if (!root.empty())
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
      if (entry.path().extension() == ".yml") compileAll(test::slurp(entry.path()), entry.path().string(), limits, met);
  MESSAGE(met.rules << " rules, " << met.refusals << " refusals by " << met.rows.size() << " limits");
  for (const auto& [what, seen] : met.unexplained)
    FAIL_CHECK(seen.first << " times: " << what << " (" << seen.second << ")");
  if (root.empty()) return;
  for (const test::Refusal& limit : limits) {
    CAPTURE(limit.words);
    CHECK(met.rows.contains(&limit));
  }
}
