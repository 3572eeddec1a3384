#include "engine/aho_corasick.h"

#include <algorithm>

namespace quarry::engine {

void AhoCorasick::add(std::string_view text, std::uint32_t id) { texts_.push_back({std::string(text), id}); }

void AhoCorasick::build() {
  for (const Text& one : texts_)
    for (const char c : one.text) {
      std::uint16_t& known = classes_[static_cast<unsigned char>(c)];
      if (known == 0) known = static_cast<std::uint16_t>(width_++);
    }
  // The tree of texts; 0 is the root, and stands for "no such child" as well.
  std::vector<std::vector<std::uint32_t>> own(1);
  next_.assign(width_, 0);
  for (const Text& one : texts_) {
    std::uint32_t state = 0;
    for (const char c : one.text) {
      const std::size_t at = std::size_t{state} * width_ + classOf(c);
      if (next_[at] == 0) {
        next_[at] = static_cast<std::uint32_t>(own.size());
        own.emplace_back();
        next_.resize(next_.size() + width_, 0);
      }
      state = next_[at];
    }
    own[state].push_back(one.id);
  }
  // Level by level: where a child is lacking, the longest other beginning that fits takes over, with its texts.
  std::vector<std::uint32_t> fallback(own.size(), 0), queue;
  for (std::uint32_t c = 0; c < width_; ++c)
    if (next_[c] != 0) queue.push_back(next_[c]);
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const std::uint32_t state = queue[i];
    const auto& inherited = own[fallback[state]];
    own[state].insert(own[state].end(), inherited.begin(), inherited.end());
    for (std::uint32_t c = 0; c < width_; ++c) {
      std::uint32_t& child = next_[std::size_t{state} * width_ + c];
      const std::uint32_t other = next_[std::size_t{fallback[state]} * width_ + c];
      if (child == 0) {
        child = other;
        continue;
      }
      fallback[child] = other;
      queue.push_back(child);
    }
  }
  for (std::vector<std::uint32_t>& ids : own) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    firstId_.push_back(static_cast<std::uint32_t>(ids_.size()));
    ids_.insert(ids_.end(), ids.begin(), ids.end());
    lastId_.push_back(static_cast<std::uint32_t>(ids_.size()));
  }
}

void AhoCorasick::search(std::string_view in, FunctionRef<void(std::uint32_t)> found) const {
  std::uint32_t state = 0;
  for (const char c : in) {
    state = next_[std::size_t{state} * width_ + classOf(c)];
    for (std::uint32_t i = firstId_[state]; i < lastId_[state]; ++i) found(ids_[i]);
  }
}

}  // namespace quarry::engine
