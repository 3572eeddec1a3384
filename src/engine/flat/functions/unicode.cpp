#include "engine/flat/functions/unicode.h"

#include <unicode/brkiter.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <memory>

namespace quarry::engine::flat {

std::size_t utf16Length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0U ? 2 : 1;
  }
  return units;
}

std::vector<std::size_t> graphemes(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> iterator(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  std::vector<std::size_t> out;
  UText view = UTEXT_INITIALIZER;
  utext_openUTF8(&view, text.data(), static_cast<std::int64_t>(text.size()), &status);
  if (U_FAILURE(status) != 0) return {0, text.size()};
  iterator->setText(&view, status);
  for (std::int32_t at = iterator->first(); at != icu::BreakIterator::DONE; at = iterator->next())
    out.push_back(static_cast<std::size_t>(at));
  utext_close(&view);
  return out;
}

bool decodeCharset(std::string_view bytes, const std::string& charset, std::string& out) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(charset.c_str(), &status);
  if (U_FAILURE(status) != 0) return false;
  const icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()), converter, status);
  ucnv_close(converter);
  out.clear();
  text.toUTF8String(out);
  return U_FAILURE(status) == 0;
}

}  // namespace quarry::engine::flat
