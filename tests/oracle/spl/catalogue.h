// What SPL has: commands with their options, functions with the number of their arguments. Read from the two lists
// beside this file.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace spl {

struct Command {
  std::string name, kind;
  bool opens = false;      // has to open a pipeline
  bool mayAppend = false;  // but not with append=true
  bool takesSubsearch = false;
  bool anyOption = false;
  std::map<std::string, std::string> options;  // name → bool, int, num, text or words separated by |
};

struct Arity {
  std::size_t least = 0;
  std::optional<std::size_t> most;
  int parity = -1;  // 0: an even number of arguments, 1: an odd one
};

struct Catalogue {
  std::map<std::string, Command> commands;  // other names included
  std::map<std::string, Arity> eval, stats;
  std::set<std::string> convert, sort;

  static Catalogue read(const std::string& folder);
};

std::string lower(std::string text);

}  // namespace spl
