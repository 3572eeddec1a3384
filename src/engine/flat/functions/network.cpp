// Subnets, Community IDs, places on the globe.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <cmath>
#include <numbers>

#include "engine/flat/functions/groups.h"
#include "engine/flat/functions/simple.h"
#include "engine/network.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::string print(const Address& address) {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(address.v6 ? AF_INET6 : AF_INET, address.bytes.data(), text, sizeof text);
  return text;
}

RowFunction subnet(const Call& call, Compiler&) {
  const auto bits = base::clamped<int>(call.number("bits", 32));
  return textFunction(call, "_subnet", [bits](const std::string& text) -> Maybe {
    auto address = parseAddress(text);
    if (!address || bits < 0 || bits > (address->v6 ? 128 : 32)) return std::nullopt;
    for (int bit = bits; bit < 128; ++bit)
      address->bytes[static_cast<std::size_t>(bit / 8)] &=
          static_cast<unsigned char>(~(0x80U >> static_cast<unsigned>(bit % 8)));
    return fmt::format("{}/{}", print(*address), bits);
  });
}

// Community ID flow hashing, version 1.
std::string community(unsigned seed, int proto, const Address& a, const Address& b, std::optional<unsigned> sp,
                      std::optional<unsigned> dp, bool oneWay) {
  const std::size_t size = a.v6 ? 16 : 4;
  std::string source(reinterpret_cast<const char*>(a.bytes.data()), size),
      target(reinterpret_cast<const char*>(b.bytes.data()), size);
  const bool swap = !oneWay && (target < source || (target == source && sp && dp && *dp < *sp));
  if (swap) {
    std::swap(source, target);
    std::swap(sp, dp);
  }
  std::string data{static_cast<char>(seed >> 8U), static_cast<char>(seed)};
  data += source + target;
  data += {static_cast<char>(proto), '\0'};
  if (sp && dp)
    data +=
        {static_cast<char>(*sp >> 8U), static_cast<char>(*sp), static_cast<char>(*dp >> 8U), static_cast<char>(*dp)};
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(data.data(), data.size(), bytes, &length, EVP_sha1(), nullptr);
  unsigned char encoded[64];
  EVP_EncodeBlock(encoded, bytes, static_cast<int>(length));
  return "1:" + std::string(reinterpret_cast<const char*>(encoded));
}

// What an ICMP type is answered by: with a partner the flow has two directions.
std::optional<unsigned> partner(unsigned type, bool v6) {
  static constexpr std::pair<unsigned, unsigned> k4[] = {{8, 0},   {0, 8},   {13, 14}, {14, 13}, {15, 16},
                                                         {16, 15}, {17, 18}, {18, 17}, {10, 9},  {9, 10}};
  static constexpr std::pair<unsigned, unsigned> k6[] = {{128, 129}, {129, 128}, {133, 134}, {134, 133},
                                                         {135, 136}, {136, 135}, {130, 131}, {131, 130},
                                                         {144, 145}, {145, 144}, {139, 140}, {140, 139}};
  if (v6) {
    for (const auto& [a, b] : k6)
      if (a == type) return b;
  } else {
    for (const auto& [a, b] : k4)
      if (a == type) return b;
  }
  return std::nullopt;
}

