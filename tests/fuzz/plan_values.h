// Values of plans made of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "quarry/ir/pred.h"

namespace quarry::fuzz {

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  bool empty() const { return at_ >= size_; }
  unsigned take() { return empty() ? 0 : data_[at_++]; }
  bool flag() { return (take() & 1) != 0; }
  double number();
  // Bytes of ASCII are themselves; the others stand for what is known to be awkward.
  std::string text();

 private:
  const std::uint8_t* data_;
  std::size_t size_, at_ = 0;
};

inline ir::FieldRef eventField(const char* path) { return {ir::FieldRef::Kind::event, path, nullptr}; }

// A value of any functions, of any arguments: most of these mean nothing.
ir::Val anyValue(Bytes& bytes, unsigned depth);
// A value that can be computed, as far as types tell.
enum class ValueType { text, number, boolean };
ir::Val typedValue(Bytes& bytes, ValueType type, unsigned depth);

}  // namespace quarry::fuzz
