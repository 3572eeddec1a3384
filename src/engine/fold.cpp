#include "engine/fold.h"

#include "engine/letters.h"
#include "quarry/base/text.h"

namespace quarry::engine {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

std::string_view foldedView(std::string_view text, ir::Fold how, std::string& buffer) {
  if (how == ir::Fold::exact) return text;
  buffer.resize(text.size());
  unsigned char any = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    any |= static_cast<unsigned char>(text[i]);
    buffer[i] = lower(text[i]);
  }
  if (how == ir::Fold::ascii || any < 0x80) return buffer;
  buffer.clear();
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80)
      buffer += lower(text[at++]);
    else
      base::appendUtf8(buffer, letters::fold(letters::decode(text, at)));
  }
  return buffer;
}

std::string folded(std::string_view text, ir::Fold how) {
  std::string buffer;
  return std::string(foldedView(text, how, buffer));
}

}  // namespace quarry::engine
