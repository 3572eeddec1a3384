#include "quarry/base/xml.h"

namespace quarry::base {

std::string xmlText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";  // attributes would turn it into a blank
        break;
      case '\t':
        out += "&#9;";
        break;
      default:
        // Control characters have no place in XML 1.0, not even as references.
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
          out += "\xEF\xBF\xBD";
        else
          out += c;
    }
  }
  return out;
}

}  // namespace quarry::base
