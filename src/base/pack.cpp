#include "quarry/base/pack.h"

#include <stdexcept>

namespace quarry::base {

// Seven bits a byte, the lowest first; the eighth says that more follow.
void Packer::number(std::uint64_t value) {
  while (value >= 0x80) {
    bytes_ += static_cast<char>((value & 0x7F) | 0x80);
    value >>= 7;
  }
  bytes_ += static_cast<char>(value);
}

void Packer::text(std::string_view value) {
  number(value.size());
  bytes_ += value;
}

void Packer::texts(const std::vector<std::string>& all) {
  number(all.size());
  for (const std::string& one : all) text(one);
}

std::uint64_t Unpacker::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) break;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  throw std::runtime_error("packed bytes are damaged");
}

std::string_view Unpacker::view() {
  const std::uint64_t size = number();
  if (size > rest_.size()) throw std::runtime_error("packed bytes end early");
  const std::string_view value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return value;
}

std::size_t Unpacker::count() {
  const std::uint64_t value = number();
  if (value > rest_.size()) throw std::runtime_error("packed bytes end early");
  return value;
}

std::vector<std::string> Unpacker::texts() {
  std::vector<std::string> all(count());
  for (std::string& one : all) one = text();
  return all;
}

}  // namespace quarry::base
