#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "quarry/base/edit.h"
#include "quarry/base/file.h"

namespace quarry::base {
namespace {

namespace fs = std::filesystem;

// A folder of its own, gone afterwards.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "quarry-edit-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const char* name) const { return (path_ / name).string(); }
  std::size_t count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

void put(const std::string& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::string get(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_CASE("a text put in before one that another fix replaces stands before it, whichever fix comes first") {
  const FileId file{};
  const Fix replaces{"", {{{file, 2, 7}, "select"}}, Safety::safe},
      inserts{"", {{{file, 2, 2}, "a := b | "}}, Safety::safe};
  CHECK(applyFixes("| table(x)", file, {&replaces, &inserts}).text == "| a := b | select(x)");
  CHECK(applyFixes("| table(x)", file, {&inserts, &replaces}).text == "| a := b | select(x)");
}

TEST_CASE("a file is replaced whole and keeps its mode") {
  const Folder folder;
  const std::string path = folder / "query.cql";
  put(path, "a=1\n");
  REQUIRE(chmod(path.c_str(), 0640) == 0);
  replaceFile(path, "a=2\n");
  CHECK(get(path) == "a=2\n");
  struct stat now {};
  REQUIRE(stat(path.c_str(), &now) == 0);
  CHECK((now.st_mode & 07777) == 0640);
  CHECK(folder.count() == 1);  // nothing is left beside it
}

TEST_CASE("a link stays a link: the file it leads to is replaced") {
  const Folder folder;
  put(folder / "target.cql", "a=1\n");
  fs::create_symlink("target.cql", folder / "link.cql");
  replaceFile(folder / "link.cql", "a=2\n");
  CHECK(fs::is_symlink(folder / "link.cql"));
  CHECK(get(folder / "target.cql") == "a=2\n");
  CHECK(folder.count() == 2);
}

TEST_CASE("a file that cannot be replaced is an error, and what was there stays") {
  const Folder folder;
  CHECK_THROWS_AS(replaceFile(folder / "no/such/folder.cql", "x"), FileError);
  if (geteuid() == 0) return;  // root may write anything
  const std::string path = folder / "kept.cql";
  put(path, "a=1\n");
  REQUIRE(chmod(path.c_str(), 0440) == 0);
  CHECK_THROWS_AS(replaceFile(path, "a=2\n"), FileError);
  CHECK(get(path) == "a=1\n");
}

TEST_CASE("a fix goes in whole or not at all, among many as among few") {
  const FileId file{};
  std::string text, expected;
  std::vector<Fix> fixes;
  for (std::uint32_t i = 0; i < 500; ++i) {
    text += "ab ";
    expected += "xb! ";
    fixes.push_back({"", {{{file, 3 * i, 3 * i + 1}, "x"}, {{file, 3 * i + 2, 3 * i + 2}, "!"}}, Safety::safe});
    fixes.push_back({"", {{{file, 3 * i, 3 * i + 2}, "overlaps"}}, Safety::safe});
    fixes.push_back({"", {{{file, 3 * i + 2, 3 * i + 2}, "same place"}}, Safety::safe});
  }
  std::vector<const Fix*> all;
  for (const Fix& fix : fixes) all.push_back(&fix);
  const Applied applied = applyFixes(text, file, all);
  CHECK(applied.text == expected);
  CHECK(applied.fixes == 500);
  CHECK(applied.conflicts == 1000);
  // What is put in beside a text that goes is no conflict.
  const Fix before{"", {{{file, 1, 1}, "<"}}, Safety::safe}, away{"", {{{file, 1, 2}, ""}}, Safety::safe},
      after{"", {{{file, 2, 2}, ">"}}, Safety::safe};
  CHECK(applyFixes("abc", file, {&away, &after, &before}).text == "a<>c");
}

}  // namespace
}  // namespace quarry::base
