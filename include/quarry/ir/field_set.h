// The fields alive after a step, with their types. Open until the first group or select: an event may carry any field.
#pragma once

#include <optional>
#include <string_view>

#include "quarry/base/origin.h"
#include "quarry/ir/columns.h"
#include "quarry/ir/plan.h"
#include "quarry/ir/type.h"

namespace quarry::ir {

struct FieldSet {
  bool open = true;       // event fields can still be read
  Columns columns;        // made by steps
  base::Origin closedBy;  // the step that dropped the event fields

  // What a name written in a rule means here. A name that is (or reads into) a column is that column.
  std::optional<FieldRef> resolve(std::string_view name) const;
  std::optional<Type> typeOf(const FieldRef& field) const;
};

// The type of a value read where these fields are alive; `any` where nothing is known.
Type typeOf(const Val& value, const FieldSet& fields);

FieldSet initialFields();
// What a source's rows hold before any step.
FieldSet fieldsOf(const Source& source, const base::Origin& origin = {});
// What is alive after the step.
FieldSet after(const FieldSet& before, const Step& step);

}  // namespace quarry::ir
