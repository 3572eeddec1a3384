// Variants that several families use: the ways in which Windows event logs, Sysmon or syslog reach a platform are the
// same whatever is in them.
#pragma once

#include <string>
#include <vector>

#include "schema/load_field.h"

namespace quarry::schema {

class Shared {
 public:
  // The file of shared variants if the family needs it: it becomes the first of `sources`, which are empty until then.
  Shared(base::Sources& sources, bool needed);

  void addEvidence(Evidence& evidence, Reader& reader) const;
  // A variant with `use: NAME` laid over the shared one. What is a mapping of names in both is merged.
  base::yaml::Node complete(const base::yaml::Node& variant, Reader& reader) const;

 private:
  const base::yaml::Node* root_ = nullptr;  // null: not needed
};

}  // namespace quarry::schema
