// What SPL has: commands with their arguments and options, functions with the number of their arguments. Read from the
// two lists beside this file, whose heads say what the words in them mean.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace spl {

// What stands beside a command's options.
struct Positional {
  enum class Kind { fields, anything, own };
  Kind kind = Kind::fields;
  std::string grammar;  // of its own
  std::size_t least = 0;
  std::optional<std::size_t> most = 0;
  bool named = false;    // each may have AS name
  bool grouped = false;  // a BY clause may follow
};

struct Command {
  std::string name, kind;
  Positional positional;
  bool opens = false;      // has to open a pipeline
  bool mayAppend = false;  // but not with append=true
  bool alone = false;      // may open one, too
  bool takesSubsearch = false;
  bool anyOption = false;
  std::map<std::string, std::string> options;  // name → type

  // The type of an option; `#` in a name of the list stands for a number.
  std::optional<std::string> typeOf(const std::string& option) const;
};

struct Function {
  std::size_t least = 0;
  std::optional<std::size_t> most;
  int parity = -1;          // 0: an even number of arguments, 1: an odd one
  bool truth = false;       // gives a truth value
  bool takesTruth = false;  // any argument may be one
  bool condition = false;   // the first argument is one
  bool conditions = false;  // the first, third, fifth … are
};

struct Catalogue {
  std::map<std::string, Command> commands;  // other names included
  std::map<std::string, Function> eval, stats;
  std::set<std::string> convert, sort;

  static Catalogue read(const std::string& folder);
};

std::string lower(std::string text);

}  // namespace spl
