#include "engine/wide_numbers.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace quarry::engine {

namespace {

template <typename Number>
bool fits(std::string_view text) {
  Number number{};
  return std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc::result_out_of_range;
}

bool isWide(std::string_view number) {
  if (number.find_first_of(".eE") != std::string_view::npos) return !fits<double>(number);
  return !fits<std::int64_t>(number) && (number.front() == '-' || !fits<std::uint64_t>(number));
}

std::size_t endOfText(std::string_view json, std::size_t quote) {
  for (std::size_t i = quote + 1; i < json.size(); ++i) {
    if (json[i] == '\\')
      ++i;
    else if (json[i] == '"')
      return i + 1;
  }
  return json.size();
}

}  // namespace

std::optional<std::string> quoteWideNumbers(std::string_view json) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < json.size();) {
    if (json[i] == '"') {
      i = endOfText(json, i);
      continue;
    }
    if (json[i] != '-' && (json[i] < '0' || json[i] > '9')) {
      ++i;
      continue;
    }
    const std::size_t end = std::min(json.find_first_not_of("0123456789.eE+-", i), json.size());
    if (const std::string_view number = json.substr(i, end - i); isWide(number)) {
      out.append(json.substr(copied, i - copied)).append(1, '"').append(number).append(1, '"');
      copied = end;
    }
    i = end;
  }
  if (copied == 0) return std::nullopt;
  return out.append(json.substr(copied));
}

}  // namespace quarry::engine
