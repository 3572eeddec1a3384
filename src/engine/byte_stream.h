// The bytes of a file, plain or gzip, as a window that grows at its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::engine {

class ByteStream {
 public:
  // What a parser may read beyond the end of the window (simdjson's SIMDJSON_PADDING).
  static constexpr std::size_t kPadding = 64;

  // "-" is standard input. What cannot be opened is at its end, with a fault. At least `chunk` bytes are read at a
  // time.
  static ByteStream file(const std::string& path, std::size_t chunk);
  static ByteStream memory(std::string text);

  // What has been read and not been dropped. Valid until more is read.
  std::string_view window() const { return {buffer_.data() + begin_, end_ - begin_}; }
  // Reads on; false at the end. The window keeps what it has.
  bool more();
  // Forgets the first bytes of the window.
  void drop(std::size_t count) { begin_ += count; }
  bool atEnd() const { return atEnd_; }
  // Why it ended before its time: "" if it did not.
  const std::string& fault() const { return fault_; }
  // Bytes of the file (compressed, if it is) read so far.
  std::uint64_t consumed() const { return consumed_; }

 private:
  struct Closer {
    void operator()(void* file) const;
  };

  std::unique_ptr<void, Closer> file_;  // zlib's gzFile: reads plain files as well
  std::vector<char> buffer_;
  std::size_t chunk_ = 0, begin_ = 0, end_ = 0;
  std::uint64_t consumed_ = 0;
  bool atEnd_ = false;
  std::string fault_;
};

}  // namespace quarry::engine
