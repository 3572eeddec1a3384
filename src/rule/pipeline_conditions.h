// The conditions of a pipeline's items, read.
#pragma once

#include <string>

#include "quarry/rule/pipeline.h"
#include "rule/pipeline_keys.h"

namespace quarry::rule {

// `rule_conditions`, `detection_item_conditions` or `field_name_conditions` of an item, with what joins them.
PipelineTests readPipelineTests(const base::yaml::Node& item, PipelineScope scope, base::Sources& sources,
                                base::Report& report);

// The keys of an item that say when it applies.
bool isConditionKey(std::string_view key);

}  // namespace quarry::rule
