// A list that only grows and whose elements stay where they are.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace quarry::base {

// Several threads may add at a time, while others read: each may use the indices that it knows of.
template <class T>
class StableList {
 public:
  StableList() = default;
  // Neither side may be in use by another thread.
  StableList(StableList&& other) noexcept : blocks_(std::move(other.blocks_)), size_(std::exchange(other.size_, 0)) {}
  StableList& operator=(StableList&& other) noexcept {
    blocks_ = std::move(other.blocks_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  StableList(const StableList&) = delete;
  StableList& operator=(const StableList&) = delete;
  ~StableList() = default;

  // Returns the index of the new element.
  std::size_t add(T value) {
    const std::scoped_lock lock(growing_);
    std::vector<T>& block = blocks_[blockOf(size_)];
    if (block.empty()) block.reserve(startOf(blockOf(size_) + 1) - size_);
    block.push_back(std::move(value));
    return size_++;
  }
  const T& operator[](std::size_t index) const {
    const std::size_t block = blockOf(index);
    // Where a block lies never changes; its size, which operator[] may look at, does.
    return blocks_[block].data()[index - startOf(block)];
  }
  std::size_t size() const {
    const std::scoped_lock lock(growing_);
    return size_;
  }

 private:
  // Each block holds as many as all before it and kFirst more.
  static constexpr std::size_t kFirst = 16, kBlocks = 32;
  static std::size_t startOf(std::size_t block) { return ((std::size_t{1} << block) - 1) * kFirst; }
  static std::size_t blockOf(std::size_t index) {
    return static_cast<std::size_t>(std::bit_width(index / kFirst + 1)) - 1;
  }

  std::array<std::vector<T>, kBlocks> blocks_;
  std::size_t size_ = 0;
  mutable std::mutex growing_;
};

}  // namespace quarry::base
