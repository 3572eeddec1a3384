// What must be true of the layout of any query: it changes white space and nothing else, and it is final.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "cql/format_trivia.h"
#include "quarry/base/text.h"
#include "quarry/cql/format.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/compile.h"

using namespace quarry;
namespace fs = std::filesystem;

namespace {

struct Parsed {
  explicit Parsed(std::string text) : tree(cql::parse(sources.add("query.cql", std::move(text)), sources, report)) {}
  base::Sources sources;
  base::Report report;
  cql::Tree tree;
};

bool separates(cql::TokenKind kind) {
  return kind == cql::TokenKind::pipe || kind == cql::TokenKind::comma || kind == cql::TokenKind::semicolon;
}

// Each comment with the number of tokens before it; of those that end a line, whether they stand beside that token or
// in a line below it.
std::string comments(const cql::Tree& tree) {
  std::string all;
  std::size_t before = 0;
  bool below = true;
  for (std::uint32_t i = 0; i < tree.tokens.size(); ++i) {
    for (const cql::Comment& comment : cql::readTrivia(tree.trivia(i), i == 0).comments) {
      below = below || comment.ownLine;
      const char* place = !comment.text.starts_with("//") ? " " : below ? " below " : " beside ";
      all += std::to_string(before) + place + std::string(comment.text) + "\n";
      below = below || comment.hard;
    }
    below = below || tree.trivia(i).find('\n') != std::string_view::npos;
    if (separates(tree.tokens[i].kind)) continue;
    ++before;
    below = false;
  }
  return all;
}

void checkLayout(const std::string& text) {
  CAPTURE(text);
  const Parsed before(text);
  const cql::Formatted out = cql::format(before.tree);
  CAPTURE(out.text);
  const Parsed after(out.text);
  CHECK(cql::sameQuery(before.tree, after.tree));
  CHECK(comments(after.tree) == comments(before.tree));
  CHECK(cql::format(after.tree).text == out.text);
  REQUIRE(out.offsets.size() == after.tree.tokens.size());
  for (std::size_t i = 0; i < out.offsets.size(); ++i) CHECK(out.offsets[i] == after.tree.tokens[i].begin);
  // No line ends in blanks but inside a literal, a comment or a mistake.
  if (!before.report.hasErrors() && text.find(" \n") == std::string::npos)
    CHECK(out.text.find(" \n") == std::string::npos);
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The queries in the transcripts, mistakes and all.
std::vector<std::string> goldenQueries() {
  std::vector<std::string> all;
  std::vector<fs::path> paths;
  for (const char* folder : {"/tests/golden/cql", "/tests/golden/fmt"})
    for (const auto& entry : fs::directory_iterator(std::string(QUARRY_ROOT) + folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    const std::string text = slurp(path);
    for (std::size_t at = text.find(".cql --\n"); at != std::string::npos; at = text.find(".cql --\n", at + 1)) {
      const std::size_t begin = at + 8;
      all.push_back(text.substr(begin, std::min(text.find("\n-- ", begin), text.size()) - begin));
    }
  }
  return all;
}

std::vector<std::string> emittedQueries() {
  driver::Workspace workspace = driver::load({QUARRY_ROOT "/detections", QUARRY_ROOT "/tests/property/rules"});
  driver::CompileOptions options;
  options.to = {schema::Platform::cql};
  std::vector<std::string> all;
  for (const driver::CompiledRule& rule : driver::compileAll(workspace, options))
    if (const auto found = rule.outputs.find("cql"); found != rule.outputs.end()) all.push_back(found->second.query);
  return all;
}

// The same tokens with other white space and comments between them.
std::string scattered(const cql::Tree& tree, std::mt19937& random) {
  static const char* const kGaps[] = {" ",
                                      " ",
                                      "  ",
                                      "\n",
                                      "\n\n\n",
                                      "\t",
                                      "\r\n",
                                      " // one\n",
                                      "\n// two\n",
                                      "\n\n// three\n\n",
                                      " /* x */ ",
                                      "\n/* y */\n",
                                      "/* a\n   b */",
                                      " // p\n// q\n",
                                      " /*z*/ // r\n"};
  std::string out;
  for (std::uint32_t i = 0; i < tree.tokens.size(); ++i) {
    const std::uint32_t pick = random() % 40;
    out += pick < std::size(kGaps) ? kGaps[pick] : tree.trivia(i);
    out += tree.tokenText(i);
  }
  return out;
}

}  // namespace

TEST_CASE("emitted queries and those of the transcripts keep their meaning in their layout, and it is final") {
  const auto emitted = emittedQueries(), golden = goldenQueries();
  CHECK(emitted.size() > 150);
  CHECK(golden.size() > 50);
  for (const auto& queries : {emitted, golden})
    for (const std::string& query : queries)
      if (!base::invalidUtf8(query)) checkLayout(query);
}

TEST_CASE("wherever lines end and comments stand, the layout keeps the query and is final") {
  std::mt19937 random(20240607);  // NOLINT(cert-msc51-cpp): the same queries every time
  std::vector<std::string> seeds = emittedQueries();
  for (std::string& query : goldenQueries()) seeds.push_back(std::move(query));
  std::size_t tried = 0;
  for (const std::string& seed : seeds) {
    const Parsed parsed(seed);
    if (parsed.report.hasErrors()) continue;
    for (int round = 0; round < 10; ++round) {
      const std::string text = scattered(parsed.tree, random);
      // White space may matter (`a -b`, the end of an unquoted word): only what still reads the same is a case.
      const Parsed other(text);
      const bool sameTokens = std::equal(parsed.tree.tokens.begin(), parsed.tree.tokens.end(),
                                         other.tree.tokens.begin(), other.tree.tokens.end(),
                                         [](const cql::Token& a, const cql::Token& b) { return a.kind == b.kind; });
      if (other.report.hasErrors() || !sameTokens) continue;
      checkLayout(text);
      ++tried;
    }
  }
  CHECK(tried > 1000);
}

TEST_CASE("real queries keep their meaning in their layout, and it is final") {
  const char* folder = std::getenv("QUARRY_CORPUS");  // NOLINT(concurrency-mt-unsafe): one thread
  if (folder == nullptr || *folder == '\0') {
    MESSAGE("skipped: QUARRY_CORPUS is not set");
    return;
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".cql") continue;
    const std::string text = slurp(entry.path());
    if (base::invalidUtf8(text)) continue;
    CAPTURE(entry.path().string());
    checkLayout(text);
  }
}
