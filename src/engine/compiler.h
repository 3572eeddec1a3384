// What compiling a plan needs and makes: places for fields, numbers for names, findings.
#pragma once

#include <string>

#include "engine/row.h"
#include "quarry/base/origin.h"
#include "quarry/engine/context.h"
#include "quarry/ir/apply.h"
#include "quarry/ir/pattern.h"

namespace quarry::engine {

class Compiler {
 public:
  Compiler(Names& names, FieldTable& fields, Context& context) : names_(names), fields_(fields), context_(context) {}

  Access access(const ir::FieldRef& field) { return accessTo(field, names_, fields_, context_.timeFields); }
  // The same, for the inside of an element: its fields have a table of their own.
  Compiler within(FieldTable& fields) { return {names_, fields, context_}; }
  void checkRegex(const ir::Regex& regex, const base::Origin& origin);
  // The engine does not run this operation: an error at its place.
  void refuse(const ir::Apply& apply, const base::Origin& origin);

  Names& names() { return names_; }
  FieldTable& fields() { return fields_; }
  Context& context() { return context_; }

 private:
  Names& names_;
  FieldTable& fields_;
  Context& context_;
};

}  // namespace quarry::engine
