// The techniques of ATT&CK, as a repository's own copy of MITRE's data has them.
#pragma once

#include <map>
#include <set>
#include <string>

namespace quarry::rule {

struct Attack {
  struct Technique {
    std::string name;
    std::set<std::string> tactics;  // as tags write them: "initial-access"
    bool revoked = false, deprecated = false;
    std::string revokedBy;  // its number; empty: nothing took its place
  };
  std::string path;                             // of the file
  std::map<std::string, Technique> techniques;  // by number, in lower case: "t1078.004"
  std::set<std::string> tactics;
};

}  // namespace quarry::rule
