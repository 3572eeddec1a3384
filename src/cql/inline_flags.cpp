// Inline flags of regular expressions on the two engines of the service.
#include "cql/lower.h"
#include "quarry/base/regex.h"

namespace quarry::cql {

std::string settledInlineFlags(std::string pattern, bool newerEngine) {
  if (newerEngine || !pattern.starts_with("(?")) return pattern;
  const base::RegexTree tree = base::readRegex(pattern);
  const base::RegexNode& root = tree[tree.root];
  if (root.kind != base::RegexKind::alternation) return pattern;
  const base::RegexNode& branch = tree[root.parts.front()];
  const base::RegexNode& flags = tree[branch.parts.front()];
  if (flags.kind != base::RegexKind::group || flags.group != base::RegexGroup::switches) return pattern;
  if (flags.name.find_first_not_of("imsd-") != std::string::npos) return pattern;
  return "(?" + flags.name + ":" + pattern.substr(flags.end, branch.end - flags.end) + ")" + pattern.substr(branch.end);
}

}  // namespace quarry::cql
