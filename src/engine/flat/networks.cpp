#include "engine/flat/networks.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace quarry::engine::flat {

void Networks::add(const std::string& text, std::size_t index) {
  const std::size_t slash = text.find('/');
  const auto address = parseAddress(std::string_view(text).substr(0, slash));
  if (!address) return;
  const int most = address->v6 ? 128 : 32;
  int bits = most;
  if (slash != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + slash + 1, end, bits);
    if (read.ec != std::errc{} || read.ptr != end || bits < 0 || bits > most) return;
  }
  entries_.push_back({NetworkMatcher({fmt::format("{}/{}", text.substr(0, slash), bits), address->v6}), bits, index});
}

void Networks::sort() {
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.bits < b.bits; });
}

std::vector<std::size_t> Networks::find(const std::string& text) const {
  std::vector<std::size_t> out;
  const auto address = parseAddress(text);
  if (!address) return out;
  for (const Entry& entry : entries_)
    if (entry.network.contains(*address)) out.push_back(entry.index);
  return out;
}

}  // namespace quarry::engine::flat
