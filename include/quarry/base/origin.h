// Where something in the compiler came from: the places in the rule (or query) that it stands for. Every IR node and
// every piece of emitted text carries one, so any place in a query leads back to the rule.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "quarry/base/source.h"

namespace quarry::base {

class Origin {
 public:
  Origin() = default;
  Origin(Span span) : first_(span), known_(true) {}  // NOLINT(google-explicit-constructor): a span is an origin

  // True when nothing in a rule caused it (a default the compiler wrote out).
  bool empty() const { return !known_; }
  // The place to show when one must do; meaningless if empty().
  Span primary() const { return first_; }
  std::vector<Span> spans() const;
  // A rewrite that makes one node of two unites their origins. Order is kept, repeats are dropped. Uniting many one
  // after the other costs what they hold together: the places are appended to a list that earlier results see the head
  // of.
  Origin operator|(const Origin& other) const;
  Origin& operator|=(const Origin& other) { return *this = *this | other; }

  // Origins never decide whether two nodes mean the same.
  friend bool operator==(const Origin&, const Origin&) { return true; }

 private:
  class Places;

  Span first_{};
  bool known_ = false;
  std::size_t count_ = 1;        // of the places in `all_` that are this origin's
  std::shared_ptr<Places> all_;  // null in the usual case of one span
};

}  // namespace quarry::base
