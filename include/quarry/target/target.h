// The back ends. A target is one folder that knows nothing of its siblings: legalise, generate, quote.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/schema/bind.h"

namespace quarry::target {

// A query and, for each piece of its text, the places in the rule that it stands for.
struct Query {
  struct Piece {
    std::uint32_t begin = 0, end = 0;  // bytes of `text`
    base::Origin origin;
  };
  std::string text;           // without a final line break
  std::vector<Piece> pieces;  // ordered, not overlapping

  // The rule's places behind a byte of the text.
  base::Origin originAt(std::uint32_t offset) const;
};

class Target {
 public:
  virtual ~Target() = default;
  virtual schema::Platform platform() const = 0;
  // None if an error was reported: what the language cannot say is a GEN code at its place in the rule.
  // The lines as comments of the language, each on a line of its own, with a final line break: the head of an artifact.
  virtual std::string comment(std::span<const std::string> lines) const = 0;
  virtual std::optional<Query> generate(const schema::Bound& bound, base::Report& report) const = 0;
};

// One object per folder of src/target, in alphabetical order.
std::span<const Target* const> targets();
const Target& target(schema::Platform platform);

}  // namespace quarry::target
