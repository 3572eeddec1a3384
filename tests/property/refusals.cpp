#include "refusals.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "corpus_files.h"

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

bool isExplained(const base::Diagnostic& error, schema::Platform platform, const std::vector<Refusal>& limits) {
  return std::any_of(limits.begin(), limits.end(), [&](const Refusal& limit) {
    if (limit.platform != platform) return false;
    return error.message.find(limit.words) != std::string::npos ||
           std::any_of(error.notes.begin(), error.notes.end(),
                       [&](const std::string& note) { return note.find(limit.words) != std::string::npos; });
  });
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
