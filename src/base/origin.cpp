#include "quarry/base/origin.h"

#include <algorithm>
#include <unordered_set>

namespace quarry::base {

// Different places, in order. Only ever added to.
class Origin::Places {
 public:
  explicit Places(const std::vector<Span>& first) {
    for (const Span& span : first) add(span);
  }

  const std::vector<Span>& list() const { return list_; }

  void add(const Span& span) {
    if (list_.size() < kFew) {
      if (std::find(list_.begin(), list_.end(), span) != list_.end()) return;
    } else {
      if (known_.empty()) known_.insert(list_.begin(), list_.end());
      if (!known_.insert(span).second) return;
    }
    list_.push_back(span);
  }

 private:
  struct Hash {
    std::size_t operator()(const Span& span) const {
      const std::size_t place = (std::size_t{span.begin} << 32U) | span.end;
      return (place ^ static_cast<std::size_t>(span.file)) * 0x9E3779B97F4A7C15U;
    }
  };
  static constexpr std::size_t kFew = 8;  // are sooner compared than looked up

  std::vector<Span> list_;
  std::unordered_set<Span, Hash> known_;  // all of them, once they are many
};

std::vector<Span> Origin::spans() const {
  if (!known_) return {};
  if (!all_) return {first_};
  const auto begin = all_->list().begin();
  return {begin, begin + static_cast<std::ptrdiff_t>(count_)};
}

Origin Origin::operator|(const Origin& other) const {
  if (!other.known_) return *this;
  if (!known_) return other;
  if (first_ == other.first_ && (!other.all_ || (all_ == other.all_ && count_ >= other.count_))) return *this;
  Origin result = *this;
  // Another origin may have added to the list already: then it is no longer ours.
  if (!all_ || all_->list().size() != count_) result.all_ = std::make_shared<Places>(spans());
  for (std::size_t i = 0; i < other.count_; ++i) result.all_->add(other.all_ ? other.all_->list()[i] : other.first_);
  result.count_ = result.all_->list().size();
  return result;
}

}  // namespace quarry::base
