#include "corpus_files.h"

#include <doctest/doctest.h>

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