RowFunction communityId(const Call& call, Compiler&) {
  return [proto = call.text("proto"), si = call.text("sourceip"), di = call.text("destinationip"),
          sp = call.text("sourceport"), dp = call.text("destinationport"), type = call.text("icmptype"),
          code = call.text("icmpcode"), seed = base::clamped<unsigned>(call.number("seed", 0)),
          as = call.as("_community_id")](Row& row) {
    const auto number = [&](const std::string& field) -> std::optional<unsigned> {
      const auto value = field.empty() ? std::nullopt : row.number(field);
      return value && *value >= 0 && *value < 65536 ? std::optional(static_cast<unsigned>(*value)) : std::nullopt;
    };
    std::optional<int> protocol;
    if (const std::string* text = row.find(proto)) {
      static const std::pair<std::string_view, int> kNames[] = {{"icmp", 1},   {"tcp", 6},        {"udp", 17},
                                                                {"icmp6", 58}, {"ipv6-icmp", 58}, {"sctp", 132}};
      std::string lower = *text;
      for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      for (const auto& [name, value] : kNames)
        if (name == lower) protocol = value;
      if (const auto value = toNumber(*text); value && *value >= 0 && *value < 256) protocol = static_cast<int>(*value);
    }
    const std::string *a = row.find(si), *b = row.find(di);
    const auto x = a == nullptr ? std::nullopt : parseAddress(*a), y = b == nullptr ? std::nullopt : parseAddress(*b);
    std::string out;
    if (protocol && x && y && x->v6 == y->v6) {
      if (*protocol == 1 || *protocol == 58) {
        const auto t = number(type.empty() ? sp : type), c = number(code.empty() ? dp : code);
        if (t) {
          const auto answer = partner(*t, *protocol == 58);
          out = community(seed, *protocol, *x, *y, t, answer ? answer : std::optional(c.value_or(0)), !answer);
        }
      } else if (*protocol == 6 || *protocol == 17 || *protocol == 132) {
        const auto s = number(sp), d = number(dp);
        if (s && d) out = community(seed, *protocol, *x, *y, s, d, false);
      } else {
        out = community(seed, *protocol, *x, *y, std::nullopt, std::nullopt, false);
      }
    }
    row.set(as, out);
    return true;
  };
}

RowFunction distance(const Call& call, Compiler&) {
  return [a = call.text("lat1"), b = call.text("lon1"), c = call.text("lat2"), d = call.text("lon2"),
          as = call.as("_distance")](Row& row) {
    constexpr double kRadius = 6371009;  // metres, the mean of the earth
    const auto lat1 = row.number(a), lon1 = row.number(b), lat2 = row.number(c), lon2 = row.number(d);
    if (!lat1 || !lon1 || !lat2 || !lon2) return true;
    const auto radians = [](double x) { return x * std::numbers::pi / 180; };
    const double u = std::sin(radians(*lat2 - *lat1) / 2), v = std::sin(radians(*lon2 - *lon1) / 2);
    const double h = u * u + std::cos(radians(*lat1)) * std::cos(radians(*lat2)) * v * v;
    row.set(as, 2 * kRadius * std::asin(std::sqrt(h)));
    return true;
  };
}

}  // namespace

std::string geohashOf(double latitude, double longitude, int precision) {
  static constexpr std::string_view kDigits = "0123456789bcdefghjkmnpqrstuvwxyz";
  double low[2] = {-180, -90}, high[2] = {180, 90};
  const double at[2] = {longitude, latitude};
  std::string out;
  unsigned bits = 0;
  constexpr int kMost = 24;  // characters: a double has no more
  for (int i = 0; i < std::min(precision, kMost) * 5; ++i) {
    const int axis = i % 2;
    const double middle = (low[axis] + high[axis]) / 2;
    bits = bits << 1U | (at[axis] >= middle ? 1U : 0U);
    (at[axis] >= middle ? low[axis] : high[axis]) = middle;
    if (i % 5 == 4) {
      out += kDigits[bits & 31U];
      bits = 0;
    }
  }
  return out;
}

namespace {

RowFunction geohash(const Call& call, Compiler&) {
  return [lat = call.text("lat", "ip.lat"), lon = call.text("lon", "ip.lon"),
          precision = base::clamped<int>(call.number("precision", 12)), as = call.as("_geohash")](Row& row) {
    const auto a = row.number(lat), b = row.number(lon);
    if (a && b) row.set(as, geohashOf(*a, *b, precision));
    return true;
  };
}

}  // namespace

void addNetwork(Registry& r) {
  r.row(Operation::subnet, subnet);
  r.row(Operation::communityId, communityId);
  r.row(Operation::geographyDistance, distance);
  r.row(Operation::geohash, geohash);
}

}  // namespace quarry::engine::flat
