// IP addresses and networks.
#pragma once

#include <array>
#include <compare>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace quarry::engine {

struct Address {
  std::array<unsigned char, 16> bytes{};
  bool v6 = false;
};

// Only a whole address: "10.0.0.1", "fe80::1". An IPv4 address inside IPv6 (::ffff:10.0.0.1) is IPv6.
std::optional<Address> parseAddress(std::string_view text);

// Any number of networks, found by address: what it takes grows with their sizes, of which there are few, and not with
// their number. IPv4 and IPv6 never match each other.
class Networks {
 public:
  // An address, or a network in CIDR notation; anything else is passed over. `index` is what `find` gives for it.
  void add(std::string_view text, std::size_t index = 0);
  bool empty() const { return bySize_.empty(); }
  // False for what is no address.
  bool contain(std::string_view address) const;
  // The indices of the networks that hold the address: the smallest networks last, those of one size as they were
  // added.
  std::vector<std::size_t> find(std::string_view address) const;

 private:
  struct Size {
    bool v6 = false;
    int bits = 0;
    friend auto operator<=>(const Size&, const Size&) = default;
  };
  using Bytes = std::array<unsigned char, 16>;
  // Calls `visit(indices)` for each network that holds the address until it returns false.
  template <class Visit>
  void visit(std::string_view address, Visit visit) const;

  std::map<Size, std::map<Bytes, std::vector<std::size_t>>> bySize_;
};

}  // namespace quarry::engine
