// Whether an item of a pipeline applies.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "quarry/rule/pipeline.h"

namespace quarry::rule {

// What a pipeline knows of the rule at work.
struct PipelineState {
  Rule rule;
  std::map<std::string, std::string> values;             // of set_state
  std::set<std::string> applied;                         // ids of items
  std::map<std::uint32_t, std::set<std::string>> items;  // by the place of a test's key: ids of items applied to it
};

bool appliesToRule(const PipelineItem& item, const PipelineState& state, base::Sources& sources);
// Both the conditions on the test and those on its field.
bool appliesToTest(const PipelineItem& item, const Item& test, const PipelineState& state, base::Sources& sources);

// Every test of a rule, in order.
void forEachItem(std::vector<Selection>& selections, const std::function<void(Item&)>& visit);

}  // namespace quarry::rule
