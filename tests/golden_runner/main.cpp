// run_golden --quarry PROGRAM [--bless] PATH...     runs (or rewrites) the cases of files and folders
// run_golden --quarry PROGRAM --coverage PATH       fails for a diagnostic code that no golden below PATH shows
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

#include "case.h"
#include "run.h"

namespace fs = std::filesystem;
using namespace quarry::golden;

namespace {

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> casesBelow(const fs::path& path) {
  std::vector<fs::path> cases;
  if (fs::is_regular_file(path)) return {path};
  for (const auto& entry : fs::recursive_directory_iterator(path))
    if (entry.path().extension() == ".txt") cases.push_back(entry.path());
  std::sort(cases.begin(), cases.end());
  return cases;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

// The first lines that differ are what a person needs; `./dev bless` and `git diff` show the rest.
void printDifference(const std::string& expected, const std::string& actual) {
  const auto a = lines(expected), b = lines(actual);
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
  for (std::size_t k = i > 2 ? i - 2 : 0; k < i; ++k) std::printf("    %s\n", a[k].c_str());
  for (std::size_t k = i; k < std::min(a.size(), i + 12); ++k) std::printf("  - %s\n", a[k].c_str());
  for (std::size_t k = i; k < std::min(b.size(), i + 12); ++k) std::printf("  + %s\n", b[k].c_str());
}

// True if the case came out as it says.
bool check(const fs::path& path, const fs::path& program, bool bless) {
  const std::string text = slurp(path);
  try {
    const std::string actual = print(run(parse(text), program));
    if (actual == text) return true;
    if (bless) {
      std::ofstream(path, std::ios::binary) << actual;
      std::printf("blessed %s\n", path.c_str());
      return true;
    }
    std::printf("FAILED %s\n", path.c_str());
    printDifference(text, actual);
  } catch (const std::exception& error) {
    std::printf("FAILED %s: %s\n", path.c_str(), error.what());
  }
  return false;
}

std::set<std::string> codesIn(const std::string& text) {
  static const std::regex code("\\b(CQL|RULE|GEN)[0-9]{3}\\b");
  return {std::sregex_token_iterator(text.begin(), text.end(), code, 0), std::sregex_token_iterator()};
}

// Codes that only a fault of the machine can cause cannot stand in a transcript: unreachable.txt says which, and why.
int coverage(const fs::path& folder, const fs::path& program) {
  Case list;
  list.commands = {"quarry list codes"};
  const std::set<std::string> all = codesIn(run(list, program).expected["stdout"]);
  std::set<std::string> shown;
  for (const fs::path& path : casesBelow(folder)) {
    const Case golden = parse(slurp(path));
    // `list codes` and `explain` name codes without reporting anything.
    if (std::any_of(golden.commands.begin(), golden.commands.end(), [](const std::string& command) {
          return command.starts_with("quarry list") || command.starts_with("quarry explain");
        }))
      continue;
    for (const char* stream : {"stdout", "stderr"})
      if (const auto found = golden.expected.find(stream); found != golden.expected.end())
        shown.merge(codesIn(found->second));
  }
  const fs::path exemptions = folder / "unreachable.md";
  const std::set<std::string> exempt = fs::exists(exemptions) ? codesIn(slurp(exemptions)) : std::set<std::string>{};
  int failures = all.empty() ? 1 : 0;
  for (const std::string& code : all)
    if (!shown.contains(code) && !exempt.contains(code)) {
      std::printf("%s is shown by no golden test\n", code.c_str());
      ++failures;
    }
  for (const std::string& code : exempt)
    if (shown.contains(code) || !all.contains(code)) {
      std::printf("%s needs no exemption any more\n", code.c_str());
      ++failures;
    }
  std::printf("%zu codes, %zu shown\n", all.size(), shown.size());
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  fs::path program;
  bool bless = false, wantCoverage = false;
  std::vector<fs::path> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--quarry" && i + 1 < argc)
      program = fs::absolute(argv[++i]);
    else if (argument == "--bless")
      bless = true;
    else if (argument == "--coverage")
      wantCoverage = true;
    else
      paths.emplace_back(argument);
  }
  if (program.empty() || paths.empty()) {
    std::fprintf(stderr, "usage: run_golden --quarry PROGRAM [--bless|--coverage] PATH...\n");
    return 2;
  }
  if (wantCoverage) return coverage(paths.front(), program);
  std::size_t total = 0, failed = 0;
  for (const fs::path& path : paths)
    for (const fs::path& file : casesBelow(path)) {
      ++total;
      if (!check(file, program, bless)) ++failed;
    }
  std::printf("%zu cases, %zu failed\n", total, failed);
  return failed == 0 && total > 0 ? 0 : 1;
}
