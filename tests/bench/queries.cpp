#include "queries.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cql/lexer.h"
#include "plain_antlr.h"
#include "quarry/base/text.h"
#include "quarry/cql/parse.h"

namespace quarry::bench {

namespace {

namespace fs = std::filesystem;

// Tokens of ours that the grammar has no kind of: see cql/antlr.h.
constexpr std::size_t kCallParen = static_cast<std::size_t>(cql::TokenKind::invalid) + 2;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Query> below(const fs::path& folder) {
  std::vector<Query> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".cql") all.push_back({entry.path().string(), slurp(entry.path())});
  std::sort(all.begin(), all.end(), [](const Query& a, const Query& b) { return a.name < b.name; });
  return all;
}

bool isClean(const Query& query) {
  base::Sources sources;
  base::Report report;
  cql::parse(sources.add(query.name, query.text), sources, report);
  return report.size() == 0;
}

}  // namespace

bool sameTokens(const std::string& text) {
  const cql::Lexed lexed = cql::lex(text);
  std::vector<PlainToken> ours;
  for (std::uint32_t i = 0; i + 1 < lexed.tokens.size(); ++i) {
    const cql::Token& token = lexed.tokens[i];
    const bool call = std::binary_search(lexed.callParens.begin(), lexed.callParens.end(), i);
    ours.push_back({call ? kCallParen : static_cast<std::size_t>(token.kind), token.begin, token.end});
  }
  return ours == plainTokens(text);
}

std::vector<Query> queries() {
  std::vector<Query> all = below(QUARRY_ROOT "/tests/bench/queries");
  const char* corpus = std::getenv("QUARRY_CORPUS");  // NOLINT(concurrency-mt-unsafe): one thread
  if (corpus == nullptr || *corpus == '\0') return all;
  for (Query& query : below(corpus))
    if (!base::invalidUtf8(query.text) && isClean(query) && sameTokens(query.text) &&
        plainParse(query.text).errors == 0)
      all.push_back(std::move(query));
  return all;
}

}  // namespace quarry::bench
