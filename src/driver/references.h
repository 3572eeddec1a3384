// How documents refer to each other: by id or by name.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "quarry/driver/workspace.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

class References {
 public:
  explicit References(const Workspace& workspace);

  struct Found {
    std::size_t file = 0, document = 0;
  };
  // Null if no document has that id or name.
  const Found* find(const std::string& idOrName) const;
  // The name that was most likely meant; empty if none is near.
  std::string closest(std::string_view name) const;

 private:
  std::map<std::string, Found> byKey_;
};

// The documents of a workspace as lowering asks for them.
rule::FindDocument finder(const Workspace& workspace, const References& references);
// Rules that stand only for correlations that name them: none of those says `generate`.
std::set<const rule::Document*> partsOnly(const Workspace& workspace, const References& references);

// Every rule that a correlation names is there, and no correlation reaches itself.
void linkCorrelations(Workspace& workspace, const References& references);

}  // namespace quarry::driver
