// What the languages share of correlations.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quarry/ir/plan.h"
#include "quarry/target/target.h"

namespace quarry::target {

// Letters, digits and underscores of a name: what a column of our own may be called.
std::string plainName(std::string_view name);
// "ec2_stop" is "Ec2Stop".
std::string pascalName(std::string_view name);

// How a sequence's columns travel: the time of the first row and what survives of each stage are handed from one level
// to the next, so that a row of the last stage finds those of the latest way to it.
struct Carried {
  std::size_t stage = 0;  // whose column it is: a position in `stages`
  std::string column;     // as the plan calls it
  ir::Type type;
};
std::vector<Carried> carriedBy(const ir::Sequence& sequence);

// The query with every line but the first set in.
Query indented(const Query& query, std::string_view indent);

// The stages that a condition asks for, and those it excludes.
std::vector<std::size_t> wantedBy(const ir::Presence& presence);
std::vector<std::size_t> absentFrom(const ir::Presence& presence);

// A condition over stages, as a language writes it.
struct PresenceForm {
  std::string_view all, any;  // "and", "or"
  bool isAbsentInBrackets = false;
  std::function<std::string(std::size_t stage)> present, absent;
};
std::string print(const ir::Presence& presence, const PresenceForm& form);

// Whether numbers are measured, and not rows or values counted.
bool measuresNumbers(const ir::Threshold& threshold);

// The names that columns of the parts get: those of the keys.
using Columns = std::vector<std::pair<std::string, std::string>>;
Columns named(const std::vector<std::string>& names, const std::vector<std::string>& columns);

// Whether a correlation among the parts of another can be worked out row by row within the stream of the outer one's:
// its windows slide, and none needs all its rows at once or an estimate.
bool slidesAlong(const schema::Bound& part);

// Whether a plan treats each row by itself, so that it can stand where no row may wait.
bool isRowwise(const ir::Plan& plan);
bool isRowwise(const std::vector<ir::Step>& steps);
// Why it does not: "groups its rows".
std::string_view whyGrouped(const ir::Plan& plan);

// A line for the head of the artifact: the kind, length and edges of the window.
std::string describe(const ir::Window& window);

}  // namespace quarry::target
