// Many texts searched for in one pass (Aho and Corasick, "Efficient string matching", 1975).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/function_ref.h"

namespace quarry::engine {

class AhoCorasick {
 public:
  // Texts are not empty. `id` is what a search reports; several texts may share one.
  void add(std::string_view text, std::uint32_t id);
  // To be called once, after the last text.
  void build();
  bool empty() const { return texts_.empty(); }
  // Calls back with the id of each text that stands in the other, at least once.
  void search(std::string_view in, FunctionRef<void(std::uint32_t)> found) const;

 private:
  struct Text {
    std::string text;
    std::uint32_t id;
  };
  std::uint32_t classOf(char c) const { return classes_[static_cast<unsigned char>(c)]; }

  std::vector<Text> texts_;
  std::array<std::uint16_t, 256> classes_{};  // bytes that no text has are all in class 0
  std::uint32_t width_ = 1;                   // how many classes there are
  std::vector<std::uint32_t> next_;           // state * width_ + class → state
  std::vector<std::uint32_t> firstId_;        // state → index into ids_, of the state and those behind it
  std::vector<std::uint32_t> lastId_;
  std::vector<std::uint32_t> ids_;
};

}  // namespace quarry::engine
