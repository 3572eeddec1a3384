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

std::set<std::string> afterDefenseEvasion(const std::string& technique, const rule::Attack* known) {
  if (contains(kStealth, technique)) return {"stealth"};
  if (contains(kDefenseImpairment, technique)) return {"defense-impairment"};
  if (known == nullptr) return {};
  auto found = known->techniques.find(technique);
  if (found != known->techniques.end() && found->second.revoked)
    found = known->techniques.find(found->second.revokedBy);
  if (found == known->techniques.end()) return {};
  std::set<std::string> now;
  for (const std::string& tactic : found->second.tactics)
    if (tactic == "stealth" || tactic == "defense-impairment") now.insert(tactic);
  return now;
}

std::optional<std::string> revokedBy(const std::string& technique, const rule::Attack* known) {
  // A successor may be revoked in its turn.
  std::string now = technique;
  for (int steps = 0; known != nullptr && steps < 10; ++steps) {
    const auto found = known->techniques.find(now);
    if (found == known->techniques.end() || !found->second.revoked || found->second.revokedBy.empty()) break;
    now = found->second.revokedBy;
  }
  if (now != technique) return now;
  for (const auto& [old, successor] : kRevoked)
    if (old == technique) return std::string(successor);
  return std::nullopt;
}

}  // namespace quarry::lint::attack
