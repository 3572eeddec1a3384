// Why an event meets a condition, or does not: every part of it with its truth, and the values that decided.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/origin.h"
#include "quarry/engine/context.h"
#include "quarry/engine/value.h"
#include "quarry/ir/pred.h"

namespace quarry::engine {

struct Explanation {
  enum class Kind { constant, all, any, negated, test, element, value };

  Kind kind{};
  bool holds = false;
  base::Origin origin;
  std::string field;  // test, element: the path that was read; empty for keywords
  Value value;        // test: what the field holds; element: the element that decided; value: what came out
  std::size_t elements = 0, element = 0;  // element: how many there are, and which is shown (from 1)
  std::vector<Explanation> of;            // no part is left out, even where the others decide
};

// A condition made ready to be explained, for any number of events. It and the context outlive this.
class Explainer {
 public:
  Explainer(const ir::Pred& pred, Context& context);
  Explainer(Explainer&&) noexcept;
  Explainer& operator=(Explainer&&) noexcept;
  ~Explainer();

  // The event is JSON text of an object; none if it is not.
  std::optional<Explanation> explain(std::string_view event);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace quarry::engine
