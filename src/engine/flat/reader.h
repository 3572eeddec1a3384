// Events to rows, in one pass over their text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/flat/row.h"

namespace quarry::engine::flat {

class Reader {
 public:
  Reader();
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Makes the row the event's, in place of what it held, whose memory is used again. The text is padded as EventText
  // is. What is wrong with the text, or nothing.
  std::string_view read(std::string_view json, Row& row);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace quarry::engine::flat
