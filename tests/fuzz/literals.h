// The literals of emitted queries, read by the rules of each language and by nothing of ours: what a platform will take
// a text to be.
#pragma once

#include <string>
#include <vector>

namespace quarry::fuzz {

struct Literal {
  enum class Kind { text, regex, name } kind{};
  std::string text;   // decoded
  std::string flags;  // of a regex
};

struct Literals {
  std::vector<Literal> all;
  std::string rest;    // the query with every literal cut out
  bool closed = true;  // every literal and every bracket is closed
};

Literals readCql(const std::string& query);
Literals readKql(const std::string& query);
Literals readSpl(const std::string& query);

}  // namespace quarry::fuzz
