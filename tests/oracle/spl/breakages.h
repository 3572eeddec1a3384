// Ways to break an SPL search: each makes one mistake where the query has a place for it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace spl {

struct Breakage {
  std::string name;
  std::function<std::optional<std::string>(const std::string&)> apply;  // none: the query has no place for it
};

const std::vector<Breakage>& breakages();

}  // namespace spl
