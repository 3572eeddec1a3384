#include "engine/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "quarry/base/numeral.h"

namespace quarry::engine {

namespace {

// The others are zero.
std::array<unsigned char, 16> firstBits(std::array<unsigned char, 16> bytes, int bits) {
  auto whole = static_cast<std::size_t>(bits / 8);
  if (const int rest = bits % 8; rest != 0) bytes[whole++] &= static_cast<unsigned char>(0xFF00U >> rest & 0xFFU);
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(whole), bytes.end(), static_cast<unsigned char>(0));
  return bytes;
}

}  // namespace

std::optional<Address> parseAddress(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN + 1> buffer{};
  if (text.empty() || text.size() >= buffer.size()) return std::nullopt;
  std::memcpy(buffer.data(), text.data(), text.size());
  Address address;
  address.v6 = text.find(':') != std::string_view::npos;
  if (inet_pton(address.v6 ? AF_INET6 : AF_INET, buffer.data(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

void Networks::add(std::string_view text, std::size_t index) {
  const std::size_t slash = text.find('/');
  const auto address = parseAddress(text.substr(0, slash));
  if (!address) return;
  const int most = address->v6 ? 128 : 32;
  int bits = most;
  if (slash != std::string_view::npos) {
    const auto said = base::wholeNumeral<int>(text.substr(slash + 1));
    if (!said || *said < 0 || *said > most) return;
    bits = *said;
  }
  bySize_[{address->v6, bits}][firstBits(address->bytes, bits)].push_back(index);
}

template <class Visit>
void Networks::visit(std::string_view text, Visit visit) const {
  if (bySize_.empty()) return;
  const auto address = parseAddress(text);
  if (!address) return;
  for (auto size = bySize_.lower_bound({address->v6, 0}); size != bySize_.end() && size->first.v6 == address->v6;
       ++size) {
    const auto found = size->second.find(firstBits(address->bytes, size->first.bits));
    if (found != size->second.end() && !visit(found->second)) return;
  }
}

bool Networks::contain(std::string_view address) const {
  bool any = false;
  visit(address, [&](const std::vector<std::size_t>&) {
    any = true;
    return false;
  });
  return any;
}

std::vector<std::size_t> Networks::find(std::string_view address) const {
  std::vector<std::size_t> all;
  visit(address, [&](const std::vector<std::size_t>& indices) {
    all.insert(all.end(), indices.begin(), indices.end());
    return true;
  });
  return all;
}

}  // namespace quarry::engine
