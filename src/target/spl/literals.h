// Texts that a value must hold for a pattern to match it: what `search` can ask of the index before `where` decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/ir/pattern.h"

namespace quarry::target::spl {

// Values for `search`, quoted and with their stars, of which each match meets at least one; none if the pattern holds
// no text worth asking for.
using AnyOf = std::vector<std::string>;
std::optional<AnyOf> requiredOf(const ir::Glob& glob);
std::optional<AnyOf> requiredOf(const ir::Regex& regex);
// The same for the text of the whole event: words alone, since what stands between them splits it into the index's
// terms.
std::optional<AnyOf> requiredWordsOf(const ir::Glob& glob);
std::optional<AnyOf> requiredWordsOf(const ir::Regex& regex);

}  // namespace quarry::target::spl
