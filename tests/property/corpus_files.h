// Real inputs by others, in the folder that QUARRY_CORPUS names: nothing of them is in this repository.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::test {

// Empty, with a message, if there is no such folder or file.
std::filesystem::path corpus(const std::string& name);
std::string slurp(const std::filesystem::path& path);

struct CorpusQuery {
  std::string file;  // below the folder of queries
  std::string tier;  // A: by practitioners or the vendor; B: documentation; C: generated
  std::string kind;  // cql, or what else the collection says it is: fragment, parser, suspect, not-cql
};
// The lines of INDEX.tsv whose files exist.
std::vector<CorpusQuery> corpusQueries(const std::filesystem::path& folder);

// What a text is known by in a manifest, which does not hold it: FNV-1a, 16 hexadecimal digits.
std::string contentHash(std::string_view text);
// A manifest of findings in real queries that somebody read: "hash<tab>code<tab>line" to why the finding is right.
std::map<std::string, std::string> findingsManifest(const std::filesystem::path& file);

}  // namespace quarry::test
