// What rule lints know of ATT&CK: its tactics, the form of its numbers, and what became of a retired tactic. Techniques
// are not listed: they change twice a year, and a list of one's own comes as a STIX bundle.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace quarry::lint::attack {

// The tactics of ATT&CK Enterprise 19, as tags write them: "initial-access".
std::span<const std::string_view> tactics();
bool isTactic(std::string_view name);
// `t1078.004`, `g0016`, `s0154`, `ds0022`, `m1036`, `a0001`, `c0001`.
bool isNumber(std::string_view name);

// For a technique that had the tactic defense-evasion: `stealth` or `defense-impairment`. None for all others.
std::optional<std::string_view> afterDefenseEvasion(std::string_view technique);
// The technique that replaced one that ATT&CK 19 revoked.
std::optional<std::string_view> revokedBy(std::string_view technique);

}  // namespace quarry::lint::attack
