#include <array>

#include "quarry/schema/bind.h"
#include "schema/model.h"

namespace quarry::schema {

namespace {

constexpr std::array<std::string_view, 3> kNames = {"cql", "kql", "spl"};

}  // namespace

std::string_view name(Platform platform) { return kNames[static_cast<std::size_t>(platform)]; }

std::optional<Platform> platformByName(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<Platform>(i);
  return std::nullopt;
}

std::optional<std::string_view> Settings::find(const std::string& key) const {
  const auto found = values.find(key);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

std::string print(const Serves& serves) {
  std::string out;
  const auto add = [&](std::string_view word, const std::string& value) {
    if (!value.empty()) out += (out.empty() ? "" : ", ") + std::string(word) + " " + value;
  };
  add("product", serves.product);
  add("category", serves.category);
  add("service", serves.service);
  return out;
}

}  // namespace quarry::schema
