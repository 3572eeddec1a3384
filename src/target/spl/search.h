// What the `search` command can say exactly: case-insensitive text with wildcards at its ends, numbers, presence, IPv4
// networks. Its NOT keeps events that lack the field, which is what a complement is.
#pragma once

#include <optional>
#include <string>

#include "quarry/ir/pred.h"

namespace quarry::target::spl {

// How a column or field is called.
class Names {
 public:
  virtual ~Names() = default;
  virtual std::string of(const ir::FieldRef& field) const = 0;
};

// A search term; none if `search` cannot say it exactly. `nested` asks for brackets around an and or an or.
std::optional<std::string> searchTerm(const ir::Pred& pred, const Names& names, bool nested);
// A term that lets through at least what the condition does: asked first, where `where` has to decide.
std::optional<std::string> preFilter(const ir::Pred& pred, const Names& names);

}  // namespace quarry::target::spl
