// One golden test: a transcript of the tool. tests/golden/README.md has the format.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::golden {

struct Section {
  std::string name;   // "rule.yml", "stdout", "after rule.yml"
  std::string flags;  // what stood in parentheses: "escaped"
  std::string text;
};

struct Case {
  std::vector<std::string> comments;  // lines before the first command, as they are
  std::vector<std::string> commands;  // without "$ "
  std::vector<Section> inputs;
  std::map<std::string, std::string> expected;  // by section name; absent means empty, "exit" absent means 0
};

// Throws std::runtime_error on text that is no case.
Case parse(std::string_view text);
std::string print(const Case& golden);

// Decodes an `(escaped)` section: \n, \t, \\, \xHH and \{N:text} (text N times).
std::string unescape(std::string_view text);
// Splits a command line at blanks; '…' and "…" keep blanks.
std::vector<std::string> words(std::string_view command);

}  // namespace quarry::golden
