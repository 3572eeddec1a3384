// Variants that several families use: the ways in which Windows event logs, Sysmon or syslog reach a platform are the
// same whatever is in them.
#pragma once

#include <string>
#include <vector>

#include "schema/load_field.h"

namespace quarry::schema {

// Lays what a variant says over what another says: mappings of names (`fields`, `when`, …) are merged, all else is
// replaced.
void layOver(base::yaml::Node& under, const base::yaml::Node& over);

class Shared {
 public:
  // The file of shared variants if the family needs it: it becomes one of `sources`.
  Shared(base::Sources& sources, bool needed);

  void addEvidence(Evidence& evidence, Reader& reader) const;
  // A variant with `use: NAME` laid over the shared one. What is a mapping of names in both is merged.
  base::yaml::Node complete(const base::yaml::Node& variant, Reader& reader) const;

 private:
  const base::yaml::Node* root_ = nullptr;  // null: not needed
};

}  // namespace quarry::schema
