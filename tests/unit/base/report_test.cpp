// Reports travel between processes, and fixes change files whole or not at all.
#include "quarry/base/report.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "quarry/base/codes.h"
#include "quarry/base/codes/file.h"
#include "quarry/base/edit.h"
#include "quarry/base/file.h"
#include "quarry/base/render.h"

using namespace quarry;
using namespace quarry::base;

namespace {

const DiagnosticDef* lookUp(std::string_view code) {
  for (const DiagnosticDef* def : codes::compilerCodes())
    if (def->code == code) return def;
  return nullptr;
}

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a report survives the way between processes, its places translated to files") {
  Sources sources;
  const FileId file = sources.add("rule.yml", "query: \"a\\tb\"\n");
  const FileId inner = sources.embed(file, "a\tb", {{0, 8, 1}, {1, 9, 0}, {2, 11, 1}});
  Report report;
  report.add(codes::yamlSyntax, {inner, 2, 3}, "message")
      .at("here")
      .label({file, 0, 5}, "label")
      .note("note")
      .fix("title", {{{inner, 2, 3}, "c"}}, Safety::safe);
  const Report back = Report::deserialise(report.serialise(sources), lookUp);
  REQUIRE(back.size() == 1);
  const Diagnostic& d = back.findings().front();
  CHECK(d.def == &codes::yamlSyntax);
  CHECK(d.primary.span == Span{file, 11, 12});
  CHECK(d.fixes.at(0).edits.at(0).span == Span{file, 11, 12});
  CHECK(renderText(back, sources, {}) == renderText(report, sources, {}));
  const std::string bytes = report.serialise(sources);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    CHECK_THROWS_AS(Report::deserialise(std::string_view(bytes).substr(0, cut), lookUp), std::runtime_error);
  CHECK_THROWS_AS(Report::deserialise(bytes + "x", lookUp), std::runtime_error);
  CHECK_THROWS_AS(Report::deserialise("\x01\x04NONE", lookUp), std::runtime_error);
}

TEST_CASE("sorting orders by place and drops repeats") {
  Sources sources;
  const FileId file = sources.add("a", "xyz");
  Report report;
  report.add(codes::yamlSyntax, {file, 2, 3}, "second");
  report.add(codes::yamlSyntax, {file, 0, 1}, "first");
  report.add(codes::yamlSyntax, {file, 2, 3}, "second");
  report.sort(sources);
  REQUIRE(report.size() == 2);
  CHECK(report.findings().front().message == "first");
}

TEST_CASE("a fix goes in whole or not at all") {
  const FileId file{};
  const auto span = [&](std::uint32_t a, std::uint32_t b) { return Span{file, a, b}; };
  const Fix one{"", {{span(0, 1), "A"}, {span(4, 5), "E"}}, Safety::safe};
  const Fix overlapping{"", {{span(2, 3), "C"}, {span(4, 6), "?"}}, Safety::safe};
  const Fix insert{"", {{span(3, 3), "|"}}, Safety::safe};
  const Fix beyond{"", {{span(90, 91), "?"}}, Safety::safe};
  const Applied applied = applyFixes("abcdef", file, {&one, &overlapping, &insert, &beyond});
  CHECK(applied.text == "Abc|dEf");
  CHECK(applied.fixes == 2);
  CHECK(applied.conflicts == 2);
}

TEST_CASE("a file is replaced whole, with its mode, and nothing stays beside it") {
  namespace fs = std::filesystem;
  std::string folder = (fs::temp_directory_path() / "quarry-edit-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const std::string path = folder + "/rule.yml";
  std::ofstream(path) << "old";
  chmod(path.c_str(), 0640);
  replaceFile(path, "new text");
  CHECK(slurp(path) == "new text");
  struct stat now {};
  stat(path.c_str(), &now);
  CHECK((now.st_mode & 0777) == 0640);
  fs::create_symlink(path, folder + "/link.yml");
  replaceFile(folder + "/link.yml", "through the link");
  CHECK(slurp(path) == "through the link");
  CHECK(fs::is_symlink(folder + "/link.yml"));
  CHECK_THROWS_AS(replaceFile(folder + "/gone/rule.yml", "x"), FileError);
  CHECK(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 2);
  fs::remove_all(folder);
}

TEST_CASE("frames align under tabs and characters of several bytes") {
  Sources sources;
  const FileId file = sources.add("f", "\tgr\xC3\xBC\xC3\x9F x y\n");
  Report report;
  report.add(codes::yamlSyntax, {file, 8, 9}, "m").at("here");
  CHECK(renderText(report, sources, {}).find("1 |     gr\xC3\xBC\xC3\x9F x y\n  |          ^ here\n") !=
        std::string::npos);
}

TEST_CASE("of a long line a frame and a fix show what is near") {
  Sources sources;
  std::string text(1'000'000, 'a');
  for (std::size_t i = 0; i + 1 < text.size(); i += 10) text.replace(i, 2, "\xC3\xBC");
  text.replace(600'002, 5, "wrong");
  const FileId file = sources.add("f", "first\n" + text + "\nlast\n");
  Report report;
  report.add(codes::yamlSyntax, {file, 600'008, 600'013}, "m")
      .at("here")
      .fix("t", {{{file, 600'008, 600'013}, "right"}}, Safety::safe);
  const std::string out = renderText(report, sources, {});
  CHECK(out.size() < 4000);
  CHECK(out.find("--> f:2:540002") != std::string::npos);
  CHECK(out.find("wrong") != std::string::npos);
  CHECK(out.find("right") != std::string::npos);
  const std::size_t caret = out.find("^^^^^ here"), shown = out.find("wrong");
  REQUIRE(caret != std::string::npos);
  // Below what is wrong: as many characters from the beginning of their lines.
  const auto column = [&](std::size_t at) {
    const std::size_t line = out.rfind('\n', at) + 1;
    return std::count_if(out.begin() + static_cast<std::ptrdiff_t>(line), out.begin() + static_cast<std::ptrdiff_t>(at),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  };
  CHECK(column(caret) == column(shown));
  // Every place counts as it does from the beginning of its line.
  const Source& source = sources[file];
  std::uint32_t characters = 0;
  for (std::uint32_t at = 6; at < 20'000; ++at) {
    CHECK(source.position(at).column == characters + 1);
    if ((static_cast<unsigned char>(source.text()[at]) & 0xC0) != 0x80) ++characters;
  }
}
