// Names of columns as numbers, so that rows need not compare text.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace quarry::engine {

using NameId = std::uint32_t;

class Names {
 public:
  NameId id(std::string_view name) {
    const auto found = ids_.find(name);
    if (found != ids_.end()) return found->second;
    names_.emplace_back(name);
    const auto made = static_cast<NameId>(names_.size() - 1);
    ids_.emplace(names_.back(), made);
    return made;
  }
  std::optional<NameId> find(std::string_view name) const {
    const auto found = ids_.find(name);
    if (found == ids_.end()) return std::nullopt;
    return found->second;
  }
  const std::string& name(NameId id) const { return names_[id]; }

 private:
  std::deque<std::string> names_;  // does not move what is in it
  std::unordered_map<std::string_view, NameId> ids_;
};

}  // namespace quarry::engine
