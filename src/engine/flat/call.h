// An operation's arguments, read as the function wants them. Names are the parameters of the CQL function.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/ir/plan.h"

namespace quarry::engine::flat {

class Call {
 public:
  Call(const ir::Apply& apply, const base::Origin& origin) : apply_(&apply), origin_(origin) {}

  ir::Operation operation() const { return apply_->operation; }
  std::string_view function() const { return ir::info(apply_->operation).spelling; }
  const base::Origin& origin() const { return origin_; }
  const ir::Apply& apply() const { return *apply_; }

  bool has(std::string_view name) const { return find(name) != nullptr; }
  // A word or text; the fallback if the argument is not there.
  std::string text(std::string_view name, std::string fallback = {}) const;
  std::optional<std::string> maybe(std::string_view name) const;
  double number(std::string_view name, double fallback) const;
  // Of an argument that may be `max`.
  std::optional<std::uint64_t> limit(std::string_view name) const;
  bool flag(std::string_view name, bool fallback = false) const;
  // A word, or each of a list.
  std::vector<std::string> list(std::string_view name) const;
  // Pairs of a list of lists of two; a single list of two is one pair.
  std::vector<std::pair<std::string, std::string>> pairs(std::string_view name) const;
  // `as`, unless it is not said: then the fallback.
  std::string as(std::string_view fallback) const { return text("as", std::string(fallback)); }

  // Null if it is not there or something else.
  const ir::Val* value(std::string_view name) const;
  std::vector<const ir::Val*> values(std::string_view name) const;
  const ir::Plan* plan(std::string_view name) const;
  std::vector<const ir::Plan*> plans(std::string_view name) const;
  const ir::Argument* find(std::string_view name) const { return apply_->find(name); }

 private:
  const ir::Apply* apply_;
  base::Origin origin_;
};

// The text of a value that is a word.
std::optional<std::string> wordOf(const ir::Val& value);
std::vector<std::string> wordsOf(const ir::Argument& argument);

// Milliseconds of a length of time: "5m", "1 h", "90s", "1h30m", "2 weeks"; none if it is none.
std::optional<std::int64_t> durationOf(std::string_view text);

}  // namespace quarry::engine::flat
