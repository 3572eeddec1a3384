#include "quarry/base/origin.h"

#include <algorithm>

namespace quarry::base {

std::vector<Span> Origin::spans() const {
  std::vector<Span> all;
  if (!known_) return all;
  all.push_back(first_);
  if (rest_) all.insert(all.end(), rest_->begin(), rest_->end());
  return all;
}

Origin Origin::operator|(const Origin& other) const {
  if (!other.known_) return *this;
  if (!known_) return other;
  if (first_ == other.first_ && !other.rest_) return *this;
  std::vector<Span> all = spans();
  for (const Span& span : other.spans())
    if (std::find(all.begin(), all.end(), span) == all.end()) all.push_back(span);
  Origin result(all.front());
  if (all.size() > 1) result.rest_ = std::make_shared<const std::vector<Span>>(all.begin() + 1, all.end());
  return result;
}

}  // namespace quarry::base
