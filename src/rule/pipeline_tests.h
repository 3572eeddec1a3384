// Whether an item of a pipeline applies.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "quarry/rule/pipeline.h"

namespace quarry::rule {

// What a pipeline knows of the rule at work.
struct PipelineState {
  Rule rule;
  std::vector<Filter> filters;                // those that cover it
  std::map<std::string, std::string> values;  // of set_state
  std::set<std::string> applied;              // ids of items
  // By the place of a test's key: the ids of the items that were applied to it.
  using Place = std::pair<base::FileId, std::uint32_t>;
  std::map<Place, std::set<std::string>> items;
};

PipelineState::Place placeOf(const Item& test);

bool appliesToRule(const PipelineItem& item, const PipelineState& state);
// Both the conditions on the test and those on its field: `field`, which is the array's for a test on its elements.
bool appliesToTest(const PipelineItem& item, const Item& test, const std::string& field, const PipelineState& state);
// What an item does to the names of fields that are read outside of tests.
bool appliesToField(const PipelineItem& item, const std::string& field, const PipelineState& state);

// Every test of the selections, in order; not those on elements of an array, whose names are paths within it.
void forEachItem(std::vector<Selection>& selections, const std::function<void(Item&)>& visit);
void forEachItem(Detection& detection, const std::function<void(Item&)>& visit);

}  // namespace quarry::rule
