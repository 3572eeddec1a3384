// A query's plan in the terms of rules: grouping, sorting, columns and conditions instead of the language's functions,
// so that other languages can print it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "quarry/base/report.h"
#include "quarry/ir/plan.h"

namespace quarry::cql {

// What the fields of events are called in rules.
struct Vocabulary {
  // None: nothing is known of the field, its own name is kept.
  std::function<std::optional<std::string>(std::string_view field)> field;
  // What it is made of, where no field of a rule alone holds the same.
  std::function<std::optional<ir::Val>(std::string_view field, const base::Origin& origin)> value;
  // Whether that is all there is: what is not known then has no counterpart, and passing it on would find nothing.
  bool closed = false;
  // The test in a rule's words, which may be another test, or why there is none.
  std::function<std::variant<ir::Pred, std::string>(ir::Test test, const base::Origin& origin)> test;
};

// The plan is one of lower(). None if an error was reported: what has no exact form is refused at its place.
std::optional<ir::Plan> raise(const ir::Plan& plan, const Vocabulary& vocabulary, base::Report& report);

}  // namespace quarry::cql
