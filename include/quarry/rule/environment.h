// What a repository says once for all its rules: the part of quarry.yml that the meaning of a rule depends on.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "quarry/rule/rule.h"

namespace quarry::rule {

struct Attack;  // quarry/rule/attack.h

// A list that each platform keeps under a name of its own, with content for tests.
struct List {
  enum class Type { text, cidr };
  Type type = Type::text;
  std::string column;  // that holds the entries; empty: the list's own name, or a watchlist's SearchKey
  std::map<std::string, std::string> places;  // by platform: "cql" -> "trusted_egress.csv"
  std::vector<std::string> test;              // what tests find in it
};

struct Environment {
  std::string path;  // of the configuration; empty: there is none
  std::map<std::string, std::vector<Value>> placeholders;
  std::map<std::string, List> lists;
  std::optional<FilterMeaning> filters;  // what a filter without `not` means
  std::shared_ptr<const Attack> attack;  // null: what the product knows by itself
};

}  // namespace quarry::rule
