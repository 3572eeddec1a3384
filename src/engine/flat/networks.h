// Networks of a table, found by address.
#pragma once

#include <string>
#include <vector>

#include "engine/network.h"

namespace quarry::engine::flat {

class Networks {
 public:
  // An address, or a network in CIDR notation; anything else is passed over.
  void add(const std::string& text, std::size_t index);
  // To be called once, after the last: the smallest networks come last.
  void sort();
  // The indices of the networks that hold the address.
  std::vector<std::size_t> find(const std::string& address) const;

 private:
  struct Entry {
    NetworkMatcher network;
    int bits;
    std::size_t index;
  };
  std::vector<Entry> entries_;
};

}  // namespace quarry::engine::flat
