// What rule lints know of ATT&CK: its tactics, the form of its numbers, and what became of a retired tactic. Techniques
// are not listed: they change twice a year, and a repository's own copy of MITRE's data (rule/attack.h) lists them.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "quarry/rule/attack.h"

namespace quarry::lint::attack {

// The tactics of ATT&CK Enterprise 19, as tags write them: "initial-access".
std::span<const std::string_view> tactics();
bool isTactic(std::string_view name);
// `t1078.004`, `g0016`, `s0154`, `ds0022`, `m1036`, `a0001`, `c0001`.
bool isNumber(std::string_view name);

// For a technique that had the tactic defense-evasion: `stealth`, `defense-impairment` or both. Empty for all others.
// `known` is the repository's copy, or null.
std::set<std::string> afterDefenseEvasion(const std::string& technique, const rule::Attack* known);
// The technique that replaced one that was revoked.
std::optional<std::string> revokedBy(const std::string& technique, const rule::Attack* known);

}  // namespace quarry::lint::attack
