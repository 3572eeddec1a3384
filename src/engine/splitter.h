// Cuts a file into the texts of its events: a JSON array, one object a line, or objects one after the other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/byte_stream.h"

namespace quarry::engine {

struct Piece {
  std::string_view text;
  std::uint32_t line = 1;
  bool tooLarge = false;  // for an event; the text is its beginning
};

class Splitter {
 public:
  // An event has at most `most` bytes.
  Splitter(ByteStream stream, std::size_t most) : stream_(std::move(stream)), most_(most) {}

  // False at the end of the file. The text is valid until the next call.
  bool next(Piece& piece);
  // Why the file ended before its time, and where: "" if it did not.
  const std::string& fault() const { return fault_; }
  // The last piece turned out to be no whole event: if the file ends in it, without a line break, that is why.
  void breakOff() {
    if (unended_ && fault_.empty()) fault_ = "the file ends inside an event";
  }
  std::uint32_t line() const { return line_; }
  const ByteStream& stream() const { return stream_; }

 private:
  enum class Form { unknown, lines, objects, array };

  bool begin();
  // As much as is looked at to tell what form the file has, if there is as much.
  void readAhead();
  bool nextLine(Piece& piece);
  bool nextObject(Piece& piece);
  bool nextItem(Piece& piece);
  // Where the value at the front of the window ends, reading on as needed; npos if the file ends inside it.
  // Inside `depth` brackets: where the last of them closes.
  std::size_t endOfValue(std::size_t depth = 0);
  bool skipBlanks(bool commas);
  void drop(std::size_t count);
  // Makes the piece of a text, or of the beginning of one that was let go; false if there is nothing but blanks.
  bool give(Piece& piece, std::string_view text);
  // Whether what is read of a piece, which has not ended, is more than an event has. Blanks around an event go on for
  // as long as they like; what is kept of them does not.
  bool isTooLong() const;
  // Lets go of all that was read of a piece that is too large; its beginning is kept to be shown.
  void skipOver();
  bool finish();

  ByteStream stream_;
  std::size_t most_;
  Form form_ = Form::unknown;
  bool wrapped_ = false;     // the array is the `Records` of an object
  std::size_t pending_ = 0;  // bytes of the piece given out last
  std::uint32_t line_ = 1;
  std::string excerpt_;   // of a piece that is too large; "" as long as it is not
  bool unended_ = false;  // the piece given out last is the file's last line, which nothing ends
  std::string fault_;
};

}  // namespace quarry::engine
