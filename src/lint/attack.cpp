#include "lint/attack.h"

#include <algorithm>

#include "lint/attack_tables.h"

namespace quarry::lint::attack {

namespace {

constexpr std::array<std::string_view, 15> kTactics = {
    "initial-access",      "execution", "persistence",          "privilege-escalation", "stealth",
    "credential-access",   "discovery", "lateral-movement",     "collection",           "exfiltration",
    "command-and-control", "impact",    "resource-development", "reconnaissance",       "defense-impairment"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

std::span<const std::string_view> tactics() { return kTactics; }
bool isTactic(std::string_view name) { return contains(kTactics, name); }

bool isNumber(std::string_view name) {
  const std::size_t letters = name.starts_with("ds") ? 2 : 1;
  if (name.size() < letters + 4 || std::string_view("tgsmacd").find(name[0]) == std::string_view::npos) return false;
  const auto digits = [](std::string_view text, std::size_t count) {
    return text.size() == count && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::string_view rest = name.substr(letters);
  return digits(rest.substr(0, 4), 4) &&
         (rest.size() == 4 || (name[0] == 't' && rest[4] == '.' && digits(rest.substr(5), 3)));
}

std::optional<std::string_view> afterDefenseEvasion(std::string_view technique) {
  if (contains(kStealth, technique)) return "stealth";
  if (contains(kDefenseImpairment, technique)) return "defense-impairment";
  return std::nullopt;
}

std::optional<std::string_view> revokedBy(std::string_view technique) {
  for (const auto& [old, now] : kRevoked)
    if (old == technique) return now;
  return std::nullopt;
}

}  // namespace quarry::lint::attack
