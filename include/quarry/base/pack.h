// Values as bytes and back, between processes of one run. Not a file format: it has no version and knows no names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::base {

class Packer {
 public:
  void number(std::uint64_t value);
  // Any bytes.
  void text(std::string_view value);
  void texts(const std::vector<std::string>& all);

  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads in the order of writing. Throws std::runtime_error where the bytes end early or cannot be what was written.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number();
  std::string text() { return std::string(view()); }
  // As text(), but it lives as long as the bytes do.
  std::string_view view();
  std::vector<std::string> texts();
  // How many elements follow; each takes at least one byte.
  std::size_t count();
  bool atEnd() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace quarry::base
