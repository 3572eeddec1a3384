#include "quarry/ir/field.h"

#include <charconv>

namespace quarry::ir {

Path parsePath(std::string_view text) {
  Path path;
  PathSegment segment;
  bool quoted = false;
  const auto finish = [&] {
    path.push_back(std::move(segment));
    segment = {};
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '`')
      quoted = !quoted;
    else if (!quoted && c == '.')
      finish();
    else if (!quoted && c == '[') {
      const std::size_t close = text.find(']', i);
      std::uint32_t index = 0;
      if (close == i + 1)
        segment.each = true;
      else if (close != std::string_view::npos &&
               std::from_chars(text.data() + i + 1, text.data() + close, index).ptr == text.data() + close)
        segment.index = index;
      else {
        segment.name += c;
        continue;
      }
      i = close;
    } else
      segment.name += c;
  }
  finish();
  return path;
}

std::string print(const Path& path) {
  std::string out;
  for (const PathSegment& segment : path) {
    if (!out.empty()) out += '.';
    const bool odd = segment.name.find_first_of(".[]`") != std::string::npos;
    out += odd ? "`" + segment.name + "`" : segment.name;
    if (segment.each) out += "[]";
    if (segment.index) out += "[" + std::to_string(*segment.index) + "]";
  }
  return out;
}

}  // namespace quarry::ir
