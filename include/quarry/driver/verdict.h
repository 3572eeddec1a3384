// A condition held against an event, as a person reads it: the rule's own words with a truth for each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/source.h"
#include "quarry/engine/context.h"
#include "quarry/engine/explain.h"
#include "quarry/ir/plan.h"
#include "quarry/rule/rule.h"

namespace quarry::driver {

struct Verdict {
  enum class Kind { condition, selection, part, test };

  Kind kind{};
  bool holds = false;
  std::string words;  // as written in the rule, on one line
  std::string value;  // what decided: the field's value as JSON, `missing`; empty where parts decide
  std::vector<Verdict> of;
};

// What a run of a rule knows: where vendors keep the time of an event, and what they wrap events in.
engine::Context ruleContext(base::Sources& sources, base::Report& report);

// A rule's condition (the first step of its plan as it was lowered, before it is normalised), to be held against
// events. All that it is made of outlives it.
class Judge {
 public:
  Judge(const rule::Rule& rule, const ir::Plan& plan, engine::Context& context);

  // None if the event is no JSON object, or the rule has no condition.
  std::optional<Verdict> judge(std::string_view event);

 private:
  const rule::Rule& rule_;
  const base::Sources& sources_;
  std::optional<engine::Explainer> explainer_;
};

// One line a part, indented: `✓ words   value`.
std::string print(const Verdict& verdict, std::size_t indent, bool colour);

}  // namespace quarry::driver
