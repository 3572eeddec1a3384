// Networks by address.
#include "engine/network.h"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <vector>

using quarry::engine::Networks;
using Indices = std::vector<std::size_t>;

TEST_CASE("networks: the smallest that holds an address comes last") {
  Networks networks;
  networks.add("10.1.2.3", 0);
  networks.add("10.0.0.0/8", 1);
  networks.add("10.1.0.0/16", 2);
  networks.add("10.1.0.0/16", 3);
  networks.add("0.0.0.0/0", 4);
  CHECK(networks.find("10.1.2.3") == Indices{4, 1, 2, 3, 0});
  CHECK(networks.find("10.1.2.4") == Indices{4, 1, 2, 3});
  CHECK(networks.find("10.2.0.0") == Indices{4, 1});
  CHECK(networks.find("192.168.0.1") == Indices{4});
}

TEST_CASE("networks: bits of the host do not count, at any size") {
  for (int bits = 0; bits <= 32; ++bits) {
    Networks networks;
    networks.add("170.85.170.85/" + std::to_string(bits));
    CAPTURE(bits);
    CHECK(networks.contain("170.85.170.85"));
    // The first bit is another one, then the last.
    CHECK(networks.contain("42.85.170.85") == (bits < 1));
    CHECK(networks.contain("170.85.170.84") == (bits < 32));
    CHECK(networks.contain("170.85.42.85") == (bits < 17));
  }
}

TEST_CASE("networks: IPv4 and IPv6 are apart") {
  Networks networks;
  networks.add("::/0", 6);
  networks.add("0.0.0.0/0", 4);
  networks.add("fe80::/10", 10);
  CHECK(networks.find("10.0.0.1") == Indices{4});
  CHECK(networks.find("::ffff:10.0.0.1") == Indices{6});
  CHECK(networks.find("febf::1") == Indices{6, 10});
  CHECK(networks.find("fec0::1") == Indices{6});
}

TEST_CASE("networks: what is no network is passed over") {
  Networks networks;
  for (const char* text : {"", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8 ", "host", "::/129"})
    networks.add(text);
  CHECK(networks.empty());
  networks.add("10.0.0.0/8");
  CHECK_FALSE(networks.contain(""));
  CHECK_FALSE(networks.contain("10.0.0"));
  CHECK_FALSE(networks.contain("10.0.0.1/32"));
}
