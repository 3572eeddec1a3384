#include "corpus_files.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace fs = std::filesystem;

namespace quarry::test {
namespace {

std::vector<std::string> cellsOf(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t tab = std::min(line.find('\t', at), line.size());
    cells.push_back(line.substr(at, tab - at));
    at = tab + 1;
  }
  return cells;
}

}  // namespace

fs::path corpus(const std::string& name) {
  const char* root = std::getenv("QUARRY_CORPUS");
  if (root == nullptr || *root == '\0') {
    MESSAGE("skipped: QUARRY_CORPUS is not set");
    return {};
  }
  const fs::path path = fs::path(root) / name;
  if (!fs::exists(path)) {
    MESSAGE("skipped: there is no " << path.string());
    return {};
  }
  return path;
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string contentHash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

std::map<std::string, std::string> findingsManifest(const fs::path& file) {
  std::map<std::string, std::string> reasons;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t reason = line.rfind('\t');
    REQUIRE(reason != std::string::npos);
    reasons[line.substr(0, reason)] = line.substr(reason + 1);
  }
  return reasons;
}

std::vector<CorpusQuery> corpusQueries(const fs::path& folder) {
  std::ifstream index(folder / "INDEX.tsv");
  std::string line;
  std::getline(index, line);
  const std::vector<std::string> head = cellsOf(line);
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(head.begin(), head.end(), name) - head.begin());
  };
  const std::size_t file = column("file"), tier = column("tier"), kind = column("kind");
  std::vector<CorpusQuery> queries;
  while (std::getline(index, line)) {
    const std::vector<std::string> cells = cellsOf(line);
    if (cells.size() <= std::max({file, tier, kind}) || !fs::exists(folder / cells[file])) continue;
    queries.push_back({cells[file], cells[tier], cells[kind]});
  }
  return queries;
}

}  // namespace quarry::test
